/** Rolls Deployments out: a ReplicaSet for each template, scaled up and down as the strategy says (pkg/controller/deployment). */
import { checkedSelectorOf, matchesLabels } from '../../api/labels.ts';
import { isPodTerminal } from '../../api/podReadiness.ts';
import type { Deployment, Pod, ReplicaSet } from '../../api/types.ts';
import { keyOf } from '../../simulation/informer.ts';
import type { Process } from '../../simulation/process.ts';
import { type Caches, controllerOf } from '../caches.ts';
import { type Controller, type ControllerContext, on } from '../controller.ts';
import { sameValue } from '../hash.ts';
import { isTrouble, type Trouble } from '../objectClient.ts';
import { claim, controllerKeyOf } from '../ownership.ts';
import { conditionOf, newCondition, setCondition, statusOfDraft } from './conditions.ts';
import { desiredReplicasAnnotation, hasProgressDeadline, isComplete, numberOf, replicasOf, sumOf } from './numbers.ts';
import { revisionOf, revisionsOf, rollBackTo } from './revisions.ts';
import { active, cleanUp, growNewSet, scale, scaleSet, shrinkOldSets } from './scaling.ts';
import { syncRolloutStatus, syncStatus } from './status.ts';

const rollbackAnnotation = 'deprecated.deployment.rollback.to';

export const deployment: Controller = {
  name: 'deployment-controller',
  workers: 5,
  watches: {
    deployments: on<Deployment>(({ object }) => [keyOf(object)]),
    replicasets: on<ReplicaSet>(({ type, object, old }, caches) => setKeys(type, object, old, caches)),
    pods: on<Pod>(({ type, object }, caches) => (type === 'DELETED' ? lastPodKeys(object, caches) : [])),
  },
  start: (context) => (key) => reconcile(context, key),
};

function setKeys(type: string, set: ReplicaSet, old: ReplicaSet | undefined, caches: Caches): Iterable<string> {
  const keys = new Set([...controllerKeyOf(set, 'Deployment'), ...controllerKeyOf(old, 'Deployment')]);
  if (controllerOf(set.metadata?.ownerReferences) !== undefined || type === 'DELETED') return keys;
  const released = controllerOf(old?.metadata?.ownerReferences) !== undefined;
  if (old !== undefined && !released && sameValue(old.metadata?.labels, set.metadata?.labels)) return keys;
  for (const candidate of caches.list<Deployment>('deployments', set.metadata?.namespace)) {
    if (matchesLabels(checkedSelectorOf(candidate.spec?.selector), set.metadata?.labels)) keys.add(keyOf(candidate));
  }
  return keys;
}

/** A Deployment that recreates waits for the last of its Pods to be gone. */
function lastPodKeys(pod: Pod, caches: Caches): Iterable<string> {
  const [setKey] = controllerKeyOf(pod, 'ReplicaSet');
  const [key] = controllerKeyOf(setKey === undefined ? undefined : caches.get('replicasets', setKey), 'Deployment');
  const owner = key === undefined ? undefined : caches.get<Deployment>('deployments', key);
  if (key === undefined || owner?.spec?.strategy?.type !== 'Recreate') return [];
  const sets = caches.list<ReplicaSet>('replicasets', owner.metadata?.namespace);
  const own = sets.filter((set) => controllerOf(set.metadata?.ownerReferences)?.uid === owner.metadata?.uid);
  return own.some((set) => caches.podsOf(set.metadata?.uid).length > 0) ? [] : [key];
}

