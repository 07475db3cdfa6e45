/** Resources of a Pod as a whole, completed from those of its containers. */
import { addQuantities, compareQuantities, formatQuantity, type Quantity, quantityOf } from '../../api/quantity.ts';
import type { Container, PodSpec, ResourceList } from '../../api/types.ts';

const supported: ReadonlySet<string> = new Set(['cpu', 'memory']);
const hugePages = 'hugepages-';

/**
 * Where a Pod has resources of its own: huge page limits come from its containers; with limits, requests come from the
 * containers, else from the limits (pkg/apis/core/v1, defaultHugePagePodLimits and defaultPodRequests).
 */
export function defaultPodLevelResources(spec: PodSpec): void {
  const { resources } = spec;
  if (resources === undefined) return;
  const { limits, requests } = resources;
  if (size(limits) > 0 || size(requests) > 0) {
    const added = aggregate(spec, 'limits').filter(
      ([name]) => name.startsWith(hugePages) && requests?.[name] === undefined && limits?.[name] === undefined,
    );
    if (added.length > 0) resources.limits = { ...limits, ...Object.fromEntries(added) };
  }
  if (resources.limits === undefined || size(resources.limits) === 0) return;
  const requested: ResourceList = { ...requests };
  for (const [name, amount] of aggregate(spec, 'requests')) {
    if (supported.has(name)) requested[name] ??= amount;
  }
  for (const [name, limit] of Object.entries(resources.limits)) {
    if (supported.has(name) || name.startsWith(hugePages)) requested[name] ??= limit;
  }
  if (size(requested) > 0) resources.requests = requested;
}

function size(list: ResourceList | undefined): number {
  return list === undefined ? 0 : Object.keys(list).length;
}

type Amounts = Map<string, Quantity>;

/**
 * What all containers need together: the larger of the sum of those that run on, sidecars included, and of each step
 * of the init containers beside the sidecars before it (component-helpers, AggregateContainerRequests).
 */
function aggregate(spec: PodSpec, which: 'requests' | 'limits'): [string, string][] {
  const total: Amounts = new Map();
  const sidecars: Amounts = new Map();
  const steps: Amounts = new Map();
  for (const container of spec.containers ?? []) add(total, amountsOf(container, which));
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container, which);
    if (container.restartPolicy === 'Always') {
      add(total, own);
      add(sidecars, own);
      raise(steps, sidecars);
    } else {
      add(own, sidecars);
      raise(steps, own);
    }
  }
  raise(total, steps);
  return [...total].map(([name, amount]) => [name, formatQuantity(amount)]);
}

function amountsOf(container: Container, which: 'requests' | 'limits'): Amounts {
  const list = Object.entries(container.resources?.[which] ?? {});
  return new Map(list.map(([name, text]) => [name, quantityOf(text)]));
}

function add(to: Amounts, amounts: Amounts): void {
  for (const [name, amount] of amounts) {
    const before = to.get(name);
    to.set(name, before === undefined ? amount : addQuantities(before, amount));
  }
}

function raise(to: Amounts, amounts: Amounts): void {
  for (const [name, amount] of amounts) {
    const before = to.get(name);
    if (before === undefined || compareQuantities(amount, before) > 0) to.set(name, amount);
  }
}
