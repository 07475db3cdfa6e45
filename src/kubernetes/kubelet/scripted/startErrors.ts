/** Why runc can't start a command: what it looks up before it runs anything. */
import type { Machine } from './machine.ts';

const prefix =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';
const execPrefix = 'OCI runtime exec failed: exec failed: unable to start container process: ';

/** The error of StartContainer (runc 1.1 as recorded; newer ones append `: unknown`); undefined when it starts. */
export function startError(machine: Machine, words: readonly string[]): string | undefined {
  const why = lookUpError(machine, words[0] ?? '');
  return why === undefined ? undefined : `${prefix}${why}`;
}

/** The error of a command that can't be run in a running container. */
export function execError(machine: Machine, words: readonly string[]): string | undefined {
  const why = lookUpError(machine, words[0] ?? '');
  return why === undefined ? undefined : `${execPrefix}${why}`;
}

function lookUpError(machine: Machine, command: string): string | undefined {
  if (machine.has(command) !== false) return undefined;
  const named = `exec: "${command}": `;
  if (!command.includes('/')) return `${named}executable file not found in $PATH`;
  if (machine.files.isDirectory(command)) return `${named}is a directory`;
  if (machine.files.read(command) !== undefined) return `${named}permission denied`;
  return `${named}stat ${command}: no such file or directory`;
}
