/** NodeResourcesBalancedAllocation: cpu and memory should be used in step. */
import assert from 'node:assert/strict';
import { nodeResourcesBalancedAllocation } from '../../../../src/kubernetes/scheduler/plugins/nodeResourcesBalancedAllocation.ts';
import { node, pod, requesting, scores } from '../smallCluster.ts';

describe('NodeResourcesBalancedAllocation', () => {
  it('prefers nodes that the Pod brings into balance', () => {
    const there = pod('there', { nodeName: 'a', ...requesting({ cpu: '2', memory: '1Gi' }) });
    const incoming = pod('p', requesting({ cpu: '100m', memory: '3Gi' }));
    const [lopsided = 0, empty = 0] = scores(
      nodeResourcesBalancedAllocation,
      { nodes: [node('a'), node('b')], pods: [there] },
      incoming,
    );
    assert.ok(lopsided > empty, `${lopsided} > ${empty}`);
  });

  it('sits out where a Pod asks for nothing', () => {
    assert.deepEqual(scores(nodeResourcesBalancedAllocation, { nodes: [node('a'), node('b')] }, pod('p')), []);
  });
});
