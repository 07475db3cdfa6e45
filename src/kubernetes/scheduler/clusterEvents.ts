/** What happened in the cluster, in the scheduler's terms: which changes are worth retrying a rejected Pod for. */
import { compareQuantities, quantityOf } from '../api/quantity.ts';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ResourceList,
  ResourceV1ResourceClaim,
  StorageClass,
  VolumeAttachment,
} from '../api/types.ts';
import { deepEqual } from './deepEqual.ts';
import type { Listers } from './listers.ts';
import { podRequestsNow } from './resources.ts';

/** The objects whose changes the scheduler reacts to. */
export interface WatchedObjects {
  Pod: Pod;
  Node: Node;
  PersistentVolume: PersistentVolume;
  PersistentVolumeClaim: PersistentVolumeClaim;
  'storage.k8s.io/StorageClass': StorageClass;
  'storage.k8s.io/CSINode': CSINode;
  'storage.k8s.io/CSIDriver': CSIDriver;
  'storage.k8s.io/CSIStorageCapacity': CSIStorageCapacity;
  'storage.k8s.io/VolumeAttachment': VolumeAttachment;
  'resource.k8s.io/ResourceClaim': ResourceV1ResourceClaim;
}

export type WatchedKind = keyof WatchedObjects;

/** What changed. A plain `Update` of a Pod is one in which nothing changed that has an action of its own. */
export type ClusterAction =
  | 'Add'
  | 'Delete'
  | 'Update'
  | 'UpdateNodeAllocatable'
  | 'UpdateNodeLabel'
  | 'UpdateNodeTaint'
  | 'UpdateNodeCondition'
  | 'UpdateNodeAnnotation'
  | 'UpdateNodeDeclaredFeature'
  | 'UpdatePodLabel'
  | 'UpdatePodScaleDown'
  | 'UpdatePodToleration'
  | 'UpdatePodSchedulingGatesEliminated'
  | 'UpdatePodGeneratedResourceClaim';

/** Every way in which a Pod can be updated. */
export const anyPodUpdate: readonly ClusterAction[] = [
  'Update',
  'UpdatePodLabel',
  'UpdatePodScaleDown',
  'UpdatePodToleration',
  'UpdatePodSchedulingGatesEliminated',
  'UpdatePodGeneratedResourceClaim',
];

export interface Change<T> {
  readonly old?: T | undefined;
  readonly new?: T | undefined;
}

/**
 * "When this happens, a Pod I rejected may fit now." Without `helps`, always; else when it says so
 * (QueueingHintFn, `k8s.io/kube-scheduler/framework/types.go`).
 */
export type RetryRule = {
  readonly [Kind in WatchedKind]: {
    readonly on: Kind;
    readonly actions: readonly ClusterAction[];
    helps?(pod: Pod, change: Change<WatchedObjects[Kind]>, listers: Listers): boolean;
  };
}[WatchedKind];

export interface ClusterEvent {
  readonly on: WatchedKind;
  readonly action: ClusterAction;
  readonly change: Change<object>;
  /** Kubernetes' label for it, such as `AssignedPodDelete` or `NodeUpdateNodeTaint`. */
  readonly label: string;
}

/** Whether `rule` is about `event`, and, if it is, whether the event may help `pod`. */
export function ruleHelps(rule: RetryRule, event: ClusterEvent, pod: Pod, listers: Listers): boolean {
  if (rule.on !== event.on || !rule.actions.includes(event.action)) return false;
  return rule.helps === undefined || rule.helps(pod, event.change as Change<never>, listers);
}

/**
 * A plugin's rules as Kubernetes registers them: whoever waits for new nodes is also retried whenever a node's taints change,
 * which is left from the time before hints (pkg/scheduler/scheduler.go, buildQueueingHintMap).
 */
export function registeredRules(rules: readonly RetryRule[]): readonly RetryRule[] {
  const listensTo = (action: ClusterAction): boolean =>
    rules.some((rule) => rule.on === 'Node' && rule.actions.includes(action));
  if (!listensTo('Add') || listensTo('UpdateNodeTaint')) return rules;
  return [...rules, { on: 'Node', actions: ['UpdateNodeTaint'] }];
}

