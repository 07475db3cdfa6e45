/** Owners that are named twice. */
import assert from 'node:assert/strict';
import type { ObjectMeta, OwnerReference } from '../../../src/kubernetes/api/types.ts';
import { dedupOwnerReferences } from '../../../src/kubernetes/apiserver/ownerReferences.ts';

const owner = (name: string, uid: string, more: Partial<OwnerReference> = {}): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  uid,
  ...more,
});

function check(owners: OwnerReference[], left: OwnerReference[], observed?: string): void {
  const metadata: ObjectMeta = { ownerReferences: owners };
  const warnings: string[] = [];
  dedupOwnerReferences(metadata, (text) => warnings.push(text));
  assert.deepEqual(metadata.ownerReferences, left);
  assert.equal(warnings.length, observed === undefined ? 0 : 1);
  if (observed !== undefined) assert.ok(warnings[0]?.endsWith(`duplicate UID(s) observed: ${observed}`));
}

describe('owner references', () => {
  it('stay when they differ', () => check([owner('a', 'u'), owner('b', 'u')], [owner('a', 'u'), owner('b', 'u')]));
  it('are kept once when they are the same', () => {
    check(
      [owner('a', 'u'), owner('b', 'v'), owner('a', 'u'), owner('a', 'u')],
      [owner('a', 'u'), owner('b', 'v')],
      'u, u',
    );
  });
  it('differ by a pointer to false', () => {
    const controlled = owner('a', 'u', { controller: false });
    check([owner('a', 'u'), controlled], [owner('a', 'u'), controlled]);
  });
});
