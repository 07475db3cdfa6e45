/** What a Pod's status says, as the little that the story needs to know of it. */
import { listOf, numberOf, recordOf, textOf } from './keys.ts';
import type { TracedObject } from './model.ts';

export interface PodState {
  readonly name: string;
  readonly node: string;
  readonly phase: string;
  /** Of status; set for Pods that failed as a whole, such as `Evicted`. */
  readonly reason: string;
  readonly message: string;
  readonly podIP: string;
  /** Regular containers in the manifest's order. */
  readonly containers: readonly ContainerStatus[];
  readonly initContainers: readonly ContainerStatus[];
  readonly ready: boolean;
  readonly deleting: boolean;
}

export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly state: 'none' | 'waiting' | 'running' | 'terminated';
  readonly reason: string;
  readonly message: string;
  readonly exitCode: number | undefined;
  readonly ready: boolean;
  readonly restarts: number;
  /** A sidecar: an init container that keeps running. */
  readonly sidecar: boolean;
}

/** Reads a Pod; anything that is missing or of another type is empty. */
export function podState(pod: TracedObject | undefined): PodState {
  const metadata = recordOf(pod?.metadata);
  const spec = recordOf(pod?.spec);
  const status = recordOf(pod?.status);
  return {
    name: textOf(metadata.name),
    node: textOf(spec.nodeName),
    phase: textOf(status.phase),
    reason: textOf(status.reason),
    message: textOf(status.message),
    podIP: textOf(status.podIP),
    containers: statuses(spec.containers, status.containerStatuses),
    initContainers: statuses(spec.initContainers, status.initContainerStatuses),
    ready: listOf(status.conditions)
      .map(recordOf)
      .some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    deleting: textOf(metadata.deletionTimestamp) !== '',
  };
}

/** The container that keeps a Pod from being ready: the first one in trouble, else the first one that waits. */
export function troubled(pod: PodState): ContainerStatus | undefined {
  const all = [...pod.initContainers, ...pod.containers];
  return (
    all.find((container) => container.state === 'waiting' && !ordinaryWaits.has(container.reason)) ??
    all.find((container) => container.state === 'terminated' && (container.exitCode ?? 0) !== 0) ??
    all.find((container) => container.state === 'running' && !container.ready && !container.sidecar)
  );
}

const ordinaryWaits: ReadonlySet<string> = new Set(['', 'ContainerCreating', 'PodInitializing']);

function statuses(declared: unknown, reported: unknown): readonly ContainerStatus[] {
  const byName = new Map(listOf(reported).map((entry) => [textOf(recordOf(entry).name), recordOf(entry)]));
  return listOf(declared).map((entry) => {
    const container = recordOf(entry);
    const name = textOf(container.name);
    const status = byName.get(name) ?? {};
    const state = recordOf(status.state);
    const waiting = recordOf(state.waiting);
    const terminated = recordOf(state.terminated);
    const which =
      'running' in state ? 'running' : 'terminated' in state ? 'terminated' : 'waiting' in state ? 'waiting' : 'none';
    return {
      name,
      image: textOf(container.image),
      state: which,
      reason: textOf(waiting.reason) || textOf(terminated.reason),
      message: textOf(waiting.message) || textOf(terminated.message),
      exitCode: 'terminated' in state ? numberOf(terminated.exitCode) : undefined,
      ready: status.ready === true,
      restarts: numberOf(status.restartCount),
      sidecar: container.restartPolicy === 'Always',
    };
  });
}
