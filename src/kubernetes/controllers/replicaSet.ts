/** Keeps as many Pods of a ReplicaSet or ReplicationController as are wished (pkg/controller/replicaset). */
import { checkedSelectorOf, matchesLabels, selectorFromMap } from '../api/labels.ts';
import { isPodAvailable, isPodReady } from '../api/podReadiness.ts';
import { unixMs } from '../api/time.ts';
import type { KubernetesObject, LabelSelector, Pod, ReplicaSet, ReplicaSetStatus } from '../api/types.ts';
import { keyOf } from '../simulation/informer.ts';
import type { Process } from '../simulation/process.ts';
import { nextAvailability } from './availability.ts';
import { type CachedResource, type Caches, controllerOf } from './caches.ts';
import { type Controller, type ControllerContext, on } from './controller.ts';
import { sameValue } from './hash.ts';
import { isNamespaceTerminating, isRefused, isTrouble, type Trouble } from './objectClient.ts';
import { claim, controllerKeyOf, isControlledBy } from './ownership.ts';
import { createPod, deletePod, isPodActive, isPodTerminating, podFromTemplate } from './podControl.ts';
import { podsToDelete } from './podOrder.ts';
import { slowStart, together } from './together.ts';

/** More than this many Pods are not created or deleted at a time (BurstReplicas). */
const burstReplicas = 500;

export const replicaSet: Controller = replicaController('ReplicaSet', 'replicasets', 'replicaset-controller');

/** The same loop serves both kinds; they differ in how their selector is written and in `terminatingReplicas`. */
export function replicaController(kind: string, resource: CachedResource, name: string): Controller {
  return {
    name,
    workers: 5,
    watches: {
      [resource]: on<ReplicaSet>(({ object }) => [keyOf(object)]),
      pods: on<Pod>(({ type, object, old }, caches) =>
        podKeys(kind, resource, type, object, old as Pod | undefined, caches),
      ),
    },
    start: (context) => (key) => reconcile(context, kind, resource, key),
  };
}

function podKeys(
  kind: string,
  resource: CachedResource,
  type: string,
  pod: Pod,
  old: Pod | undefined,
  caches: Caches,
): Iterable<string> {
  const keys = new Set(controllerKeyOf(pod, kind));
  for (const key of controllerKeyOf(old, kind)) keys.add(key);
  if (controllerOf(pod.metadata?.ownerReferences) !== undefined || type === 'DELETED') return keys;
  const labelsChanged = old === undefined || !sameValue(old.metadata?.labels, pod.metadata?.labels);
  const ownerChanged = controllerOf(old?.metadata?.ownerReferences) !== undefined;
  if (!labelsChanged && !ownerChanged) return keys;
  for (const set of caches.list<ReplicaSet>(resource, pod.metadata?.namespace)) {
    if (matchesLabels(selectorOfSet(set), pod.metadata?.labels)) keys.add(keyOf(set));
  }
  return keys;
}

/** A ReplicationController's selector is a plain map. */
function selectorOfSet(set: ReplicaSet) {
  return checkedSelectorOf(asLabelSelector(set.spec?.selector));
}

function asLabelSelector(selector: LabelSelector | Record<string, string> | undefined): LabelSelector | undefined {
  if (selector === undefined || 'matchLabels' in selector || 'matchExpressions' in selector)
    return selector as LabelSelector;
  return { matchLabels: selector as Record<string, string> };
}

function* reconcile(
  context: ControllerContext,
  kind: string,
  resource: CachedResource,
  key: string,
): Process<Trouble | undefined> {
  const { caches, kernel } = context;
  const set = caches.get<ReplicaSet>(resource, key);
  if (set === undefined) return undefined;
  const owner = { ...set, spec: { ...set.spec, selector: asLabelSelector(set.spec?.selector) ?? {} } };
  const pods = [...caches.podsOf(set.metadata?.uid), ...caches.orphanPods(set.metadata?.namespace)];
  const active = yield* claim(context, owner, pods.filter(isPodActive));
  if (isTrouble(active)) return active;
  const selector = checkedSelectorOf(owner.spec.selector);
  const terminating = pods.filter(
    (pod) => isPodTerminating(pod) && isControlledBy(pod, set) && matchesLabels(selector, pod.metadata?.labels),
  );
  const trouble =
    set.metadata?.deletionTimestamp === undefined ? yield* manage(context, set, active, resource) : undefined;
  const now = kernel.unixMilliseconds();
  const status = statusOf(set, active, kind === 'ReplicaSet' ? terminating : undefined, trouble, context);
  const updated = yield* updateStatus(context, set, status);
  if (isTrouble(updated)) return updated;
  if (trouble !== undefined) return trouble;
  const { minReadySeconds = 0 } = set.spec ?? {};
  if (minReadySeconds > 0 && (updated.status?.readyReplicas ?? 0) !== (updated.status?.availableReplicas ?? 0)) {
    context.requeue(key, nextAvailability(active, minReadySeconds, now) ?? minReadySeconds * 1000);
  }
  return undefined;
}

