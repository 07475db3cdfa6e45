/** Names of resources: which are Kubernetes' own, extended, huge pages (`pkg/apis/core/helper/helpers.go`). */
import { isQualifiedName } from '../../api/names.ts';
import { parseQuantity, quantityMilliValue, quantityOf, quantitySign, quantityValue } from '../../api/quantity.ts';

const hugePagesPrefix = 'hugepages-';
const nativeDomain = 'kubernetes.io/';
const requestsPrefix = 'requests.';

const integerNames: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

const standardNames: ReadonlySet<string> = new Set([
  ...integerNames,
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'storage',
  'requests.storage',
]);

/** Whether Kubernetes knows the name without a domain. */
export function isStandardResource(name: string): boolean {
  return standardNames.has(name) || isHugePages(name) || name.startsWith(requestsPrefix + hugePagesPrefix);
}

/** Whether a container may ask for the name without a domain. */
export function isContainerResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || isHugePages(name);
}

export function isHugePages(name: string): boolean {
  return name.startsWith(hugePagesPrefix);
}

/** Whether a name is in Kubernetes' own domain, as all without a domain are. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes(nativeDomain);
}

export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith(requestsPrefix)) return false;
  return isQualifiedName(requestsPrefix + name).length === 0;
}

/** Whether only whole numbers of the resource exist. */
export function isIntegerResource(name: string): boolean {
  return integerNames.has(name) || isExtendedResource(name);
}

/** Whether requests may be lower than limits. */
export function isOvercommittable(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

/** Whether an amount of huge pages is a whole number of pages of the size in the resource's name. */
export function hugePagesDivide(name: string, amount: unknown): boolean {
  const size = parseQuantity(name.slice(hugePagesPrefix.length));
  if (typeof size === 'string' || quantitySign(size) <= 0 || quantityMilliValue(size) % 1000n !== 0n) return false;
  const page = quantityValue(size);
  return page !== 0n && quantityValue(quantityOf(amount)) % page === 0n;
}
