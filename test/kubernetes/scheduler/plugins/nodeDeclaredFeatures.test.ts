/** NodeDeclaredFeatures: new features only where they are declared. */
import assert from 'node:assert/strict';
import { nodeDeclaredFeatures } from '../../../../src/kubernetes/scheduler/plugins/nodeDeclaredFeatures.ts';
import { node, pod, says } from '../smallCluster.ts';

describe('NodeDeclaredFeatures', () => {
  it('wants a node that declares what the Pod needs', () => {
    const declaredFeatures = ['UserNamespacesHostNetworkSupport'];
    const nodes = [node('a', { status: { declaredFeatures } }), node('b')];
    const incoming = pod('p', { hostNetwork: true, hostUsers: false });
    assert.deepEqual(says(nodeDeclaredFeatures, { nodes }, incoming), [
      'fits',
      "! node(s) didn't match Pod's required features",
    ]);
  });
});
