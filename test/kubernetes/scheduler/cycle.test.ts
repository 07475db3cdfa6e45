/** One attempt to place a Pod: which nodes are asked, which one is taken, what is said. */
import assert from 'node:assert/strict';
import type { Node, Pod } from '../../../src/kubernetes/api/types.ts';
import { nodesToFind, takenFirst } from '../../../src/kubernetes/scheduler/cycle.ts';
import { eventNote, fitError } from '../../../src/kubernetes/scheduler/fitError.ts';
import type { SchedulerPlugin } from '../../../src/kubernetes/scheduler/framework.ts';
import { statusPatch } from '../../../src/kubernetes/scheduler/podStatus.ts';
import { decision, node, pod, requesting, surroundings } from './smallCluster.ts';

function many(count: number): Node[] {
  return Array.from({ length: count }, (_, index) => node(`n${index}`));
}

describe('how many nodes are looked for', () => {
  const cases: readonly [nodes: number, percentage: number, expected: number][] = [
    [99, 0, 99],
    [99, 10, 99],
    [100, 0, 100],
    [1_000, 0, 420],
    [5_000, 0, 500],
    [6_000, 0, 300],
    [15_000, 0, 750],
    [5_000, 100, 5_000],
    [1_000, 1, 100],
  ];
  for (const [nodes, percentage, expected] of cases)
    it(`${nodes} nodes, ${percentage} %: ${expected}`, () => assert.equal(nodesToFind(nodes, percentage), expected));
});

describe('which of equals is taken', () => {
  const cases: readonly [totals: number[], index: number][] = [
    [[7], 0],
    [[7, 7], 0],
    [[7, 7, 7], 0],
    [[1, 7, 7], 1],
    [[1, 7, 3, 7], 1],
    [[1, 2, 7, 7, 7], 3],
  ];
  for (const [totals, index] of cases)
    it(`of ${totals.join(', ')} the one at ${index}`, () => assert.equal(takenFirst(totals), index));

  it('the one asked for, if it is one of the best', () => {
    const cluster = { nodes: many(3) };
    assert.equal(decision(cluster, pod('p'), { amongEquals: () => 'n2' }).chosen, 'n2');
    assert.equal(decision(cluster, pod('p'), { amongEquals: () => 'elsewhere' }).chosen, 'n0');
  });
});

describe('the walk over the nodes', () => {
  it('goes from zone to zone, and not through one after the other', () => {
    const zoned = (name: string, zone: string) =>
      node(name, { metadata: { labels: { 'topology.kubernetes.io/zone': zone } } });
    const { snapshot } = surroundings({
      nodes: [zoned('a', '1'), zoned('b', '1'), zoned('c', '2'), zoned('d', '1'), zoned('e', '3')],
    });
    assert.deepEqual(
      snapshot.nodes.map(({ name }) => name),
      ['a', 'c', 'e', 'b', 'd'],
    );
  });

  it('begins where it is told and stops when enough are found', () => {
    const { feasible, examined } = decision({ nodes: many(300) }, pod('p'), {
      startIndex: 250,
      percentageOfNodesToScore: 40,
    });
    assert.equal(feasible.length, 120);
    assert.equal(feasible[0], 'n250');
    assert.equal(feasible[50], 'n0');
    assert.equal(examined, 120);
  });

  it('asks the node first that the Pod was promised', () => {
    const promised = pod('p', {}, {}, { nominatedNodeName: 'n2' });
    const { chosen, feasible, scores } = decision({ nodes: many(3) }, promised);
    assert.deepEqual([chosen, feasible, scores], ['n2', ['n2'], undefined]);
  });
});

describe('what goes wrong', () => {
  const failing = (parts: Partial<SchedulerPlugin>) => [{ plugin: { name: 'Broken', ...parts }, weight: 1 }];

  it('a Filter that cannot tell ends the attempt', () => {
    const plugins = failing({ filter: () => ({ code: 'Error', reasons: ['no idea'] }) });
    const { result, message, rejectedBy } = decision({ nodes: many(2) }, pod('p'), {}, plugins);
    assert.deepEqual([result, message, rejectedBy], ['error', 'running "Broken" filter plugin: no idea', []]);
  });

  it('so does a score out of range', () => {
    const plugins = failing({ score: () => 101 });
    const { result, message = '' } = decision({ nodes: many(2) }, pod('p'), {}, plugins);
    assert.equal(result, 'error');
    assert.match(message, /101/);
  });

  it('no nodes at all', () => {
    const { result, message } = decision({}, pod('p'));
    assert.deepEqual([result, message], ['unschedulable', 'no nodes available to schedule pods']);
  });
});

