/** Keeps the newest status of each Pod and writes it to the API server: read, merge, patch, and at the end delete. */
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../api/types.ts';
import { succeeded } from '../simulation/client.ts';
import type { Ports } from '../simulation/component.ts';
import type { Process } from '../simulation/process.ts';
import {
  type ConditionsInput,
  containersReadyCondition,
  ownedByKubelet,
  readyCondition,
  terminalReason,
} from './conditions.ts';
import { couldRestartAllContainers, isSidecar, restartsAfter } from './restart.ts';
import { isTerminal, replaceCondition } from './status.ts';
import { same, statusPatch } from './statusPatch.ts';

export interface StatusManager {
  get(uid: string): PodStatus | undefined;
  /** Takes a new status; it is written when it differs from the last one. */
  set(pod: Pod, status: PodStatus): void;
  setReadiness(pod: Pod, containerId: string, ready: boolean): void;
  setStarted(pod: Pod, containerId: string, started: boolean): void;
  /** The Pod is finished: nothing of it runs or will run. Its status is written once more, then it may be deleted. */
  terminate(pod: Pod): void;
  /** The API server's copy changed: corrects it later where it contradicts the kubelet's. */
  reconcile(pod: Pod): void;
  forget(uid: string): void;
}

/** The kubelet looks at all statuses every ten seconds (status_manager.go, syncPeriod). */
const reconcileMs = 10_000;

/** Until a status that was set is taken up: what is set meanwhile is written with it. Assumed. */
const wakeMs = 1;

interface Entry {
  pod: Pod;
  status: PodStatus;
  version: number;
  /** Version that the API server has. */
  written: number;
  /** Version whose writing failed; 0 for none. */
  failed: number;
  finished: boolean;
  cause: number | undefined;
}

/** `couldRun`: whether containers of the Pod may still run. */
export function statusManager(ports: Ports, couldRun: (uid: string) => boolean): StatusManager {
  const { kernel, api } = ports;
  const entries = new Map<string, Entry>();
  let writing = false;
  let reconciling = false;

  const store = (pod: Pod, status: PodStatus, force: boolean, finished: boolean): void => {
    const uid = pod.metadata?.uid ?? '';
    const entry = entries.get(uid);
    const old = entry?.status ?? pod.status ?? {};
    if (isIllegal(old, status, pod)) return;
    const next: PodStatus = {
      ...status,
      conditions: (status.conditions ?? []).map((condition) => withTransition(condition, old, kernel.timestamp())),
      startTime: old.startTime ?? status.startTime ?? kernel.timestamp(),
    };
    if ((old.observedGeneration ?? 0) > (next.observedGeneration ?? 0)) {
      next.observedGeneration = old.observedGeneration ?? 0;
    }
    const done = finished || entry?.finished === true;
    if (entry !== undefined && !force && equalForKubelet(entry.status, next)) return;
    const version = (entry?.version ?? 0) + 1;
    entries.set(uid, {
      pod,
      status: next,
      version,
      written: entry?.written ?? 0,
      failed: 0,
      finished: done,
      cause: kernel.cause,
    });
    if (!writing) writeNext();
  };

  /** One status after the other, each for the cause it was set for, until none is newer than what was written. */
  const writeNext = (): void => {
    for (const [uid, entry] of entries) {
      if (entry.written >= entry.version || entry.failed === entry.version) continue;
      writing = true;
      kernel.because(entry.cause, () => kernel.after(wakeMs, () => kernel.spawn(writeNewest(uid))));
      return;
    }
    writing = false;
  };

  function* writeNewest(uid: string): Process {
    const entry = entries.get(uid);
    if (entry !== undefined && !(yield* write(uid, entry))) {
      entry.failed = entry.version;
      reconcileLater();
    }
    writeNext();
  }

  /** Writes one status; false when it must be tried again. */
  function* write(uid: string, entry: Entry): Process<boolean> {
    const address = {
      apiVersion: 'v1',
      resource: 'pods',
      namespace: entry.pod.metadata?.namespace ?? '',
      name: entry.pod.metadata?.name ?? '',
    };
    const read = yield* api.request({ ...address, verb: 'get' });
    if (read.code === 404) return settled(uid, entry);
    if (!succeeded(read)) return false;
    let pod = read.object as Pod;
    if (pod.metadata?.uid !== uid) {
      entries.delete(uid);
      return true;
    }
    const merged = mergeStatus(pod, entry.status, couldRun(uid), kernel.timestamp());
    const patch = statusPatch(pod.status ?? {}, merged);
    if (patch !== undefined) {
      const response = yield* api.request({
        ...address,
        verb: 'patch',
        subresource: 'status',
        patchType: 'application/strategic-merge-patch+json',
        body: { metadata: { uid }, status: patch },
      });
      if (!succeeded(response)) return response.code === 404 ? settled(uid, entry) : false;
      pod = response.object as Pod;
    }
    settled(uid, entry);
    if (!entry.finished || pod.metadata?.deletionTimestamp === undefined || !isTerminal(pod.status?.phase)) return true;
    const deleted = yield* api.request({
      ...address,
      verb: 'delete',
      body: { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, preconditions: { uid } },
    });
    if (succeeded(deleted)) entries.delete(uid);
    return succeeded(deleted) || deleted.code === 404;
  }

  const settled = (uid: string, entry: Entry): true => {
    const current = entries.get(uid);
    if (current !== undefined) current.written = Math.max(current.written, entry.version);
    return true;
  };

  /** At the next look at all statuses, writes again what is unwritten. */
  const reconcileLater = (): void => {
    if (reconciling) return;
    reconciling = true;
    kernel.after(reconcileMs - (kernel.now() % reconcileMs), () => {
      reconciling = false;
      for (const entry of entries.values()) entry.failed = 0;
      if (!writing) writeNext();
    });
  };

  const change = (pod: Pod, containerId: string, edit: (status: ContainerStatus) => void): void => {
    const entry = entries.get(pod.metadata?.uid ?? '');
    if (entry === undefined) return;
    const named = ({ containerID }: ContainerStatus): boolean => containerID === containerId;
    const edited = (list: ContainerStatus[] | undefined): ContainerStatus[] =>
      (list ?? []).map((one) => {
        if (!named(one)) return one;
        const copy = { ...one };
        edit(copy);
        return copy;
      });
    const found = [...(entry.status.containerStatuses ?? []), ...(entry.status.initContainerStatuses ?? [])].some(
      named,
    );
    if (!found) return;
    const status: PodStatus = { ...entry.status, containerStatuses: edited(entry.status.containerStatuses) };
    if (entry.status.initContainerStatuses) status.initContainerStatuses = edited(entry.status.initContainerStatuses);
    store(pod, withReadiness(pod, status), false, false);
  };

  return {
    get: (uid) => entries.get(uid)?.status,
    set: (pod, status) =>
      store(
        pod,
        { ...status, observedGeneration: pod.metadata?.generation ?? 0 },
        pod.metadata?.deletionTimestamp !== undefined,
        false,
      ),
    setReadiness: (pod, containerId, ready) =>
      change(pod, containerId, (status) => {
        status.ready = ready;
      }),
    setStarted: (pod, containerId, started) =>
      change(pod, containerId, (status) => {
        status.started = started;
      }),
    terminate: (pod) => {
      const status = entries.get(pod.metadata?.uid ?? '')?.status ?? pod.status ?? {};
      store(pod, endedStatus(pod, status), true, true);
    },
    reconcile: (pod) => {
      const entry = entries.get(pod.metadata?.uid ?? '');
      if (entry === undefined || entry.written < entry.version) return;
      if (equalForKubelet(pod.status ?? {}, entry.status)) return;
      entry.written = 0;
      reconcileLater();
    },
    forget: (uid) => {
      entries.delete(uid);
    },
  };
}

