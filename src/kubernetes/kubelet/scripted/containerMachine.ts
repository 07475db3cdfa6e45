/** Makes the inside of one container: its machine, its first process, commands run beside it, and what it prints. */

import { quantityOf, quantityValue } from '../../api/quantity.ts';
import type { ResourceRequirements } from '../../api/types.ts';
import type { Ports } from '../../simulation/component.ts';
import { type Process, waitFor } from '../../simulation/process.ts';
import type { ImageFact, ProcessFact, ProgramFact } from '../../simulation/scenario.ts';
import { portNumber } from '../ports.ts';
import type { ContainerConfig, ExecAnswer } from '../runtime.ts';
import { type Disk, fileSystem } from './files.ts';
import { imageMatches } from './imageStore.ts';
import { knownPrograms } from './knownImages.ts';
import {
  type CommandIo,
  exitCodeOf,
  killProcess,
  type Machine,
  type MachineProcess,
  restMs,
  startProcess,
} from './machine.ts';
import type { PodNetwork } from './network.ts';
import { execute } from './programs.ts';
import { runProcessFact } from './server.ts';
import { execError } from './startErrors.ts';

export interface ContainerMachine {
  readonly machine: Machine;
  /** A scenario says that its probes fail until later. */
  heldBack(): boolean;
  start(words: readonly string[], ended: (exitCode: number) => void): MachineProcess;
  /** Runs a command beside the first process. */
  exec(words: readonly string[], timeoutSeconds: number): Process<ExecAnswer>;
  terminationLog(): string;
  logTail(lines: number, bytes: number): string;
  /** Bytes written to its own disk and to its output. */
  usage(): number;
}

export interface MachineListener {
  touched(): void;
  outOfMemory(): void;
}

/** Output that is kept of a container, in characters. */
const keptOutput = 65_536;

export function containerMachine(
  ports: Ports,
  config: ContainerConfig,
  image: ImageFact | undefined,
  network: PodNetwork,
  diskOf: (source: string) => Disk,
  listener: MachineListener,
): ContainerMachine {
  const { kernel, scenario } = ports;
  const { pod, container } = config;
  const fact = processFact(scenario.processes, config);
  let output = '';
  let printed = 0;
  let assumed = false;
  let startedAt = 0;

  const factOf = (words: readonly string[]): ProgramFact | undefined =>
    [...(scenario.programs ?? []), ...knownPrograms].find((program) =>
      programMatches(program, words, container.image ?? ''),
    );

  const machine: Machine = {
    kernel,
    files: fileSystem(config.mounts, diskOf, listener.touched),
    network,
    memoryLimit: memoryLimit(config.resources),
    processes: new Map(),
    nextPid: 1,
    restartCount: config.restartCount,
    touched: listener.touched,
    execute: (self, line) => execute(self, line, factOf),
    has: (command) => hasCommand(image, machine, factOf, command),
    assumedPorts: assumedPorts(config),
    outOfMemory: listener.outOfMemory,
    assume: (what) => {
      if (assumed) return;
      assumed = true;
      kernel.record(ports.actor, {
        kind: 'note',
        message: { id: 'assumed.program', args: { container: container.name ?? '', program: what.slice(0, 200) } },
      });
    },
  };
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOSTNAME: pod.metadata?.name ?? '',
    ...config.env,
  };
  const print = (text: string): void => {
    printed += text.length;
    output = (output + text).slice(-keptOutput);
  };
  const lineOf = (words: readonly string[], io: CommandIo) => ({
    words,
    io,
    env,
    directory: container.workingDir || '/',
    own: true,
    resting: false,
  });

  const start = (words: readonly string[], ended: (exitCode: number) => void): MachineProcess => {
    startedAt = kernel.now();
    if (fact?.readyAfterMs !== undefined)
      kernel.after(fact.readyAfterMs, () => listener.touched(), { idle: fact.readyAfterMs > restMs });
    const run = (self: MachineProcess) => machine.execute(self, lineOf(words, { input: '', out: print, err: print }));
    return startProcess(
      machine,
      undefined,
      (self) => (fact === undefined ? run(self) : runProcessFact(self, fact, run)),
      ended,
    );
  };

  function* exec(words: readonly string[], timeoutSeconds: number): Process<ExecAnswer> {
    const error = execError(machine, words);
    if (error !== undefined) return { output: '', error };
    let out = '';
    let err = '';
    const io: CommandIo = {
      input: '',
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    };
    const process = startProcess(machine, undefined, (self) => machine.execute(self, lineOf(words, io)));
    const deadline = timeoutSeconds > 0 ? kernel.now() + timeoutSeconds * 1000 : Number.POSITIVE_INFINITY;
    while (process.exitCode === undefined && kernel.now() < deadline) {
      yield* waitFor(process.wake, Number.isFinite(deadline) ? deadline - kernel.now() : undefined);
    }
    if (process.exitCode === undefined) {
      killProcess(process, exitCodeOf('KILL'));
      return {
        output: out + err,
        error: `command timed out: "${words.join(' ')}" timed out after ${timeoutSeconds}s`,
        timedOut: true,
      };
    }
    return { exitCode: process.exitCode, output: out + err };
  }

  return {
    machine,
    heldBack: () => fact?.readyAfterMs !== undefined && kernel.now() < startedAt + fact.readyAfterMs,
    start,
    exec,
    terminationLog: () => machine.files.read(container.terminationMessagePath ?? '/dev/termination-log')?.text ?? '',
    usage: () => machine.files.ownUsage() + printed,
    logTail: (lines, bytes) => {
      const all = output.split('\n');
      if (all.at(-1) === '') all.pop();
      const tail = all
        .slice(-lines)
        .map((line) => `${line}\n`)
        .join('');
      return tail.slice(-bytes);
    },
  };
}

