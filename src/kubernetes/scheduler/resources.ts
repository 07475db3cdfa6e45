/**
 * Resources as plain numbers: milli-cores, bytes and counts, as the scheduler adds them up.
 * Above 2^53 (8 PiB) they are rounded, where Kubernetes counts on to 2^63.
 */
import { isQualifiedName } from '../api/names.ts';
import { type Amounts, amountsOf, hasPodLevel, podRequests, scoringDefaults } from '../api/podRequests.ts';
import { type Quantity, quantityMilliValue, quantityOf, quantityValue } from '../api/quantity.ts';
import type { Pod, ResourceList } from '../api/types.ts';

/** What a Pod takes of a node. */
export interface Requests {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources, huge pages and the like. */
  readonly scalars: ReadonlyMap<string, number>;
  /** With containers that request nothing counted as small ones, so that they don't pile up on one node. */
  readonly cpuNonZero: number;
  readonly memoryNonZero: number;
}

/** What a node has to give. */
export interface Allocatable {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  readonly pods: number;
  readonly scalars: ReadonlyMap<string, number>;
}

/** What a Pod takes of its node, as its node's sums have it (pkg/scheduler/framework/types.go, CalculateResource). */
export function requestsOf(pod: Pod): Requests {
  const requests = podRequests(pod, { useStatus: true });
  const missing = hasPodLevel(pod.spec?.resources?.requests)
    ? new Map([...scoringDefaults].filter(([name]) => !requests.has(name)))
    : scoringDefaults;
  const nonZero = lacksAny(pod, missing) ? podRequests(pod, { useStatus: true, nonMissing: missing }) : requests;
  return {
    ...sums(requests),
    cpuNonZero: milli(nonZero.get('cpu')),
    memoryNonZero: whole(nonZero.get('memory')),
  };
}

/** Whether some container leaves out a request that has a stand-in. */
function lacksAny({ spec = {} }: Pod, standIns: Amounts): boolean {
  if (standIns.size === 0) return false;
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].some(({ resources }) =>
    [...standIns.keys()].some((name) => resources?.requests?.[name] === undefined),
  );
}

/** Whether the status has a say in what the Pod takes: while it is resized. */
function isResizable({ status = {} }: Pod): boolean {
  return Boolean(status.containerStatuses || status.initContainerStatuses || status.resources);
}

/**
 * What a Pod asks for where scoring goes by what is left of cpu and memory: small containers counted in, pod-level requests
 * passed over, though its node's sums have them (pkg/scheduler/framework/plugins/noderesources/fit.go sets no such option).
 * `taken` is what it would take of a node: mostly the same.
 */
export function nonZeroAsk(pod: Pod, taken: Requests): { readonly cpu: number; readonly memory: number } {
  if (!isResizable(pod) && pod.spec?.resources === undefined)
    return { cpu: taken.cpuNonZero, memory: taken.memoryNonZero };
  const requests = podRequests(pod, { nonMissing: scoringDefaults, withoutPodLevel: true });
  return { cpu: milli(requests.get('cpu')), memory: whole(requests.get('memory')) };
}

/** What a Pod asks for by its spec alone: what Filter compares. Nothing is less than 0. */
export function askOf(pod: Pod, taken?: Requests): Omit<Requests, 'cpuNonZero' | 'memoryNonZero'> {
  const { cpu, memory, ephemeralStorage, scalars } =
    taken === undefined || isResizable(pod) ? sums(podRequests(pod)) : taken;
  const positive = new Map([...scalars].map(([name, amount]) => [name, Math.max(0, amount)]));
  return {
    cpu: Math.max(0, cpu),
    memory: Math.max(0, memory),
    ephemeralStorage: Math.max(0, ephemeralStorage),
    scalars: scalars.size === 0 ? scalars : positive,
  };
}

/** Requests by name in thousandths, for telling whether a Pod was scaled down. */
export function podRequestsNow(pod: Pod): Map<string, number> {
  return new Map([...podRequests(pod, { useStatus: true })].map(([name, amount]) => [name, milli(amount)]));
}

export function allocatableOf(list: ResourceList | undefined): Allocatable {
  const amounts = amountsOf(list);
  return { ...sums(amounts), pods: whole(amounts.get('pods')) };
}

const noScalars: ReadonlyMap<string, number> = new Map();

function sums(amounts: Amounts): Pick<Requests, 'cpu' | 'memory' | 'ephemeralStorage' | 'scalars'> {
  let scalars: Map<string, number> | undefined;
  for (const name of [...amounts.keys()].sort()) {
    if (!isScalarResource(name)) continue;
    scalars ??= new Map();
    scalars.set(name, whole(amounts.get(name)));
  }
  return {
    cpu: milli(amounts.get('cpu')),
    memory: whole(amounts.get('memory')),
    ephemeralStorage: whole(amounts.get('ephemeral-storage')),
    scalars: scalars ?? noScalars,
  };
}

function milli(amount: Quantity | undefined): number {
  return amount === undefined ? 0 : Number(quantityMilliValue(amount));
}

function whole(amount: Quantity | undefined): number {
  return amount === undefined ? 0 : Number(quantityValue(amount));
}

/** Resources counted by name: extended ones, huge pages, attachable volumes, and kubernetes.io's own. */
function isScalarResource(name: string): boolean {
  if (name.startsWith('hugepages-') || name.startsWith('attachable-volumes-') || name.includes('kubernetes.io/'))
    return true;
  return name.includes('/') && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
}

/** An amount of one resource as the scheduler counts it: milli-cores for cpu, else whole units. Nothing is 0. */
export function parseAmount(resource: string, text: string | undefined): number {
  const amount = quantityOf(text);
  return resource === 'cpu' ? milli(amount) : whole(amount);
}

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

/** The largest handy amount that is not more: `1500m`, `700Mi`. Undefined when nothing would be left. */
export function amountText(resource: string, amount: number): string | undefined {
  if (amount <= 0) return undefined;
  if (resource === 'cpu') return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`;
  const isBytes = resource === 'memory' || resource === 'ephemeral-storage';
  if (!isBytes || amount < mebibyte) return String(amount);
  return amount % gibibyte === 0 ? `${amount / gibibyte}Gi` : `${Math.floor(amount / mebibyte)}Mi`;
}
