/** A small shell in virtual time: what `sh -c` scripts in manifests say, with traps, jobs, loops and redirections. */
import type { Command, CommandNode, CompoundList, PipelineNode, Redirection, Statement, TestExpression } from 'unbash';
import { parse } from 'unbash';
import { type Process, waitFor } from '../../simulation/process.ts';
import { absolute } from './commands.ts';
import { type CommandIo, exitCodeOf, type MachineProcess, type SignalName, signalOf, startProcess } from './machine.ts';
import { arithmetic } from './shellArithmetic.ts';
import { test } from './shellTest.ts';
import { Beyond, expandFields, expandText, partsText, patternOf, type WordScope } from './shellWords.ts';

/** One running shell: its variables, traps and place. A subshell has a copy. */
interface Shell extends WordScope {
  readonly self: MachineProcess;
  readonly traps: Map<string, string>;
  readonly pending: SignalName[];
  readonly functions: Map<string, CommandNode | CompoundList>;
  readonly depth: number;
  exitOnError: boolean;
  /** The script is one simple command, which takes the place of the shell. */
  replaced: boolean;
  /** Rounds of the loops around the present command, for scripts that come to rest in a loop. */
  rounds: number;
  /** Commands since time last moved: a script that spins is put to rest. */
  steps: number;
  stepsAt: number;
}

/** How a piece of script ended: normally, or by a jump. */
type Flow =
  | { readonly kind: 'next' | 'exit' | 'return'; readonly code: number }
  | { readonly kind: 'break' | 'continue'; readonly code: number; readonly levels: number };

/** Rounds of a loop after which nobody needs to wait for the next one. */
const restingRounds = 20;
/** Commands without any time passing, after which a script counts as spinning. */
const mostSteps = 2_000;
/** Substitutions, functions and traps within one another. */
const mostDepth = 30;

const next = (code: number): Flow => ({ kind: 'next', code });

/**
 * Runs a script as the whole of a process; the value is its exit code.
 * What this shell can't do is `Beyond`, thrown where it is met.
 */
export function* runScript(
  self: MachineProcess,
  source: string,
  args: readonly string[],
  io: CommandIo,
  env: Readonly<Record<string, string>>,
): Process<number> {
  const shell = newShell(self, args, env);
  self.handler = (signal) => {
    const trap = shell.traps.get(signal);
    if (trap === undefined) return undefined;
    if (trap !== '') shell.pending.push(signal);
    return 'handled';
  };
  const { commands } = parsed(source);
  shell.replaced = commands.length === 1 && commands[0]?.command.type === 'Command' && !commands[0].background;
  const flow = yield* runText(shell, source, io);
  const onExit = shell.traps.get('EXIT');
  if (!onExit) return flow.code;
  shell.traps.delete('EXIT');
  const last = yield* runText(shell, onExit, io);
  return last.kind === 'exit' ? last.code : flow.code;
}

function newShell(self: MachineProcess, args: readonly string[], env: Readonly<Record<string, string>>): Shell {
  const shell: Shell = {
    self,
    variables: Object.assign(Object.create(null), env),
    args,
    pid: self.pid,
    files: self.machine.files,
    directory: '/',
    lastCode: 0,
    lastJob: undefined,
    depth: 0,
    traps: new Map(),
    pending: [],
    functions: new Map(),
    exitOnError: false,
    replaced: false,
    rounds: 0,
    steps: 0,
    stepsAt: 0,
    substitute: (commands) => substitute(shell, commands),
  };
  return shell;
}

/** A shell inside a shell: changes of variables and place don't come back. */
function subshell(shell: Shell, self = shell.self): Shell {
  if (shell.depth >= mostDepth) throw new Beyond('scripts nested too deeply');
  const copy: Shell = {
    ...shell,
    self,
    variables: Object.assign(Object.create(null), shell.variables),
    functions: new Map(shell.functions),
    traps: new Map(self === shell.self ? shell.traps : []),
    pending: self === shell.self ? shell.pending : [],
    depth: shell.depth + 1,
    replaced: false,
    substitute: (commands) => substitute(copy, commands),
  };
  return copy;
}