/** Creates what is missing, deletes what is too much. */
function* manage(
  context: ControllerContext,
  set: ReplicaSet,
  active: readonly Pod[],
  resource: CachedResource,
): Process<Trouble | undefined> {
  const missing = (set.spec?.replicas ?? 1) - active.length;
  if (missing > 0) {
    const { trouble } = yield* slowStart(context.kernel, Math.min(missing, burstReplicas), function* () {
      const created = yield* createPod(context, set, podFromTemplate(set.spec?.template, set));
      return isTrouble(created) && !isNamespaceTerminating(created) ? created : undefined;
    });
    return trouble;
  }
  if (missing === 0) return undefined;
  const victims = podsToDelete(
    active,
    relatedPods(context.caches, set, resource),
    Math.min(-missing, burstReplicas),
    context.kernel.unixMilliseconds(),
  );
  const troubles = yield* together(
    context.kernel,
    victims.map((pod) => deletePod(context, set, pod)),
  );
  return troubles.find((one) => one !== undefined && !isRefused(one, 'NotFound'));
}

/** Pods of all sets that the set's own controller owns, such as the other revisions of a Deployment. */
function relatedPods(caches: Caches, set: ReplicaSet, resource: CachedResource): Pod[] {
  const controller = controllerOf(set.metadata?.ownerReferences);
  const sets =
    controller === undefined
      ? [set]
      : caches
          .dependentsOf(controller.uid)
          .filter((dependent) => dependent.resource === resource && isOwnedBy(dependent.object, controller.uid))
          .map(({ object }) => object);
  return sets.flatMap((one) => caches.podsOf(one.metadata?.uid));
}

function isOwnedBy(object: KubernetesObject, uid: string | undefined): boolean {
  return controllerOf(object.metadata?.ownerReferences)?.uid === uid;
}

function statusOf(
  set: ReplicaSet,
  active: readonly Pod[],
  terminating: readonly Pod[] | undefined,
  trouble: Trouble | undefined,
  { kernel }: ControllerContext,
): ReplicaSetStatus {
  const now = kernel.unixMilliseconds();
  const template = selectorFromMap(set.spec?.template?.metadata?.labels);
  const { minReadySeconds = 0, replicas = 1 } = set.spec ?? {};
  const before = set.status?.conditions ?? [];
  const failed = before.find(({ type }) => type === 'ReplicaFailure');
  let conditions = before;
  if (trouble !== undefined && failed === undefined) {
    const reason = active.length < replicas ? 'FailedCreate' : 'FailedDelete';
    const lastTransitionTime = kernel.timestamp();
    conditions = [
      ...before,
      { type: 'ReplicaFailure', status: 'True', lastTransitionTime, reason, message: trouble.trouble },
    ];
  } else if (trouble === undefined && failed !== undefined) conditions = before.filter((one) => one !== failed);
  const { conditions: _before, ...kept } = set.status ?? {};
  return {
    ...kept,
    ...(conditions.length > 0 && { conditions: [...conditions] }),
    replicas: active.length,
    fullyLabeledReplicas: active.filter(({ metadata }) => matchesLabels(template, metadata?.labels)).length,
    readyReplicas: active.filter(isPodReady).length,
    availableReplicas: active.filter((pod) => isPodAvailable(pod, minReadySeconds, now)).length,
    ...(terminating !== undefined && { terminatingReplicas: terminating.length }),
  };
}

const counts = ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;

/** Writes the status where it changed, with one more try on what is stored by then. */
function* updateStatus(
  { client }: ControllerContext,
  set: ReplicaSet,
  status: ReplicaSetStatus,
): Process<ReplicaSet | Trouble> {
  const before = set.status ?? {};
  const unchanged =
    counts.every((count) => (before[count] ?? 0) === (status[count] ?? 0)) &&
    before.terminatingReplicas === status.terminatingReplicas &&
    before.observedGeneration === set.metadata?.generation &&
    sameValue(before.conditions ?? [], status.conditions ?? []);
  if (unchanged) return set;
  const next = { ...status, observedGeneration: set.metadata?.generation ?? 0 };
  const updated = yield* client.update({ ...set, status: next }, 'status');
  if (!isTrouble(updated)) return updated;
  const fresh = yield* client.get(set);
  if (isTrouble(fresh)) return fresh;
  return yield* client.update({ ...fresh, status: next }, 'status');
}

/** When a Pod was made, in milliseconds. */
export function createdAt(object: KubernetesObject): number {
  return unixMs(object.metadata?.creationTimestamp) ?? 0;
}