describe('making room', () => {
  const occupied = (...priorities: number[]): Pod[] =>
    priorities.map((priority, at) => pod(`v${at}`, { nodeName: 'n0', priority, ...requesting({ cpu: '1' }) }));
  const important = pod('p', { priority: 100, ...requesting({ cpu: '2' }) });
  const victims = (pods: Pod[], incoming: Pod, objects = {}): (string | undefined)[] | undefined =>
    decision({ nodes: many(1), pods, objects }, incoming).preemption?.chosen?.victims.map(({ name }) => name);

  it('evicts the least important that suffice', () => {
    assert.deepEqual(victims(occupied(5, 1, 9, 3), important), ['v3', 'v1']);
  });

  it('evicts nobody of the same priority', () => {
    assert.equal(victims(occupied(100, 100, 100, 100), important), undefined);
  });

  it('spares Pods whose budget is used up, if others will do', () => {
    const pods = occupied(1, 1, 1, 1).map((item, at) => ({
      ...item,
      metadata: { ...item.metadata, labels: { app: at < 2 ? 'guarded' : 'free' } },
    }));
    const podDisruptionBudgets = [
      {
        metadata: { name: 'budget', namespace: 'default' },
        spec: { selector: { matchLabels: { app: 'guarded' } } },
        status: { disruptionsAllowed: 0 },
      },
    ];
    assert.deepEqual(victims(pods, important, { podDisruptionBudgets })?.toSorted(), ['v2', 'v3']);
  });

  it('does not when the Pod would rather wait', () => {
    const polite = pod('p', { ...important.spec, preemptionPolicy: 'Never' });
    const { message = '' } = decision({ nodes: many(1), pods: occupied(1, 1, 1, 1) }, polite);
    assert.match(message, /not eligible due to preemptionPolicy=Never\./);
  });
});

describe('what is said of it', () => {
  it('counts reasons and sorts them as text', () => {
    const verdicts = Array.from({ length: 12 }, (_, at) => ({
      node: `n${at}`,
      plugin: 'X',
      code: 'Unschedulable' as const,
      reasons: at < 2 ? ['Too many pods', 'Insufficient cpu'] : ['Insufficient cpu'],
    }));
    assert.equal(fitError(12, verdicts, {}), '0/12 nodes are available: 12 Insufficient cpu, 2 Too many pods.');
  });

  it('cuts an event’s note to 1,024 bytes', () => {
    assert.equal(eventNote('x'.repeat(1_024)).length, 1_024);
    const cut = eventNote('x'.repeat(1_025));
    assert.equal(cut.length, 1_024);
    assert.match(cut, /x \.\.\.$/);
  });
});

describe('the patch of a Pod’s status', () => {
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no' };
  const at = '2026-01-15T00:00:00Z';

  it('adds a condition', () => {
    assert.deepEqual(statusPatch(pod('p'), { condition }, at), {
      status: {
        '$setElementOrder/conditions': [{ type: 'PodScheduled' }],
        conditions: [{ lastProbeTime: null, ...condition, lastTransitionTime: at }],
      },
    });
  });

  it('sends of a known condition what changed, and keeps its time', () => {
    const before = pod('p', {}, {}, { conditions: [{ ...condition, message: 'before', lastTransitionTime: at }] });
    assert.deepEqual(statusPatch(before, { condition }, '2026-01-16T00:00:00Z'), {
      status: {
        '$setElementOrder/conditions': [{ type: 'PodScheduled' }],
        conditions: [{ message: 'no', type: 'PodScheduled' }],
      },
    });
  });

  it('is not sent when nothing changed', () => {
    const before = pod('p', {}, {}, { conditions: [{ ...condition, lastTransitionTime: at }] });
    assert.equal(statusPatch(before, { condition, nominatedNodeName: '' }, at), undefined);
  });

  it('takes a promise back', () => {
    const before = pod('p', {}, {}, { nominatedNodeName: 'a' });
    assert.deepEqual(statusPatch(before, { nominatedNodeName: '' }, at), { status: { nominatedNodeName: null } });
  });
});