function* substitute(shell: Shell, commands: readonly Statement[]): Process<string> {
  let output = '';
  const io: CommandIo = {
    input: '',
    out: (text) => {
      output += text;
    },
    err: () => {},
  };
  const inner = subshell(shell);
  const flow = yield* runStatements(inner, commands, io);
  shell.lastCode = flow.code;
  return output.replace(/\n+$/, '');
}

const scripts = new Map<string, ReturnType<typeof parse>>();

function parsed(source: string): ReturnType<typeof parse> {
  let script = scripts.get(source);
  if (script === undefined) {
    script = parse(source);
    if (scripts.size > 200) scripts.clear();
    scripts.set(source, script);
  }
  return script;
}

function* runText(shell: Shell, source: string, io: CommandIo): Process<Flow> {
  const script = parsed(source);
  const [error] = script.errors ?? [];
  if (error !== undefined) {
    io.err('sh: syntax error\n');
    return { kind: 'exit', code: 2 };
  }
  return yield* runStatements(shell, script.commands, io);
}

function* runStatements(shell: Shell, statements: readonly Statement[], io: CommandIo): Process<Flow> {
  let flow = next(0);
  for (const statement of statements) {
    if (statement.background === true) {
      startJob(shell, statement.command, io);
      flow = next(0);
    } else flow = yield* runNode(shell, statement.command, io);
    shell.lastCode = flow.code;
    if (flow.kind !== 'next') return flow;
    const trapped = yield* runTraps(shell, io);
    if (trapped !== undefined) return trapped;
    if (shell.exitOnError && flow.code !== 0 && statement.command.type !== 'AndOr')
      return { kind: 'exit', code: flow.code };
  }
  return flow;
}

/** Runs what traps say about signals that have come. */
function* runTraps(shell: Shell, io: CommandIo): Process<Flow | undefined> {
  for (let signal = shell.pending.shift(); signal !== undefined; signal = shell.pending.shift()) {
    const code = shell.lastCode;
    const flow = yield* runText(shell, shell.traps.get(signal) ?? '', io);
    if (flow.kind !== 'next') return flow;
    shell.lastCode = code;
  }
  return undefined;
}

function startJob(shell: Shell, command: Statement['command'], io: CommandIo): void {
  const job = startProcess(shell.self.machine, shell.self, function* (self) {
    const inner = subshell(shell, self);
    return (yield* runNode(inner, command, io)).code;
  });
  shell.lastJob = job.pid;
}

function* runNode(shell: Shell, node: Statement['command'] | CompoundList | CommandNode, io: CommandIo): Process<Flow> {
  takeStep(shell);
  switch (node.type) {
    case 'Command':
      return yield* runCommand(shell, node, io);
    case 'AndOr': {
      let flow = next(0);
      for (const [index, command] of node.commands.entries()) {
        const operator = node.operators[index - 1];
        if (operator === '&&' && flow.code !== 0) continue;
        if (operator === '||' && flow.code === 0) continue;
        flow = yield* runNode(shell, command, io);
        shell.lastCode = flow.code;
        if (flow.kind !== 'next') return flow;
      }
      return flow;
    }
    case 'Pipeline':
      return yield* runPipeline(shell, node, io);
    case 'CompoundList':
      return yield* runStatements(shell, node.commands, io);
    case 'BraceGroup':
      return yield* runStatements(shell, node.body.commands, io);
    case 'Subshell': {
      const flow = yield* runStatements(subshell(shell), node.body.commands, io);
      return next(flow.code);
    }
    case 'If': {
      for (const { clause, then } of [node, ...node.elif]) {
        const tested = yield* runStatements(shell, clause.commands, io);
        if (tested.kind !== 'next') return tested;
        if (tested.code === 0) return yield* runStatements(shell, then.commands, io);
      }
      return node.else === undefined ? next(0) : yield* runStatements(shell, node.else.commands, io);
    }
    case 'While':
      return yield* runLoop(shell, io, node.body, function* () {
        const tested = yield* runStatements(shell, node.clause.commands, io);
        if (tested.kind !== 'next') return tested;
        return (tested.code === 0) === (node.kind === 'while');
      });
    case 'For': {
      const words = node.wordlist === undefined ? [...shell.args] : yield* expandFields(shell, node.wordlist);
      // biome-ignore lint/correctness/useYield: the shape that loops share
      return yield* runLoop(shell, io, node.body, function* () {
        const word = words.shift();
        if (word === undefined) return false;
        shell.variables[node.name.value] = word;
        return true;
      });
    }
    case 'Case': {
      const word = yield* expandText(shell, node.word);
      for (const { pattern, body } of node.items) {
        for (const one of pattern) {
          const text = yield* expandText(shell, one);
          if (new RegExp(`^${patternOf(text)}$`, 's').test(word)) return yield* runStatements(shell, body.commands, io);
        }
      }
      return next(0);
    }
    case 'Function':
      shell.functions.set(node.name.value, node.body);
      return next(0);
    case 'Redirected': {
      const redirected = yield* redirect(shell, node.redirects, io);
      if (redirected === undefined) return next(1);
      return yield* runNode(shell, node.command, redirected);
    }
    case 'TestCommand':
      return next((yield* testExpression(shell, node.expression)) ? 0 : 1);
    case 'ArithmeticCommand':
      if (node.expression === undefined) throw new Beyond(node.body);
      return next(arithmetic(shell, node.expression) === 0 ? 1 : 0);
    default:
      throw new Beyond(node.type);
  }
}

