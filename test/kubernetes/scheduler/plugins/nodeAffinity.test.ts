/** NodeAffinity: nodeSelector and node affinity. */
import assert from 'node:assert/strict';
import type { Affinity, NodeSelectorTerm, PodSpec } from '../../../../src/kubernetes/api/types.ts';
import { clusterEvent } from '../../../../src/kubernetes/scheduler/clusterEvents.ts';
import { nodeAffinity } from '../../../../src/kubernetes/scheduler/plugins/nodeAffinity.ts';
import { node, pod, retries, says, scores } from '../smallCluster.ts';

const nodes = [
  node('a', { metadata: { labels: { disk: 'ssd', cores: '8' } } }),
  node('b', { metadata: { labels: { disk: 'hdd' } } }),
];
const noMatch = "! node(s) didn't match Pod's node affinity/selector";

function required(...nodeSelectorTerms: NodeSelectorTerm[]): PodSpec {
  const affinity: Affinity = {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  };
  return { affinity };
}

describe('NodeAffinity', () => {
  const cases: readonly [string, PodSpec, string[]][] = [
    ['wants every label of nodeSelector', { nodeSelector: { disk: 'ssd', cores: '8' } }, ['fits', noMatch]],
    [
      'compares numbers',
      required({ matchExpressions: [{ key: 'cores', operator: 'Gt', values: ['4'] }] }),
      ['fits', noMatch],
    ],
    [
      'is content with one of several terms',
      required(
        { matchExpressions: [{ key: 'disk', operator: 'In', values: ['tape'] }] },
        { matchExpressions: [{ key: 'cores', operator: 'DoesNotExist' }] },
      ),
      [noMatch, 'fits'],
    ],
    ['takes an empty term for no node', required({}), [noMatch, noMatch]],
    [
      'refuses terms that name no common node',
      required({
        matchFields: [
          { key: 'metadata.name', operator: 'In', values: ['a'] },
          { key: 'metadata.name', operator: 'In', values: ['b'] },
        ],
      }),
      ['! pod affinity terms conflict'],
    ],
  ];
  for (const [what, spec, expected] of cases) {
    it(what, () => assert.deepEqual(says(nodeAffinity, { nodes }, pod('p', spec)), expected));
  }

  it('prefers by the sum of weights', () => {
    const prefer = (weight: number, key: string) => ({
      weight,
      preference: { matchExpressions: [{ key, operator: 'Exists' }] },
    });
    const preferred = [prefer(10, 'cores'), prefer(30, 'disk')];
    const incoming = pod('p', {
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } },
    });
    assert.deepEqual(scores(nodeAffinity, { nodes }, incoming, 'raw'), [40, 30]);
    assert.deepEqual(scores(nodeAffinity, { nodes }, incoming), [100, 75]);
  });

  it('looks again when a node begins to match', () => {
    const [ssd, hdd] = nodes;
    const incoming = pod('p', { nodeSelector: { disk: 'ssd' } });
    const relabelled = clusterEvent('Node', 'UpdateNodeLabel', { old: hdd, new: ssd });
    const elsewhere = clusterEvent('Node', 'UpdateNodeLabel', { old: ssd, new: hdd });
    assert.equal(retries(nodeAffinity, incoming, relabelled), true);
    assert.equal(retries(nodeAffinity, incoming, elsewhere), false);
  });
});
