/** The status of a Pod as the kubelet reports it: phase, conditions, containers and addresses. */
import { podLimits, podRequests, resourceList } from '../api/podRequests.ts';
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../api/types.ts';
import {
  type ConditionsInput,
  containersReadyCondition,
  initializedCondition,
  ownedByKubelet,
  readyCondition,
} from './conditions.ts';
import { type ContainerStatusesInput, containerStatuses } from './containerStatuses.ts';
import { podPhase } from './phase.ts';
import { podStatusResources } from './resources.ts';
import { couldRestartAllContainers, isSidecar, matchingRule } from './restart.ts';
import type { PodObservation } from './runtime.ts';

/** What a status is made from. */
export interface StatusInput extends Pick<ContainerStatusesInput, 'pod' | 'failureOf' | 'timeText' | 'messageOf'> {
  readonly observed: PodObservation;
  /** The status that was last set; undefined at first. */
  readonly last: PodStatus | undefined;
  /** All containers have been stopped for good. */
  readonly terminal: boolean;
  readonly hostIP: string;
  /** Set when the Pod must go: its deadline has passed. */
  readonly evicted?: { readonly reason: string; readonly message: string } | undefined;
  /** Whether probes say that a running container has started, and is ready. */
  readonly probed: (container: ContainerStatus) => { readonly started: boolean; readonly ready: boolean };
  /** Conditions about a resize that waits or is in progress. */
  readonly resize: readonly PodCondition[];
  /** The Pod whose resources its cgroup has. */
  readonly actuated: Pod;
}

/** The status of a Pod (kubelet_pods.go, generateAPIPodStatus). Transition times are set when it is stored. */
export function podStatus(input: StatusInput): PodStatus {
  const { pod, observed } = input;
  const spec = pod.spec ?? {};
  const last = input.last ?? pod.status ?? {};
  const restartingAll = shouldRestartAll(pod, observed, last);
  const statusesOf = (containers: ContainerStatusesInput['containers'], previous?: ContainerStatus[], init = false) =>
    containerStatuses({
      ...input,
      containers,
      records: observed.containers,
      previous: previous ?? [],
      init,
      restartingAll,
    });
  const regular = statusesOf(spec.containers ?? [], last.containerStatuses);
  const init = statusesOf(spec.initContainers ?? [], last.initContainerStatuses, true);
  const ephemeral = statusesOf(spec.ephemeralContainers ?? [], last.ephemeralContainerStatuses);
  const { phase, reason, message } = phaseOf(input, last, [...regular, ...init]);
  applyProbes(input, regular, init);
  const statuses = [...init, ...regular];
  const conditions = conditionsOf(input, last, phase, statuses);
  const hostNetwork = spec.hostNetwork === true;
  const ips = observed.ips.length > 0 ? observed.ips : hostNetwork ? [input.hostIP] : [];
  return {
    observedGeneration: pod.metadata?.generation ?? 0,
    phase,
    conditions,
    ...(message ? { message } : {}),
    ...(reason ? { reason } : {}),
    hostIP: input.hostIP,
    hostIPs: [{ ip: input.hostIP }],
    ...(ips[0] === undefined ? {} : { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) }),
    ...(last.startTime === undefined ? {} : { startTime: last.startTime }),
    ...(init.length === 0 ? {} : { initContainerStatuses: init }),
    containerStatuses: regular,
    ...(pod.status?.qosClass === undefined ? {} : { qosClass: pod.status.qosClass }),
    ...podStatusResources(pod, input.actuated, last),
    ...(ephemeral.length === 0 ? {} : { ephemeralContainerStatuses: ephemeral }),
    ...resourcesOf(pod),
  };
}

/** What the Pod as a whole was given. */
function resourcesOf(pod: Pod): Pick<PodStatus, 'resources' | 'allocatedResources'> {
  const requests = resourceList(podRequests(pod));
  const limits = resourceList(podLimits(pod));
  const some = (list: object): boolean => Object.keys(list).length > 0;
  return {
    resources: { ...(some(limits) && { limits }), ...(some(requests) && { requests }) },
    ...(some(requests) && { allocatedResources: requests }),
  };
}

function phaseOf(input: StatusInput, last: PodStatus, statuses: readonly ContainerStatus[]) {
  const { pod, observed } = input;
  const spec = pod.spec ?? {};
  const active = observed.sandboxes[0];
  let phase: string = podPhase({
    spec,
    statuses,
    terminal: input.terminal,
    initialized: observed.containers.some(
      ({ name, sandboxId }) =>
        active?.ready === true && sandboxId === active.id && spec.containers?.some((one) => one.name === name) === true,
    ),
  });
  if (!isTerminal(phase)) {
    if (isTerminal(last.phase)) phase = last.phase ?? phase;
    else if (isTerminal(pod.status?.phase)) phase = pod.status?.phase ?? phase;
  }
  if (isTerminal(pod.status?.phase)) phase = pod.status?.phase ?? phase;
  if (input.evicted !== undefined) return { phase: 'Failed', ...input.evicted };
  if (phase !== last.phase) return { phase };
  return { phase, reason: last.reason || pod.status?.reason, message: last.message || pod.status?.message };
}

