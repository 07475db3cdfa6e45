/** Resources of a Pod as a whole, completed from those of its containers. */
import { type Amounts, isPodLevelResource, podLimits, podRequests } from '../../api/podRequests.ts';
import { formatQuantity } from '../../api/quantity.ts';
import type { Pod, ResourceList } from '../../api/types.ts';
import { emptyResourceList } from './resourceList.ts';

const containersOnly = { withoutOverhead: true, withoutPodLevel: true } as const;

/**
 * Where a Pod has resources of its own: huge page limits come from its containers; with limits, requests come from the
 * containers, else from the limits (pkg/apis/core/v1, defaultHugePagePodLimits and defaultPodRequests).
 */
export function defaultPodLevelResources(pod: Pod): void {
  const resources = pod.spec?.resources;
  if (resources === undefined) return;
  if (!isEmpty(resources.limits) || !isEmpty(resources.requests)) {
    resources.limits ??= emptyResourceList();
    addMissing(
      resources.limits,
      podLimits(pod, containersOnly),
      (name) => isHugePages(name) && !resources.requests?.[name],
    );
  }
  if (isEmpty(resources.limits)) return;
  resources.requests ??= emptyResourceList();
  const { requests } = resources;
  addMissing(requests, podRequests(pod, containersOnly), (name) => isPodLevelResource(name) && !isHugePages(name));
  for (const [name, limit] of Object.entries(resources.limits ?? {})) {
    if (isPodLevelResource(name)) requests[name] ??= limit;
  }
}

function isEmpty(list: ResourceList | undefined): boolean {
  return list === undefined || Object.keys(list).length === 0;
}

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function addMissing(list: ResourceList, amounts: Amounts, wanted: (name: string) => boolean): void {
  for (const [name, amount] of amounts) {
    if (wanted(name)) list[name] ??= formatQuantity(amount);
  }
}
