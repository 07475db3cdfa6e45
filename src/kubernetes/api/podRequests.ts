/** What a Pod asks for in all: its containers, sidecars and init containers, pod-level resources and overhead. */
import { addQuantities, compareQuantities, formatQuantity, isZero, type Quantity, quantityOf } from './quantity.ts';
import type { Container, Pod, ResourceList } from './types.ts';

/** Amounts by resource. */
export type Amounts = ReadonlyMap<string, Quantity>;

/** Which parts count (`PodResourcesOptions`); all are off unless set. */
export interface PodResourcesOptions {
  /** Also what the status reports as allocated and actuated, as during a resize. */
  readonly useStatus?: boolean;
  readonly withoutOverhead?: boolean;
  readonly withoutPodLevel?: boolean;
  /** Stands in for requests that a container leaves out. */
  readonly nonMissing?: Amounts;
}

/** What scoring takes a container to need that does not say (pkg/scheduler/util/pod_resources.go). */
export const scoringDefaults: Amounts = new Map([
  ['cpu', quantityOf('100m')],
  ['memory', quantityOf('209715200')],
]);

/**
 * A Pod's requests (`k8s.io/component-helpers/resource.PodRequests`): the larger of what runs together and what any init
 * container needs beside the sidecars before it; pod-level requests instead, where given; plus overhead.
 */
export function podRequests(pod: Pod, options: PodResourcesOptions = {}): Amounts {
  const requests = aggregate(pod, options, effectiveRequests);
  const { resources, overhead } = pod.spec ?? {};
  if (options.withoutPodLevel !== true && hasPodLevel(resources?.requests)) {
    const status = options.useStatus === true ? pod.status?.resources : undefined;
    const state = { spec: resources?.requests, actuated: status?.requests, allocated: pod.status?.allocatedResources };
    setPodLevel(requests, resources?.requests, status === undefined ? undefined : effectiveOf('requests', pod, state));
  }
  if (options.withoutOverhead !== true) addAmounts(requests, amountsOf(overhead));
  return requests;
}

/** A Pod's limits (`PodLimits`), put together as the requests are; overhead goes onto limits that are not 0. */
export function podLimits(pod: Pod, options: PodResourcesOptions = {}): Amounts {
  const limits = aggregate(pod, options, effectiveLimits);
  const { resources, overhead } = pod.spec ?? {};
  if (options.withoutPodLevel !== true && (hasPodLevel(resources?.requests) || hasPodLevel(resources?.limits))) {
    const status = options.useStatus === true ? pod.status?.resources : undefined;
    const state = { spec: resources?.limits, actuated: status?.limits, allocated: undefined };
    const known = status !== undefined && (status.limits !== undefined || !isInfeasible(pod));
    setPodLevel(limits, resources?.limits, known ? effectiveOf('limits', pod, state) : undefined);
  }
  if (options.withoutOverhead === true) return limits;
  for (const [name, quantity] of amountsOf(overhead)) {
    const limit = limits.get(name);
    if (limit !== undefined && !isZero(limit)) limits.set(name, addQuantities(limit, quantity));
  }
  return limits;
}

/** Amounts as an object holds them. */
export function resourceList(amounts: Amounts): ResourceList {
  return Object.fromEntries([...amounts].map(([name, quantity]) => [name, formatQuantity(quantity)]));
}

/** The amounts in a checked object; what is no quantity counts as 0. */
export function amountsOf(list: ResourceList | undefined): Map<string, Quantity> {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, quantityOf(text)]));
}

/** Resources that may be given for the Pod as a whole. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

/** Whether a list of pod-level requests or limits holds something that counts. */
export function hasPodLevel(list: ResourceList | undefined): boolean {
  return Object.keys(list ?? {}).some(isPodLevelResource);
}

type Effective = (pod: Pod, container: Container, options: PodResourcesOptions) => Amounts;

