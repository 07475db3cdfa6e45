/** Defaults of namespaces and nodes, and of what governs the Pods in them. */
import type {
  LimitRange,
  LimitRangeItem,
  Namespace,
  Node,
  PriorityClass,
  ResourceList,
  ResourceQuota,
  Secret,
} from '../../api/types.ts';
import { emptyResourceList, roundResourceList } from './resourceList.ts';

/** Every namespace bears its name as a label. */
export function defaultNamespace(namespace: Namespace): void {
  namespace.metadata ??= {};
  const { metadata } = namespace;
  if (metadata.name) {
    metadata.labels ??= {};
    metadata.labels['kubernetes.io/metadata.name'] = metadata.name;
  }
  namespace.status ??= {};
  namespace.status.phase ||= 'Active';
}

export function defaultNode(node: Node): void {
  node.status ??= {};
  const { status } = node;
  if (status.allocatable === undefined && status.capacity !== undefined) status.allocatable = { ...status.capacity };
  roundResourceList(status.capacity);
  roundResourceList(status.allocatable);
}

export function defaultLimitRange(range: LimitRange): void {
  for (const item of range.spec?.limits ?? []) {
    if (item.type === 'Container') defaultContainerLimits(item);
    roundResourceList(item.max);
    roundResourceList(item.min);
    roundResourceList(item.default);
    roundResourceList(item.defaultRequest);
    roundResourceList(item.maxLimitRequestRatio);
  }
}

/** Limits default to the maximum; requests to the limits, else to the minimum. */
function defaultContainerLimits(item: LimitRangeItem): void {
  addMissing(item, 'default', item.max);
  addMissing(item, 'defaultRequest', item.default);
  addMissing(item, 'defaultRequest', item.min);
}

function addMissing(item: LimitRangeItem, member: 'default' | 'defaultRequest', from: ResourceList | undefined): void {
  for (const [name, amount] of Object.entries(from ?? {})) {
    item[member] ??= emptyResourceList();
    item[member][name] ??= amount;
  }
}

export function defaultResourceQuota(quota: ResourceQuota): void {
  roundResourceList(quota.spec?.hard);
  roundResourceList(quota.status?.hard);
  roundResourceList(quota.status?.used);
}

export function defaultPriorityClass(priorityClass: PriorityClass): void {
  priorityClass.preemptionPolicy ??= 'PreemptLowerPriority';
}

export function defaultSecret(secret: Secret): void {
  secret.type ||= 'Opaque';
}
