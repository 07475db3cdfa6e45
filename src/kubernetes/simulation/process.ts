/** Processes in virtual time: generators that yield what they wait for, so that code reads in the order things happen. */

/** What a process waits for. */
export type Wait =
  | { readonly kind: 'sleep'; readonly ms: number; readonly why: string }
  | { readonly kind: 'signal'; readonly signal: Signal; readonly timeoutMs: number | undefined };

/** A piece of behaviour that takes virtual time and may return a value. */
export type Process<T = void> = Generator<Wait, T, WaitOutcome>;

/** How a wait ended. */
export type WaitOutcome = 'elapsed' | 'fired' | 'timeout';

/** Something that processes wait for until somebody fires it. Each firing wakes all who wait at that moment. */
export class Signal {
  readonly #waiting = new Set<() => void>();

  /** Calls `wake` at the next firing; the answer takes that back. */
  subscribe(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  fire(): void {
    const woken = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of woken) wake();
  }
}

/** Waits for virtual time to pass. `why` is for people who read a stuck simulation. */
export function* sleep(ms: number, why: string): Process {
  yield { kind: 'sleep', ms, why };
}

/** Waits for a signal, at most `timeoutMs` (for ever when undefined). True when it fired. */
export function* waitFor(signal: Signal, timeoutMs?: number): Process<boolean> {
  const outcome = yield { kind: 'signal', signal, timeoutMs };
  return outcome === 'fired';
}