/** A script that runs on without any time passing is put to rest for ever. */
function takeStep(shell: Shell): void {
  const now = shell.self.machine.kernel.now();
  if (shell.stepsAt !== now) {
    shell.stepsAt = now;
    shell.steps = 0;
  }
  shell.steps += 1;
  if (shell.steps > mostSteps) throw new Beyond('a loop without end');
}

function* runLoop(
  shell: Shell,
  io: CommandIo,
  body: CompoundList,
  goesOn: () => Process<boolean | Flow>,
): Process<Flow> {
  let last = next(0);
  const before = shell.rounds;
  for (;;) {
    const test = yield* goesOn();
    if (typeof test !== 'boolean') return test;
    if (!test) break;
    const flow = yield* runStatements(shell, body.commands, io);
    shell.rounds += 1;
    if (flow.kind === 'break' || flow.kind === 'continue') {
      if (flow.levels > 1) return { ...flow, levels: flow.levels - 1 };
      if (flow.kind === 'break') break;
    } else if (flow.kind !== 'next') return flow;
    last = next(flow.code);
  }
  shell.rounds = before;
  return last;
}

/** Commands of a pipeline run one after the other, each with the whole output of the one before. */
function* runPipeline(shell: Shell, node: Extract<PipelineNode, { type: 'Pipeline' }>, io: CommandIo): Process<Flow> {
  let input = io.input;
  let flow = next(0);
  for (const [index, command] of node.commands.entries()) {
    const last = index === node.commands.length - 1;
    let output = '';
    const own: CommandIo = {
      input,
      out: last
        ? io.out
        : (text) => {
            output += text;
          },
      err: io.err,
    };
    flow = yield* runNode(node.commands.length > 1 ? subshell(shell) : shell, command, own);
    if (node.commands.length === 1 && flow.kind !== 'next') return flow;
    input = output;
  }
  const negated = node.prefixes.some(({ type }) => type === 'Negation');
  return next(negated ? Number(flow.code === 0) : flow.code);
}

function* testExpression(shell: Shell, expression: TestExpression): Process<boolean> {
  switch (expression.type) {
    case 'TestGroup':
      return yield* testExpression(shell, expression.expression);
    case 'TestNot': {
      const value = yield* testExpression(shell, expression.operand);
      return expression.negations.length % 2 === 1 ? !value : value;
    }
    case 'TestLogical': {
      for (const operand of expression.operands) {
        const value = yield* testExpression(shell, operand);
        if (value === (expression.operator === '||')) return value;
      }
      return expression.operator === '&&';
    }
    case 'TestUnary':
      return (
        test([expression.operator, yield* expandText(shell, expression.operand)], shell.files, shell.directory) === 0
      );
    case 'TestBinary': {
      const left = yield* expandText(shell, expression.left);
      const right = yield* expandText(shell, expression.right);
      return test([left, expression.operator, right], shell.files, shell.directory) === 0;
    }
  }
}

