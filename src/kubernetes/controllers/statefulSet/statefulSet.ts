/** Keeps a StatefulSet's Pods, each with its own name and volumes, in order (pkg/controller/statefulset). */
import { checkedSelectorOf, matchesLabels } from '../../api/labels.ts';
import { isPodAvailable } from '../../api/podReadiness.ts';
import type { ControllerRevision, Pod, StatefulSet, StatefulSetStatus } from '../../api/types.ts';
import { keyOf } from '../../simulation/informer.ts';
import type { Process } from '../../simulation/process.ts';
import { nextAvailability } from '../availability.ts';
import { type Caches, controllerOf } from '../caches.ts';
import { type Controller, type ControllerContext, on } from '../controller.ts';
import { sameValue } from '../hash.ts';
import { isRefused, isTrouble, type Trouble } from '../objectClient.ts';
import { claim, controllerKeyOf } from '../ownership.ts';
import {
  createRevision,
  newRevision,
  nextRevision,
  renumber,
  revisionsOf,
  sameData,
  templateOf,
  truncate,
} from '../revisionHistory.ts';
import { slowStart } from '../together.ts';
import { createClaims, hasStaleClaim, ownersMatch, updateOwners } from './claims.ts';
import {
  identityMatches,
  isCreated,
  isInRange,
  isMember,
  isRunningAndReady,
  isTerminating,
  isUnavailable,
  ordinalOf,
  podOf,
  revisionNameOf,
  startOrdinal,
  withIdentity,
} from './identity.ts';

const hashLabel = 'controller.kubernetes.io/hash';

export const statefulSet: Controller = {
  name: 'statefulset-controller',
  workers: 5,
  watches: {
    statefulsets: on<StatefulSet>(({ object }) => [keyOf(object)]),
    pods: on<Pod>(({ type, object, old }, caches) => podKeys(type, object, old, caches)),
  },
  start: (context) => (key) => reconcile(context, key),
};

function podKeys(type: string, pod: Pod, old: Pod | undefined, caches: Caches): Iterable<string> {
  const keys = new Set([...controllerKeyOf(pod, 'StatefulSet'), ...controllerKeyOf(old, 'StatefulSet')]);
  if (type === 'DELETED' || controllerOf(pod.metadata?.ownerReferences) !== undefined) return keys;
  const released = controllerOf(old?.metadata?.ownerReferences) !== undefined;
  if (old !== undefined && !released && sameValue(old.metadata?.labels, pod.metadata?.labels)) return keys;
  for (const set of caches.list<StatefulSet>('statefulsets', pod.metadata?.namespace)) {
    const matches = matchesLabels(checkedSelectorOf(set.spec?.selector), pod.metadata?.labels);
    if (matches && isMember(set, pod)) keys.add(keyOf(set));
  }
  return keys;
}

function* reconcile(context: ControllerContext, key: string): Process<Trouble | undefined> {
  const { caches, kernel } = context;
  const set = caches.get<StatefulSet>('statefulsets', key);
  if (set === undefined) return undefined;
  const candidates = [...caches.podsOf(set.metadata?.uid), ...caches.orphanPods(set.metadata?.namespace)];
  const pods = yield* claim(context, set, candidates, { accepts: (pod) => isMember(set, pod) });
  if (isTrouble(pods)) return pods;
  const now = kernel.unixMilliseconds();
  const revisions = revisionsOf(caches, set);
  const found = yield* currentAndUpdate(context, set, revisions);
  if (isTrouble(found)) return found;
  const { status, trouble } = yield* update(context, set, found, pods, now);
  const written = yield* writeStatus(context, set, status);
  const live = new Set([found.current, found.update].map(({ metadata }) => metadata?.name ?? ''));
  for (const pod of pods) live.add(revisionNameOf(pod));
  const left = yield* truncate(context, set, revisions, live);
  const failed = trouble ?? written ?? left;
  if (failed !== undefined) return failed;
  const { minReadySeconds = 0 } = set.spec ?? {};
  if (minReadySeconds > 0 && (status.readyReplicas ?? 0) !== (status.availableReplicas ?? 0)) {
    context.requeue(key, nextAvailability(pods, minReadySeconds, now) ?? minReadySeconds * 1000);
  }
  return undefined;
}

