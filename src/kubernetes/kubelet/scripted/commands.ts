/** Commands that the shell of a container knows: the usual ones of busybox, as far as scripts in manifests use them. */
import type { Process } from '../../simulation/process.ts';
import { type CommandLine, type MachineProcess, pause, sendSignal, signalOf } from './machine.ts';
import { durationMs } from './server.ts';

/** A command line, and the process that runs it. */
export interface CommandCall extends CommandLine {
  readonly self: MachineProcess;
}

export type Command = (call: CommandCall) => Process<number>;

/** The command called `name`, if it is one of these. */
export function commandNamed(name: string): Command | undefined {
  const plain = name.replace(/^\/(usr\/)?s?bin\//, '');
  return Object.hasOwn(commands, plain) ? commands[plain] : undefined;
}

const never = Number.POSITIVE_INFINITY;

/** A command that takes no time. */
function instant(run: (call: CommandCall) => number): Command {
  // biome-ignore lint/correctness/useYield: commands are processes, also those that take no time
  return function* (call) {
    return run(call);
  };
}

const ok = instant(() => 0);

/** A command whose work is not modelled: it takes a moment and succeeds. */
const moment: Command = function* ({ self }) {
  yield* pause(self.machine.kernel, 1000);
  return 0;
};

const forever: Command = function* ({ self }) {
  yield* pause(self.machine.kernel, never);
  return 0;
};

const commands: Readonly<Record<string, Command>> = {
  true: ok,
  false: instant(() => 1),
  ':': ok,
  sleep: function* ({ self, words, io, resting }) {
    let total = 0;
    for (const word of words.slice(1)) {
      const ms = word === 'infinity' || word === 'inf' ? never : (durationMs(word) ?? Number(word) * 1000);
      if (Number.isNaN(ms)) {
        io.err(`sleep: invalid number '${word}'\n`);
        return 1;
      }
      total += ms;
    }
    yield* pause(self.machine.kernel, total, resting);
    return 0;
  },
  echo: instant(({ words, io }) => {
    const options = /^-[neE]+$/.test(words[1] ?? '') ? (words[1] ?? '') : '';
    const text = words.slice(options === '' ? 1 : 2).join(' ');
    io.out(`${options.includes('e') ? unescaped(text) : text}${options.includes('n') ? '' : '\n'}`);
    return 0;
  }),
  printf: instant(({ words, io }) => {
    io.out(formatted(words[1] ?? '', words.slice(2)));
    return 0;
  }),
  cat: instant(({ self, words, io, directory }) => {
    const paths = words.slice(1).filter((word) => word !== '-');
    if (paths.length === 0) io.out(io.input);
    let code = 0;
    for (const path of paths) {
      const file = self.machine.files.read(absolute(path, directory));
      if (file !== undefined) io.out(file.text);
      else {
        const why = self.machine.files.isDirectory(absolute(path, directory))
          ? `cat: read error: Is a directory`
          : `cat: can't open '${path}': No such file or directory`;
        io.err(`${why}\n`);
        code = 1;
      }
    }
    return code;
  }),
  touch: instant(({ self, words, io, directory }) =>
    eachPath(words, (path) => {
      const full = absolute(path, directory);
      if (self.machine.files.read(full) !== undefined || self.machine.files.isDirectory(full)) return true;
      const error = self.machine.files.write(full, { text: '', size: 0 });
      if (error !== undefined) io.err(`touch: ${path}: ${errorText(error)}\n`);
      return error === undefined;
    }),
  ),
  rm: instant(({ self, words, io, directory }) =>
    eachPath(words, (path) => {
      const removed = self.machine.files.remove(absolute(path, directory));
      const forced = words.some((word) => /^-\w*f/.test(word));
      if (!removed && !forced) io.err(`rm: can't remove '${path}': No such file or directory\n`);
      return removed || forced;
    }),
  ),
  mkdir: instant(({ self, words, directory }) =>
    eachPath(words, (path) => {
      self.machine.files.makeDirectory(absolute(path, directory));
      return true;
    }),
  ),
  cp: instant((call) => copy(call, false)),
  mv: instant((call) => copy(call, true)),
  ln: ok,
  chmod: ok,
  chown: ok,
  sync: ok,
  ls: instant(({ self, words, io, directory }) => {
    const paths = words.slice(1).filter((word) => !word.startsWith('-'));
    return eachPath(['ls', ...(paths.length === 0 ? [directory] : paths)], (path) => {
      const full = absolute(path, directory);
      if (self.machine.files.isDirectory(full)) {
        for (const name of self.machine.files.list(full)) io.out(`${name}\n`);
        return true;
      }
      if (self.machine.files.read(full) !== undefined) io.out(`${path}\n`);
      else io.err(`ls: ${path}: No such file or directory\n`);
      return self.machine.files.read(full) !== undefined;
    });
  }),
  wc: instant(({ self, words, io, directory }) => {
    const path = words.slice(1).find((word) => !word.startsWith('-'));
    const text = path === undefined ? io.input : (self.machine.files.read(absolute(path, directory))?.text ?? '');
    const counts = { l: text.split('\n').length - 1, w: text.split(/\s+/).filter(Boolean).length, c: text.length };
    const asked = words.find((word) => /^-[lwc]$/.test(word))?.[1] as 'l' | 'w' | 'c' | undefined;
    const shown = asked === undefined ? `${counts.l} ${counts.w} ${counts.c}` : String(counts[asked]);
    io.out(`${shown}${path === undefined ? '' : ` ${path}`}\n`);
    return 0;
  }),
  head: instant(({ self, words, io, directory }) => linesOf({ self, words, io, directory }, 'head')),
  tail: function* ({ self, words, io, directory }) {
    const code = linesOf({ self, words, io, directory }, 'tail');
    if (words.some((word) => /^-\w*[fF]/.test(word))) yield* pause(self.machine.kernel, never);
    return code;
  },
  grep: instant(({ self, words, io, directory }) => {
    const [pattern = '', ...paths] = words.slice(1).filter((word) => !word.startsWith('-'));
    const quiet = words.some((word) => /^-\w*q/.test(word));
    const text =
      paths.length === 0
        ? io.input
        : paths.map((path) => self.machine.files.read(absolute(path, directory))?.text).join('');
    const found = text.split('\n').filter((line) => line.includes(pattern) && line !== '');
    if (!quiet) for (const line of found) io.out(`${line}\n`);
    return found.length > 0 ? 0 : 1;
  }),
  date: instant(({ self, io }) => {
    io.out(`${new Date(self.machine.kernel.unixMilliseconds()).toUTCString()}\n`);
    return 0;
  }),
  hostname: instant(({ env, io }) => {
    io.out(`${env.HOSTNAME ?? 'localhost'}\n`);
    return 0;
  }),
  pwd: instant(({ directory, io }) => {
    io.out(`${directory}\n`);
    return 0;
  }),
  whoami: instant(({ io }) => {
    io.out('root\n');
    return 0;
  }),
  id: instant(({ io }) => {
    io.out('uid=0(root) gid=0(root)\n');
    return 0;
  }),
  uname: instant(({ io }) => {
    io.out('Linux\n');
    return 0;
  }),
  env: instant(({ env, io }) => {
    for (const [name, value] of Object.entries(env)) io.out(`${name}=${value}\n`);
    return 0;
  }),
  printenv: instant(({ env, words, io }) => {
    const name = words[1];
    if (name !== undefined && env[name] === undefined) return 1;
    for (const [key, value] of Object.entries(env)) {
      if (name === undefined) io.out(`${key}=${value}\n`);
      else if (key === name) io.out(`${value}\n`);
    }
    return 0;
  }),
  seq: instant(({ words, io }) => {
    const numbers = words.slice(1).map(Number);
    const [from, step, to] = numbers.length > 2 ? numbers : [numbers.length > 1 ? numbers[0] : 1, 1, numbers.at(-1)];
    let left = 10_000;
    for (let i = from ?? 1; (step ?? 1) > 0 && i <= (to ?? 0) && left > 0; i += step ?? 1) {
      io.out(`${i}\n`);
      left -= 1;
    }
    return 0;
  }),
  basename: instant(({ words, io }) => {
    io.out(`${(words[1] ?? '').replace(/\/+$/, '').split('/').at(-1) ?? ''}\n`);
    return 0;
  }),
  dirname: instant(({ words, io }) => {
    io.out(`${(words[1] ?? '').replace(/\/[^/]*$/, '') || '/'}\n`);
    return 0;
  }),
  dd: function* ({ self, words, io, directory }) {
    const option = (name: string): string | undefined =>
      words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
    const size = byteCount(option('bs') ?? '512') * Number(option('count') ?? 1);
    yield* pause(self.machine.kernel, 50);
    const target = option('of');
    if (target === undefined || target === '/dev/null') return 0;
    const error = self.machine.files.write(absolute(target, directory), { text: '', size });
    if (error === undefined) return 0;
    io.err(`dd: can't open '${target}': ${errorText(error)}\n`);
    return 1;
  },
  kill: function* ({ self, words, io }) {
    const named = words[1]?.startsWith('-') === true;
    const option = words[1] === '-s' ? words[2] : named ? words[1] : '-TERM';
    const signal = signalOf(option ?? '');
    const targets = words.slice(words[1] === '-s' ? 3 : named ? 2 : 1);
    if (words[1] === '-0') return targets.every((pid) => self.machine.processes.has(Number(pid))) ? 0 : 1;
    if (signal === undefined) {
      io.err(`kill: bad signal name '${option}'\n`);
      return 1;
    }
    let code = 0;
    for (const pid of targets) {
      const process = self.machine.processes.get(Number(pid));
      if (process === undefined) {
        io.err(`kill: can't kill pid ${pid}: No such process\n`);
        code = 1;
      } else if (process !== self) sendSignal(process, signal, false);
      else {
        // A process can't be ended in the middle of its own turn: the signal comes while it waits.
        self.machine.kernel.after(0, () => sendSignal(self, signal, false));
        yield* pause(self.machine.kernel, 1);
      }
    }
    return code;
  },
  wget: function* (call) {
    return yield* request(call);
  },
  curl: function* (call) {
    return yield* request(call);
  },
  nc: function* (call) {
    return yield* connect(call);
  },
  nslookup: moment,
  ping: moment,
  yes: forever,
  apk: moment,
  'apt-get': moment,
  apt: moment,
  pip: moment,
  npm: moment,
  git: moment,
  tar: moment,
  gzip: moment,
  unzip: moment,
  find: ok,
  sed: ok,
  awk: ok,
  sort: instant(({ io }) => {
    io.out(io.input);
    return 0;
  }),
  tee: instant(({ io }) => {
    io.out(io.input);
    return 0;
  }),
  ulimit: ok,
  umask: ok,
  nproc: instant(({ io }) => {
    io.out('2\n');
    return 0;
  }),
};

/** An absolute path. */
export function absolute(path: string, directory: string): string {
  return path.startsWith('/') ? path : `${directory === '/' ? '' : directory}/${path}`;
}

function errorText(error: string): string {
  return error === 'nonexistent directory' ? 'No such file or directory' : error;
}

function eachPath(words: readonly string[], act: (path: string) => boolean): number {
  let code = 0;
  for (const path of words.slice(1)) if (!path.startsWith('-') && !act(path)) code = 1;
  return code;
}

function copy({ self, words, io, directory }: CommandCall, moves: boolean): number {
  const paths = words.slice(1).filter((word) => !word.startsWith('-'));
  const target = paths.pop();
  if (target === undefined) return 1;
  let code = 0;
  for (const path of paths) {
    const from = absolute(path, directory);
    const to = absolute(target, directory);
    const file = self.machine.files.read(from);
    if (file === undefined) {
      if (self.machine.files.isDirectory(from)) continue;
      io.err(`${words[0]}: can't stat '${path}': No such file or directory\n`);
      code = 1;
      continue;
    }
    const place = self.machine.files.isDirectory(to) ? `${to}/${path.split('/').at(-1)}` : to;
    if (self.machine.files.write(place, file) !== undefined) code = 1;
    else if (moves) self.machine.files.remove(from);
  }
  return code;
}

function linesOf(
  { self, words, io, directory }: Pick<CommandCall, 'self' | 'words' | 'io' | 'directory'>,
  which: 'head' | 'tail',
): number {
  const option = words.findIndex((word) => word === '-n');
  const given = option >= 0 ? words[option + 1] : words.find((word) => /^-\d+$/.test(word))?.slice(1);
  const count = Math.abs(Number(given ?? 10)) || 10;
  const path = words.slice(1).find((word, index) => !word.startsWith('-') && index + 1 !== option + 1);
  const text = path === undefined ? io.input : self.machine.files.read(absolute(path, directory))?.text;
  if (text === undefined) {
    if (path === '/dev/null') return 0;
    io.err(`${which}: ${path}: No such file or directory\n`);
    return 1;
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const shown = which === 'head' ? lines.slice(0, count) : lines.slice(-count);
  for (const line of shown) io.out(`${line}\n`);
  return 0;
}

/** Requests to the container's own Pod are answered there; other hosts are taken to answer. */
function* request({ self, words, io }: CommandCall): Process<number> {
  const url = words.slice(1).find((word) => !word.startsWith('-') && /[.:/]|localhost/.test(word)) ?? '';
  const match = /^(?:https?:\/\/)?([^:/?#]+)(?::(\d+))?([^#]*)/.exec(url);
  const [, host = '', port, path = '/'] = match ?? [];
  yield* pause(self.machine.kernel, 20);
  if (host !== 'localhost' && host !== '127.0.0.1') return 0;
  const listener = self.machine.network.listener(Number(port ?? 80));
  if (listener === undefined) {
    io.err(`${words[0]}: can't connect to remote host (127.0.0.1): Connection refused\n`);
    return words[0] === 'curl' ? 7 : 1;
  }
  const reply = listener.reply(path === '' ? '/' : path);
  yield* pause(self.machine.kernel, reply.delayMs);
  if (reply.statusCode < 400) return 0;
  if (words[0] === 'curl') return words.some((word) => /^-\w*f|^--fail/.test(word)) ? 22 : 0;
  io.err(`wget: server returned error: HTTP/1.1 ${reply.statusCode}\n`);
  return 1;
}

function* connect({ self, words }: CommandCall): Process<number> {
  const [host, port] = words.slice(1).filter((word) => !word.startsWith('-'));
  yield* pause(self.machine.kernel, 20);
  if (host !== 'localhost' && host !== '127.0.0.1') return 0;
  return self.machine.network.listener(Number(port)) === undefined ? 1 : 0;
}

function byteCount(text: string): number {
  const [, amount = '0', unit = ''] = /^(\d+)(\w*)$/.exec(text) ?? [];
  const factors: Readonly<Record<string, number>> = {
    '': 1,
    k: 1024,
    K: 1024,
    M: 2 ** 20,
    G: 2 ** 30,
    kB: 1000,
    MB: 1e6,
  };
  return Number(amount) * (factors[unit] ?? 1);
}

function unescaped(text: string): string {
  return text.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\\\', '\\');
}

function formatted(format: string, args: readonly string[]): string {
  let next = 0;
  return unescaped(format).replace(/%(?:[sdif]|%)/g, (placeholder) =>
    placeholder === '%%' ? '%' : (args[next++] ?? ''),
  );
}