function* runCommand(shell: Shell, node: Command, io: CommandIo): Process<Flow> {
  const assigned: Record<string, string> = {};
  for (const prefix of node.prefix) {
    if (prefix.type !== 'Assignment') continue;
    if (prefix.value.type !== 'Word') throw new Beyond(prefix.text);
    assigned[prefix.name] = yield* expandText(shell, prefix.value);
  }
  const words: string[] = [];
  if (node.name !== undefined) words.push(...(yield* expandFields(shell, [node.name])));
  for (const argument of node.args) {
    if (argument.type === 'Word') words.push(...(yield* expandFields(shell, [argument])));
    else if (argument.value.type === 'Word') words.push(`${argument.name}=${yield* expandText(shell, argument.value)}`);
    else throw new Beyond(argument.text);
  }
  const redirected = yield* redirect(shell, node.redirects, io);
  if (redirected === undefined) return next(1);
  if (words.length === 0) {
    Object.assign(shell.variables, assigned);
    return next(node.prefix.length > 0 && node.name === undefined ? 0 : shell.lastCode);
  }
  return yield* runWords(shell, words, redirected, assigned);
}

/** Input and output after redirections; undefined where a file can't be opened. */
function* redirect(shell: Shell, redirections: readonly Redirection[], io: CommandIo): Process<CommandIo | undefined> {
  if (redirections.length === 0) return io;
  let { input, out, err } = io;
  for (const redirection of redirections) {
    if (redirection.type === 'HereDoc') {
      input = redirection.body.parts ? yield* partsText(shell, redirection.body.parts) : redirection.body.text;
      continue;
    }
    const target = yield* expandText(shell, redirection.target);
    if (redirection.type === 'HereString') {
      input = `${target}\n`;
      continue;
    }
    const descriptor = redirection.descriptor?.type === 'FileDescriptor' ? redirection.descriptor.value : undefined;
    switch (redirection.operator) {
      case '<': {
        const path = absolute(target, shell.directory);
        const file = path === '/dev/null' ? { text: '' } : shell.files.read(path);
        if (file === undefined) {
          io.err(`sh: can't open ${target}: no such file\n`);
          return undefined;
        }
        input = file.text;
        break;
      }
      case '>&': {
        const to = target === '2' ? err : target === '1' ? out : undefined;
        if (to === undefined) throw new Beyond('>&');
        if (descriptor === 2) err = to;
        else out = to;
        break;
      }
      case '>':
      case '>|':
      case '>>':
      case '&>':
      case '&>>': {
        const writer = openFile(shell, target, redirection.operator.endsWith('>>'), io);
        if (writer === undefined) return undefined;
        if (redirection.operator.startsWith('&')) out = err = writer;
        else if (descriptor === 2) err = writer;
        else out = writer;
        break;
      }
      default:
        throw new Beyond(redirection.operator);
    }
  }
  return { input, out, err };
}

function openFile(shell: Shell, target: string, append: boolean, io: CommandIo): ((text: string) => void) | undefined {
  const path = absolute(target, shell.directory);
  if (path === '/dev/null') return () => {};
  if (path === '/dev/stdout' || path === '/proc/1/fd/1') return io.out;
  if (path === '/dev/stderr' || path === '/proc/1/fd/2') return io.err;
  let text = append ? (shell.files.read(path)?.text ?? '') : '';
  const error = shell.files.write(path, { text, size: text.length });
  if (error !== undefined) {
    io.err(`sh: can't create ${target}: ${error}\n`);
    return undefined;
  }
  return (more) => {
    text += more;
    shell.files.write(path, { text, size: text.length });
  };
}

/** Runs a command by its words: a function, a built-in command, or a program. */
function* runWords(
  shell: Shell,
  words: readonly string[],
  io: CommandIo,
  assigned: Readonly<Record<string, string>>,
): Process<Flow> {
  const [name = '', ...args] = words;
  const body = shell.functions.get(name);
  if (body !== undefined) {
    const inner: Shell = { ...shell, args, depth: shell.depth + 1 };
    if (inner.depth >= mostDepth) throw new Beyond('functions nested too deeply');
    const flow = yield* runNode(inner, body, io);
    shell.directory = inner.directory;
    return flow.kind === 'return' ? next(flow.code) : flow;
  }
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (builtin !== undefined) return yield* builtin(shell, args, io);
  const env = { ...shell.variables, ...assigned };
  const resting = shell.rounds > restingRounds;
  const line = { words, io, env, directory: shell.directory, own: shell.replaced, resting };
  return next(yield* shell.self.machine.execute(shell.self, line));
}

type Builtin = (shell: Shell, args: readonly string[], io: CommandIo) => Process<Flow>;