function aggregate(pod: Pod, options: PodResourcesOptions, effective: Effective): Map<string, Quantity> {
  const total = new Map<string, Quantity>();
  for (const container of pod.spec?.containers ?? []) addAmounts(total, effective(pod, container, options));
  const sidecars = new Map<string, Quantity>();
  const initial = new Map<string, Quantity>();
  for (const container of pod.spec?.initContainers ?? []) {
    const amounts = effective(pod, container, options);
    if (container.restartPolicy === 'Always') {
      addAmounts(total, amounts);
      addAmounts(sidecars, amounts);
      raiseAmounts(initial, sidecars);
    } else {
      const during = new Map(amounts);
      addAmounts(during, sidecars);
      raiseAmounts(initial, during);
    }
  }
  raiseAmounts(total, initial);
  return total;
}

function effectiveRequests(pod: Pod, container: Container, options: PodResourcesOptions): Amounts {
  const spec = container.resources?.requests;
  const status = options.useStatus === true ? resizableStatus(pod, container) : undefined;
  const state = { spec, actuated: status?.resources?.requests, allocated: status?.allocatedResources };
  const amounts = status?.resources === undefined ? amountsOf(spec) : effectiveOf('requests', pod, state);
  for (const [name, quantity] of options.nonMissing ?? []) if (!amounts.has(name)) amounts.set(name, quantity);
  return amounts;
}

function effectiveLimits(pod: Pod, container: Container, options: PodResourcesOptions): Amounts {
  const spec = container.resources?.limits;
  const status = options.useStatus === true ? resizableStatus(pod, container) : undefined;
  if (status?.resources === undefined) return amountsOf(spec);
  return effectiveOf('limits', pod, { spec, actuated: status.resources.limits, allocated: undefined });
}

/** The status that may differ from the spec: init containers other than sidecars are not resized. */
function resizableStatus(pod: Pod, container: Container) {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const isInit = pod.spec?.initContainers?.includes(container) ?? false;
  if (isInit && container.restartPolicy !== 'Always') return undefined;
  const byName = (status: { name?: string }) => status.name === container.name;
  return initContainerStatuses.findLast(byName) ?? containerStatuses.findLast(byName);
}

interface ResourceState {
  readonly spec: ResourceList | undefined;
  readonly actuated: ResourceList | undefined;
  readonly allocated: ResourceList | undefined;
}

/** The largest of what is wished, in force and promised; a wish that can't be granted does not count. */
function effectiveOf(which: 'requests' | 'limits', pod: Pod, state: ResourceState): Map<string, Quantity> {
  const infeasible = isInfeasible(pod);
  const amounts = amountsOf(infeasible ? state.actuated : state.spec);
  if (!infeasible) raiseAmounts(amounts, amountsOf(state.actuated));
  if (which === 'requests') raiseAmounts(amounts, amountsOf(state.allocated));
  return amounts;
}

function isInfeasible(pod: Pod): boolean {
  return pod.status?.conditions?.find(({ type }) => type === 'PodResizePending')?.reason === 'Infeasible';
}

function setPodLevel(
  total: Map<string, Quantity>,
  list: ResourceList | undefined,
  effective: Amounts | undefined,
): void {
  for (const [name, quantity] of amountsOf(list)) {
    if (!isPodLevelResource(name)) continue;
    total.set(name, effective === undefined ? quantity : (effective.get(name) ?? quantityOf('0')));
  }
}

/** Adds each amount to `total`. */
export function addAmounts(total: Map<string, Quantity>, amounts: Amounts): void {
  for (const [name, quantity] of amounts) {
    const sum = total.get(name);
    total.set(name, sum === undefined ? quantity : addQuantities(sum, quantity));
  }
}

function raiseAmounts(total: Map<string, Quantity>, amounts: Amounts): void {
  for (const [name, quantity] of amounts) {
    const present = total.get(name);
    if (present === undefined || compareQuantities(quantity, present) > 0) total.set(name, quantity);
  }
}