/** Ready and ContainersReady after the readiness of a container changed. */
function withReadiness(pod: Pod, status: PodStatus): PodStatus {
  const conditions = [...(status.conditions ?? [])];
  const input: ConditionsInput = {
    spec: pod.spec ?? {},
    generation: pod.metadata?.generation,
    phase: status.phase ?? 'Pending',
    statuses: [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])],
    conditions,
    wasInitialized: true,
  };
  replaceCondition(conditions, readyCondition(input));
  replaceCondition(conditions, containersReadyCondition(input));
  return { ...status, conditions };
}

function withTransition(condition: PodCondition, old: PodStatus, now: string): PodCondition {
  if (!ownedByKubelet(condition.type) && condition.type !== 'DisruptionTarget') return condition;
  if (condition.type === 'PodResizePending' || condition.type === 'PodResizeInProgress') return condition;
  const before = old.conditions?.find(({ type }) => type === condition.type);
  const kept = before !== undefined && before.status === condition.status ? before.lastTransitionTime : undefined;
  return { ...condition, lastTransitionTime: kept ?? now };
}

/** Whether two statuses are the same in what the kubelet owns (isPodStatusByKubeletEqual). */
function equalForKubelet(old: PodStatus, status: PodStatus): boolean {
  const owned = (one: PodStatus): PodCondition[] =>
    (one.conditions ?? []).filter(({ type }) => ownedByKubelet(type) || type === 'DisruptionTarget');
  const before = owned(old);
  const after = owned(status);
  if (before.length !== after.length) return false;
  for (const condition of after) {
    const other = before.find(({ type }) => type === condition.type);
    if (other === undefined || other.status !== condition.status) return false;
    if ((other.message ?? '') !== (condition.message ?? '') || (other.reason ?? '') !== (condition.reason ?? '')) {
      return false;
    }
  }
  return same({ ...old, conditions: null }, { ...status, conditions: null });
}

