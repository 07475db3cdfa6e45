/** Keys waiting to be synced: each key once, one at a time, failures again after a growing delay (client-go, util/workqueue). */
import type { Timer } from './eventQueue.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';

export interface WorkQueue {
  /** Queues `key`, now or after `ms`. A key that is being synced is queued again once that is done. */
  add(key: string, ms?: number): void;
  /** Queues `key` after its back-off: 5 ms doubling to 1,000 s. */
  addRateLimited(key: string): void;
  /** Ends the back-off of `key`. */
  forget(key: string): void;
}

/** Back-off of client-go's default controller rate limiter: 5 ms × 2^failures, at most 1,000 s. */
const firstBackoffMs = 5;
const longestBackoffMs = 1_000_000;

/** A queue whose keys are synced by `sync`, up to `workers` at a time. */
export function workQueue(kernel: Kernel, sync: (key: string) => Process<unknown>, workers = 1): WorkQueue {
  const waiting = new Map<string, number | undefined>();
  const dirty = new Map<string, number | undefined>();
  const syncing = new Set<string>();
  const failures = new Map<string, number>();
  const delayed = new Map<string, { readonly due: number; readonly timer: Timer }>();

  const add = (key: string, ms = 0): void => {
    if (ms > 0) {
      addLater(key, ms);
      return;
    }
    if (syncing.has(key)) dirty.set(key, kernel.cause);
    else waiting.set(key, kernel.cause);
    startWorkers();
  };

  /** Of several delays of a key, the one that ends first counts. */
  const addLater = (key: string, ms: number): void => {
    const due = kernel.now() + ms;
    const pending = delayed.get(key);
    if (pending !== undefined && pending.due <= due) return;
    pending?.timer.cancel();
    const timer = kernel.after(ms, () => {
      delayed.delete(key);
      add(key);
    });
    delayed.set(key, { due, timer });
  };

  const startWorkers = (): void => {
    while (syncing.size < workers) {
      const next = waiting.entries().next();
      if (next.done) return;
      const [key, cause] = next.value;
      waiting.delete(key);
      syncing.add(key);
      // A turn of its own, so that whoever added the key finishes first.
      kernel.because(cause, () => kernel.after(0, () => kernel.spawn(work(key))));
    }
  };

  function* work(key: string): Process {
    yield* sync(key);
    syncing.delete(key);
    if (dirty.has(key)) {
      waiting.set(key, dirty.get(key));
      dirty.delete(key);
    }
    startWorkers();
  }

  return {
    add,
    addRateLimited: (key) => {
      const failed = failures.get(key) ?? 0;
      failures.set(key, failed + 1);
      add(key, Math.min(firstBackoffMs * 2 ** failed, longestBackoffMs));
    },
    forget: (key) => {
      failures.delete(key);
    },
  };
}
