/** Making a Deployment's ReplicaSets bigger and smaller (pkg/controller/deployment: sync.go, rolling.go, recreate.go). */
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import type { Process } from '../../simulation/process.ts';
import type { ControllerContext } from '../controller.ts';
import { isRefused, isTrouble, type Trouble } from '../objectClient.ts';
import { createdAt } from '../replicaSet.ts';
import {
  desiredReplicasAnnotation,
  hasHistoryLimit,
  isRollingUpdate,
  isSaturated,
  maxReplicasAnnotation,
  maxSurge,
  maxUnavailable,
  newSetReplicas,
  proportionOf,
  replicasOf,
  sumOf,
  wishedReplicas,
} from './numbers.ts';
import { byCreation, byRevision } from './revisions.ts';

export interface Scaled {
  readonly scaled: boolean;
  readonly set: ReplicaSet;
}

/** Gives a ReplicaSet another size; with `force` also where only the annotations about the Deployment's size are old. */
export function* scaleSet(
  context: ControllerContext,
  deployment: Deployment,
  set: ReplicaSet,
  size: number,
  force = false,
): Process<Scaled | Trouble> {
  const before = replicasOf(set);
  if (!force && before === size) return { scaled: false, set };
  const wished = replicasOf(deployment);
  const annotations: Record<string, string> = {
    ...set.metadata?.annotations,
    [desiredReplicasAnnotation]: String(wished),
    [maxReplicasAnnotation]: String(wished + maxSurge(deployment)),
  };
  const old = set.metadata?.annotations ?? {};
  const outdated = [desiredReplicasAnnotation, maxReplicasAnnotation].some((key) => old[key] !== annotations[key]);
  if (before === size && !outdated) return { scaled: false, set };
  const updated = yield* context.client.update({
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...set.spec, replicas: size },
  });
  if (isTrouble(updated)) return updated;
  if (before === size) return { scaled: false, set: updated };
  const direction = before < size ? 'up' : 'down';
  const message = `Scaled ${direction} replica set ${set.metadata?.name ?? ''} from ${before} to ${size}`;
  context.event(deployment, 'Normal', 'ScalingReplicaSet', message);
  return { scaled: true, set: updated };
}

export function active(sets: readonly (ReplicaSet | undefined)[]): ReplicaSet[] {
  return sets.filter((set) => set !== undefined).filter((set) => replicasOf(set) > 0);
}

/** The Deployment was given another size: the one ReplicaSet gets it, or several share it in proportion. */
export function* scale(
  context: ControllerContext,
  deployment: Deployment,
  newSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
): Process<Trouble | undefined> {
  const wished = replicasOf(deployment);
  const single = activeOrLatest(newSet, oldSets);
  if (single !== undefined) {
    if (replicasOf(single) === wished) return undefined;
    return troubleOf(yield* scaleSet(context, deployment, single, wished));
  }
  if (isSaturated(deployment, newSet)) {
    for (const old of active(oldSets)) {
      const result = yield* scaleSet(context, deployment, old, 0);
      if (isTrouble(result)) return result;
    }
    return undefined;
  }
  if (!isRollingUpdate(deployment)) return undefined;
  const all = active([...oldSets, newSet]);
  const allowed = wished > 0 ? wished + maxSurge(deployment) : 0;
  const toAdd = allowed - wishedReplicas(all);
  const sorted = toAdd === 0 ? all : bySize(all, toAdd > 0);
  const sizes = new Map<ReplicaSet, number>();
  let added = 0;
  for (const set of sorted) {
    const share = toAdd === 0 ? 0 : proportionOf(set, deployment, toAdd, added);
    sizes.set(set, replicasOf(set) + share);
    added += share;
  }
  for (const [index, set] of sorted.entries()) {
    const leftover = index === 0 && toAdd !== 0 ? toAdd - added : 0;
    const size = Math.max(0, (sizes.get(set) ?? 0) + leftover);
    const result = yield* scaleSet(context, deployment, set, size, true);
    if (isTrouble(result)) return result;
  }
  return undefined;
}

