/** Programs that data describes: servers, memory hogs, and whatever is assumed to run for ever. */
import { type Process, waitFor } from '../../simulation/process.ts';
import type { FromArguments, HttpFact, ProcessFact, ProgramFact } from '../../simulation/scenario.ts';
import { type Machine, type MachineProcess, pause } from './machine.ts';
import type { Listener } from './network.ts';

/** From a process's stop signal to its end: assumed. */
const shutdownMs = 50;
const never = Number.POSITIVE_INFINITY;

/** Runs the program that `fact` describes; the value is its exit code. */
export function* runFact(self: MachineProcess, fact: ProgramFact, words: readonly string[]): Process<number> {
  const { machine } = self;
  const begun = machine.kernel.now();
  const number = (from: FromArguments | undefined): number | undefined =>
    fromArguments(from, words.slice(fact.command.length));
  let stopping = false;
  self.handler = (signal) => {
    if (!fact.stopsOn?.some((one) => one === signal)) return undefined;
    stopping = true;
    return 'handled';
  };
  const memory = number(fact.memoryMiB);
  if (memory !== undefined && memory * 2 ** 20 > (machine.memoryLimit ?? never)) {
    yield* pause(machine.kernel, shutdownMs);
    machine.outOfMemory();
    yield* pause(machine.kernel, never);
  }
  const due: { at: number; act: () => boolean }[] = [];
  const port = number(fact.listens);
  if (port !== undefined) {
    const reply = (path: string) => replyTo(machine, fact.answers ?? [], path, machine.kernel.now() - begun, number);
    due.push({ at: number(fact.listensAfterMs) ?? 0, act: () => listen(machine, port, { process: self, reply }) });
    for (const { beforeMs } of fact.answers ?? []) due.push({ at: number(beforeMs) ?? 0, act: () => true });
  }
  for (const { path, afterMs } of fact.files ?? []) {
    due.push({ at: number(afterMs) ?? 0, act: () => machine.files.write(path, { text: '', size: 0 }) === undefined });
  }
  due.sort((a, b) => a.at - b.at);
  for (const { at, act } of due) {
    if (!Number.isFinite(at)) break;
    const ready = begun + at;
    while (!stopping && machine.kernel.now() < ready) yield* waitFor(self.wake, ready - machine.kernel.now());
    if (stopping) break;
    if (!act()) return 1;
    machine.touched();
  }
  const ends = fact.exitCode === undefined ? never : begun + (number(fact.exitsAfterMs) ?? 0);
  while (!stopping && machine.kernel.now() < ends) {
    yield* waitFor(self.wake, Number.isFinite(ends) ? ends - machine.kernel.now() : undefined);
  }
  if (!stopping) {
    return machine.restartCount < (number(fact.failsUntilRestart) ?? 0) ? 1 : (fact.exitCode ?? 0);
  }
  yield* pause(machine.kernel, number(fact.stopsAfterMs) ?? shutdownMs);
  return 0;
}

/** Memory of a node that a container without limit may use up: assumed. */
const nodeMemoryBytes = 4 * 2 ** 30;

/** Runs a process as a scenario says; what it leaves open is as the command line has it. */
export function* runProcessFact(
  self: MachineProcess,
  fact: ProcessFact,
  run: (self: MachineProcess) => Process<number>,
): Process<number> {
  const { machine } = self;
  if (fact.memoryBytes !== undefined && fact.memoryBytes > (machine.memoryLimit ?? nodeMemoryBytes)) {
    yield* pause(machine.kernel, fact.afterMs ?? shutdownMs);
    machine.outOfMemory();
    yield* pause(machine.kernel, never);
  }
  if (fact.exitCode !== undefined) {
    const stopsOn = fact.ignoresTerm === true ? [] : (['TERM', 'QUIT', 'INT'] as const);
    const program: ProgramFact = { command: [], exitCode: fact.exitCode, exitsAfterMs: fact.afterMs ?? 0, stopsOn };
    return yield* runFact(self, program, []);
  }
  if (fact.ignoresTerm === true) {
    self.handler = () => 'handled';
    return yield* runFact(self, { command: [] }, []);
  }
  return yield* run(self);
}

/** A program of which nothing is known: it serves on the ports it is asked about, until it is stopped. */
export function* runAssumed(self: MachineProcess): Process<number> {
  const { machine } = self;
  for (const port of machine.assumedPorts) {
    machine.network.listen(port, { process: self, reply: () => ({ statusCode: 200, delayMs: 0 }) });
  }
  machine.touched();
  return yield* runFact(self, { command: [], stopsOn: ['TERM', 'QUIT', 'INT'] }, []);
}

function listen(machine: Machine, port: number, listener: Listener): boolean {
  return machine.network.listen(port, listener);
}

function replyTo(
  machine: Machine,
  answers: readonly HttpFact[],
  path: string,
  age: number,
  number: (from: FromArguments | undefined) => number | undefined,
) {
  const answer = answers.find((one) => pathMatches(one.path, path));
  if (answer === undefined) return { statusCode: 200, delayMs: 0 };
  const { status, delayMs = 0, beforeMs, whileFile } = answer;
  const conditional = beforeMs !== undefined || whileFile !== undefined;
  const early = beforeMs !== undefined && age < (number(beforeMs) ?? 0);
  const marked = whileFile !== undefined && machine.files.read(whileFile) !== undefined;
  if (conditional && !early && !marked) return { statusCode: 200, delayMs };
  return { statusCode: status === '$path' ? Number(/(\d+)$/.exec(path)?.[1] ?? 200) : status, delayMs };
}

function pathMatches(pattern: string, path: string): boolean {
  const [plain = ''] = path.split('?');
  return pattern.endsWith('*') ? plain.startsWith(pattern.slice(0, -1)) : plain === pattern;
}

/** A number of the data, or the one that it points to on the command line. */
function fromArguments(from: FromArguments | undefined, args: readonly string[]): number | undefined {
  if (from === undefined || typeof from === 'number') return from;
  const text = from.startsWith('$')
    ? args[Number(from.slice(1)) - 1]
    : args.find((word) => word.startsWith(`${from}=`))?.slice(from.length + 1);
  if (text === undefined) return undefined;
  if (text === 'never') return never;
  return durationMs(text) ?? Number(text);
}

/** Milliseconds of `5s`, `1m30s`, `200ms`; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  let total = 0;
  for (const [, amount, unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    total += Number(amount) * (units[unit] ?? 0);
  return total;
}
