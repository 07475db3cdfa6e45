/** Runs a simulation: virtual time, processes, and the thread of causes that runs through them. */
import type { Actor, Step, StepDraft } from '../../trace/model.ts';
import { EventQueue, type Timer } from './eventQueue.ts';
import type { Process, WaitOutcome } from './process.ts';
import { Random } from './random.ts';

/** Events that leave no step (a wake-up, a relist) are far fewer than this for each that does; more is a loop that goes nowhere. */
const eventsPerStep = 20;

/** A running process. */
export interface Task {
  /** Stops it where it waits; its `finally` blocks run. */
  cancel(): void;
  readonly done: boolean;
}

export class Kernel {
  readonly steps: Step[] = [];
  readonly random: Random;
  readonly #queue = new EventQueue();
  readonly #startTime: number;
  #cause: number | undefined;
  /** Housekeeping timers (`idle`) do not keep a simulation going. */
  #pending = 0;

  /** `startTime`: Unix milliseconds of virtual time 0. */
  constructor(seed: number, startTime: number) {
    this.random = new Random(seed);
    this.#startTime = startTime;
  }

  /** Virtual milliseconds since the start. */
  now(): number {
    return this.#queue.time;
  }

  /** RFC 3339 time, whole seconds as in metav1.Time, `ahead` milliseconds from now. */
  timestamp(ahead = 0): string {
    return `${new Date(this.#startTime + this.now() + ahead).toISOString().slice(0, 19)}Z`;
  }

  /** RFC 3339 time with microseconds, as in metav1.MicroTime. */
  microTimestamp(): string {
    const micros = Math.floor((this.now() % 1) * 1000)
      .toString()
      .padStart(3, '0');
    return `${new Date(this.#startTime + this.now()).toISOString().slice(0, 23)}${micros}Z`;
  }

  /** Unix milliseconds now, in virtual time. */
  unixMilliseconds(): number {
    return this.#startTime + this.now();
  }

  /** Calls `action` after `ms`, with the cause that holds now. `idle` timers don't keep the simulation alive. */
  after(ms: number, action: () => void, options: { priority?: number; idle?: boolean } = {}): Timer {
    const cause = this.#cause;
    const counted = options.idle !== true;
    if (counted) this.#pending += 1;
    let live = counted;
    const release = (): void => {
      if (live) this.#pending -= 1;
      live = false;
    };
    const timer = this.#queue.add(this.now() + Math.max(0, ms), options.priority ?? 0, () => {
      release();
      this.#cause = cause;
      action();
    });
    return {
      cancel: () => {
        release();
        timer.cancel();
      },
    };
  }

  /** Starts a process at once; it runs until its first wait. */
  spawn(process: Process<unknown>, options: { idle?: boolean } = {}): Task {
    let waiting: (() => void) | undefined;
    const task = { done: false, cancel: () => {} };
    const resume = (outcome: WaitOutcome): void => {
      waiting = undefined;
      const turn = process.next(outcome);
      if (turn.done) {
        task.done = true;
        return;
      }
      const wait = turn.value;
      switch (wait.kind) {
        case 'sleep': {
          const timer = this.after(wait.ms, () => resume('elapsed'), options);
          waiting = () => timer.cancel();
          return;
        }
        case 'signal': {
          const timer =
            wait.timeoutMs === undefined
              ? undefined
              : this.after(
                  wait.timeoutMs,
                  () => {
                    unsubscribe();
                    resume('timeout');
                  },
                  options,
                );
          // Waking goes through the queue, so a signal fired inside a process never runs another one in its middle.
          const unsubscribe = wait.signal.subscribe(() => {
            timer?.cancel();
            const wake = this.after(0, () => resume('fired'));
            waiting = () => wake.cancel();
          });
          waiting = () => {
            unsubscribe();
            timer?.cancel();
          };
          return;
        }
        default:
          wait satisfies never;
      }
    };
    task.cancel = () => {
      if (task.done) return;
      task.done = true;
      waiting?.();
      process.return(undefined);
    };
    resume('elapsed');
    return task;
  }

  /** Appends a step; what is done next is caused by it. Returns its number. */
  record(actor: Actor, draft: StepDraft): number {
    const id = this.steps.length;
    const stamp = { id, at: this.now(), actor };
    this.steps.push({ ...stamp, ...(this.#cause === undefined ? {} : { cause: this.#cause }), ...draft } as Step);
    this.#cause = id;
    return id;
  }

  /** The step that what happens now follows from. */
  get cause(): number | undefined {
    return this.#cause;
  }

  /** Runs `action` with another cause, then goes back to the present one. */
  because<T>(cause: number | undefined, action: () => T): T {
    const before = this.#cause;
    this.#cause = cause;
    try {
      return action();
    } finally {
      this.#cause = before;
    }
  }

  /**
   * Handles events until nothing but housekeeping is pending, `until` holds after an event, or a limit is reached.
   * `limitMs`: virtual milliseconds.
   */
  run(
    limits: { limitMs: number; limitSteps: number },
    until?: () => boolean,
  ): 'settled' | 'until' | 'time limit' | 'step limit' {
    for (let events = 0; ; events++) {
      if (until?.()) return 'until';
      if (this.#pending === 0) return 'settled';
      const next = this.#queue.next;
      if (next === undefined) return 'settled';
      if (next > limits.limitMs) return 'time limit';
      if (this.steps.length >= limits.limitSteps || events >= limits.limitSteps * eventsPerStep) return 'step limit';
      this.#queue.step();
    }
  }
}
