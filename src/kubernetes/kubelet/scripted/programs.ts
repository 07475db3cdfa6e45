/** What a command line does in a container: as data says, as the shell reads it, as busybox has it, or, assumed, for ever. */
import { type Process, waitFor } from '../../simulation/process.ts';
import type { ProgramFact } from '../../simulation/scenario.ts';
import { absolute, commandNamed } from './commands.ts';
import { type CommandLine, type MachineProcess, startProcess } from './machine.ts';
import { runAssumed, runFact } from './server.ts';
import { runScript } from './shell.ts';
import { Beyond } from './shellWords.ts';

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash']);

/** Runs a command line, given what data knows of programs; the value is its exit code. */
export function* execute(
  self: MachineProcess,
  line: CommandLine,
  factOf: (words: readonly string[]) => ProgramFact | undefined,
): Process<number> {
  const { machine } = self;
  const [name = ''] = line.words;
  const fact = factOf(line.words);
  if (fact !== undefined) return yield* inProcess(self, line, (own) => runFact(own, fact, line.words));
  const plain = name.replace(/^\/(usr\/)?(local\/)?s?bin\//, '');
  if (plain === 'busybox' && line.words.length > 1) {
    return yield* execute(self, { ...line, words: line.words.slice(1) }, factOf);
  }
  if (machine.has(name) === false) {
    line.io.err(`sh: ${name}: not found\n`);
    return 127;
  }
  if (shells.has(plain)) return yield* runShell(self, line);
  const command = commandNamed(name);
  if (command !== undefined) return yield* command({ self, ...line });
  machine.assume(line.words.join(' '));
  return yield* inProcess(self, line, runAssumed);
}

/** A shell that is given a script, a file, or nothing to read. */
function* runShell(self: MachineProcess, line: CommandLine): Process<number> {
  const args = line.words.slice(1);
  const option = args.findIndex((word) => /^-\w*c$/.test(word));
  const file = option < 0 ? args.find((word) => !word.startsWith('-')) : undefined;
  const source = option >= 0 ? args[option + 1] : scriptIn(self, line, file);
  if (source === undefined) {
    if (file !== undefined && self.machine.has(file) === undefined) {
      self.machine.assume(file);
      return yield* inProcess(self, line, runAssumed);
    }
    line.io.err(
      file === undefined
        ? "sh: option '-c' requires an argument\n"
        : `sh: can't open '${file}': No such file or directory\n`,
    );
    return 2;
  }
  const rest = option >= 0 ? args.slice(option + 3) : args.slice(args.indexOf(file ?? '') + 1);
  const stops = args.slice(0, option + 1).some((word) => /^-\w*e/.test(word));
  const script = stops ? `set -e\n${source}` : source;
  return yield* inProcess(self, line, (own) => guarded(own, runScript(own, script, rest, line.io, line.env)));
}

function scriptIn(self: MachineProcess, line: CommandLine, file: string | undefined): string | undefined {
  return file === undefined ? line.io.input : self.machine.files.read(absolute(file, line.directory))?.text;
}

/** Runs in the process itself when that is the command's own, else in a child that is waited for. */
function* inProcess(
  self: MachineProcess,
  line: CommandLine,
  run: (own: MachineProcess) => Process<number>,
): Process<number> {
  if (line.own) return yield* run(self);
  const child = startProcess(self.machine, self, run);
  while (child.exitCode === undefined) yield* waitFor(child.wake);
  return child.exitCode;
}

/** What the shell can't read is assumed to run for ever. */
function* guarded(self: MachineProcess, run: Process<number>): Process<number> {
  try {
    return yield* run;
  } catch (error) {
    if (!(error instanceof Beyond)) throw error;
    self.machine.assume(error.message);
    return yield* runAssumed(self);
  }
}
