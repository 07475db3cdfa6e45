/** Owners that are named twice are named once, with a warning. */
import type { ObjectMeta, OwnerReference } from '../api/types.ts';
import { semanticEqual } from './validation/semanticEqual.ts';

const advice = 'API server dedups owner references in 1.20+, and may reject such requests as early as 1.24';

/**
 * Removes, in place, references that equal an earlier one (apiserver, `endpoints/handlers/rest.go`). The real server looks
 * again after mutating admission, where no plugin here adds owners.
 */
export function dedupOwnerReferences(metadata: ObjectMeta, warn: (text: string) => void): void {
  const { ownerReferences: owners } = metadata;
  if (owners === undefined || owners.length < 2) return;
  const twice: string[] = [];
  const seen = new Map<string, OwnerReference[]>();
  const distinct = owners.filter((owner) => {
    const { uid = '' } = owner;
    const same = seen.get(uid) ?? [];
    const isNew = !same.some((earlier) => semanticEqual('OwnerReference', earlier, owner));
    if (isNew) seen.set(uid, [...same, owner]);
    else twice.push(uid);
    return isNew;
  });
  if (twice.length === 0) return;
  metadata.ownerReferences = distinct;
  const what = '.metadata.ownerReferences contains duplicate entries';
  warn(`${what}; ${advice}; please fix your requests; duplicate UID(s) observed: ${twice.join(', ')}`);
}
