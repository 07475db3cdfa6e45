/** Statuses of containers, from what the runtime knows, what was said before, and why the last start failed. */
import type { Container, ContainerStatus, Pod, VolumeMountStatus } from '../api/types.ts';
import { restartingAllContainers } from './phase.ts';
import { containerStatusResources } from './resources.ts';
import { type LastRun, shouldBeRestarted } from './restart.ts';
import type { ContainerRecord } from './runtime.ts';

/** Why a container waits: reason and message of the last attempt to start it. */
export interface StartFailure {
  readonly reason: string;
  readonly message: string;
}

export interface ContainerStatusesInput {
  readonly pod: Pod;
  readonly containers: readonly Container[];
  /** The runtime's containers of the Pod, newest first. */
  readonly records: readonly ContainerRecord[];
  /** Statuses as they were last set. */
  readonly previous: readonly ContainerStatus[];
  readonly init: boolean;
  /** A rule is restarting all containers. */
  readonly restartingAll: boolean;
  readonly failureOf: (container: string) => StartFailure | undefined;
  /** RFC 3339 text of a virtual time. */
  readonly timeText: (at: number) => string;
  /** Message of an ended container: the runtime's, its termination log, or the tail of its output. */
  readonly messageOf: (record: ContainerRecord, container: Container) => string;
}

/** Statuses in the order of the containers (kubelet_pods.go, convertToAPIContainerStatuses). */
export function containerStatuses(input: ContainerStatusesInput): ContainerStatus[] {
  return input.containers.map((container) => statusOf(input, container));
}

function statusOf(input: ContainerStatusesInput, container: Container): ContainerStatus {
  const records = input.records.filter((record) => record.name === container.name);
  const previous = input.previous.find((status) => status.name === container.name);
  const [latest, before] = records;
  const status =
    latest === undefined
      ? statusOfLost(input, container, previous)
      : statusOfRecord(input, container, latest, before, previous);
  return withStartFailure(input, container, status, latest);
}

function statusOfRecord(
  input: ContainerStatusesInput,
  container: Container,
  record: ContainerRecord,
  before: ContainerRecord | undefined,
  previous: ContainerStatus | undefined,
): ContainerStatus {
  const id = `containerd://${record.id}`;
  const ended = previous?.containerID !== id ? previous?.state?.terminated : undefined;
  const earlier = ended ?? previous?.lastState?.terminated;
  const requests = container.resources?.requests;
  const status: ContainerStatus = {
    name: record.name,
    state: {},
    lastState: earlier === undefined ? {} : { terminated: earlier },
    ready: false,
    restartCount: Math.max(record.restartCount, previous?.restartCount ?? 0),
    image: record.image,
    imageID: record.imageRef,
    containerID: id,
    ...allocatedTo(container),
    ...(requests === undefined ? {} : { allocatedResources: requests }),
    resources: containerStatusResources(container, record),
    volumeMounts: previous?.volumeMounts ?? volumeMounts(container),
    user: { linux: { uid: record.user.uid, gid: record.user.gid, supplementalGroups: [record.user.gid] } },
  };
  switch (record.state) {
    case 'running':
      status.state = { running: { startedAt: input.timeText(record.startedAt ?? record.createdAt) } };
      if (previous?.state?.terminated !== undefined && (previous.restartCount ?? 0) >= record.restartCount) {
        status.restartCount = (previous.restartCount ?? 0) + 1;
      }
      if (previous?.started !== undefined) status.started = previous.started;
      break;
    case 'exited':
      status.state = { terminated: terminated(input, container, record) };
      break;
    case 'created':
      status.state = { waiting: {} };
      break;
    case 'unknown':
      if (previous?.state?.running === undefined) status.state = { waiting: {} };
      else {
        status.state = { terminated: lost(input.restartingAll, 'when the pod was terminated') };
        status.restartCount = (previous.restartCount ?? 0) + 1;
      }
      break;
  }
  if (before !== undefined && before.state === 'exited') {
    status.lastState = { terminated: terminated(input, container, before) };
  }
  return status;
}

/** What the container was given; the runtime is taken to have set just that. */
function allocatedTo({ resources = {} }: Container): Pick<ContainerStatus, 'resources' | 'allocatedResources'> {
  const { limits, requests } = resources;
  return {
    resources: { ...(limits && { limits }), ...(requests && { requests }) },
    ...(requests && { allocatedResources: requests }),
  };
}

