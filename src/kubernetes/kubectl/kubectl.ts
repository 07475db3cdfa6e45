/** kubectl as an actor: runs a command line against the API server, and prints what kubectl would print. */
import type { Ports } from '../simulation/component.ts';
import type { Process } from '../simulation/process.ts';
import { type Command, parseCommand } from './command.ts';
import { apply } from './verbs/apply.ts';
import { debug, exec, logs } from './verbs/containers.ts';
import { create, run } from './verbs/create.ts';
import { deleteVerb } from './verbs/delete.ts';
import { drain } from './verbs/drain.ts';
import { cordonVerb, metadataVerb, patch, set, taint } from './verbs/patch.ts';
import { replace } from './verbs/replace.ts';
import { rollout } from './verbs/rollout.ts';
import { scale } from './verbs/scale.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a verb does with a command: the lines it prints, and whether all went well. */
export type Verb = (command: Command, ports: Ports, print: Printer) => Process<boolean>;

/** Prints whole lines to the user's terminal, as steps of the trace. */
export interface Printer {
  out(text: string): void;
  err(text: string): void;
}

const verbs: Readonly<Record<string, Verb>> = {
  annotate: metadataVerb('annotations'),
  apply,
  cordon: cordonVerb(true),
  create,
  debug,
  delete: deleteVerb,
  drain,
  exec,
  label: metadataVerb('labels'),
  logs,
  patch,
  replace,
  rollout,
  run,
  scale,
  set,
  taint,
  uncordon: cordonVerb(false),
};

/** Runs `kubectl ARGS`. An unknown verb is kubectl's own error. */
export function* kubectl(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  ports: Ports,
): Process<CommandResult> {
  const command = parseCommand(args, files);
  const printed = { stdout: '', stderr: '' };
  const print = (stream: 'stdout' | 'stderr', text: string): void => {
    printed[stream] += `${text}\n`;
    ports.kernel.record(ports.actor, { kind: 'output', stream, text });
  };
  const printer: Printer = { out: (text) => print('stdout', text), err: (text) => print('stderr', text) };
  const verb = verbs[command.verb];
  if (verb === undefined) {
    printer.err(`error: unknown command "${command.verb}" for "kubectl"`);
    return { ...printed, exitCode: 1 };
  }
  const succeeded = yield* verb(command, ports, printer);
  return { ...printed, exitCode: succeeded ? 0 : 1 };
}
