/** What an object counts for in a ResourceQuota, and which quota resources concern its kind. */

import { type Amounts, podLimits, podRequests } from '../../../api/podRequests.ts';
import { addQuantities, formatQuantity, isZero, type Quantity, quantityOf } from '../../../api/quantity.ts';
import type { Kind } from '../../../api/schema/schema.ts';
import type { KubernetesObject, PersistentVolumeClaim, Pod, Service } from '../../../api/types.ts';

/** Amounts by quota resource name. */
export type Usage = ReadonlyMap<string, Quantity>;

const one = quantityOf('1');
const zero = quantityOf('0');
const computeResources = ['cpu', 'memory', 'ephemeral-storage'];
const podResources = new Set([
  'pods',
  'count/pods',
  ...computeResources.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
]);
/** Core kinds whose number had a quota name before `count/` came. */
const legacyCounts = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);
const serviceResources = new Set(['services', 'count/services', 'services.nodeports', 'services.loadbalancers']);
const classSuffix = '.storageclass.storage.k8s.io/';

/** `count/pods`, `count/deployments.apps`. */
function countName(kind: Kind): string {
  return `count/${kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`}`;
}

/** Whether a quota on `name` concerns objects of `kind` (pkg/quota/v1/evaluator/core). */
export function concerns(kind: Kind, name: string): boolean {
  switch (kind.resource) {
    case 'pods':
      return podResources.has(name) || /^(requests\.)?hugepages-/.test(name) || isExtendedRequest(name);
    case 'services':
      return serviceResources.has(name);
    case 'persistentvolumeclaims':
      return (
        name === 'persistentvolumeclaims' ||
        name === 'requests.storage' ||
        name === countName(kind) ||
        name.endsWith(`${classSuffix}requests.storage`) ||
        name.endsWith(`${classSuffix}persistentvolumeclaims`)
      );
    default:
      return (
        name === countName(kind) || (kind.group === '' && legacyCounts.has(kind.resource) && name === kind.resource)
      );
  }
}

/** Extended resources are limited by their requests only: `requests.nvidia.com/gpu`. */
function isExtendedRequest(name: string): boolean {
  if (!name.startsWith('requests.')) return false;
  const native = !name.includes('/') || name.includes('kubernetes.io/');
  return !native || name.startsWith('requests.deviceclass.resource.kubernetes.io/');
}

/** What the object counts for. `unixMs`: now, for Pods that are past their deletion. */
export function usageOf(kind: Kind, object: KubernetesObject, unixMs: number): Usage {
  const usage = new Map<string, Quantity>([[countName(kind), one]]);
  switch (kind.resource) {
    case 'pods':
      if (countsAsLive(object as Pod, unixMs)) addPod(usage, object as Pod);
      break;
    case 'services':
      addService(usage, object as Service);
      break;
    case 'persistentvolumeclaims':
      addClaim(usage, object as PersistentVolumeClaim);
      break;
    default:
      if (kind.group === '' && legacyCounts.has(kind.resource)) usage.set(kind.resource, one);
  }
  return usage;
}

function countsAsLive({ metadata, status }: Pod, unixMs: number): boolean {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata ?? {};
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return unixMs <= Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

function addPod(usage: Map<string, Quantity>, pod: Pod): void {
  usage.set('pods', one);
  const containers = computeUsage(podRequests(pod, { useStatus: true }), podLimits(pod, { useStatus: true }));
  for (const [name, amount] of containers) usage.set(name, amount);
}

/** Quota names that requests and limits count under. */
export function computeUsage(requests: Amounts, limits: Amounts): Usage {
  const usage = new Map<string, Quantity>();
  for (const [name, amount] of requests) {
    if (computeResources.includes(name) || name.startsWith('hugepages-')) usage.set(name, amount);
    if (computeResources.includes(name) || name.startsWith('hugepages-') || isExtendedResource(name)) {
      usage.set(`requests.${name}`, amount);
    }
  }
  for (const [name, amount] of limits) {
    if (computeResources.includes(name)) usage.set(`limits.${name}`, amount);
  }
  return usage;
}

function isExtendedResource(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');
}

function addService(usage: Map<string, Quantity>, { spec }: Service): void {
  const ports = spec?.ports ?? [];
  const isLoadBalancer = spec?.type === 'LoadBalancer';
  const explicit = isLoadBalancer && spec?.allocateLoadBalancerNodePorts === false;
  const nodePorts = explicit ? ports.filter(({ nodePort }) => nodePort).length : ports.length;
  const hasNodePorts = isLoadBalancer || spec?.type === 'NodePort';
  usage.set('services', one);
  usage.set('services.loadbalancers', isLoadBalancer ? one : zero);
  usage.set('services.nodeports', hasNodePorts ? quantityOf(String(nodePorts)) : zero);
}

function addClaim(usage: Map<string, Quantity>, { metadata, spec }: PersistentVolumeClaim): void {
  const storageClass =
    metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? '';
  const add = (name: string, amount: Quantity): void => {
    usage.set(name, amount);
    if (storageClass !== '') usage.set(storageClass + classSuffix + name, amount);
  };
  add('persistentvolumeclaims', one);
  const storage = spec?.resources?.requests?.storage;
  if (storage !== undefined) add('requests.storage', quantityOf(storage));
}

/** `a` and `b` added, name by name. */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum = new Map(a);
  for (const [name, amount] of b) {
    const present = sum.get(name);
    sum.set(name, present === undefined ? amount : addQuantities(present, amount));
  }
  return sum;
}

/** The part of a usage that is not zero. */
export function withoutZeros(usage: Usage): Usage {
  return new Map([...usage].filter(([, amount]) => !isZero(amount)));
}

/** `cpu=2,pods=3`: names in order. */
export function usageText(usage: Usage): string {
  return [...usage]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, amount]) => `${name}=${formatQuantity(amount)}`)
    .join(',');
}
