/** What a Deployment's status says of its ReplicaSets, and whether the rollout makes progress (sync.go, progress.go). */
import { unixMs } from '../../api/time.ts';
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../api/types.ts';
import { keyOf } from '../../simulation/informer.ts';
import type { Kernel } from '../../simulation/kernel.ts';
import type { Process } from '../../simulation/process.ts';
import type { ControllerContext } from '../controller.ts';
import { sameValue } from '../hash.ts';
import { isTrouble, type Trouble } from '../objectClient.ts';
import { conditionOf, newCondition, removeCondition, setCondition } from './conditions.ts';
import { hasProgressDeadline, isComplete, maxUnavailable, replicasOf, sumOf, wishedReplicas } from './numbers.ts';

/** After a rollout step: counts, progress and failures. */
export function* syncRolloutStatus(
  context: ControllerContext,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): Process<Trouble | undefined> {
  const { kernel } = context;
  const status = calculated(deployment, all, newSet, kernel);
  if (!hasProgressDeadline(deployment)) removeCondition(status, 'Progressing');
  else {
    const current = conditionOf(deployment.status, 'Progressing');
    const done = status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable';
    if (!done) noteProgress(deployment, status, newSet, current, kernel);
  }
  const failure = failureOf(all, newSet);
  if (failure === undefined) removeCondition(status, 'ReplicaFailure');
  else setCondition(status, failure);
  if (sameStatus(deployment.status, status)) {
    requeueStuck(context, deployment, status);
    return undefined;
  }
  return yield* write(context, deployment, status);
}

/** Counts and availability alone: after scaling, while paused, while being deleted. */
export function* syncStatus(
  context: ControllerContext,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): Process<Trouble | undefined> {
  const status = calculated(deployment, all, newSet, context.kernel);
  return sameStatus(deployment.status, status) ? undefined : yield* write(context, deployment, status);
}

function* write(
  { client }: ControllerContext,
  deployment: Deployment,
  status: DeploymentStatus,
): Process<Trouble | undefined> {
  const updated = yield* client.update({ ...deployment, status }, 'status');
  return isTrouble(updated) ? updated : undefined;
}

/** Zeros are not written: they compare as absent. */
function sameStatus(before: DeploymentStatus | undefined, after: DeploymentStatus): boolean {
  const plain = ({ conditions = [], terminatingReplicas, ...counts }: DeploymentStatus) => ({
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
    terminatingReplicas: terminatingReplicas ?? null,
    conditions,
  });
  return sameValue(plain(before ?? {}), plain(after));
}

function calculated(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  kernel: Kernel,
): DeploymentStatus {
  const available = sumOf(all, (set) => set.status?.availableReplicas);
  const terminating = terminatingIn(all);
  const { collisionCount, conditions = [] } = deployment.status ?? {};
  const status: DeploymentStatus = {
    observedGeneration: deployment.metadata?.generation ?? 0,
    replicas: sumOf(all, (set) => set.status?.replicas),
    updatedReplicas: newSet?.status?.replicas ?? 0,
    readyReplicas: sumOf(all, (set) => set.status?.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wishedReplicas(all) - available),
    ...(terminating !== undefined && { terminatingReplicas: terminating }),
    ...(collisionCount !== undefined && { collisionCount }),
    conditions: [...conditions],
  };
  const enough = available >= replicasOf(deployment) - maxUnavailable(deployment);
  const condition = enough
    ? newCondition(kernel, 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
    : newCondition(
        kernel,
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
      );
  setCondition(status, condition);
  return status;
}

/** Pods on their way out; unknown as long as a ReplicaSet that was synced does not tell. */
function terminatingIn(sets: readonly ReplicaSet[]): number | undefined {
  let sum = 0;
  for (const { status = {} } of sets) {
    if (status.terminatingReplicas !== undefined) sum += status.terminatingReplicas;
    else if ((status.observedGeneration ?? 0) !== 0) return undefined;
  }
  return sum;
}

function noteProgress(
  deployment: Deployment,
  status: DeploymentStatus,
  newSet: ReplicaSet | undefined,
  current: DeploymentCondition | undefined,
  kernel: Kernel,
): void {
  const what =
    newSet === undefined
      ? `Deployment "${deployment.metadata?.name ?? ''}"`
      : `ReplicaSet "${newSet.metadata?.name ?? ''}"`;
  const note = (state: 'True' | 'False', reason: string, message: string): void => {
    setCondition(status, newCondition(kernel, 'Progressing', state, reason, message));
  };
  if (isComplete(deployment, status)) {
    note('True', 'NewReplicaSetAvailable', `${what} has successfully progressed.`);
  } else if (isProgressing(deployment.status ?? {}, status)) {
    // The same reason again still counts: it moves the time of the last progress.
    removeCondition(status, 'Progressing');
    const condition = newCondition(kernel, 'Progressing', 'True', 'ReplicaSetUpdated', `${what} is progressing.`);
    const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
    setCondition(status, { ...condition, ...(since !== undefined && { lastTransitionTime: since }) });
  } else if (hasTimedOut(deployment, status, kernel)) {
    note('False', 'ProgressDeadlineExceeded', `${what} has timed out progressing.`);
  }
}

function isProgressing(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number => replicas - updatedReplicas;
  const grew = (count: 'updatedReplicas' | 'readyReplicas' | 'availableReplicas'): boolean =>
    (after[count] ?? 0) > (before[count] ?? 0);
  return grew('updatedReplicas') || old(after) < old(before) || grew('readyReplicas') || grew('availableReplicas');
}

function hasTimedOut(deployment: Deployment, status: DeploymentStatus, kernel: Kernel): boolean {
  const condition = conditionOf(status, 'Progressing');
  if (condition === undefined || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return deadlineOf(deployment, condition) < kernel.unixMilliseconds();
}

function deadlineOf(deployment: Deployment, condition: DeploymentCondition): number {
  return (unixMs(condition.lastUpdateTime) ?? 0) + (deployment.spec?.progressDeadlineSeconds ?? 0) * 1000;
}

/** What keeps a ReplicaSet from making its Pods; the new one's trouble comes first. */
function failureOf(all: readonly ReplicaSet[], newSet: ReplicaSet | undefined): DeploymentCondition | undefined {
  for (const set of [newSet, ...all]) {
    const failure = set?.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (failure === undefined) continue;
    const { lastTransitionTime } = failure;
    return {
      ...failure,
      ...(lastTransitionTime !== undefined && lastTransitionTime !== null && { lastUpdateTime: lastTransitionTime }),
    } as DeploymentCondition;
  }
  return undefined;
}

/** Nobody would notice a missed deadline otherwise: nothing happens any more. */
function requeueStuck(context: ControllerContext, deployment: Deployment, status: DeploymentStatus): void {
  const current = conditionOf(deployment.status, 'Progressing');
  if (!hasProgressDeadline(deployment) || current === undefined) return;
  if (isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return;
  const wait = deadlineOf(deployment, current) - context.kernel.unixMilliseconds();
  context.requeue(keyOf(deployment), wait < 1000 ? 1000 : wait + 1000, { idle: true });
}
