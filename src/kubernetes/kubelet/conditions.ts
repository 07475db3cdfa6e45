/** The Pod conditions that the kubelet owns, from container statuses (pkg/kubelet/status/generate.go). */
import { goQuote } from '../api/goText.ts';
import type { Container, ContainerStatus, PodCondition, PodSpec } from '../api/types.ts';
import { isSidecar } from './restart.ts';

/** What the conditions are made from. `statuses` undefined: nothing is known of any container. */
export interface ConditionsInput {
  readonly spec: PodSpec;
  readonly generation: number | undefined;
  readonly phase: string;
  readonly statuses: readonly ContainerStatus[] | undefined;
  /** Conditions of the Pod as it stands: readiness gates look there. */
  readonly conditions: readonly PodCondition[];
  /** The condition Initialized was True before. */
  readonly wasInitialized: boolean;
}

export function initializedCondition(input: ConditionsInput): PodCondition {
  const { spec, statuses, phase } = input;
  const initContainers = spec.initContainers ?? [];
  if (statuses === undefined && initContainers.length > 0) {
    return condition(input, 'Initialized', 'False', 'UnknownContainerStatuses');
  }
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of initContainers) {
    const status = statusOf(statuses, container);
    if (status === undefined) unknown.push(container.name ?? '');
    else if (!(isSidecar(container) ? status.started : status.ready)) incomplete.push(container.name ?? '');
  }
  if (phase === 'Succeeded' && unknown.length === 0) return condition(input, 'Initialized', 'True', 'PodCompleted');
  if (anyRegularContainerStarted(spec, statuses ?? [])) return condition(input, 'Initialized', 'True');
  const message = listed([
    ['containers with unknown status', unknown],
    ['containers with incomplete status', incomplete],
  ]);
  if (message !== '' && !input.wasInitialized) {
    return condition(input, 'Initialized', 'False', 'ContainersNotInitialized', message);
  }
  return condition(input, 'Initialized', 'True');
}

export function containersReadyCondition(input: ConditionsInput): PodCondition {
  const { spec, statuses, phase } = input;
  if (statuses === undefined) return condition(input, 'ContainersReady', 'False', 'UnknownContainerStatuses');
  const unknown: string[] = [];
  const unready: string[] = [];
  for (const container of [...(spec.initContainers ?? []).filter(isSidecar), ...(spec.containers ?? [])]) {
    const status = statusOf(statuses, container);
    if (status === undefined) unknown.push(container.name ?? '');
    else if (status.ready !== true) unready.push(container.name ?? '');
  }
  if (phase === 'Failed' || (phase === 'Succeeded' && unknown.length === 0)) {
    return condition(input, 'ContainersReady', 'False', terminalReason(phase));
  }
  const message = listed([
    ['containers with unknown status', unknown],
    ['containers with unready status', unready],
  ]);
  return message === ''
    ? condition(input, 'ContainersReady', 'True')
    : condition(input, 'ContainersReady', 'False', 'ContainersNotReady', message);
}

export function readyCondition(input: ConditionsInput): PodCondition {
  const containersReady = containersReadyCondition(input);
  if (containersReady.status !== 'True') return { ...containersReady, type: 'Ready' };
  const messages: string[] = [];
  for (const gate of input.spec.readinessGates ?? []) {
    const name = goQuote(gate.conditionType ?? '');
    const found = input.conditions.find((one) => one.type === gate.conditionType);
    if (found === undefined) messages.push(`corresponding condition of pod readiness gate ${name} does not exist.`);
    else if (found.status !== 'True') {
      messages.push(`the status of pod readiness gate ${name} is not "True", but ${found.status}`);
    }
  }
  return messages.length === 0
    ? condition(input, 'Ready', 'True')
    : condition(input, 'Ready', 'False', 'ReadinessGatesNotReady', messages.join(', '));
}

/** Reason of Ready and ContainersReady once the Pod has ended. */
export function terminalReason(phase: string): string {
  return phase === 'Failed' ? 'PodFailed' : 'PodCompleted';
}

/** Whether some regular container runs or has run. */
export function anyRegularContainerStarted(spec: PodSpec, statuses: readonly ContainerStatus[]): boolean {
  return statuses.some(
    ({ name, state }) =>
      (state?.running !== undefined || state?.terminated !== undefined) &&
      spec.containers?.some((container) => container.name === name) === true,
  );
}

/** Condition types that only the kubelet writes (pkg/kubelet/types/pod_status.go). */
export function ownedByKubelet(type: string | undefined): boolean {
  return type !== undefined && kubeletConditions.has(type);
}

const kubeletConditions: ReadonlySet<string> = new Set([
  'PodScheduled',
  'Ready',
  'Initialized',
  'ContainersReady',
  'PodResizeInProgress',
  'PodResizePending',
  'PodReadyToStartContainers',
  'AllContainersRestarting',
]);

function condition(
  { generation }: ConditionsInput,
  type: string,
  status: 'True' | 'False',
  reason?: string,
  message?: string,
): PodCondition {
  return {
    type,
    ...(generation ? { observedGeneration: generation } : {}),
    status,
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
  };
}

function statusOf(statuses: readonly ContainerStatus[] | undefined, container: Container): ContainerStatus | undefined {
  return statuses?.find((status) => status.name === container.name);
}

function listed(groups: readonly (readonly [string, readonly string[]])[]): string {
  return groups
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what}: [${names.join(' ')}]`)
    .join(', ');
}
