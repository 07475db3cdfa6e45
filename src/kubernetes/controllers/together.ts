/** Several processes at the same time, as goroutines that are waited for. */
import type { Kernel } from '../simulation/kernel.ts';
import { type Process, Signal, waitFor } from '../simulation/process.ts';

/** Runs all `processes` at once; their results in their order, once the last one is done. */
export function* together<T>(kernel: Kernel, processes: readonly Process<T>[]): Process<T[]> {
  const [only] = processes;
  if (only !== undefined && processes.length === 1) return [yield* only];
  const results: T[] = [];
  const done = new Signal();
  let running = processes.length;
  const { cause } = kernel;
  function* one(process: Process<T>, index: number): Process {
    results[index] = yield* process;
    running -= 1;
    if (running === 0) done.fire();
  }
  // The goroutine that was made last runs first.
  const order = [...processes.entries()];
  const last = order.pop();
  for (const [index, process] of last === undefined ? order : [last, ...order]) {
    kernel.because(cause, () => kernel.spawn(one(process, index)));
  }
  if (running > 0) yield* waitFor(done);
  return results;
}

/**
 * Does the same `count` times, in batches that begin with one and double as long as all goes well (controller_utils.go,
 * slow start): what fails for all fails once. Answers how often it went well, and the first trouble.
 */
export function* slowStart<T>(
  kernel: Kernel,
  count: number,
  act: (index: number) => Process<T | undefined>,
): Process<{ readonly succeeded: number; readonly trouble: T | undefined }> {
  let succeeded = 0;
  let begun = 0;
  for (let batch = Math.min(count, 1); batch > 0; batch = Math.min(2 * batch, count - begun)) {
    const start = begun;
    begun += batch;
    const results = yield* together(
      kernel,
      Array.from({ length: batch }, (_, index) => act(start + index)),
    );
    const troubles = results.filter((result) => result !== undefined);
    succeeded += results.length - troubles.length;
    if (troubles.length > 0) return { succeeded, trouble: troubles[0] };
  }
  return { succeeded, trouble: undefined };
}