interface SetRevisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisions: number;
}

/** The revision that the set came from, and the one it is on its way to. */
function* currentAndUpdate(
  context: ControllerContext,
  set: StatefulSet,
  revisions: readonly ControllerRevision[],
): Process<SetRevisions | Trouble> {
  let collisions = set.status?.collisionCount ?? 0;
  const draft = newRevision(set, nextRevision(revisions), collisions, hashLabel);
  const newest = revisions.at(-1);
  const equal = revisions.findLast((revision) => sameData(revision, draft));
  let update: ControllerRevision | Trouble;
  if (newest !== undefined && sameData(newest, draft)) update = newest;
  else if (equal !== undefined) update = yield* renumber(context, equal, draft.revision ?? 1);
  else {
    const created = yield* createRevision(context, set, draft, collisions, hashLabel);
    if (isTrouble(created)) return created;
    update = created.revision;
    collisions = created.collisions;
  }
  if (isTrouble(update)) return update;
  const current = revisions.find(({ metadata }) => metadata?.name === set.status?.currentRevision) ?? update;
  return { current, update, collisions };
}

interface Outcome {
  readonly status: StatefulSetStatus;
  readonly trouble?: Trouble;
}

/** One step towards the Pods that are wished, and the status that comes of it. */
function* update(
  context: ControllerContext,
  set: StatefulSet,
  { current, update, collisions }: SetRevisions,
  pods: readonly Pod[],
  now: number,
): Process<Outcome> {
  const { minReadySeconds = 0, replicas: count = 1, podManagementPolicy, updateStrategy = {} } = set.spec ?? {};
  const currentSet = { ...set, spec: { ...set.spec, template: templateOf(current) } };
  const updateSet = { ...set, spec: { ...set.spec, template: templateOf(update) } };
  const [currentName = '', updateName = ''] = [current.metadata?.name, update.metadata?.name];
  const statusOf = (seen: readonly Pod[]): StatefulSetStatus => ({
    observedGeneration: set.metadata?.generation ?? 0,
    currentRevision: currentName,
    updateRevision: updateName,
    collisionCount: collisions,
    ...counted(seen, minReadySeconds, currentName, updateName, now),
    ...(set.status?.conditions !== undefined && { conditions: set.status.conditions }),
  });
  const start = startOrdinal(set);
  const replicas = Array.from({ length: Math.min(count, mostReplicas) }, (_, index): Pod => {
    const stored = pods.find((pod) => ordinalOf(pod) === start + index);
    if (stored !== undefined) return stored;
    const keepsOld = isOldRevision(set, start + index);
    return podOf(keepsOld ? currentSet : updateSet, start + index, keepsOld ? currentName : updateName);
  });
  const condemned = pods.filter((pod) => !isInRange(set, pod)).sort((a, b) => ordinalOf(b) - ordinalOf(a));
  const first = [...replicas, ...condemned.toReversed()].find((pod) => isUnavailable(pod, minReadySeconds, now));
  if (set.metadata?.deletionTimestamp !== undefined) return { status: statusOf(pods) };

  const ordered = podManagementPolicy !== 'Parallel';
  const everybody = [...replicas, ...condemned];
  const steps: readonly (readonly [readonly Pod[], (pod: Pod) => Process<Step>])[] = [
    [replicas, (pod) => processReplica(context, set, updateSet, pod, ordered, now)],
    [condemned, (pod) => fixOwners(context, updateSet, pod)],
    [condemned, (pod) => processCondemned(context, set, pod, first, ordered, now)],
  ];
  for (const [list, act] of steps) {
    const { stop, trouble } = yield* forAll(context, list, act, ordered);
    if (stop || trouble !== undefined) {
      return { status: statusOf(everybody), ...(trouble !== undefined && { trouble }) };
    }
  }
  const status = statusOf(everybody);
  if (updateStrategy.type === 'OnDelete') return { status };
  const partition = updateStrategy.rollingUpdate?.partition ?? 0;
  for (let index = replicas.length - 1; index >= partition; index--) {
    const pod = replicas[index] as Pod;
    if (revisionNameOf(pod) !== updateName && !isTerminating(pod)) {
      const trouble = yield* deleteStatefulPod(context, set, pod);
      if (trouble !== undefined) return { status, trouble };
      return { status: { ...status, currentReplicas: (status.currentReplicas ?? 0) - 1 } };
    }
    if (isUnavailable(pod, minReadySeconds, now)) return { status };
  }
  return { status };
}