function* reconcile(context: ControllerContext, key: string): Process<Trouble | undefined> {
  const stored = context.caches.get<Deployment>('deployments', key);
  if (stored === undefined) return undefined;
  // Later requests of the same sync go out with what earlier ones have set, and with the version they began with.
  const draft: Deployment = { ...stored, metadata: structuredClone(stored.metadata ?? {}) };
  if (stored.status !== undefined) draft.status = structuredClone(stored.status);
  if (Object.keys(draft.spec?.selector ?? {}).length === 0) return yield* refuseEverything(context, draft);
  const candidates = context.caches.list<ReplicaSet>('replicasets', draft.metadata?.namespace);
  const sets = yield* claim(context, draft, candidates);
  if (isTrouble(sets)) return sets;
  if (draft.metadata?.deletionTimestamp !== undefined) return yield* statusOnly(context, draft, sets);
  const trouble = yield* notePause(context, draft);
  if (trouble !== undefined) return trouble;
  if (draft.spec?.paused) return yield* resize(context, draft, sets);
  if (/^\d+$/.test(draft.metadata?.annotations?.[rollbackAnnotation] ?? ''))
    return yield* rollBack(context, draft, sets);
  const scaling = yield* isScaling(context, draft, sets);
  if (isTrouble(scaling)) return scaling;
  if (scaling) return yield* resize(context, draft, sets);
  return draft.spec?.strategy?.type === 'Recreate'
    ? yield* recreate(context, draft, sets)
    : yield* roll(context, draft, sets);
}

function* refuseEverything(context: ControllerContext, draft: Deployment): Process<Trouble | undefined> {
  const message = 'This deployment is selecting all pods. A non-empty selector is required.';
  context.event(draft, 'Warning', 'SelectingAll', message);
  const { generation = 0 } = draft.metadata ?? {};
  if ((draft.status?.observedGeneration ?? 0) >= generation) return undefined;
  yield* context.client.update({ ...draft, status: { ...draft.status, observedGeneration: generation } }, 'status');
  return undefined;
}

function* statusOnly(
  context: ControllerContext,
  draft: Deployment,
  sets: readonly ReplicaSet[],
): Process<Trouble | undefined> {
  const revisions = yield* revisionsOf(context, draft, sets, false);
  if (isTrouble(revisions)) return revisions;
  const { newSet, oldSets } = revisions;
  return yield* syncStatus(context, draft, withNew(oldSets, newSet), newSet);
}

function withNew(oldSets: readonly ReplicaSet[], newSet: ReplicaSet | undefined): ReplicaSet[] {
  return newSet === undefined ? [...oldSets] : [...oldSets, newSet];
}

