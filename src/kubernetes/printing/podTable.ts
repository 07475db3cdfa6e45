/** `kubectl get pods`: READY, STATUS, RESTARTS and the rest (pkg/printers/internalversion/printers.go, printPod). */
import { isPodTerminal, podCondition } from '../api/podReadiness.ts';
import { unixMs } from '../api/time.ts';
import type { Container, ContainerState, ContainerStatus, Pod } from '../api/types.ts';
import { age } from './age.ts';
import { type Cell, columns, type KindTable, kindTable, nameColumn, orNone, wideColumns } from './table.ts';

export const podTable: KindTable = kindTable<Pod>(
  [
    nameColumn,
    ...columns('Ready', 'Status', 'Restarts', 'Age'),
    ...wideColumns('IP', 'Node', 'Nominated Node', 'Readiness Gates'),
  ],
  podCells,
);

function podCells(pod: Pod, nowMs: number): readonly Cell[] {
  const { metadata = {}, spec = {}, status = {} } = pod;
  const summary = podSummary(pod);
  const when = summary.lastRestart === undefined ? '' : ` (${age(summary.lastRestart, nowMs)} ago)`;
  return [
    metadata.name ?? '',
    `${summary.ready}/${summary.total}`,
    summary.status,
    summary.restarts === 0 ? '0' : `${summary.restarts}${when}`,
    age(metadata.creationTimestamp, nowMs),
    orNone(status.podIP || status.podIPs?.[0]?.ip),
    orNone(spec.nodeName),
    orNone(status.nominatedNodeName),
    readinessGates(pod),
  ];
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const passed = gates.filter(
    ({ conditionType }) => status?.conditions?.find(({ type }) => type === conditionType)?.status === 'True',
  );
  return `${passed.length}/${gates.length}`;
}

/** Why a row is greyed out: the Pod has ended. */
export function podRowConditions({ status }: Pod): readonly { type: string; status: string; reason: string }[] {
  const phase = status?.phase;
  if (phase !== 'Succeeded' && phase !== 'Failed') return [];
  return [{ type: 'Completed', status: 'True', reason: phase }];
}

/** What a Pod's row says. */
export interface PodSummary {
  readonly ready: number;
  /** Regular containers and sidecars. */
  readonly total: number;
  readonly status: string;
  readonly restarts: number;
  /** When the last restarted container had ended. */
  readonly lastRestart: string | undefined;
}

/** The READY, STATUS and RESTARTS of a Pod. */
export function podSummary(pod: Pod): PodSummary {
  const { spec = {}, status = {} } = pod;
  const initContainers = spec.initContainers ?? [];
  const sidecars = new Map(initContainers.map((container) => [container.name, isSidecar(container)]));
  const total = (spec.containers ?? []).length + initContainers.filter(isSidecar).length;
  const init = initProgress(pod, sidecars);
  const gated = status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  const before = gated === true ? 'SchedulingGated' : status.reason || (status.phase ?? '');
  const started = init.stopped === undefined || podCondition(pod, 'Initialized')?.status === 'True';
  const regular = started ? regularProgress(status.containerStatuses ?? [], init.stopped ?? before, pod) : undefined;
  const restarted = regular === undefined ? init.all : [...init.sidecars, ...(status.containerStatuses ?? [])];
  return {
    ready: init.ready + (regular?.ready ?? 0),
    total,
    status: deletionStatus(pod) ?? regular?.reason ?? init.stopped ?? before,
    restarts: restarted.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0),
    lastRestart: latest(restarted.map(({ lastState }) => lastState?.terminated?.finishedAt)),
  };
}

function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

function latest(times: readonly (string | null | undefined)[]): string | undefined {
  let last: string | undefined;
  for (const time of times) {
    const ms = unixMs(time);
    if (ms !== undefined && ms > (unixMs(last) ?? Number.NEGATIVE_INFINITY)) last = time ?? undefined;
  }
  return last;
}

interface InitProgress {
  readonly ready: number;
  /** The status of the init container that the Pod waits for. */
  readonly stopped: string | undefined;
  /** Statuses looked at, up to that container. */
  readonly all: readonly ContainerStatus[];
  readonly sidecars: readonly ContainerStatus[];
}

/** Goes through the init containers in order, past those that are done and sidecars that have started. */
function initProgress({ spec, status }: Pod, sidecars: ReadonlyMap<string | undefined, boolean>): InitProgress {
  const statuses = status?.initContainerStatuses ?? [];
  let ready = 0;
  let at = 0;
  let stopped: string | undefined;
  for (; at < statuses.length && stopped === undefined; at++) {
    const container = statuses[at] ?? {};
    const state = container.state ?? {};
    if (state.terminated && (state.terminated.exitCode ?? 0) === 0) continue;
    if (sidecars.get(container.name) === true && container.started === true) {
      if (container.ready === true) ready++;
      continue;
    }
    stopped = initReason(state) ?? `Init:${at}/${(spec?.initContainers ?? []).length}`;
  }
  const all = statuses.slice(0, at);
  return { ready, stopped, all, sidecars: all.filter(({ name }) => sidecars.get(name) === true) };
}

function initReason({ terminated, waiting }: ContainerState): string | undefined {
  if (terminated) return `Init:${terminatedReason(terminated)}`;
  return waiting?.reason && waiting.reason !== 'PodInitializing' ? `Init:${waiting.reason}` : undefined;
}

function terminatedReason({ reason, signal, exitCode }: NonNullable<ContainerState['terminated']>): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`);
}

/** The regular containers, last to first, so that the first one with something to say is heard. */
function regularProgress(
  statuses: readonly ContainerStatus[],
  before: string,
  pod: Pod,
): { ready: number; reason: string } {
  let reason = before;
  let failed: string | undefined;
  let ready = 0;
  for (const { state = {}, ready: isReady } of statuses.toReversed()) {
    if (state.waiting?.reason) reason = state.waiting.reason;
    else if (state.terminated) {
      reason = terminatedReason(state.terminated);
      if ((state.terminated.exitCode ?? 0) !== 0) failed = reason;
    } else if (isReady === true && state.running) ready++;
  }
  if (reason !== 'Completed') return { ready, reason };
  const podReady = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  if (ready > 0 && podReady === true) return { ready, reason: 'Running' };
  return { ready, reason: failed ?? (ready > 0 ? 'NotReady' : reason) };
}

function deletionStatus(pod: Pod): string | undefined {
  if (!pod.metadata?.deletionTimestamp) return undefined;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  return isPodTerminal(pod) ? undefined : 'Terminating';
}
