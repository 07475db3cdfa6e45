/** What comes between admission and the store on an update: fields that can't change, the strategy, validation. */
import type { FieldError } from '../api/fieldError.ts';
import type { Kind } from '../api/schema/schema.ts';
import { invalidStatus, type Status } from '../api/status.ts';
import type { KubernetesObject, ObjectMeta } from '../api/types.ts';
import { placeInNamespace } from './create.ts';
import { qualifiedKind } from './request.ts';
import type { StrategyContext } from './strategy/context.ts';
import { prepareForUpdate } from './strategy/strategy.ts';
import { validateUpdate } from './validation/validate.ts';

/** Where the update was sent. */
export interface UpdateTarget {
  readonly kind: Kind;
  /** Namespace of the URL; '' for what has none. */
  readonly namespace: string;
  readonly subresource: string;
}

export interface UpdateRefusal {
  readonly status: Status;
  /** Empty where no field is to blame. */
  readonly errors: readonly FieldError[];
}

/**
 * Makes `object` ready to be stored over `old`, in place, or says why it may not be (staging `registry/rest/update.go`,
 * BeforeUpdate). `object` may share parts with `old` afterwards.
 */
export function beforeUpdate(
  object: KubernetesObject,
  old: KubernetesObject,
  { kind, namespace, subresource }: UpdateTarget,
  context: StrategyContext,
): UpdateRefusal | undefined {
  object.metadata ??= {};
  const { metadata } = object;
  const misplaced = placeInNamespace(metadata, namespace);
  if (misplaced !== undefined) return { status: misplaced, errors: [] };
  const before = old.metadata ?? {};
  set(metadata, 'generation', before.generation);
  prepareForUpdate(object, old, subresource, context);
  keepMarks(object.metadata, before);
  const errors = validateUpdate(object, old, subresource);
  if (errors.length > 0)
    return { status: invalidStatus(qualifiedKind(kind), object.metadata.name ?? '', errors), errors };
  return undefined;
}

/** What an update may leave out, and changes in vain: uid, creation, the deletion under way. */
function keepMarks(next: ObjectMeta, old: ObjectMeta): void {
  if (!next.uid) set(next, 'uid', old.uid);
  if (old.creationTimestamp) next.creationTimestamp = old.creationTimestamp;
  if (old.deletionTimestamp) next.deletionTimestamp = old.deletionTimestamp;
  set(next, 'deletionGracePeriodSeconds', next.deletionGracePeriodSeconds ?? old.deletionGracePeriodSeconds);
}

function set<K extends keyof ObjectMeta>(metadata: ObjectMeta, key: K, value: ObjectMeta[K] | undefined): void {
  if (value === undefined) delete metadata[key];
  else metadata[key] = value;
}