/** Time spent paused does not count against the deadline: a condition tells of it. */
function* notePause(context: ControllerContext, draft: Deployment): Process<Trouble | undefined> {
  if (!hasProgressDeadline(draft)) return undefined;
  const reason = conditionOf(draft.status, 'Progressing')?.reason;
  const paused = draft.spec?.paused ?? false;
  if (reason === 'ProgressDeadlineExceeded' || paused === (reason === 'DeploymentPaused')) return undefined;
  const condition = paused
    ? newCondition(context.kernel, 'Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused')
    : newCondition(context.kernel, 'Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
  setCondition(statusOfDraft(draft), condition);
  const updated = yield* context.client.update(structuredClone(draft), 'status');
  return isTrouble(updated) ? updated : undefined;
}

/** Whether a ReplicaSet was last told of another size of the Deployment. */
function* isScaling(
  context: ControllerContext,
  draft: Deployment,
  sets: readonly ReplicaSet[],
): Process<boolean | Trouble> {
  const revisions = yield* revisionsOf(context, draft, sets, false);
  if (isTrouble(revisions)) return revisions;
  return active([...revisions.oldSets, revisions.newSet]).some((set) => {
    const told = numberOf(set.metadata?.annotations?.[desiredReplicasAnnotation]);
    return told !== undefined && told !== replicasOf(draft);
  });
}

function* resize(
  context: ControllerContext,
  draft: Deployment,
  sets: readonly ReplicaSet[],
): Process<Trouble | undefined> {
  const revisions = yield* revisionsOf(context, draft, sets, false);
  if (isTrouble(revisions)) return revisions;
  const { newSet, oldSets } = revisions;
  const trouble = yield* scale(context, draft, newSet, oldSets);
  if (trouble !== undefined) return trouble;
  if (draft.spec?.paused && draft.metadata?.annotations?.[rollbackAnnotation] === undefined) {
    const left = yield* cleanUp(context, draft, oldSets);
    if (left !== undefined) return left;
  }
  return yield* syncStatus(context, draft, withNew(oldSets, newSet), newSet);
}

function* roll(
  context: ControllerContext,
  draft: Deployment,
  sets: readonly ReplicaSet[],
): Process<Trouble | undefined> {
  const revisions = yield* revisionsOf(context, draft, sets, true);
  if (isTrouble(revisions)) return revisions;
  const { newSet, oldSets } = revisions;
  if (newSet === undefined) return undefined;
  const all = withNew(oldSets, newSet);
  const grown = yield* growNewSet(context, draft, all, newSet);
  if (isTrouble(grown)) return grown;
  if (!grown && !(yield* shrinkOldSets(context, draft, all, active(oldSets), newSet))) {
    if (isComplete(draft, draft.status ?? {})) {
      const trouble = yield* cleanUp(context, draft, oldSets);
      if (trouble !== undefined) return trouble;
    }
  }
  return yield* syncRolloutStatus(context, draft, all, newSet);
}

/** All old Pods go before the first new one comes. */
function* recreate(
  context: ControllerContext,
  draft: Deployment,
  sets: readonly ReplicaSet[],
): Process<Trouble | undefined> {
  const before = yield* revisionsOf(context, draft, sets, false);
  if (isTrouble(before)) return before;
  let all = withNew(before.oldSets, before.newSet);
  let scaledDown = false;
  for (const set of active(before.oldSets)) {
    const result = yield* scaleSet(context, draft, set, 0);
    if (isTrouble(result)) return result;
    scaledDown ||= result.scaled;
    if (result.scaled) all = all.map((one) => (one === set ? result.set : one));
  }
  if (scaledDown || oldPodsRunning(context.caches, sets, before.oldSets, before.newSet)) {
    return yield* syncRolloutStatus(context, draft, all, before.newSet);
  }
  const revisions = before.newSet === undefined ? yield* revisionsOf(context, draft, sets, true) : before;
  if (isTrouble(revisions)) return revisions;
  const { newSet, oldSets } = revisions;
  if (newSet === undefined) return undefined;
  const result = yield* scaleSet(context, draft, newSet, replicasOf(draft));
  if (isTrouble(result)) return result;
  if (isComplete(draft, draft.status ?? {})) {
    const trouble = yield* cleanUp(context, draft, oldSets);
    if (trouble !== undefined) return trouble;
  }
  return yield* syncRolloutStatus(context, draft, withNew(oldSets, newSet), newSet);
}

function oldPodsRunning(
  caches: Caches,
  sets: readonly ReplicaSet[],
  oldSets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): boolean {
  if (sumOf(oldSets, (set) => set.status?.replicas) > 0) return true;
  return sets
    .filter((set) => set.metadata?.uid !== newSet?.metadata?.uid)
    .some((set) => caches.podsOf(set.metadata?.uid).some((pod) => !isPodTerminal(pod)));
}

/** An annotation of old clients asks for a revision; 0 is the one before. */
function* rollBack(
  context: ControllerContext,
  draft: Deployment,
  sets: readonly ReplicaSet[],
): Process<Trouble | undefined> {
  const revisions = yield* revisionsOf(context, draft, sets, true);
  if (isTrouble(revisions)) return revisions;
  const all = withNew(revisions.oldSets, revisions.newSet);
  const asked = Number(draft.metadata?.annotations?.[rollbackAnnotation] ?? 0);
  const wanted = asked === 0 ? (all.map(revisionOf).sort((a, b) => b - a)[1] ?? 0) : asked;
  const target = wanted === 0 ? undefined : all.find((set) => revisionOf(set) === wanted);
  let done: string | undefined;
  if (target === undefined) {
    const what = wanted === 0 ? 'Unable to find last revision.' : 'Unable to find the revision to rollback to.';
    context.event(draft, 'Warning', 'DeploymentRollbackRevisionNotFound', what);
  } else if (rollBackTo(draft, target)) {
    done = `Rolled back deployment "${draft.metadata?.name ?? ''}" to revision ${wanted}`;
  } else {
    const same = `The rollback revision contains the same template as current deployment "${draft.metadata?.name ?? ''}"`;
    context.event(draft, 'Warning', 'DeploymentRollbackTemplateUnchanged', same);
  }
  const { [rollbackAnnotation]: _asked, ...annotations } = draft.metadata?.annotations ?? {};
  const updated = yield* context.client.update({ ...draft, metadata: { ...draft.metadata, annotations } });
  if (isTrouble(updated)) return updated;
  if (done !== undefined) context.event(draft, 'Normal', 'DeploymentRollback', done);
  return undefined;
}
