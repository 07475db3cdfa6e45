/** A kubectl command line taken apart: verb, arguments, flags. */

export interface Command {
  readonly verb: string;
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, readonly string[]>>;
  /** What can be read: by file name; `-` is standard input. */
  readonly files: Readonly<Record<string, string>>;
  readonly namespace: string;
}

/** Short flags that kubectl's verbs here know, by their long name. */
const shortFlags: Readonly<Record<string, string>> = {
  f: 'filename',
  n: 'namespace',
  l: 'selector',
  o: 'output',
  A: 'all-namespaces',
  w: 'watch',
  p: 'patch',
  c: 'container',
  R: 'recursive',
  i: 'stdin',
  t: 'tty',
  k: 'kustomize',
};

/** Flags that take no value, unless one is joined by `=`. */
const switches = new Set([
  'all-namespaces',
  'watch',
  'force',
  'now',
  'all',
  'server-side',
  'overwrite',
  'recursive',
  'ignore-daemonsets',
  'delete-emptydir-data',
  'force-conflicts',
  'raw-output',
  'no-headers',
  'show-labels',
  'record',
  'from-file-only',
  'previous',
  'rm',
  'quiet',
  'stdin',
  'tty',
  'disable-eviction',
  'wait',
]);

/** The value of a flag; the last one counts. */
export function flag(command: Command, name: string): string | undefined {
  return command.flags[name]?.at(-1);
}

/** Takes `args` (without `kubectl`) apart. Flags may stand anywhere; `--` ends them. */
export function parseCommand(args: readonly string[], files: Readonly<Record<string, string>> = {}): Command {
  const positional: string[] = [];
  const flags: Record<string, string[]> = {};
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === '--') {
      positional.push(...args.slice(at + 1));
      break;
    }
    const long = /^--([^=]+)(?:=(.*))?$/s.exec(arg);
    const short = /^-([A-Za-z])(.*)$/s.exec(arg);
    if (long === null && (short === null || arg === '-')) {
      positional.push(arg);
      continue;
    }
    const name = long?.[1] ?? shortFlags[short?.[1] ?? ''] ?? short?.[1] ?? '';
    const joined = long === null ? short?.[2]?.replace(/^=/, '') || undefined : long[2];
    const value = joined ?? (switches.has(name) ? 'true' : (args[++at] ?? ''));
    flags[name] = [...(flags[name] ?? []), value];
  }
  const [verb = '', ...rest] = positional;
  return { verb, args: rest, flags, files, namespace: flags.namespace?.at(-1) ?? 'default' };
}