export function clusterEvent(on: WatchedKind, action: ClusterAction, change: Change<object>): ClusterEvent {
  return { on, action, change, label: `${on}${action}` };
}

/** A Pod's event: Pods on a node and Pods that wait for one are told apart in the label only. */
export function podEvent(action: ClusterAction, change: Change<Pod>): ClusterEvent {
  const assigned = (change.new ?? change.old)?.spec?.nodeName;
  return { on: 'Pod', action, change, label: `${assigned ? 'Assigned' : 'Unschedulable'}Pod${action}` };
}

/** As if a Pod on a node were deleted: also said when a node is freed in the scheduler's memory only. */
export function assignedPodDeleted(pod: Pod): ClusterEvent {
  return { on: 'Pod', action: 'Delete', change: { old: pod }, label: 'AssignedPodDelete' };
}

/** What an update of a Pod means for scheduling (pkg/scheduler/framework/events.go). */
export function podUpdateEvents(old: Pod, updated: Pod): ClusterEvent[] {
  const change = { old, new: updated };
  const actions: ClusterAction[] = [];
  if (!deepEqual(old.metadata?.labels ?? {}, updated.metadata?.labels ?? {})) actions.push('UpdatePodLabel');
  if (isScaledDown(old, updated)) actions.push('UpdatePodScaleDown');
  if ((old.spec?.schedulingGates ?? []).length > 0 && (updated.spec?.schedulingGates ?? []).length === 0)
    actions.push('UpdatePodSchedulingGatesEliminated');
  if ((old.spec?.tolerations ?? []).length !== (updated.spec?.tolerations ?? []).length)
    actions.push('UpdatePodToleration');
  if (
    !deepEqual(old.status?.resourceClaimStatuses ?? [], updated.status?.resourceClaimStatuses ?? []) ||
    !deepEqual(old.status?.extendedResourceClaimStatus, updated.status?.extendedResourceClaimStatus)
  )
    actions.push('UpdatePodGeneratedResourceClaim');
  if (actions.length === 0) actions.push('Update');
  return actions.map((action) => podEvent(action, change));
}

function isScaledDown(old: Pod, updated: Pod): boolean {
  if (
    old.spec?.containers === updated.spec?.containers &&
    old.spec?.initContainers === updated.spec?.initContainers &&
    old.status === updated.status
  )
    return false;
  const before = podRequestsNow(old);
  const after = podRequestsNow(updated);
  for (const [name, amount] of before) if (amount > (after.get(name) ?? Number.NEGATIVE_INFINITY)) return true;
  return false;
}

/** What an update of a node means for scheduling; nothing for a heartbeat. */
export function nodeUpdateEvents(old: Node, updated: Node): ClusterEvent[] {
  const change = { old, new: updated };
  const actions: ClusterAction[] = [];
  if (old.spec?.unschedulable === true && updated.spec?.unschedulable !== true) actions.push('UpdateNodeTaint');
  if (!sameAmounts(old.status?.allocatable ?? {}, updated.status?.allocatable ?? {}))
    actions.push('UpdateNodeAllocatable');
  if (!deepEqual(old.metadata?.labels ?? {}, updated.metadata?.labels ?? {})) actions.push('UpdateNodeLabel');
  if (!deepEqual(old.spec?.taints ?? [], updated.spec?.taints ?? [])) actions.push('UpdateNodeTaint');
  if (!deepEqual(conditionStatuses(old), conditionStatuses(updated))) actions.push('UpdateNodeCondition');
  if (!deepEqual(old.metadata?.annotations ?? {}, updated.metadata?.annotations ?? {}))
    actions.push('UpdateNodeAnnotation');
  if (!deepEqual(old.status?.declaredFeatures ?? [], updated.status?.declaredFeatures ?? []))
    actions.push('UpdateNodeDeclaredFeature');
  return actions.map((action) => clusterEvent('Node', action, change));
}

/** However they are written: `2` is `2000m`. */
function sameAmounts(a: ResourceList, b: ResourceList): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && compareQuantities(quantityOf(a[name]), quantityOf(b[name])) === 0)
  );
}

function conditionStatuses(node: Node): Record<string, string | undefined> {
  return Object.fromEntries((node.status?.conditions ?? []).map(({ type = '', status }) => [type, status]));
}