function plain(run: (shell: Shell, args: readonly string[], io: CommandIo) => Flow): Builtin {
  // biome-ignore lint/correctness/useYield: built-ins are processes, also those that take no time
  return function* (shell, args, io) {
    return run(shell, args, io);
  };
}

const exportVariables = plain((shell, args) => {
  for (const argument of args) {
    const at = argument.indexOf('=');
    if (at > 0) shell.variables[argument.slice(0, at)] = argument.slice(at + 1);
  }
  return next(0);
});

const testFiles = plain((shell, args, io) => {
  const code = test(args, shell.files, shell.directory);
  if (code === 2) io.err('sh: test: unknown operand\n');
  return next(code);
});

const builtins: Readonly<Record<string, Builtin>> = {
  exit: plain((shell, [code]) => ({ kind: 'exit', code: code === undefined ? shell.lastCode : Number(code) & 255 })),
  return: plain((shell, [code]) => ({
    kind: 'return',
    code: code === undefined ? shell.lastCode : Number(code) & 255,
  })),
  break: plain((_, [levels]) => ({ kind: 'break', code: 0, levels: Number(levels ?? 1) })),
  continue: plain((_, [levels]) => ({ kind: 'continue', code: 0, levels: Number(levels ?? 1) })),
  cd: plain((shell, [path = '/'], io) => {
    const full = absolute(path, shell.directory);
    if (!shell.files.isDirectory(full)) {
      io.err(`sh: cd: can't cd to ${path}: No such file or directory\n`);
      return next(2);
    }
    shell.directory = full;
    return next(0);
  }),
  trap: plain((shell, args) => {
    const [action = '', ...signals] = args[0] === '--' ? args.slice(1) : args;
    for (const name of signals) {
      const signal = name === 'EXIT' || name === '0' ? 'EXIT' : signalOf(name);
      if (signal === undefined) continue;
      if (action === '-') shell.traps.delete(signal);
      else shell.traps.set(signal, action);
    }
    return next(0);
  }),
  set: plain((shell, args) => {
    for (const option of args) {
      if (/^-\w*e/.test(option)) shell.exitOnError = true;
      if (/^\+\w*e/.test(option)) shell.exitOnError = false;
    }
    return next(0);
  }),
  export: exportVariables,
  local: exportVariables,
  readonly: exportVariables,
  unset: plain((shell, args) => {
    for (const name of args) delete shell.variables[name];
    return next(0);
  }),
  shift: plain((shell) => {
    (shell.args as string[]).shift();
    return next(0);
  }),
  read: plain((shell, args, io) => {
    const [line] = io.input.split('\n');
    if (line === undefined || io.input === '') return next(1);
    for (const name of args.slice(-1)) shell.variables[name] = line;
    return next(0);
  }),
  '[': function* (shell, args, io) {
    if (args.at(-1) !== ']') {
      io.err('sh: [: missing ]\n');
      return next(2);
    }
    return yield* testFiles(shell, args.slice(0, -1), io);
  },
  test: testFiles,
  eval: function* (shell, args, io) {
    if (shell.depth >= mostDepth) throw new Beyond('eval nested too deeply');
    return yield* runText(shell, args.join(' '), io);
  },
  exec: function* (shell, args, io) {
    if (args.length === 0) return next(0);
    shell.traps.clear();
    shell.replaced = true;
    const flow = yield* runWords(shell, args, io, {});
    return { kind: 'exit', code: flow.code };
  },
  command: function* (shell, args, io) {
    if (args[0] === '-v') return next(shell.self.machine.has(args[1] ?? '') === false ? 127 : 0);
    return yield* runWords(shell, args, io, {});
  },
  wait: function* (shell, args, io) {
    const wanted = shell.self.children.filter(({ pid }) => args.length === 0 || args.includes(String(pid)));
    while (wanted.some(({ exitCode }) => exitCode === undefined)) {
      const [signal] = shell.pending;
      if (signal !== undefined) {
        shell.lastCode = exitCodeOf(signal);
        return (yield* runTraps(shell, io)) ?? next(exitCodeOf(signal));
      }
      yield* waitFor(shell.self.wake);
    }
    return next(args.length === 0 ? 0 : (wanted.at(-1)?.exitCode ?? 127));
  },
};
