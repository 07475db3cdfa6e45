/** What a DELETE of a Pod comes to: refused, at once, after a grace period, or already under way. */
import { type FieldError, invalid, namedString, unsupported } from '../api/fieldError.ts';
import { FieldPath } from '../api/fieldPath.ts';
import { conflictStatus, invalidStatus, type Status } from '../api/status.ts';
import { unixMs as msOf, timeText } from '../api/time.ts';
import type { DeleteOptions, ObjectMeta, Pod } from '../api/types.ts';

/**
 * `gracePeriodSeconds` is what the request's own period is taken for; undefined if none was given and none is needed.
 * `object` is what the answer shows.
 */
export type DeleteDecision =
  | { readonly kind: 'refused'; readonly status: Status; readonly gracePeriodSeconds: number | undefined }
  /** Nothing is written: the deletion under way ends no later than this one would. */
  | { readonly kind: 'pending'; readonly object: Pod; readonly gracePeriodSeconds: number }
  /** The object goes at once, unless finalizers hold it. */
  | { readonly kind: 'immediate'; readonly object: Pod; readonly gracePeriodSeconds: number | undefined }
  /** `object` is to be stored; with a period of 0 it then goes at once. */
  | { readonly kind: 'graceful'; readonly object: Pod; readonly gracePeriodSeconds: number };

/** The decision of staging `registry/rest/delete.go` (BeforeDelete) with the Pod strategy. `unixMs`: now. */
export function gracefulDelete(pod: Pod, options: DeleteOptions, unixMs: number): DeleteDecision {
  const asked = options.gracePeriodSeconds ?? undefined;
  const status = refusal(pod, options);
  if (status !== undefined) return { kind: 'refused', status, gracePeriodSeconds: asked };
  const period = asked === undefined ? undefined : atLeastOne(asked);
  if (msOf(pod.metadata?.deletionTimestamp) !== undefined) return shortened(pod, period, unixMs);
  const gracePeriodSeconds = firstPeriod(pod, period);
  const { generation = 0 } = pod.metadata ?? {};
  const object = withMetadata(pod, {
    deletionTimestamp: timeText(unixMs + gracePeriodSeconds * 1000),
    deletionGracePeriodSeconds: gracePeriodSeconds,
    ...(generation > 0 && { generation: generation + 1 }),
  });
  return { kind: 'graceful', object, gracePeriodSeconds };
}

function withMetadata(pod: Pod, changes: ObjectMeta): Pod {
  return { ...pod, metadata: { ...pod.metadata, ...changes } };
}

function refusal(pod: Pod, options: DeleteOptions): Status | undefined {
  const metadata = pod.metadata ?? {};
  const errors = validateDeleteOptions(options);
  if (errors.length > 0) return invalidStatus({ group: 'meta.k8s.io', name: 'DeleteOptions' }, '', errors);
  const conflict = preconditionConflict(metadata, options);
  return conflict === undefined ? undefined : conflictStatus({ group: '', name: 'Pod' }, metadata.name ?? '', conflict);
}

const policies = ['Foreground', 'Background', 'Orphan'];

/** Errors of the options of a DELETE (`ValidateDeleteOptions`). */
export function validateDeleteOptions(options: DeleteOptions): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { propagationPolicy: policy, orphanDependents, dryRun } = options;
  const path = FieldPath.root('propagationPolicy');
  if (policy !== undefined && policy !== null) {
    const shown = namedString(policy);
    const both = 'orphanDependents and deletionPropagation cannot be both set';
    if (orphanDependents !== undefined && orphanDependents !== null) errors.push(invalid(path, shown, both));
    if (!policies.includes(policy)) errors.push(unsupported(path, shown, [...policies, 'nil']));
  }
  if (dryRun?.some((value) => value !== 'All')) errors.push(unsupported(FieldPath.root('dryRun'), dryRun, ['All']));
  return errors;
}

/** Negative periods count as one second. */
function atLeastOne(seconds: number): number {
  return seconds < 0 ? 1 : seconds;
}

/** Why a DELETE's preconditions do not hold; undefined where they do. */
export function preconditionConflict(metadata: ObjectMeta, { preconditions }: DeleteOptions): string | undefined {
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid !== undefined && uid !== null && uid !== (metadata.uid ?? '')) {
    const numbers = `(${uid}) does not match the UID in record (${metadata.uid ?? ''})`;
    return `the UID in the precondition ${numbers}. The object might have been deleted and then recreated`;
  }
  if (
    resourceVersion !== undefined &&
    resourceVersion !== null &&
    resourceVersion !== (metadata.resourceVersion ?? '')
  ) {
    const numbers = `(${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion ?? ''})`;
    return `the ResourceVersion in the precondition ${numbers}. The object might have been modified`;
  }
  return undefined;
}

/** The period of a first deletion: none for Pods that no kubelet has to stop. */
function firstPeriod({ spec, status }: Pod, asked: number | undefined): number {
  const unscheduled = (spec?.nodeName ?? '') === '';
  if (unscheduled || status?.phase === 'Failed' || status?.phase === 'Succeeded') return 0;
  return atLeastOne(asked ?? spec?.terminationGracePeriodSeconds ?? 0);
}

/** A deletion under way can only be made shorter, and never ends before now. */
function shortened(pod: Pod, asked: number | undefined, nowMs: number): DeleteDecision {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata ?? {};
  const current = atLeastOne(deletionGracePeriodSeconds);
  if (current === 0) return { kind: 'immediate', object: pod, gracePeriodSeconds: asked };
  if (asked === undefined || asked >= current) {
    const object = withMetadata(pod, { deletionGracePeriodSeconds: current });
    return { kind: 'pending', object, gracePeriodSeconds: asked ?? current };
  }
  const endMs = (msOf(deletionTimestamp) ?? nowMs) + (asked - current) * 1000;
  const expired = endMs < nowMs;
  const object = withMetadata(pod, {
    deletionTimestamp: timeText(expired ? nowMs : endMs),
    deletionGracePeriodSeconds: expired && asked !== 0 ? 1 : asked,
  });
  return { kind: 'graceful', object, gracePeriodSeconds: asked };
}