/** Whether a phase is one that a Pod does not leave. */
export function isTerminal(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Started and ready of each container, as its probes have it (prober_manager.go, UpdatePodStatus). */
function applyProbes(input: StatusInput, regular: ContainerStatus[], init: ContainerStatus[]): void {
  for (const status of regular) probedStatus(input, status);
  for (const status of init) {
    const container = input.pod.spec?.initContainers?.find(({ name }) => name === status.name);
    if (container !== undefined && isSidecar(container)) probedStatus(input, status);
    else {
      status.started = status.state?.running !== undefined && input.probed(status).started;
      if (status.state?.terminated?.exitCode === 0) status.ready = true;
    }
  }
}

/** A container that has not started keeps the readiness it had. */
function probedStatus(input: StatusInput, status: ContainerStatus): void {
  const { started, ready } =
    status.state?.running === undefined ? { started: false, ready: false } : input.probed(status);
  status.started = started;
  if (started) status.ready = ready;
}

function conditionsOf(
  input: StatusInput,
  last: PodStatus,
  phase: string,
  statuses: readonly ContainerStatus[],
): PodCondition[] {
  const { pod, observed } = input;
  const generation = pod.metadata?.generation;
  const observedGeneration = generation ? { observedGeneration: generation } : {};
  const conditions = (pod.status?.conditions ?? []).filter(({ type }) => !ownedByKubelet(type));
  conditions.push(...input.resize);
  const disruption = last.conditions?.find(({ type }) => type === 'DisruptionTarget');
  if (disruption !== undefined) replaceCondition(conditions, disruption);
  const from: ConditionsInput = {
    spec: pod.spec ?? {},
    generation,
    phase,
    statuses,
    conditions,
    wasInitialized: last.conditions?.some(({ type, status }) => type === 'Initialized' && status === 'True') === true,
  };
  conditions.push(
    {
      type: 'PodReadyToStartContainers',
      ...observedGeneration,
      status: sandboxNeeded(pod, observed) ? 'False' : 'True',
    },
    initializedCondition(from),
    readyCondition(from),
    containersReadyCondition(from),
    { type: 'PodScheduled', ...observedGeneration, status: 'True' },
  );
  if (couldRestartAllContainers(pod.spec ?? {})) conditions.push(restartingAllCondition(pod, observed, last, phase));
  return conditions;
}

/** Puts `condition` where one of its type stands, or at the end. */
export function replaceCondition(conditions: PodCondition[], condition: PodCondition): void {
  const at = conditions.findIndex(({ type }) => type === condition.type);
  if (at < 0) conditions.push(condition);
  else conditions[at] = condition;
}

/** Whether the Pod has no sandbox that its containers could start in (kuberuntime/util, PodSandboxChanged). */
export function sandboxNeeded(pod: Pod, observed: PodObservation): boolean {
  const [newest] = observed.sandboxes;
  if (newest === undefined || !newest.ready) return true;
  if (observed.sandboxes.filter(({ ready }) => ready).length > 1) return true;
  return newest.ip === undefined && pod.spec?.hostNetwork !== true;
}

function restartingAllCondition(pod: Pod, observed: PodObservation, last: PodStatus, phase: string): PodCondition {
  const type = 'AllContainersRestarting';
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  if (!shouldRestartAll(pod, observed, last) || allRemoved(pod, observed)) return { type, status: 'False' };
  return {
    type,
    status: 'True',
    reason: 'RestartAllContainersStarted',
    message: 'container exited with restart policy rule',
  };
}

function allRemoved(pod: Pod, observed: PodObservation): boolean {
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  return !containers.some(({ name }) => observed.containers.some((record) => record.name === name));
}

/** Whether a rule is about to restart all containers (pkg/kubelet/container/helpers.go, ShouldAllContainersRestart). */
export function shouldRestartAll(pod: Pod, observed: PodObservation | undefined, status: PodStatus): boolean {
  const spec = pod.spec ?? {};
  if (status.conditions?.some((one) => one.type === 'AllContainersRestarting' && one.status === 'True')) return true;
  if (!couldRestartAllContainers(spec)) return false;
  const reported = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])].some((container) => {
    const asks = (exitCode: number): boolean => matchingRule(container, exitCode)?.action === 'RestartAllContainers';
    if (observed !== undefined) {
      const record = observed.containers.find(({ name }) => name === container.name);
      if (record?.state !== 'exited') return false;
      if (asks(record.exitCode ?? 0)) return true;
    }
    const ended = reported.find(({ name }) => name === container.name)?.state?.terminated;
    return ended !== undefined && asks(ended.exitCode ?? 0);
  });
}
