/** The inside of one container: its processes with their signals, its files, its ports and what it prints. */
import type { Kernel, Task } from '../../simulation/kernel.ts';
import { type Process, Signal, sleep, waitFor } from '../../simulation/process.ts';
import type { FileSystem } from './files.ts';
import type { PodNetwork } from './network.ts';

export interface Machine {
  readonly kernel: Kernel;
  readonly files: FileSystem;
  readonly network: PodNetwork;
  /** Memory in bytes that the container may use; undefined without limit. */
  memoryLimit: number | undefined;
  readonly processes: Map<number, MachineProcess>;
  nextPid: number;
  /** Something changed that a probe could see. */
  touched(): void;
  /** Runs a command line; the value is its exit code. */
  execute(self: MachineProcess, line: CommandLine): Process<number>;
  /** Whether the image has that command; undefined where nobody knows. */
  has(command: string): boolean | undefined;
  /** How often its container had been restarted when it began. */
  readonly restartCount: number;
  /** Ports to assume of a server that nothing else is known of. */
  readonly assumedPorts: readonly number[];
  /** A process took more memory than there is: the kernel ends the container. */
  outOfMemory(): void;
  /** Says that what follows is assumed. */
  assume(what: string): void;
}

/** Input and output of a command. */
export interface CommandIo {
  readonly input: string;
  out(text: string): void;
  err(text: string): void;
}

export interface CommandLine {
  /** Name and arguments. */
  readonly words: readonly string[];
  readonly io: CommandIo;
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  /** The process is the command's own: signals are the command's to handle. Else it gets a child where it needs one. */
  readonly own: boolean;
  /** Nobody needs to wait for the end of a long sleep: the script has come to rest in a loop. */
  readonly resting: boolean;
}

export type SignalName = 'TERM' | 'QUIT' | 'INT' | 'KILL' | 'HUP' | 'USR1' | 'USR2';

const numbers: Readonly<Record<SignalName, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  TERM: 15,
};

/** The signal of a name or number: `TERM`, `SIGTERM`, `-15`. */
export function signalOf(text: string): SignalName | undefined {
  const name = text.replace(/^-/, '').replace(/^SIG/i, '').toUpperCase();
  return (Object.keys(numbers) as SignalName[]).find((one) => one === name || String(numbers[one]) === name);
}

/** Exit code of a process that a signal ended. */
export function exitCodeOf(signal: SignalName): number {
  return 128 + numbers[signal];
}

/** What a process does with a signal of its own accord; undefined where the default action holds. */
export type Handler = (signal: SignalName) => 'handled' | undefined;

export interface MachineProcess {
  readonly pid: number;
  exitCode: number | undefined;
  /** Fires when it ends, when a child of it ends, and when a signal waits for it. */
  readonly wake: Signal;
  readonly children: MachineProcess[];
  handler: Handler;
  task: Task | undefined;
  readonly parent: MachineProcess | undefined;
  readonly machine: Machine;
  readonly ended: ((exitCode: number) => void) | undefined;
}

/** Starts a process. Process 1 takes all others with it when it ends. */
export function startProcess(
  machine: Machine,
  parent: MachineProcess | undefined,
  run: (self: MachineProcess) => Process<number>,
  ended?: (exitCode: number) => void,
): MachineProcess {
  const self: MachineProcess = {
    pid: machine.nextPid++,
    exitCode: undefined,
    wake: new Signal(),
    children: [],
    handler: () => undefined,
    task: undefined,
    parent,
    machine,
    ended,
  };
  machine.processes.set(self.pid, self);
  parent?.children.push(self);
  const whole = function* (): Process {
    end(self, yield* run(self));
  };
  machine.kernel.because(machine.kernel.cause, () => {
    self.task = machine.kernel.spawn(whole());
  });
  return self;
}

/** Sends a signal, as kill(2) does. Process 1 is deaf to what it does not handle. */
export function sendSignal(process: MachineProcess, signal: SignalName, fromOutside: boolean): void {
  if (process.exitCode !== undefined) return;
  if (signal !== 'KILL' && process.handler(signal) === 'handled') {
    process.wake.fire();
    return;
  }
  if (process.pid === 1 && !(signal === 'KILL' && fromOutside)) return;
  killProcess(process, exitCodeOf(signal));
}

/** Ends a process where it stands. */
export function killProcess(process: MachineProcess, exitCode: number): void {
  if (process.exitCode !== undefined) return;
  process.task?.cancel();
  end(process, exitCode);
}

function end(process: MachineProcess, exitCode: number): void {
  if (process.exitCode !== undefined) return;
  process.exitCode = exitCode;
  process.machine.processes.delete(process.pid);
  process.machine.network.closePorts(process);
  process.machine.touched();
  process.wake.fire();
  process.parent?.wake.fire();
  process.ended?.(exitCode);
  if (process.pid !== 1) return;
  for (const other of [...process.machine.processes.values()]) killProcess(other, exitCodeOf('KILL'));
}

/** Sleeps longer than this are a process's way to go on for ever: nobody waits for their end. */
export const restMs = 300_000;
const never = new Signal();

/** Lets time pass; `resting` where a simulation need not go on just for this. */
export function* pause(kernel: Kernel, ms: number, resting = false): Process {
  if (!Number.isFinite(ms)) {
    yield* waitFor(never);
    return;
  }
  if (ms <= restMs && !resting) {
    yield* sleep(ms, 'a process sleeps');
    return;
  }
  const elapsed = new Signal();
  const timer = kernel.after(ms, () => elapsed.fire(), { idle: true });
  try {
    yield* waitFor(elapsed);
  } finally {
    timer.cancel();
  }
}
