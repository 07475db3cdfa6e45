/** Deleting an object: at once, after its grace period, or when its last finalizer is gone. */
import { conflictStatus, type Status } from '../api/status.ts';
import type { DeleteOptions, KubernetesObject, Pod } from '../api/types.ts';
import { gracefulDelete } from './gracefulDelete.ts';
import { type RequestContext, resourceOf } from './request.ts';

/** What a DELETE does to the stored object. */
export type Deletion =
  | { readonly outcome: 'remove' }
  | { readonly outcome: 'mark'; readonly object: KubernetesObject }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'refuse'; readonly status: Status };

/** Finalizers of the garbage collector, by propagation policy. */
const propagationFinalizers: Readonly<Record<string, string>> = {
  Foreground: 'foregroundDeletion',
  Orphan: 'orphan',
};

/** The decision of staging `registry/generic/registry/store.go`, Delete. `unixMs`: now. */
export function deleteObject(
  old: KubernetesObject,
  options: DeleteOptions,
  context: RequestContext,
  unixMs: number,
): Deletion {
  const metadata = old.metadata ?? {};
  const { uid, resourceVersion } = options.preconditions ?? {};
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid ?? ''}`;
    return { outcome: 'refuse', status: conflictStatus(resourceOf(context.kind), metadata.name ?? '', why) };
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion ?? ''}`;
    return { outcome: 'refuse', status: conflictStatus(resourceOf(context.kind), metadata.name ?? '', why) };
  }
  const finalizers = finalizersFor(metadata.finalizers ?? [], options.propagationPolicy);
  if (context.kind.kind === 'Pod') return deletePod(old as Pod, options, finalizers, unixMs);
  if (finalizers.length === 0) return { outcome: 'remove' };
  return markDeleted(old, finalizers, 0, unixMs);
}

function deletePod(old: Pod, options: DeleteOptions, finalizers: string[], unixMs: number): Deletion {
  const decision = gracefulDelete(old, options, unixMs);
  if (decision.kind === 'refused') return { outcome: 'refuse', status: decision.status };
  if (decision.kind === 'pending') return { outcome: 'unchanged' };
  const grace = decision.gracePeriodSeconds;
  if (grace === 0 && finalizers.length === 0) return { outcome: 'remove' };
  return markDeleted(decision.object, finalizers, grace, unixMs);
}

function finalizersFor(finalizers: readonly string[], policy: string | undefined): string[] {
  const own = finalizers.filter((finalizer) => !Object.values(propagationFinalizers).includes(finalizer));
  const added = policy === undefined ? undefined : propagationFinalizers[policy];
  if (policy === undefined) return [...finalizers];
  return added === undefined ? own : [...own, added];
}

function markDeleted(old: KubernetesObject, finalizers: string[], grace: number, unixMs: number): Deletion {
  const metadata = { ...old.metadata };
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else delete metadata.finalizers;
  if (metadata.deletionTimestamp === undefined) {
    metadata.deletionTimestamp = `${new Date(unixMs).toISOString().slice(0, 19)}Z`;
    metadata.deletionGracePeriodSeconds = grace;
    metadata.generation = (metadata.generation ?? 0) + 1;
  }
  return { outcome: 'mark', object: { ...old, metadata } };
}
