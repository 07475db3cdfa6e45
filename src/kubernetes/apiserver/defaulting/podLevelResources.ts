/** Resources of a Pod as a whole, completed from those of its containers. */
import { amountsOf, isPodLevelResource, podLimits, podRequests } from '../../api/podRequests.ts';
import { formatQuantity, type Quantity } from '../../api/quantity.ts';
import type { Pod, ResourceList, ResourceRequirements } from '../../api/types.ts';
import { emptyResourceList } from './resourceList.ts';

const containersOnly = { withoutOverhead: true, withoutPodLevel: true } as const;

/**
 * Where a Pod has resources of its own: huge page limits come from its containers; with limits, requests come from the
 * containers, else from the limits (pkg/apis/core/v1, defaultHugePagePodLimits and defaultPodRequests).
 */
export function defaultPodLevelResources(pod: Pod): void {
  const resources = pod.spec?.resources;
  if (resources === undefined || (isEmpty(resources.limits) && isEmpty(resources.requests))) return;
  for (const [name, amount] of podLimits(pod, containersOnly)) {
    if (isHugePages(name) && resources.requests?.[name] === undefined) addMissing(resources, 'limits', name, amount);
  }
  if (isEmpty(resources.limits)) return;
  for (const [name, amount] of podRequests(pod, containersOnly)) {
    if (isPodLevelResource(name) && !isHugePages(name)) addMissing(resources, 'requests', name, amount);
  }
  for (const [name, limit] of amountsOf(resources.limits)) {
    if (isPodLevelResource(name)) addMissing(resources, 'requests', name, limit);
  }
}

function isEmpty(list: ResourceList | undefined): boolean {
  return list === undefined || Object.keys(list).length === 0;
}

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function addMissing(
  resources: ResourceRequirements,
  which: 'limits' | 'requests',
  name: string,
  amount: Quantity,
): void {
  resources[which] ??= emptyResourceList();
  resources[which][name] ??= formatQuantity(amount);
}
