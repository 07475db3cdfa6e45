/** How well a Pod is treated when its node runs short: Guaranteed, Burstable or BestEffort. */
import { addQuantities, compareQuantities, type Quantity, quantityOf, quantitySign } from './quantity.ts';
import type { Pod, PodSpec, ResourceList } from './types.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

/** The class in the Pod's status, else the computed one (`GetPodQOS`). */
export function qosClassOf(pod: Pod): string {
  return pod.status?.qosClass || computeQosClass(pod.spec ?? {});
}

/**
 * The class from requests and limits of cpu and memory (`ComputePodQOS`): pod-level resources if set, else those of all
 * containers and init containers. Amounts of 0 count as not given.
 */
export function computeQosClass(spec: PodSpec): QosClass {
  const requests = new Map<string, Quantity>();
  const limits = new Map<string, Quantity>();
  let limited = true;
  if (spec.resources !== undefined) {
    addPositive(requests, spec.resources.requests);
    const given = addPositive(limits, spec.resources.limits);
    limited = given === 2 || Object.keys(spec.resources.limits ?? {}).length === 0;
  } else {
    for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
      addPositive(requests, resources?.requests);
      if (addPositive(limits, resources?.limits) < 2) limited = false;
    }
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  return limited && requests.size === limits.size && matches(requests, limits) ? 'Guaranteed' : 'Burstable';
}

/** Adds the positive amounts of cpu and memory, and says how many of the two there are. */
function addPositive(sums: Map<string, Quantity>, list: ResourceList | undefined): number {
  let count = 0;
  for (const name of ['cpu', 'memory']) {
    const text = list?.[name];
    const quantity = quantityOf(text);
    if (quantitySign(quantity) <= 0) continue;
    count++;
    const sum = sums.get(name);
    sums.set(name, sum === undefined ? quantity : addQuantities(quantity, sum));
  }
  return count;
}

function matches(requests: ReadonlyMap<string, Quantity>, limits: ReadonlyMap<string, Quantity>): boolean {
  return [...requests].every(([name, request]) => {
    const limit = limits.get(name);
    return limit !== undefined && compareQuantities(limit, request) === 0;
  });
}