/** Bytes; undefined without limit. */
export function memoryLimit({ limits }: ResourceRequirements): number | undefined {
  const limit = limits?.['memory'];
  return limit === undefined ? undefined : Number(quantityValue(quantityOf(limit)));
}

function processFact(
  facts: readonly ProcessFact[] | undefined,
  { pod, container }: ContainerConfig,
): ProcessFact | undefined {
  return facts?.find(
    (one) =>
      (one.pod ?? pod.metadata?.name) === pod.metadata?.name && (one.container ?? container.name) === container.name,
  );
}

function programMatches({ command, images, alone }: ProgramFact, words: readonly string[], image: string): boolean {
  if (images !== undefined && !images.some((pattern) => imageMatches(pattern, image))) return false;
  if (alone === true && words.length > command.length) return false;
  if (command.length === 0) return words[0] === '<entrypoint>';
  return command.every((word, index) => {
    const given = words[index] ?? '';
    return given === word || (index === 0 && given.endsWith(`/${word}`) && !word.includes('/'));
  });
}

/** Whether the image holds a command; undefined where nobody knows. */
function hasCommand(
  image: ImageFact | undefined,
  machine: Machine,
  factOf: (words: readonly string[]) => ProgramFact | undefined,
  command: string,
): boolean | undefined {
  if (command === '<entrypoint>' || factOf([command]) !== undefined) return true;
  if (machine.files.isDirectory(command)) return false;
  if (image?.commands === undefined) return undefined;
  if (!command.includes('/')) return image.commands.includes(command);
  return image.commands.includes(command) || /^\/(usr\/)?s?bin\/[^/]+$/.test(command)
    ? image.commands.includes(command.slice(command.lastIndexOf('/') + 1)) || image.commands.includes(command)
    : false;
}

/** Ports that a server of which nothing is known is taken to listen on: those it declares, and those it is probed on. */
function assumedPorts({ container }: ContainerConfig): readonly number[] {
  const ports = new Set<number>();
  for (const { containerPort } of container.ports ?? []) if (containerPort !== undefined) ports.add(containerPort);
  const { startupProbe, readinessProbe, livenessProbe, lifecycle } = container;
  for (const handler of [startupProbe, readinessProbe, livenessProbe, lifecycle?.postStart, lifecycle?.preStop]) {
    const port = portNumber(handler?.httpGet?.port ?? handler?.tcpSocket?.port, container);
    if (port !== undefined) ports.add(port);
    if (handler !== undefined && 'grpc' in handler && handler.grpc?.port !== undefined) ports.add(handler.grpc.port);
  }
  return [...ports];
}
