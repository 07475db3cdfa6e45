/** CPU and memory of containers and Pods: what the runtime was told, what a resize changes, and what the status says. */
import { hasPodLevel, podLimits, podRequests, resourceList } from '../api/podRequests.ts';
import { compareQuantities, formatQuantity, isZero, quantityMilliValue, quantityOf } from '../api/quantity.ts';
import type { Container, Pod, PodStatus, ResourceList, ResourceRequirements } from '../api/types.ts';
import { isSidecar } from './restart.ts';
import type { ContainerRecord, PodObservation } from './runtime.ts';

/** Shares and quotas can't express less (cm/helpers_linux.go): two shares, and ten thousandths of a CPU. */
const leastShares = 2n;
const leastCpuLimit = 10n;
const sharesPerCpu = 1024n;

const none: ResourceRequirements = {};

/** What the runtime is told: where a container has no limit of its own, the Pod's holds (util.go, GetLimits). */
export function effectiveResources(pod: Pod, container: Container): ResourceRequirements {
  const own = container.resources ?? none;
  const shared = pod.spec?.resources?.limits;
  if (shared === undefined) return own;
  const limits: ResourceList = { ...own.limits };
  for (const name of ['cpu', 'memory']) {
    const limit = shared[name];
    if (limit !== undefined && isZero(quantityOf(limits[name]))) limits[name] = limit;
  }
  return { ...own, limits };
}

/** Containers whose resources may change while they run: regular ones and sidecars. */
export function resizableContainers(pod: Pod): Container[] {
  return [...(pod.spec?.initContainers ?? []).filter(isSidecar), ...(pod.spec?.containers ?? [])];
}

/** Whether two requirements are the same in CPU and memory. */
export function sameResources(a: ResourceRequirements | undefined, b: ResourceRequirements | undefined): boolean {
  return a === b || changedResources(a ?? none, b ?? none).length === 0;
}

function changedResources(a: ResourceRequirements, b: ResourceRequirements): string[] {
  const differs = (left: ResourceList | undefined, right: ResourceList | undefined, name: string): boolean =>
    left?.[name] !== right?.[name] && compareQuantities(quantityOf(left?.[name]), quantityOf(right?.[name])) !== 0;
  return ['cpu', 'memory'].filter((name) => differs(a.requests, b.requests, name) || differs(a.limits, b.limits, name));
}

/** What bringing a running container to its granted resources takes (kuberuntime_manager.go, computePodResizeAction). */
export function resizeOf(pod: Pod, container: Container, record: ContainerRecord): 'none' | 'update' | 'restart' {
  const changed = changedResources(record.resources, effectiveResources(pod, container));
  if (changed.length === 0) return 'none';
  const restarts = changed.some((name) => {
    const policy = container.resizePolicy?.find(({ resourceName }) => resourceName === name);
    return policy?.restartPolicy === 'RestartContainer';
  });
  return restarts ? 'restart' : 'update';
}

/** Whether some running container, or the Pod as a whole, does not have yet what it was granted. */
export function isResizeInProgress(pod: Pod, observed: PodObservation, actuated: Pod): boolean {
  return (
    resizableContainers(pod).some((container) => {
      const record = observed.containers.find(({ name }) => name === container.name);
      return record?.state === 'running' && resizeOf(pod, container, record) !== 'none';
    }) ||
    (pod.spec?.resources !== undefined && !sameResources(pod.spec.resources, actuated.spec?.resources))
  );
}

/** `resources` of a container's status: what the runtime reports where it runs (kubelet_pods.go). */
export function containerStatusResources(container: Container, record: ContainerRecord): ResourceRequirements {
  const own = container.resources;
  if (own === undefined || (own.requests === undefined && own.limits === undefined)) return own ?? none;
  if (record.state !== 'running') return own;
  const { requests, limits } = record.resources;
  const resources: ResourceRequirements = { ...own };
  if (own.limits !== undefined) {
    resources.limits = { ...own.limits };
    setCpuLimit(resources.limits, limits);
    setMemory(resources.limits, limits);
  }
  if (own.requests !== undefined) {
    resources.requests = { ...own.requests };
    setCpuRequest(resources.requests, requests);
    const memory = requests?.['memory'];
    if (memory !== undefined && !isZero(quantityOf(memory))) resources.requests['memory'] = memory;
  }
  return resources;
}

function setCpuLimit(limits: ResourceList, actuated: ResourceList | undefined): void {
  const milli = milliCpu(actuated);
  if (milli > leastCpuLimit || (milli > 0n && milliCpu(limits) > leastCpuLimit)) limits['cpu'] = cpuText(milli);
}