/** The status to write: conditions of others are kept, and no terminal phase while containers may run. */
function mergeStatus(pod: Pod, status: PodStatus, couldRun: boolean, now: string): PodStatus {
  const old = pod.status ?? {};
  const conditions = (old.conditions ?? []).filter(({ type }) => !ownedByKubelet(type));
  const ending = !isTerminal(old.phase) && isTerminal(status.phase);
  for (const condition of status.conditions ?? []) {
    if (ownedByKubelet(condition.type)) conditions.push(condition);
    else if (condition.type === 'DisruptionTarget' && ending && !couldRun) {
      replaceCondition(conditions, withTransition(condition, old, now));
    }
  }
  const merged: PodStatus = { ...status, conditions };
  for (const field of ['resourceClaimStatuses', 'extendedResourceClaimStatus'] as const) {
    if (old[field] !== undefined) Object.assign(merged, { [field]: old[field] });
  }
  if (ending && couldRun) {
    delete merged.reason;
    delete merged.message;
    if (old.phase !== undefined) merged.phase = old.phase;
    if (old.reason !== undefined) merged.reason = old.reason;
    if (old.message !== undefined) merged.message = old.message;
  }
  if (isTerminal(merged.phase)) {
    const ready = conditions.some(
      ({ type, status: value }) => (type === 'Ready' || type === 'ContainersReady') && value === 'True',
    );
    if (ready) {
      for (const type of ['ContainersReady', 'Ready']) {
        const reason = terminalReason(merged.phase ?? '');
        const observed = pod.metadata?.generation ? { observedGeneration: pod.metadata.generation } : {};
        replaceCondition(conditions, withTransition({ type, ...observed, status: 'False', reason }, old, now));
      }
    }
  }
  return merged;
}

/** The last status: what never ended is said to be lost (status_manager.go, TerminatePod). */
function endedStatus(pod: Pod, status: PodStatus): PodStatus {
  const ended: PodStatus = { ...status };
  if (hasInitialized(pod)) ended.containerStatuses = (status.containerStatuses ?? []).map(asLost);
  const init = status.initContainerStatuses;
  if (init !== undefined) {
    const begun = begunInit(init);
    ended.initContainerStatuses = init.map((one, index) => (index < begun ? asLost(one) : one));
  }
  if (!isTerminal(status.phase)) ended.phase = 'Failed';
  return ended;
}

function asLost(status: ContainerStatus): ContainerStatus {
  if (status.state?.terminated !== undefined) return status;
  return {
    ...status,
    state: {
      terminated: {
        exitCode: 137,
        reason: 'ContainerStatusUnknown',
        message: 'The container could not be located when the pod was terminated',
      },
    },
  };
}

/** Number of init containers up to the last that was started; at least the first. */
function begunInit(statuses: readonly ContainerStatus[]): number {
  for (let i = statuses.length - 1; i >= 0; i--) {
    const status = statuses[i];
    if (status?.state?.waiting === undefined || status.lastState?.terminated !== undefined) return i + 1;
  }
  return Math.min(1, statuses.length);
}

function hasInitialized(pod: Pod): boolean {
  const containers = pod.spec?.initContainers ?? [];
  if (containers.length === 0) return true;
  const statuses = pod.status?.containerStatuses ?? [];
  if (statuses.some(({ state, lastState }) => lastState?.terminated !== undefined || state?.waiting === undefined)) {
    return true;
  }
  const last = pod.status?.initContainerStatuses?.at(-1);
  const container = containers.find(({ name }) => name === last?.name);
  if (last === undefined || container === undefined) return false;
  if (isSidecar(container)) return last.state?.running !== undefined && last.started === true;
  return last.lastState?.terminated?.exitCode === 0 || last.state?.terminated?.exitCode === 0;
}

/** A container that has ended for good can't be anything else again (checkContainerStateTransition). */
function isIllegal(old: PodStatus, status: PodStatus, pod: Pod): boolean {
  const spec = pod.spec ?? {};
  if (spec.restartPolicy === 'Always' || couldRestartAllContainers(spec)) return false;
  const revived = (
    before: ContainerStatus[] | undefined,
    after: ContainerStatus[] | undefined,
    containers: typeof spec.containers,
  ): boolean =>
    (before ?? []).some((one) => {
      const ended = one.state?.terminated;
      if (ended === undefined) return false;
      const container = containers?.find(({ name }) => name === one.name);
      if (container !== undefined && (isSidecar(container) || restartsAfter(container, spec, ended.exitCode ?? 0))) {
        return false;
      }
      if (ended.exitCode !== 0 && spec.restartPolicy === 'OnFailure') return false;
      return (after ?? []).some(({ name, state }) => name === one.name && state?.terminated === undefined);
    });
  return (
    revived(old.containerStatuses, status.containerStatuses, spec.containers) ||
    revived(old.initContainerStatuses, status.initContainerStatuses, spec.initContainers)
  );
}
