/** Deleting an object: at once, after its grace period, or when its last finalizer is gone. */
import { conflictStatus, type Status } from '../api/status.ts';
import { timeText } from '../api/time.ts';
import type { DeleteOptions, KubernetesObject, Namespace, Pod } from '../api/types.ts';
import { gracefulDelete, preconditionConflict } from './gracefulDelete.ts';
import { qualifiedKind, type RequestContext } from './request.ts';

/** What a DELETE does to the stored object. */
export type Deletion =
  | { readonly outcome: 'remove' }
  /** A graceful deletion whose time is up is still written once, then removed. */
  | { readonly outcome: 'mark' | 'mark and remove'; readonly object: KubernetesObject }
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
  const conflict = preconditionConflict(metadata, options);
  if (conflict !== undefined) {
    return { outcome: 'refuse', status: conflictStatus(qualifiedKind(context.kind), metadata.name ?? '', conflict) };
  }
  const finalizers = finalizersFor(metadata.finalizers ?? [], options.propagationPolicy);
  if (context.kind.kind === 'Namespace') return deleteNamespace(old as Namespace, unixMs);
  if (context.kind.kind === 'Pod') return deletePod(old as Pod, options, finalizers, unixMs);
  if (finalizers.length === 0) return { outcome: 'remove' };
  return markDeleted(old, finalizers, unixMs);
}

/** A namespace goes in two steps: it is marked, and emptied by its controller before the object goes (registry/core/namespace). */
function deleteNamespace(old: Namespace, unixMs: number): Deletion {
  if (old.metadata?.deletionTimestamp !== undefined) return { outcome: 'unchanged' };
  if (!old.spec?.finalizers?.length && !old.metadata?.finalizers?.length) return { outcome: 'remove' };
  const metadata = { ...old.metadata, deletionTimestamp: timeText(unixMs) };
  const marked: Namespace = { ...old, metadata, status: { ...old.status, phase: 'Terminating' } };
  return { outcome: 'mark', object: marked };
}

function deletePod(old: Pod, options: DeleteOptions, finalizers: string[], unixMs: number): Deletion {
  const decision = gracefulDelete(old, options, unixMs);
  switch (decision.kind) {
    case 'refused':
      return { outcome: 'refuse', status: decision.status };
    case 'pending':
      return { outcome: 'unchanged' };
    case 'immediate':
      return finalizers.length === 0 ? { outcome: 'remove' } : { outcome: 'unchanged' };
    case 'graceful': {
      const object = withFinalizers(decision.object, finalizers);
      const last = decision.gracePeriodSeconds === 0 && finalizers.length === 0;
      return { outcome: last ? 'mark and remove' : 'mark', object };
    }
    default:
      return decision satisfies never;
  }
}

function finalizersFor(finalizers: readonly string[], policy: string | undefined): string[] {
  const own = finalizers.filter((finalizer) => !Object.values(propagationFinalizers).includes(finalizer));
  const added = policy === undefined ? undefined : propagationFinalizers[policy];
  if (policy === undefined) return [...finalizers];
  return added === undefined ? own : [...own, added];
}

function markDeleted(old: KubernetesObject, finalizers: string[], unixMs: number): Deletion {
  const object = withFinalizers(old, finalizers);
  if (object.metadata?.deletionTimestamp !== undefined) return { outcome: 'mark', object };
  const { generation = 0 } = object.metadata ?? {};
  const metadata = {
    ...object.metadata,
    deletionTimestamp: timeText(unixMs),
    deletionGracePeriodSeconds: 0,
    ...(generation > 0 && { generation: generation + 1 }),
  };
  return { outcome: 'mark', object: { ...object, metadata } };
}

function withFinalizers(object: KubernetesObject, finalizers: string[]): KubernetesObject {
  const { finalizers: _before, ...metadata } = object.metadata ?? {};
  return { ...object, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } };
}