/** What the shares of a CPU request amount to. */
function setCpuRequest(requests: ResourceList, actuated: ResourceList | undefined): void {
  const asked = (milliCpu(actuated) * sharesPerCpu) / 1000n;
  const shares = asked < leastShares ? leastShares : asked;
  const milli = (shares * 1000n + sharesPerCpu - 1n) / sharesPerCpu;
  if (milli > leastShares || milliCpu(requests) > leastShares) requests['cpu'] = cpuText(milli);
}

function setMemory(limits: ResourceList, actuated: ResourceList | undefined): void {
  const { text: _, ...memory } = quantityOf(actuated?.['memory']);
  if (!isZero(memory)) limits['memory'] = formatQuantity({ ...memory, format: 'BinarySI' });
}

function milliCpu(list: ResourceList | undefined): bigint {
  return quantityMilliValue(quantityOf(list?.['cpu']));
}

function cpuText(milli: bigint): string {
  return milli % 1000n === 0n ? String(milli / 1000n) : `${milli}m`;
}

/** `allocatedResources` and `resources` of a Pod's status; `actuated` is the Pod as its cgroup was last set. */
export function podStatusResources(
  pod: Pod,
  actuated: Pod,
  last: PodStatus,
): Pick<PodStatus, 'allocatedResources' | 'resources'> {
  if (!asksForResources(pod)) return { resources: none };
  const allocated = resourceList(podRequests(pod));
  const resources = pod.status?.phase === 'Running' ? fromCgroup(pod, actuated, last) : granted(pod, allocated);
  return { ...(isEmpty(allocated) ? {} : { allocatedResources: allocated }), resources };
}

function asksForResources({ spec = {} }: Pod): boolean {
  const { containers = [], initContainers = [], resources, overhead } = spec;
  const asks = (one: ResourceRequirements | undefined): boolean =>
    one?.requests !== undefined || one?.limits !== undefined || one?.claims !== undefined;
  if (asks(resources) || overhead !== undefined) return true;
  return containers.some((one) => asks(one.resources)) || initContainers.some((one) => asks(one.resources));
}

function granted(pod: Pod, requests: ResourceList): ResourceRequirements {
  return withLists(pod.spec?.resources ?? none, resourceList(podLimits(pod)), requests);
}

function withLists(base: ResourceRequirements, limits: ResourceList, requests: ResourceList): ResourceRequirements {
  const { limits: _limits, requests: _requests, ...rest } = base;
  return { ...(isEmpty(limits) ? {} : { limits }), ...(isEmpty(requests) ? {} : { requests }), ...rest };
}

/** A running Pod's resources: CPU and limits of its cgroup; what a cgroup does not hold stays as it was reported. */
function fromCgroup(pod: Pod, actuated: Pod, last: PodStatus): ResourceRequirements {
  const requests: ResourceList = { ...pod.spec?.resources?.requests };
  const limits: ResourceList = { ...pod.spec?.resources?.limits };
  const cgroupLimits = resourceList(podLimits(actuated, { withoutOverhead: true }));
  const cgroupRequests = resourceList(podRequests(actuated, { withoutOverhead: true }));
  const before = last.phase === 'Running' ? last.resources : undefined;
  setCpuRequest(requests, cgroupRequests);
  const memoryRequest = before?.requests?.['memory'] ?? requests['memory'] ?? resourceList(podRequests(pod))['memory'];
  if (memoryRequest !== undefined) requests['memory'] = memoryRequest;
  const keep = (name: string): void => {
    const value = before?.limits?.[name];
    if (value !== undefined) limits[name] = value;
  };
  if (limitsAll(actuated, 'cpu')) setCpuLimit(limits, cgroupLimits);
  else keep('cpu');
  if (limitsAll(actuated, 'memory')) setMemory(limits, cgroupLimits);
  else keep('memory');
  return withLists(pod.spec?.resources ?? none, limits, requests);
}

/** Whether the Pod's cgroup is limited: by the Pod's own limit, or because all containers are (ResourceConfigForPod). */
function limitsAll({ spec = {} }: Pod, resource: string): boolean {
  if (hasPodLevel(spec.resources?.limits) && !isZero(quantityOf(spec.resources?.limits?.[resource]))) return true;
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return containers.every(({ resources }) => !isZero(quantityOf(resources?.limits?.[resource])));
}

function isEmpty(list: ResourceList): boolean {
  for (const _ in list) return false;
  return true;
}
