/** TaintToleration: hard taints keep Pods off, soft ones put them off. */
import assert from 'node:assert/strict';
import type { Taint, Toleration } from '../../../../src/kubernetes/api/types.ts';
import { clusterEvent } from '../../../../src/kubernetes/scheduler/clusterEvents.ts';
import { taintToleration } from '../../../../src/kubernetes/scheduler/plugins/taintToleration.ts';
import { node, pod, retries, says, scores } from '../smallCluster.ts';

const taint: Taint = { key: 'dedicated', value: 'batch', effect: 'NoSchedule' };

function tainted(name: string, ...taints: Taint[]) {
  return node(name, { spec: { taints } });
}

describe('TaintToleration', () => {
  const refusal = '! node(s) had untolerated taint(s)';
  const cases: readonly [string, Taint, Toleration[], string][] = [
    ['keeps off who does not tolerate', taint, [], refusal],
    ['minds NoExecute as well', { ...taint, effect: 'NoExecute' }, [], refusal],
    ['does not keep off for a soft taint', { ...taint, effect: 'PreferNoSchedule' }, [], 'fits'],
    ['compares values', taint, [{ key: 'dedicated', operator: 'Equal', value: 'web' }], refusal],
    ['takes a toleration without effect for all effects', taint, [{ key: 'dedicated', value: 'batch' }], 'fits'],
    ['asks no value of Exists', taint, [{ key: 'dedicated', operator: 'Exists' }], 'fits'],
  ];
  for (const [what, on, tolerations, expected] of cases) {
    it(what, () => {
      assert.deepEqual(says(taintToleration, { nodes: [tainted('a', on)] }, pod('p', { tolerations })), [expected]);
    });
  }

  it('prefers nodes with fewer soft taints that are not tolerated', () => {
    const soft = (key: string): Taint => ({ key, effect: 'PreferNoSchedule' });
    const nodes = [tainted('a', soft('x'), soft('y')), tainted('b', soft('x')), node('c')];
    assert.deepEqual(scores(taintToleration, { nodes }, pod('p'), 'raw'), [2, 1, 0]);
    assert.deepEqual(scores(taintToleration, { nodes }, pod('p')), [0, 50, 100]);
  });

  it('looks again when a node loses the taint that was in the way', () => {
    const event = clusterEvent('Node', 'UpdateNodeTaint', { old: tainted('a', taint), new: node('a') });
    assert.equal(retries(taintToleration, pod('p'), event), true);
    assert.equal(retries(taintToleration, pod('p', { tolerations: [{ operator: 'Exists' }] }), event), false);
  });
});
