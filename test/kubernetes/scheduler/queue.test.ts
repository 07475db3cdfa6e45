/** The scheduling queue: order, back-off, and what moves rejected Pods. */
import assert from 'node:assert/strict';
import { clusterEvent, podEvent } from '../../../src/kubernetes/scheduler/clusterEvents.ts';
import { Heap } from '../../../src/kubernetes/scheduler/heap.ts';
import { defaultPlugins } from '../../../src/kubernetes/scheduler/plugins.ts';
import { type QueuedPod, SchedulingQueue } from '../../../src/kubernetes/scheduler/queue.ts';
import { node, pod, surroundings } from './smallCluster.ts';

const start = Date.UTC(2026, 0, 15);
const newNode = clusterEvent('Node', 'Add', { new: node('new') });

/** A queue that writes down every move. */
function newQueue() {
  const moves: string[] = [];
  const queue = new SchedulingQueue(defaultPlugins, surroundings({}).listers, ({ pod: moved }, to, why) => {
    moves.push(`${moved.metadata?.name} → ${to} (${why})`);
  });
  return { queue, moves };
}

function popped(queue: SchedulingQueue): QueuedPod {
  const queued = queue.pop();
  assert.ok(queued !== undefined, 'a Pod is ready');
  return queued;
}

/** Pops a Pod and brings it back, rejected. */
function reject(queue: SchedulingQueue, at: number, ...plugins: string[]): QueuedPod {
  const queued = popped(queue);
  for (const plugin of plugins) queued.rejectedBy.add(plugin);
  queue.addUnschedulable(queued, at);
  return queued;
}

describe('the scheduling queue', () => {
  it('lets the more important Pod go first, then the one that waited longer', () => {
    const { queue } = newQueue();
    queue.add(pod('first'), start);
    queue.add(pod('second'), start);
    queue.add(pod('important', { priority: 10 }), start + 1);
    assert.deepEqual(
      [popped(queue), popped(queue), popped(queue)].map(({ key }) => key),
      ['default/important', 'default/first', 'default/second'],
    );
  });

  it('parks a rejected Pod until something happens that may help', () => {
    const { queue, moves } = newQueue();
    queue.add(pod('p'), start);
    reject(queue, start, 'NodeAffinity');
    queue.moveAll(podEvent('Delete', { old: pod('x', { nodeName: 'a' }) }), start + 60_000);
    assert.equal(queue.where('default/p'), 'unschedulable');
    queue.moveAll(newNode, start + 60_000);
    assert.deepEqual(moves, [
      'p → active (UnschedulablePodAdd)',
      'p → unschedulable (ScheduleAttemptFailure)',
      'p → active (NodeAdd)',
    ]);
  });

  it('remembers what happened while the Pod was being tried', () => {
    const { queue } = newQueue();
    queue.add(pod('p'), start);
    const queued = popped(queue);
    queue.moveAll(newNode, start);
    queued.rejectedBy.add('NodeAffinity');
    queue.addUnschedulable(queued, start);
    assert.equal(queue.where('default/p'), 'backoff');
  });

  it('backs off longer each time, up to ten seconds', () => {
    const { queue } = newQueue();
    queue.add(pod('p'), start);
    const ends: number[] = [];
    let at = start;
    for (let attempt = 0; attempt < 6; attempt++) {
      reject(queue, at, 'NodeAffinity');
      queue.moveAll(newNode, at);
      const end = queue.nextBackoffEnd ?? 0;
      ends.push((end - at) / 1_000);
      queue.flushBackoff(end - 1);
      assert.equal(queue.where('default/p'), 'backoff');
      queue.flushBackoff(end);
      assert.equal(queue.where('default/p'), 'active');
      at = end;
    }
    assert.deepEqual(ends, [2, 3, 5, 9, 11, 11]); // one second more, since back-offs end on whole seconds
  });

  it('takes a Pod out of its back-off when nobody else is ready', () => {
    const { queue } = newQueue();
    queue.add(pod('p'), start);
    reject(queue, start, 'NodeAffinity');
    queue.moveAll(newNode, start);
    assert.equal(queue.where('default/p'), 'backoff');
    assert.equal(popped(queue).key, 'default/p');
  });

  it('lets a Pod whose attempt went wrong wait its back-off out', () => {
    const { queue } = newQueue();
    queue.add(pod('p'), start);
    reject(queue, start);
    assert.equal(queue.where('default/p'), 'backoff');
    assert.equal(queue.pop(), undefined);
    queue.flushBackoff(queue.nextBackoffEnd ?? 0);
    assert.equal(popped(queue).key, 'default/p');
  });

  it('tries again after five minutes, whatever happened', () => {
    const { queue } = newQueue();
    queue.add(pod('p'), start);
    reject(queue, start, 'NodeAffinity');
    queue.flushUnschedulable(start + 300_000);
    assert.equal(queue.where('default/p'), 'unschedulable');
    queue.flushUnschedulable(start + 300_001);
    assert.equal(queue.where('default/p'), 'active');
  });

  it('keeps gated Pods out until their gates are gone', () => {
    const { queue, moves } = newQueue();
    const gated = pod('p', { schedulingGates: [{ name: 'example.com/wait' }] });
    queue.add(gated, start);
    queue.flushUnschedulable(start + 600_000);
    queue.moveAll(newNode, start + 600_000);
    assert.equal(queue.where('default/p'), 'gated');
    queue.update(gated, pod('p'), start + 600_000);
    assert.deepEqual(moves, [
      'p → gated (UnschedulablePodAdd)',
      'p → active (UnschedulablePodUpdatePodSchedulingGatesEliminated)',
    ]);
  });

  it('forgets a Pod that is gone', () => {
    const { queue } = newQueue();
    queue.add(pod('p'), start);
    queue.delete('default/p');
    assert.equal(queue.where('default/p'), undefined);
    assert.equal(queue.pop(), undefined);
  });
});

describe('a heap', () => {
  it('gives items in order, whatever was changed and taken out in between', () => {
    const heap = new Heap<{ key: string; rank: number }>(
      ({ key }) => key,
      (a, b) => a.rank < b.rank,
    );
    const items = Array.from({ length: 200 }, (_, index) => ({ key: `k${index}`, rank: (index * 7919) % 211 }));
    for (const item of items) heap.set(item);
    for (const item of items.filter((_, index) => index % 3 === 0)) {
      item.rank = (item.rank * 31) % 211;
      heap.set(item);
    }
    for (const { key } of items.filter((_, index) => index % 5 === 0)) heap.delete(key);
    const left = items.filter((_, index) => index % 5 !== 0).map(({ rank }) => rank);
    const out: number[] = [];
    for (let item = heap.pop(); item !== undefined; item = heap.pop()) out.push(item.rank);
    assert.deepEqual(
      out,
      left.sort((a, b) => a - b),
    );
    assert.equal(heap.size, 0);
  });
});
