/** Stand-ins for rules of kubernetes/api that are still on their way. */

import { addQuantities, compareQuantities, formatQuantity, quantityOf } from '../api/quantity.ts';
import type { Pod, Quantity, ResourceList } from '../api/types.ts';

export interface RequestOptions {
  readonly useStatus?: boolean;
  readonly nonMissing?: ResourceList;
}
export function podRequests(pod: Pod, options: RequestOptions = {}): Map<string, Quantity> {
  const reqs = new Map<string, Quantity>();
  const add = (to: Map<string, Quantity>, list: Iterable<[string, Quantity]>): void => {
    for (const [k, v] of list)
      to.set(k, to.has(k) ? formatQuantity(addQuantities(quantityOf(to.get(k)), quantityOf(v))) : v);
  };
  const max = (to: Map<string, Quantity>, list: Iterable<[string, Quantity]>): void => {
    for (const [k, v] of list)
      if (!to.has(k) || compareQuantities(quantityOf(v), quantityOf(to.get(k))) > 0) to.set(k, v);
  };
  const of = (list: ResourceList | undefined): [string, Quantity][] =>
    Object.entries({ ...options.nonMissing, ...list });
  for (const c of pod.spec?.containers ?? []) add(reqs, of(c.resources?.requests));
  const sidecars = new Map<string, Quantity>();
  const init = new Map<string, Quantity>();
  for (const c of pod.spec?.initContainers ?? []) {
    const list = of(c.resources?.requests);
    if (c.restartPolicy === 'Always') {
      add(reqs, list);
      add(sidecars, list);
      max(init, sidecars);
    } else {
      const tmp = new Map(list);
      add(tmp, sidecars);
      max(init, tmp);
    }
  }
  max(reqs, init);
  const pl = pod.spec?.resources?.requests;
  for (const [k, v] of Object.entries(pl ?? {}))
    if (k === 'cpu' || k === 'memory' || k.startsWith('hugepages-')) reqs.set(k, v);
  add(reqs, Object.entries(pod.spec?.overhead ?? {}));
  return reqs;
}
