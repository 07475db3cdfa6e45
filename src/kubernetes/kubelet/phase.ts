/** The phase of a Pod, from the statuses of its containers. */
import type { Container, ContainerStatus, PodSpec } from '../api/types.ts';
import { isSidecar, restartsAfter } from './restart.ts';

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export interface PhaseInput {
  readonly spec: PodSpec;
  /** Statuses of init and regular containers. */
  readonly statuses: readonly ContainerStatus[];
  /** All containers have been stopped for good. */
  readonly terminal: boolean;
  /** Some regular container has been created in the present sandbox. */
  readonly initialized: boolean;
  readonly staticPod?: boolean;
}

/** Reason of containers that end because a rule restarts all of them. */
export const restartingAllContainers = 'RestartingAllContainers';

/** The phase as the kubelet computes it (kubelet_pods.go, getPhase). */
export function podPhase({ spec, statuses, terminal, initialized, staticPod }: PhaseInput): PodPhase {
  const byName = new Map<string | undefined, ContainerStatus>();
  for (const status of statuses) if (!byName.has(status.name)) byName.set(status.name, status);
  const init = countInit(spec, byName);
  if (init.failedForGood) return 'Failed';
  const regular = countRegular(spec, byName);
  const running = init.runningSidecars + regular.running;
  const unknown = init.unknownSidecars + regular.unknown;
  if (init.pending > 0 || (init.pendingSidecars > 0 && !initialized)) return 'Pending';
  if (init.waitingSidecars + regular.waiting > 0) return 'Pending';
  if (running > 0 && unknown === 0) return 'Running';
  if (running > 0 || regular.stopped === 0 || unknown > 0) return 'Pending';
  const allSucceeded = regular.stopped === regular.succeeded;
  if (terminal && staticPod !== true) return allSucceeded ? 'Succeeded' : 'Failed';
  if (regular.stopped !== regular.stoppedForGood) return 'Running';
  return allSucceeded ? 'Succeeded' : 'Failed';
}

type Statuses = ReadonlyMap<string | undefined, ContainerStatus>;

function countInit(spec: PodSpec, statuses: Statuses) {
  const count = {
    failedForGood: false,
    pending: 0,
    pendingSidecars: 0,
    runningSidecars: 0,
    waitingSidecars: 0,
    unknownSidecars: 0,
  };
  for (const container of spec.initContainers ?? []) {
    const status = statuses.get(container.name);
    if (isSidecar(container)) countSidecar(count, status);
    else countInitContainer(count, container, spec, status);
  }
  return count;
}

function countInitContainer(
  count: { failedForGood: boolean; pending: number },
  container: Container,
  spec: PodSpec,
  status: ContainerStatus | undefined,
): void {
  const state = status?.state;
  const ended =
    state?.terminated ?? (state?.running === undefined && state?.waiting ? status?.lastState?.terminated : undefined);
  if (ended === undefined || state?.running !== undefined) count.pending += 1;
  else if ((ended.exitCode ?? 0) !== 0 && !mayRunAgain(container, spec, ended)) count.failedForGood = true;
}

function countSidecar(
  count: { pendingSidecars: number; runningSidecars: number; waitingSidecars: number; unknownSidecars: number },
  status: ContainerStatus | undefined,
): void {
  const state = status?.state;
  if (status === undefined) count.unknownSidecars += 1;
  else if (state?.running) {
    if (status.started !== true) count.pendingSidecars += 1;
    count.runningSidecars += 1;
  } else if (state?.terminated) return;
  else if (state?.waiting) {
    if (status.lastState?.terminated) return;
    count.pendingSidecars += 1;
    count.waitingSidecars += 1;
  } else {
    count.pendingSidecars += 1;
    count.unknownSidecars += 1;
  }
}

function countRegular(spec: PodSpec, statuses: Statuses) {
  const count = { running: 0, waiting: 0, unknown: 0, stopped: 0, stoppedForGood: 0, succeeded: 0 };
  for (const container of spec.containers ?? []) {
    const status = statuses.get(container.name);
    const state = status?.state;
    if (state?.running) count.running += 1;
    else if (state?.terminated) {
      count.stopped += 1;
      if (!mayRunAgain(container, spec, state.terminated)) count.stoppedForGood += 1;
      if ((state.terminated.exitCode ?? 0) === 0) count.succeeded += 1;
    } else if (state?.waiting) {
      const last = status?.lastState?.terminated;
      if (last === undefined) count.waiting += 1;
      else {
        count.stopped += 1;
        if (!mayRunAgain(container, spec, last)) count.stoppedForGood += 1;
      }
    } else count.unknown += 1;
  }
  return count;
}

function mayRunAgain(container: Container, spec: PodSpec, ended: { exitCode?: number; reason?: string }): boolean {
  return restartsAfter(container, spec, ended.exitCode ?? 0) || ended.reason === restartingAllContainers;
}
