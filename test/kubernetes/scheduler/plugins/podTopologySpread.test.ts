/** PodTopologySpread: how uneven Pods may be spread over domains. */
import assert from 'node:assert/strict';
import type { TopologySpreadConstraint } from '../../../../src/kubernetes/api/types.ts';
import { podTopologySpread } from '../../../../src/kubernetes/scheduler/plugins/podTopologySpread.ts';
import { node, pod, says, scores } from '../smallCluster.ts';

const zone = 'topology.kubernetes.io/zone';
const uneven = "node(s) didn't match pod topology spread constraints";
const unlabelled = `! ${uneven} (missing required label)`;

function zoned(name: string, value: string) {
  return node(name, { metadata: { labels: { [zone]: value } } });
}

function web(name: string, nodeName: string, metadata = {}) {
  return pod(name, { nodeName }, { labels: { app: 'web' }, ...metadata });
}

function spreading(constraint: TopologySpreadConstraint) {
  const whole: TopologySpreadConstraint = {
    maxSkew: 1,
    topologyKey: zone,
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: { app: 'web' } },
    ...constraint,
  };
  return pod('p', { topologySpreadConstraints: [whole] }, { labels: { app: 'web' } });
}

describe('PodTopologySpread', () => {
  const nodes = [zoned('a', 'north-1a'), zoned('b', 'north-1b')];
  const cases: readonly [string, TopologySpreadConstraint, ReturnType<typeof web>[], string[]][] = [
    ['turns down the fuller zone', {}, [web('x', 'a')], [uneven, 'fits']],
    ['lets a greater skew be', { maxSkew: 2 }, [web('x', 'a')], ['fits', 'fits']],
    ['counts no Pods of other namespaces', {}, [web('x', 'a', { namespace: 'other' })], ['fits', 'fits']],
    [
      'counts no Pods on their way out',
      {},
      [web('x', 'a', { deletionTimestamp: '2026-01-14T00:00:00Z' })],
      ['fits', 'fits'],
    ],
    ['takes missing domains for empty ones', { minDomains: 3 }, [web('x', 'a'), web('y', 'b')], [uneven, uneven]],
    ['turns down nodes without the label', { topologyKey: 'rack' }, [], [unlabelled, unlabelled]],
    ['finds no label in what every object inherits', { topologyKey: 'constructor' }, [], [unlabelled, unlabelled]],
  ];
  for (const [what, constraint, pods, expected] of cases) {
    it(what, () => assert.deepEqual(says(podTopologySpread, { nodes, pods }, spreading(constraint)), expected));
  }

  it('prefers emptier domains where it is only wished for', () => {
    const incoming = spreading({ whenUnsatisfiable: 'ScheduleAnyway' });
    const pods = [web('x', 'a'), web('y', 'a'), web('z', 'b')];
    const [fuller = 0, emptier = 0] = scores(podTopologySpread, { nodes, pods }, incoming);
    assert.equal(emptier, 100);
    assert.ok(fuller < emptier, `${fuller} < ${emptier}`);
  });

  it('spreads Pods of a Service by itself, over nodes and zones', () => {
    const objects = {
      services: [{ metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' } } }],
    };
    const incoming = pod('p', {}, { labels: { app: 'web' } });
    const [fuller = 0, emptier = 0] = scores(podTopologySpread, { nodes, pods: [web('x', 'a')], objects }, incoming);
    assert.ok(fuller < emptier, `${fuller} < ${emptier}`);
  });
});