/** Status of a container the runtime has none of: not made yet, or gone. */
function statusOfLost(
  input: ContainerStatusesInput,
  container: Container,
  previous: ContainerStatus | undefined,
): ContainerStatus {
  const status: ContainerStatus = {
    name: container.name ?? '',
    state: { waiting: { reason: input.pod.spec?.initContainers?.length ? 'PodInitializing' : 'ContainerCreating' } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image: container.image ?? '',
    imageID: '',
    ...(container.volumeMounts?.length ? { volumeMounts: volumeMounts(container) } : {}),
  };
  if (previous === undefined) return status;
  if (input.restartingAll && previous.state?.waiting === undefined) {
    const message = 'The container is removed because RestartAllContainers in place';
    return {
      ...(previous.state?.terminated === undefined ? status : previous),
      state: { waiting: { reason: restartingAllContainers, message } },
      lastState: { terminated: { exitCode: 137, reason: restartingAllContainers, message } },
      restartCount: (previous.restartCount ?? 0) + 1,
    };
  }
  if (previous.state?.terminated !== undefined) return { ...previous };
  status.restartCount = previous.restartCount ?? 0;
  status.lastState = previous.lastState ?? {};
  if (previous.state?.running === undefined || status.lastState.terminated !== undefined) return status;
  status.lastState = {
    terminated: {
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: 'The container could not be located when the pod was deleted.  The container used to be Running',
    },
  };
  if (input.pod.metadata?.deletionTimestamp === undefined) status.restartCount += 1;
  return status;
}

/** Puts the reason of a failed start in the place of the state, for a container that will be started again. */
function withStartFailure(
  input: ContainerStatusesInput,
  container: Container,
  status: ContainerStatus,
  latest: ContainerRecord | undefined,
): ContainerStatus {
  if (input.init) {
    if (latest?.state === 'exited' && latest.exitCode === 0) return status;
    if (latest === undefined && container.restartPolicy !== 'Always' && status.state?.waiting !== undefined) {
      if (regularContainerCreated(input)) {
        const message =
          'Unable to get init container status from container runtime and pod has been initialized, treat it as exited normally';
        return { ...status, state: { terminated: { exitCode: 0, reason: 'Completed', message } } };
      }
    }
  }
  if (!shouldBeRestarted(container, input.pod, lastRun(latest))) return status;
  const failure = input.failureOf(container.name ?? '');
  if (failure === undefined) return status;
  return {
    ...status,
    state: { waiting: { reason: failure.reason, ...(failure.message === '' ? {} : { message: failure.message }) } },
    ...(status.state?.terminated === undefined ? {} : { lastState: status.state }),
  };
}

function regularContainerCreated(input: ContainerStatusesInput): boolean {
  return input.records.some(
    (record) =>
      record.state !== 'unknown' && input.pod.spec?.containers?.some(({ name }) => name === record.name) === true,
  );
}

/** A record as the rules of restarting see it. */
export function lastRun(record: ContainerRecord | undefined): LastRun | undefined {
  if (record === undefined) return undefined;
  if (record.state === 'exited') return { state: 'exited', exitCode: record.exitCode ?? 0 };
  return { state: record.state };
}

function terminated(input: ContainerStatusesInput, container: Container, record: ContainerRecord) {
  const message = input.messageOf(record, container);
  return {
    exitCode: record.exitCode ?? 0,
    ...(record.reason === undefined ? {} : { reason: record.reason }),
    ...(message === '' ? {} : { message }),
    startedAt: record.startedAt === undefined ? '1970-01-01T00:00:00Z' : input.timeText(record.startedAt),
    finishedAt: input.timeText(record.finishedAt ?? record.createdAt),
    containerID: `containerd://${record.id}`,
  };
}

function lost(restartingAll: boolean, when: string) {
  return {
    exitCode: 137,
    reason: restartingAll ? restartingAllContainers : 'ContainerStatusUnknown',
    message: `The container could not be located ${when}`,
  };
}

function volumeMounts(container: Container): VolumeMountStatus[] {
  return (container.volumeMounts ?? []).map((mount) => ({
    name: mount.name ?? '',
    mountPath: mount.mountPath ?? '',
    ...(mount.readOnly === true ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}),
  }));
}