function activeOrLatest(newSet: ReplicaSet | undefined, oldSets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const running = active([...byCreation(oldSets).reverse(), newSet]);
  if (running.length === 0) return newSet ?? byCreation(oldSets).at(-1);
  return running.length === 1 ? running[0] : undefined;
}

/** Bigger ones first; of equal ones the newer or the older first. */
function bySize(sets: readonly ReplicaSet[], newerFirst: boolean): ReplicaSet[] {
  const sign = newerFirst ? -1 : 1;
  return [...sets].sort((a, b) => replicasOf(b) - replicasOf(a) || sign * (createdAt(a) - createdAt(b)));
}

function troubleOf(result: Scaled | Trouble): Trouble | undefined {
  return isTrouble(result) ? result : undefined;
}

/** One step of growing the new ReplicaSet. True when its size changed. */
export function* growNewSet(
  context: ControllerContext,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newSet: ReplicaSet,
): Process<boolean | Trouble> {
  const wished = replicasOf(deployment);
  if (replicasOf(newSet) === wished) return false;
  const size = replicasOf(newSet) > wished ? wished : newSetReplicas(deployment, all, newSet);
  const result = yield* scaleSet(context, deployment, newSet, size);
  return isTrouble(result) ? result : result.scaled;
}

/** One step of shrinking the old ReplicaSets: first what is unhealthy, then as much as availability allows. */
export function* shrinkOldSets(
  context: ControllerContext,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  oldSets: readonly ReplicaSet[],
  newSet: ReplicaSet,
): Process<boolean> {
  if (wishedReplicas(oldSets) === 0) return false;
  const minAvailable = replicasOf(deployment) - maxUnavailable(deployment);
  const newUnavailable = replicasOf(newSet) - (newSet.status?.availableReplicas ?? 0);
  const room = wishedReplicas(all) - minAvailable - newUnavailable;
  if (room <= 0) return false;
  const remaining = byCreation(oldSets);
  let removed = 0;
  for (const [index, set] of remaining.entries()) {
    if (removed >= room) break;
    const unhealthy = replicasOf(set) - (set.status?.availableReplicas ?? 0);
    if (replicasOf(set) === 0 || unhealthy === 0) continue;
    const count = Math.min(room - removed, unhealthy);
    const result = yield* scaleSet(context, deployment, set, replicasOf(set) - count);
    // What is stored by now is looked at in the next round.
    if (isTrouble(result)) return false;
    removed += count;
    remaining[index] = result.set;
  }
  const available = sumOf([...remaining, newSet], (set) => set.status?.availableReplicas);
  let spare = available - minAvailable;
  for (const set of remaining) {
    if (spare <= 0) break;
    if (replicasOf(set) === 0) continue;
    const count = Math.min(replicasOf(set), spare);
    const result = yield* scaleSet(context, deployment, set, replicasOf(set) - count);
    if (isTrouble(result)) return false;
    spare -= count;
    removed += count;
  }
  return removed > 0;
}

/** Deletes ReplicaSets beyond the history limit, the oldest revisions first. */
export function* cleanUp(
  context: ControllerContext,
  deployment: Deployment,
  oldSets: readonly ReplicaSet[],
): Process<Trouble | undefined> {
  if (!hasHistoryLimit(deployment)) return undefined;
  const alive = oldSets.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  const surplus = alive.length - (deployment.spec?.revisionHistoryLimit ?? 0);
  if (surplus <= 0) return undefined;
  for (const set of byRevision(alive).slice(0, surplus)) {
    const { metadata = {}, status = {} } = set;
    const inUse = (status.replicas ?? 0) !== 0 || replicasOf(set) !== 0;
    if (inUse || (metadata.generation ?? 0) > (status.observedGeneration ?? 0)) continue;
    const trouble = yield* context.client.delete(set);
    if (trouble !== undefined && !isRefused(trouble, 'NotFound')) return trouble;
  }
  return undefined;
}
