/** Nodes as bins: what is in them, what the scheduler says of them, and which are shown. */
import assert from 'node:assert/strict';
import { binAt, nodeNames, nodesToShow, requestsOf } from '../../src/panel/stage/bins.ts';
import { drawCrowd } from '../../src/panel/stage/crowd.ts';
import { timelineOf } from '../../src/trace/fold.ts';
import type { ScheduleStep, Trace } from '../../src/trace/model.ts';
import { sampleTrace } from '../support/sampleTrace.ts';

const timeline = timelineOf(sampleTrace());
const end = timeline.length;

describe('a bin', () => {
  it('holds what runs on the node, in millicores and bytes', () => {
    const bin = binAt(timeline, 'node-b', 0);
    assert.deepEqual(bin.room, { cpu: 4000, memory: 8 * 2 ** 30 });
    assert.deepEqual(
      bin.pods.map(({ name, cpu, memory, mine }) => ({ name, cpu, memory, mine })),
      [
        { name: 'orders-2', cpu: 1000, memory: 1536 * 2 ** 20, mine: false },
        { name: 'cart-1', cpu: 500, memory: 512 * 2 ** 20, mine: false },
      ],
    );
  });

  it('gets the Pod with its binding', () => {
    const bind = timeline.trace.steps.findIndex((step) => step.kind === 'write' && step.by === 'kube-scheduler');
    const mine = (taken: number): boolean => binAt(timeline, 'node-b', taken).pods.some((pod) => pod.mine);
    assert.equal(mine(bind), false);
    assert.equal(mine(bind + 1), true);
    assert.equal(mine(end), true);
  });

  it('says what the scheduler found', () => {
    const verdict = (node: string): unknown => binAt(timeline, node, end).verdict;
    assert.deepEqual(verdict('node-a'), { kind: 'refused', reasons: ['Insufficient cpu'] });
    assert.deepEqual(verdict('node-b'), { kind: 'chosen', score: 458 });
    assert.deepEqual(verdict('node-c'), { kind: 'fits', score: 444 });
    assert.equal(binAt(timeline, 'node-b', 0).verdict, undefined);
  });

  it('is there for a node that nobody knows', () => {
    assert.deepEqual(binAt(timeline, 'elsewhere', end).pods, []);
  });

  it('counts requests as the scheduler does: the largest init container, or all others together', () => {
    const container = (cpu: string): object => ({ name: 'x', resources: { requests: { cpu } } });
    const pod = { spec: { initContainers: [container('900m')], containers: [container('300m'), container('400m')] } };
    assert.deepEqual(requestsOf(pod), { cpu: 900, memory: 0 });
  });
});

describe('the nodes that are shown', () => {
  it('are all of a few, in the order of the world', () => {
    assert.deepEqual(nodesToShow(timeline, 4), ['control-plane', 'node-a', 'node-b', 'node-c']);
  });

  it('are those that matter when there is room for less', () => {
    assert.deepEqual(nodesToShow(timeline, 2), ['node-b', 'node-c']);
    assert.deepEqual(nodesToShow(timeline, 1), ['node-b']);
  });
});

describe('the crowd', () => {
  const trace = sampleTrace();
  const node = trace.initial.find((object) => object.kind === 'Node') ?? {};
  const many: Trace = {
    ...trace,
    initial: [
      ...trace.initial,
      ...Array.from({ length: 5000 }, (_, index) => ({ ...node, metadata: { name: `worker-${index}` } })),
    ],
  };
  const names = nodeNames(timelineOf(many));
  const box = { x: 0, y: 0, width: 272, height: 46 };
  const cycle = trace.steps.find((step): step is ScheduleStep => step.kind === 'schedule');

  it('is drawn as one path a state, however many there are', () => {
    const { paths, count } = drawCrowd(names, new Set(['node-b']), cycle, box);
    assert.equal(count, names.length - 1);
    const cells = Object.values(paths).map((path) => path.split('M').length - 1);
    assert.equal(
      cells.reduce((sum, each) => sum + each, 0),
      count,
    );
  });

  it('tells those that fit, those refused and those not asked', () => {
    const { fits, refused } = drawCrowd(names, new Set(), cycle, box);
    assert.deepEqual({ fits, refused }, { fits: 2, refused: 2 });
    assert.deepEqual(drawCrowd(names, new Set(), undefined, box).paths.fits, '');
  });
});
