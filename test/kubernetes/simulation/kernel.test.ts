/** Virtual time: order, processes, signals, causes, ends. */
import assert from 'node:assert/strict';
import { Kernel } from '../../../src/kubernetes/simulation/kernel.ts';
import { type Process, Signal, sleep, waitFor } from '../../../src/kubernetes/simulation/process.ts';
import { workQueue } from '../../../src/kubernetes/simulation/workQueue.ts';

const limits = { limitMs: 60_000, limitSteps: 1_000 };

function kernel(): Kernel {
  return new Kernel(1, Date.UTC(2026, 0, 1));
}

describe('kernel', () => {
  it('orders by time, then priority, then who came first', () => {
    const clock = kernel();
    const log: string[] = [];
    clock.after(20, () => log.push('late'));
    clock.after(10, () => log.push('second'), { priority: 1 });
    clock.after(10, () => log.push('first'));
    clock.after(10, () => log.push('third'), { priority: 1 });
    assert.equal(clock.run(limits), 'settled');
    assert.deepEqual(log, ['first', 'second', 'third', 'late']);
    assert.equal(clock.now(), 20);
  });

  it('runs a thousand timers in order of time', () => {
    const clock = kernel();
    const seen: number[] = [];
    for (let i = 0; i < 1000; i++) clock.after(clock.random.below(500), () => seen.push(clock.now()));
    clock.run(limits);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
    assert.equal(seen.length, 1000);
  });

  it('lets processes sleep and wait for signals', () => {
    const clock = kernel();
    const bell = new Signal();
    const log: string[] = [];
    function* listener(): Process {
      log.push(`${yield* waitFor(bell, 50)} at ${clock.now()}`);
      log.push(`${yield* waitFor(bell, 50)} at ${clock.now()}`);
    }
    function* ringer(): Process {
      yield* sleep(30, 'before the bell');
      bell.fire();
    }
    clock.spawn(listener());
    clock.spawn(ringer());
    clock.run(limits);
    assert.deepEqual(log, ['true at 30', 'false at 80']);
  });

  it('stops a cancelled process where it waits', () => {
    const clock = kernel();
    const log: string[] = [];
    function* worker(): Process {
      try {
        yield* sleep(100, 'work');
        log.push('done');
      } finally {
        log.push('cleaned up');
      }
    }
    const task = clock.spawn(worker());
    clock.after(10, () => task.cancel());
    assert.equal(clock.run(limits), 'settled');
    assert.deepEqual(log, ['cleaned up']);
    assert.equal(clock.now(), 10);
  });

  it('gives each step the step it follows from, across time', () => {
    const clock = kernel();
    const note = (id: string): number => clock.record('kubectl', { kind: 'note', message: { id } });
    clock.after(0, () => {
      note('a');
      clock.after(5, () => note('after a'));
      note('b');
    });
    clock.after(1, () => note('on its own'));
    clock.run(limits);
    assert.deepEqual(
      clock.steps.map((step) => [step.kind === 'note' && step.message.id, step.cause]),
      [
        ['a', undefined],
        ['b', 0],
        ['on its own', undefined],
        ['after a', 0],
      ],
    );
  });

  it('is settled when only housekeeping is left', () => {
    const clock = kernel();
    clock.after(10, () => clock.after(1_000, () => {}, { idle: true }), { idle: true });
    clock.after(5, () => {});
    assert.equal(clock.run(limits), 'settled');
    assert.equal(clock.now(), 5);
  });

  it('ends a loop that goes nowhere', () => {
    const clock = kernel();
    const loop = (): void => {
      clock.after(0, loop);
    };
    loop();
    assert.equal(clock.run(limits), 'step limit');
  });

  it('ends at the time limit', () => {
    const clock = kernel();
    clock.after(70_000, () => assert.fail('too late'));
    assert.equal(clock.run(limits), 'time limit');
  });
});

describe('work queue', () => {
  it('syncs a key once for many changes, and again for one that comes while it is synced', () => {
    const clock = kernel();
    const log: string[] = [];
    const queue = workQueue(clock, function* (key) {
      log.push(`${key} from ${clock.now()}`);
      yield* sleep(10, 'sync');
    });
    queue.add('a');
    queue.add('a');
    queue.add('b');
    clock.after(5, () => queue.add('a'));
    clock.run(limits);
    assert.deepEqual(log, ['a from 0', 'b from 10', 'a from 20']);
  });

  it('backs off after failures', () => {
    const clock = kernel();
    const times: number[] = [];
    const queue = workQueue(clock, function* (key) {
      times.push(clock.now());
      if (times.length < 4) queue.addRateLimited(key);
      yield* sleep(0, 'sync');
    });
    queue.add('a');
    clock.run(limits);
    assert.deepEqual(times, [0, 5, 15, 35]);
  });
});
