/** DynamicResources: a Pod waits for its ResourceClaims. */
import assert from 'node:assert/strict';
import type { ObjectMeta, Pod } from '../../../../src/kubernetes/api/types.ts';
import { clusterEvent } from '../../../../src/kubernetes/scheduler/clusterEvents.ts';
import { dynamicResources } from '../../../../src/kubernetes/scheduler/plugins/dynamicResources.ts';
import { pod, retries, surroundings } from '../smallCluster.ts';

const named = pod('p', { resourceClaims: [{ name: 'gpu', resourceClaimName: 'gpu-claim' }] });
const spec = { resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'gpus' }] };
const made = pod('p', spec, {}, { resourceClaimStatuses: [{ name: 'gpu', resourceClaimName: 'gpu-claim' }] });

function claim(metadata: ObjectMeta = {}) {
  return { metadata: { name: 'gpu-claim', namespace: 'default', ...metadata } };
}

describe('DynamicResources', () => {
  const cases: readonly [string, Pod, ReturnType<typeof claim>[], string | undefined][] = [
    ['lets Pods pass that claim nothing', pod('p'), [], undefined],
    ['names the claim that is missing', named, [], 'resourceclaim.resource.k8s.io "gpu-claim" not found'],
    ['is content when the claim is there', named, [claim()], undefined],
    [
      'wants no claim that is being deleted',
      named,
      [claim({ deletionTimestamp: '2026-01-15T00:00:00Z' })],
      'resourceclaim "gpu-claim" is being deleted',
    ],
    ['waits until a claim is made', pod('p', spec), [], 'pod "default/p": ResourceClaim not created yet'],
    [
      'wants a claim made for this Pod',
      made,
      [claim()],
      'ResourceClaim default/gpu-claim was not created for Pod default/p (Pod is not owner)',
    ],
    [
      'takes its own claim',
      made,
      [claim({ ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'uid-p', controller: true }] })],
      undefined,
    ],
  ];
  for (const [what, incoming, resourceClaims, expected] of cases) {
    it(what, () => {
      const { listers } = surroundings({ objects: { resourceClaims } });
      assert.equal(dynamicResources.preEnqueue?.(incoming, listers), expected);
    });
  }

  it('looks again when the claim is created', () => {
    const event = clusterEvent('resource.k8s.io/ResourceClaim', 'Add', { new: claim() });
    assert.equal(retries(dynamicResources, named, event, { resourceClaims: [claim()] }), true);
    assert.equal(retries(dynamicResources, pod('p'), event, { resourceClaims: [claim()] }), false);
  });
});
