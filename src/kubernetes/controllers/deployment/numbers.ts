/** The arithmetic of rollouts: how many Pods at most and at least (pkg/controller/deployment/util/deployment_util.go). */
import type { Deployment, DeploymentStatus, IntOrString, ReplicaSet } from '../../api/types.ts';

export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';

/** Deadlines and limits of this size mean none. */
const maxInt32 = 2_147_483_647;

export function replicasOf(object: Deployment | ReplicaSet): number {
  return object.spec?.replicas ?? 1;
}

/** A number, or its share of `total` in percent, rounded up or down. */
export function scaled(value: IntOrString | undefined, total: number, roundUp: boolean): number {
  if (typeof value !== 'string') return value ?? 0;
  const share = (Number.parseInt(value, 10) * total) / 100;
  return roundUp ? Math.ceil(share) : Math.floor(share);
}

export function isRollingUpdate(deployment: Deployment): boolean {
  return deployment.spec?.strategy?.type === 'RollingUpdate';
}

/** How many Pods there may be beyond those wished. */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0;
}

/** How many of the Pods wished may be unavailable. */
export function maxUnavailable(deployment: Deployment): number {
  const replicas = replicasOf(deployment);
  if (!isRollingUpdate(deployment) || replicas === 0) return 0;
  return Math.min(fenceposts(deployment).unavailable, replicas);
}

/** Both together must leave room to move: where rounding takes it away, one Pod may be unavailable. */
function fenceposts(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const rolling = deployment.spec?.strategy?.rollingUpdate ?? {};
  const replicas = replicasOf(deployment);
  const surge = scaled(rolling.maxSurge, replicas, true);
  const unavailable = scaled(rolling.maxUnavailable, replicas, false);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

export function sumOf(sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number | undefined): number {
  return sets.reduce((sum, set) => sum + (count(set) ?? 0), 0);
}

export function wishedReplicas(sets: readonly ReplicaSet[]): number {
  return sumOf(sets, replicasOf);
}

/** The size of the new ReplicaSet that the strategy allows now. */
export function newSetReplicas(deployment: Deployment, all: readonly ReplicaSet[], newSet: ReplicaSet): number {
  const wished = replicasOf(deployment);
  if (!isRollingUpdate(deployment)) return wished;
  const room = wished + scaled(deployment.spec?.strategy?.rollingUpdate?.maxSurge, wished, true) - wishedReplicas(all);
  const size = replicasOf(newSet);
  return room <= 0 ? size : size + Math.min(room, wished - size);
}

export function hasProgressDeadline({ spec }: Deployment): boolean {
  return spec?.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== maxInt32;
}

export function hasHistoryLimit({ spec }: Deployment): boolean {
  return spec?.revisionHistoryLimit !== undefined && spec.revisionHistoryLimit !== maxInt32;
}

/** All Pods are of the new template and available. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wished = replicasOf(deployment);
  return (
    (status.updatedReplicas ?? 0) === wished &&
    (status.replicas ?? 0) === wished &&
    (status.availableReplicas ?? 0) === wished &&
    (status.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0)
  );
}

/** The new ReplicaSet is as big as the Deployment, and both know it. */
export function isSaturated(deployment: Deployment, set: ReplicaSet | undefined): boolean {
  if (set === undefined) return false;
  const wished = replicasOf(deployment);
  return (
    replicasOf(set) === wished &&
    numberOf(set.metadata?.annotations?.[desiredReplicasAnnotation]) === wished &&
    (set.status?.availableReplicas ?? 0) === wished
  );
}

/** A whole number of an annotation. */
export function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** How much a ReplicaSet grows or shrinks when the whole Deployment is scaled in the middle of a rollout. */
export function proportionOf(set: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  const size = replicasOf(set);
  if (size === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = fractionOf(set, deployment);
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}

function fractionOf(set: ReplicaSet, deployment: Deployment): number {
  const size = replicasOf(set);
  const wished = replicasOf(deployment);
  if (wished === 0) return -size;
  const before = numberOf(set.metadata?.annotations?.[maxReplicasAnnotation]) || (deployment.status?.replicas ?? 0);
  if (before === 0) return 0;
  return Math.round((size * (wished + maxSurge(deployment))) / before) - size;
}