/** More Pods than this are not planned for: a simulated cluster has no room for them. */
const mostReplicas = 10_000;

/** Pods below the partition stay, or come back, as they were. */
function isOldRevision({ spec = {}, status = {} }: StatefulSet, ordinal: number): boolean {
  const { updateStrategy = {}, ordinals = {} } = spec;
  const start = ordinals.start ?? 0;
  const { type, rollingUpdate } = updateStrategy;
  if (rollingUpdate !== undefined) return ordinal < start + (rollingUpdate.partition ?? 0);
  return type === 'RollingUpdate' && ordinal < start + (status.currentReplicas ?? 0);
}

function counted(
  pods: readonly Pod[],
  minReadySeconds: number,
  current: string,
  update: string,
  now: number,
): StatefulSetStatus {
  const count = (holds: (pod: Pod) => boolean): number => pods.filter(holds).length;
  const ofRevision = (name: string): number =>
    count((pod) => isCreated(pod) && !isTerminating(pod) && revisionNameOf(pod) === name);
  return {
    replicas: count(isCreated),
    readyReplicas: count(isRunningAndReady),
    availableReplicas: count((pod) => isRunningAndReady(pod) && isPodAvailable(pod, minReadySeconds, now)),
    currentReplicas: ofRevision(current),
    updatedReplicas: ofRevision(update),
  };
}

interface Step {
  /** Nothing more can be done now: somebody has to be waited for. */
  readonly stop: boolean;
  readonly trouble?: Trouble | undefined;
}

const goOn: Step = { stop: false };
const wait: Step = { stop: true };

/** One Pod after the other where order counts, else all at once. */
function* forAll(
  context: ControllerContext,
  pods: readonly Pod[],
  act: (pod: Pod) => Process<Step>,
  ordered: boolean,
): Process<Step> {
  if (ordered) {
    for (const pod of pods) {
      const step = yield* act(pod);
      if (step.stop || step.trouble !== undefined) return { ...step, stop: true };
    }
    return goOn;
  }
  const { trouble } = yield* slowStart(context.kernel, pods.length, function* (index) {
    return (yield* act(pods[index] as Pod)).trouble;
  });
  return trouble === undefined ? goOn : { stop: true, trouble };
}

function* processReplica(
  context: ControllerContext,
  set: StatefulSet,
  updateSet: StatefulSet,
  pod: Pod,
  ordered: boolean,
  now: number,
): Process<Step> {
  const phase = pod.status?.phase;
  if (phase === 'Failed' || phase === 'Succeeded') {
    if (isTerminating(pod)) return wait;
    return { stop: true, trouble: yield* deleteStatefulPod(context, set, pod) };
  }
  if (!isCreated(pod)) {
    if (hasStaleClaim(context, set, pod)) return wait;
    const trouble = yield* createStatefulPod(context, set, pod);
    if (trouble !== undefined || ordered) return { stop: true, trouble };
  }
  if (phase === 'Pending') {
    const trouble = (yield* createClaims(context, set, pod)) ?? (yield* updateOwners(context, set, pod));
    if (trouble !== undefined) return { stop: true, trouble };
  }
  const { minReadySeconds = 0 } = set.spec ?? {};
  const inTheWay = isTerminating(pod) || !isRunningAndReady(pod) || !isPodAvailable(pod, minReadySeconds, now);
  if (ordered && inTheWay) return wait;
  if (!isCreated(pod)) return goOn;
  if (identityMatches(set, pod) && ownersMatch(context, updateSet, pod)) return goOn;
  return yield* restore(context, updateSet, pod);
}

/** Gives a Pod its identity and its claims' owners back. */
function* restore(context: ControllerContext, set: StatefulSet, pod: Pod): Process<Step> {
  const owners = yield* updateOwners(context, set, pod);
  if (owners !== undefined) return { stop: true, trouble: owners };
  const next = withIdentity(set, pod);
  const updated = yield* context.client.update(next);
  recordPod(context, set, pod, 'Update', isTrouble(updated) ? updated : undefined);
  return isTrouble(updated) ? { stop: true, trouble: updated } : goOn;
}

