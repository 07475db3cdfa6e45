/** NodeUnschedulable: nobody goes to a cordoned node, except who tolerates that. */
import assert from 'node:assert/strict';
import type { Toleration } from '../../../../src/kubernetes/api/types.ts';
import { clusterEvent } from '../../../../src/kubernetes/scheduler/clusterEvents.ts';
import { nodeUnschedulable } from '../../../../src/kubernetes/scheduler/plugins/nodeUnschedulable.ts';
import { node, pod, retries, says } from '../smallCluster.ts';

const cordoned = node('a', { spec: { unschedulable: true } });

describe('NodeUnschedulable', () => {
  const cases: readonly [string, Toleration[], string[]][] = [
    ['keeps Pods off cordoned nodes', [], ['! node(s) were unschedulable', 'fits']],
    [
      'lets Pods pass that tolerate the taint of cordoned nodes',
      [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }],
      ['fits', 'fits'],
    ],
    ['lets Pods pass that tolerate everything', [{ operator: 'Exists' }], ['fits', 'fits']],
  ];
  for (const [what, tolerations, expected] of cases) {
    it(what, () => {
      const nodes = [cordoned, node('b')];
      assert.deepEqual(says(nodeUnschedulable, { nodes }, pod('p', { tolerations })), expected);
    });
  }

  it('looks again when a node is uncordoned, not when one is cordoned', () => {
    const uncordon = clusterEvent('Node', 'UpdateNodeTaint', { old: cordoned, new: node('a') });
    const cordon = clusterEvent('Node', 'UpdateNodeTaint', { old: node('a'), new: cordoned });
    assert.equal(retries(nodeUnschedulable, pod('p'), uncordon), true);
    assert.equal(retries(nodeUnschedulable, pod('p'), cordon), false);
  });
});
