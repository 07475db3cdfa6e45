/** Steps that many strategies share. */
import type { KubernetesObject, ObjectMeta } from '../../api/types.ts';
import { semanticEqual } from '../validation/semanticEqual.ts';

/** Gives `object` the old object's value of a member, or none where it had none. */
export function keep<T, K extends keyof T>(object: T, old: T, member: K): void {
  const value = old[member];
  if (value === undefined) delete object[member];
  else object[member] = value;
}

export function firstGeneration(object: KubernetesObject): void {
  object.metadata ??= {};
  object.metadata.generation = 1;
}

/** Whatever generation the request names, only a change of what is wished makes a new one. */
export function nextGeneration(object: KubernetesObject, old: KubernetesObject, changed: boolean): void {
  object.metadata ??= {};
  if (changed) object.metadata.generation = Number(old.metadata?.generation ?? 0) + 1;
}

/** Whether the specs of two objects differ. */
export function specChanged<T extends { spec?: object }>(object: T, old: T, struct: string): boolean {
  return !semanticEqual(struct, object.spec, old.spec);
}

const keptForStatus = [
  'deletionTimestamp',
  'generation',
  'selfLink',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
] as const;

/** What updates of a status leave as it is in the metadata (`metav1.ResetObjectMetaForStatus`). */
export function keepMetadataForStatus(object: KubernetesObject, old: KubernetesObject): void {
  object.metadata ??= {};
  const before: ObjectMeta = old.metadata ?? {};
  for (const member of keptForStatus) keep(object.metadata, before, member);
}