function* fixOwners(context: ControllerContext, set: StatefulSet, pod: Pod): Process<Step> {
  const trouble = ownersMatch(context, set, pod) ? undefined : yield* updateOwners(context, set, pod);
  return trouble === undefined ? goOn : { stop: true, trouble };
}

/** Pods that are too many go from the last one on, each once all the others are well. */
function* processCondemned(
  context: ControllerContext,
  set: StatefulSet,
  pod: Pod,
  firstUnavailable: Pod | undefined,
  ordered: boolean,
  now: number,
): Process<Step> {
  if (isTerminating(pod)) return ordered ? wait : goOn;
  const { minReadySeconds = 0 } = set.spec ?? {};
  const well = isRunningAndReady(pod) && isPodAvailable(pod, minReadySeconds, now);
  if (ordered && !well && pod !== firstUnavailable) return wait;
  return { stop: true, trouble: yield* deleteStatefulPod(context, set, pod) };
}

function* createStatefulPod(context: ControllerContext, set: StatefulSet, pod: Pod): Process<Trouble | undefined> {
  const claims = yield* createClaims(context, set, pod);
  if (claims !== undefined) {
    recordPod(context, set, pod, 'Create', claims);
    return claims;
  }
  const created = yield* context.client.create(pod);
  if (isRefused(created, 'AlreadyExists')) return created as Trouble;
  const stored = isTrouble(created) ? pod : created;
  const owners = yield* updateOwners(context, set, stored);
  const trouble = owners ?? (isTrouble(created) ? created : undefined);
  recordPod(context, set, pod, owners === undefined ? 'Create' : 'Update', trouble);
  return trouble;
}

function* deleteStatefulPod(context: ControllerContext, set: StatefulSet, pod: Pod): Process<Trouble | undefined> {
  const trouble = yield* context.client.delete(pod);
  const failed = isRefused(trouble, 'NotFound') ? undefined : trouble;
  recordPod(context, set, pod, 'Delete', failed);
  return failed;
}

function recordPod(
  context: ControllerContext,
  set: StatefulSet,
  pod: Pod,
  verb: 'Create' | 'Update' | 'Delete',
  trouble: Trouble | undefined,
): void {
  const what = `${verb} Pod ${pod.metadata?.name ?? ''} in StatefulSet ${set.metadata?.name ?? ''}`;
  if (trouble === undefined) context.event(set, 'Normal', `Successful${verb}`, `${what} successful`);
  else context.event(set, 'Warning', `Failed${verb}`, `${what} failed error: ${trouble.trouble}`);
}

const compared = [
  'replicas',
  'currentReplicas',
  'readyReplicas',
  'updatedReplicas',
  'availableReplicas',
  'currentRevision',
  'updateRevision',
] as const;

function* writeStatus(
  { client, caches }: ControllerContext,
  set: StatefulSet,
  status: StatefulSetStatus,
): Process<Trouble | undefined> {
  const done = completed(set, status);
  const before = set.status ?? {};
  const newer = (done.observedGeneration ?? 0) > (before.observedGeneration ?? 0);
  if (!newer && compared.every((member) => (before[member] ?? 0) === (done[member] ?? 0))) return undefined;
  let current = set;
  for (let attempt = 0; ; attempt++) {
    const updated = yield* client.update({ ...current, status: done }, 'status');
    if (!isTrouble(updated)) return undefined;
    const fresh = caches.get<StatefulSet>('statefulsets', keyOf(set));
    if (!isRefused(updated, 'Conflict') || fresh === undefined || attempt === statusRetries) return updated;
    current = fresh;
  }
}

/** Tries on what is stored by then (retry.DefaultRetry). */
const statusRetries = 4;

/** When all Pods are of the new revision, it is the current one. */
function completed({ spec = {} }: StatefulSet, status: StatefulSetStatus): StatefulSetStatus {
  const { replicas = 1, updateStrategy = {} } = spec;
  const all = [status.updatedReplicas, status.readyReplicas, status.replicas].every((count) => count === replicas);
  if (updateStrategy.type !== 'RollingUpdate' || !all) return status;
  return { ...status, currentReplicas: replicas, currentRevision: status.updateRevision ?? '' };
}
