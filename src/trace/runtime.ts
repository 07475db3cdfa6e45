/** What the container runtimes really have at an instant, apart from what Pod statuses say. */
import { keyOfRef } from './keys.ts';
import type { ObjectRef, ProcessStep, RuntimeStep } from './model.ts';

export interface RuntimePod {
  readonly pod: ObjectRef;
  readonly node: string;
  readonly sandbox: 'none' | 'making' | 'ready' | 'failed' | 'stopped';
  readonly containers: ReadonlyMap<string, RuntimeContainer>;
  /** Pulls that are for no container in particular, by image. */
  readonly images: ReadonlyMap<string, RuntimeContainer>;
}

export interface RuntimeContainer {
  readonly name: string;
  readonly image?: string;
  readonly state: ContainerState;
  /** Virtual milliseconds at which it came into this state. */
  readonly since: number;
  /** How often its process was started. */
  readonly starts: number;
  readonly exitCode?: number;
  readonly message?: string;
  /** The last result of each probe. */
  readonly probes: Readonly<Record<string, boolean>>;
}

export type ContainerState =
  | 'pulling'
  | 'pull failed'
  | 'pulled'
  | 'creating'
  | 'create failed'
  | 'created'
  | 'starting'
  | 'start failed'
  | 'running'
  | 'stopping'
  | 'exited'
  | 'removed';

export type RuntimePods = ReadonlyMap<string, RuntimePod>;

/** The runtimes after one more call. */
export function afterCall(pods: RuntimePods, step: RuntimeStep): RuntimePods {
  const pod = podOf(pods, step);
  switch (step.call) {
    case 'RunPodSandbox':
      return withPod(pods, { ...pod, sandbox: byPhase(step, 'making', 'ready', 'failed') });
    case 'StopPodSandbox':
      return step.phase === 'done' ? withPod(pods, { ...pod, sandbox: 'stopped' }) : pods;
    case 'PullImage':
      return withContainer(pods, pod, step, byPhase(step, 'pulling', 'pulled', 'pull failed'));
    case 'CreateContainer':
      return withContainer(pods, pod, step, byPhase(step, 'creating', 'created', 'create failed'));
    case 'StartContainer':
      return withContainer(pods, pod, step, byPhase(step, 'starting', 'running', 'start failed'));
    case 'StopContainer':
      return step.phase === 'called' ? withContainer(pods, pod, step, 'stopping') : pods;
    case 'RemoveContainer':
      return step.phase === 'done' ? withContainer(pods, pod, step, 'removed') : pods;
    case 'ExecSync':
      return pods;
    default:
      return step.call satisfies never;
  }
}

/** The runtimes after a process did something of its own accord. */
export function afterProcess(pods: RuntimePods, step: ProcessStep): RuntimePods {
  const pod = podOf(pods, step);
  const before = pod.containers.get(step.container);
  switch (step.what) {
    case 'running':
      return withContainer(pods, pod, step, 'running');
    case 'exited':
    case 'killed':
    case 'oomKilled':
      return withContainer(pods, pod, step, 'exited', {
        ...(step.exitCode === undefined ? {} : { exitCode: step.exitCode }),
      });
    case 'probe':
      return step.probe === undefined || step.success === undefined
        ? pods
        : withContainer(pods, pod, step, before?.state ?? 'running', {
            since: before?.since ?? step.at,
            probes: { ...before?.probes, [step.probe]: step.success },
          });
    case 'hook':
      return pods;
    default:
      return step.what satisfies never;
  }
}

function byPhase<T>(step: RuntimeStep, called: T, done: T, failed: T): T {
  return step.phase === 'called' ? called : step.phase === 'done' ? done : failed;
}

function podOf(pods: RuntimePods, step: RuntimeStep | ProcessStep): RuntimePod {
  return (
    pods.get(keyOfRef(step.pod)) ?? {
      pod: step.pod,
      node: step.node,
      sandbox: 'none',
      containers: new Map(),
      images: new Map(),
    }
  );
}

function withPod(pods: RuntimePods, pod: RuntimePod): RuntimePods {
  return new Map(pods).set(keyOfRef(pod.pod), pod);
}

function withContainer(
  pods: RuntimePods,
  pod: RuntimePod,
  step: RuntimeStep | ProcessStep,
  state: ContainerState,
  more: Partial<RuntimeContainer> = {},
): RuntimePods {
  const own = step.container;
  const kept = own === undefined ? pod.images : pod.containers;
  const name = own ?? (step.kind === 'runtime' ? step.image : undefined);
  if (name === undefined) return pods;
  const before = kept.get(name);
  const image = step.kind === 'runtime' ? (step.image ?? before?.image) : before?.image;
  const started = state === 'running' && before?.state !== 'running';
  const container: RuntimeContainer = {
    name,
    ...(image === undefined ? {} : { image }),
    state,
    since: before?.state === state ? before.since : step.at,
    starts: (before?.starts ?? 0) + (started ? 1 : 0),
    ...(step.message === undefined ? {} : { message: step.message }),
    probes: started ? {} : (before?.probes ?? {}),
    ...more,
  };
  const changed = new Map(kept).set(name, container);
  return withPod(pods, own === undefined ? { ...pod, images: changed } : { ...pod, containers: changed });
}

/** What the runtime has of a container: the container itself, else the pull of its image. */
export function runtimeContainer(
  pod: RuntimePod | undefined,
  name: string,
  image: string,
): RuntimeContainer | undefined {
  return pod?.containers.get(name) ?? pod?.images.get(image) ?? pod?.images.get(`${image}:latest`);
}
