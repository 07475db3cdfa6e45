/** Starts and stops containers: image, create, start and postStart; preStop, order of stopping and grace. */
import type { Container, Pod } from '../api/types.ts';
import type { Kernel } from '../simulation/kernel.ts';
import { type Process, Signal, waitFor } from '../simulation/process.ts';
import type { KillReason } from './actions.ts';
import { recordOf } from './actions.ts';
import type { StartFailure } from './containerStatuses.ts';
import { type ContainerContext, containerConfig } from './environment.ts';
import type { EventRecorder } from './events.ts';
import { type HookOutcome, runHook } from './hooks.ts';
import type { ImageManager } from './images.ts';
import { isSidecar } from './restart.ts';
import type { ContainerRecord, ContainerRuntime, PodObservation, RegistryCredential } from './runtime.ts';

export interface ContainerAgent {
  /** Undefined when it runs; else why it does not. */
  start(
    pod: Pod,
    container: Container,
    observed: PodObservation,
    start: StartContext,
  ): Process<StartFailure | undefined>;
  kill(pod: Pod, container: Container, record: ContainerRecord, options: KillContainer): Process;
  /** Stops all running containers at once, sidecars after the others and in reverse order. */
  killAll(pod: Pod, observed: PodObservation, graceSeconds: number | undefined): Process;
}

export interface StartContext {
  readonly sandboxId: string;
  readonly podIP: string | undefined;
  readonly credentials: readonly RegistryCredential[];
}

export interface KillContainer {
  /** Text of the Killing Event; by default `Stopping container NAME`. */
  readonly message?: string;
  readonly reason?: KillReason;
  /** Wins over what Pod and probe say. */
  readonly graceSeconds?: number | undefined;
  readonly turn?: TerminationOrder;
}

/** The runtime is never asked for less (kuberuntime_container.go, minimumGracePeriodInSeconds). */
const leastGraceSeconds = 2;

export function containerAgent(
  kernel: Kernel,
  runtime: ContainerRuntime,
  events: EventRecorder,
  images: ImageManager,
  context: ContainerContext,
): ContainerAgent {
  function* start(
    pod: Pod,
    container: Container,
    observed: PodObservation,
    { sandboxId, podIP, credentials }: StartContext,
  ): Process<StartFailure | undefined> {
    const failed = (text: string): void => events.container(pod, container, 'Warning', 'Failed', `Error: ${text}`);
    const image = yield* images.ensure(pod, container, credentials);
    if (image.kind === 'failed') {
      failed(image.failure.reason);
      return image.failure;
    }
    const before = recordOf(observed, container.name);
    const restartCount = before === undefined ? 0 : before.restartCount + 1;
    const config = containerConfig(context, pod, container, image.image, restartCount, podIP);
    if (!config.ok) {
      failed(config.error);
      return { reason: 'CreateContainerConfigError', message: config.error };
    }
    const created = yield* runtime.createContainer(sandboxId, config.value);
    if (!created.ok) {
      failed(created.error);
      return { reason: 'CreateContainerError', message: created.error };
    }
    events.container(pod, container, 'Normal', 'Created', 'Container created');
    const started = yield* runtime.startContainer(created.value.id);
    if (!started.ok) {
      failed(started.error);
      return { reason: 'RunContainerError', message: started.error };
    }
    events.container(pod, container, 'Normal', 'Started', 'Container started');
    const postStart = container.lifecycle?.postStart;
    if (postStart === undefined) return undefined;
    const outcome: HookOutcome = yield* runHook(runtime, pod, container, created.value.id, postStart, podIP);
    if (outcome.ok) return undefined;
    events.container(pod, container, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
    yield* kill(pod, container, created.value, { message: 'FailedPostStartHook', reason: 'FailedPostStartHook' });
    return { reason: 'PostStartHookError', message: outcome.message };
  }

  function* kill(pod: Pod, container: Container, record: ContainerRecord, options: KillContainer): Process {
    events.container(pod, container, 'Normal', 'Killing', options.message || `Stopping container ${container.name}`);
    let grace = options.graceSeconds ?? graceSeconds(pod, container, options.reason ?? 'Unknown');
    const preStop = container.lifecycle?.preStop;
    if (preStop !== undefined && grace > 0) grace -= yield* runPreStop(pod, container, record, grace);
    if (options.turn !== undefined && grace > 0) {
      grace -= yield* options.turn.wait(container.name ?? '', grace);
    }
    yield* runtime.stopContainer(record.id, Math.max(grace, leastGraceSeconds));
    options.turn?.ended(container.name ?? '');
  }

  /** Whole seconds that the hook took, at most the grace period. */
  function* runPreStop(pod: Pod, container: Container, record: ContainerRecord, grace: number): Process<number> {
    const begun = kernel.now();
    const done = new Signal();
    let finished = false;
    kernel.because(kernel.cause, () =>
      kernel.spawn(
        (function* (): Process {
          const hook = container.lifecycle?.preStop ?? {};
          const outcome = yield* runHook(runtime, pod, container, record.id, hook, context.podIP(pod));
          if (!outcome.ok) events.container(pod, container, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
          finished = true;
          done.fire();
        })(),
      ),
    );
    if (!finished) yield* waitFor(done, grace * 1000);
    return Math.floor((kernel.now() - begun) / 1000);
  }

  function* killAll(pod: Pod, observed: PodObservation, graceSeconds: number | undefined): Process {
    const running = observed.containers.filter(({ state }) => state === 'running');
    const turn = pod.spec?.initContainers?.some(isSidecar)
      ? terminationOrder(kernel, pod, new Set(running.map(({ name }) => name)))
      : undefined;
    const kills = running.flatMap((record) => {
      const container = containerNamed(pod, record.name);
      if (container === undefined) return [];
      return [kill(pod, container, record, { graceSeconds, ...(turn === undefined ? {} : { turn }) })];
    });
    yield* allOf(kernel, kills);
  }

  return { start, kill, killAll };
}

/** The container of any kind with that name. */
export function containerNamed(pod: Pod, name: string): Container | undefined {
  const named = (one: Container): boolean => one.name === name;
  return (
    pod.spec?.containers?.find(named) ??
    pod.spec?.initContainers?.find(named) ??
    pod.spec?.ephemeralContainers?.find(named)
  );
}

/** Runs processes side by side, until all have ended. */
export function* allOf(kernel: Kernel, processes: readonly Process[]): Process {
  const [only] = processes;
  if (only === undefined) return;
  if (processes.length === 1) {
    yield* only;
    return;
  }
  let left = processes.length;
  const done = new Signal();
  for (const process of processes) {
    const counted = function* (): Process {
      yield* process;
      left -= 1;
      if (left === 0) done.fire();
    };
    kernel.because(kernel.cause, () => kernel.spawn(counted()));
  }
  if (left > 0) yield* waitFor(done);
}

function graceSeconds(pod: Pod, container: Container, reason: KillReason): number {
  const deletion = pod.metadata?.deletionGracePeriodSeconds;
  if (deletion !== undefined) return deletion;
  const own = pod.spec?.terminationGracePeriodSeconds;
  if (own === undefined) return leastGraceSeconds;
  if (reason === 'StartupProbe') return container.startupProbe?.terminationGracePeriodSeconds ?? own;
  if (reason === 'LivenessProbe') return container.livenessProbe?.terminationGracePeriodSeconds ?? own;
  return own;
}

/** Sidecars wait for the regular containers and for the sidecars after them. */
interface TerminationOrder {
  /** Waits for its turn, at most `graceSeconds`; the whole seconds that took. */
  wait(name: string, graceSeconds: number): Process<number>;
  ended(name: string): void;
}

function terminationOrder(kernel: Kernel, pod: Pod, running: ReadonlySet<string>): TerminationOrder {
  const left = new Set(running);
  const changed = new Signal();
  const before = new Map<string, readonly string[]>();
  const regular = (pod.spec?.containers ?? []).map(({ name }) => name ?? '');
  let later: string | undefined;
  for (const container of (pod.spec?.initContainers ?? []).toReversed()) {
    if (!isSidecar(container)) continue;
    before.set(container.name ?? '', later === undefined ? regular : [...regular, later]);
    later = container.name ?? '';
  }
  return {
    *wait(name, graceSeconds) {
      const begun = kernel.now();
      const deadline = begun + graceSeconds * 1000;
      while ((before.get(name) ?? []).some((one) => left.has(one)) && kernel.now() < deadline) {
        yield* waitFor(changed, deadline - kernel.now());
      }
      return Math.floor((kernel.now() - begun) / 1000);
    },
    ended: (name) => {
      left.delete(name);
      changed.fire();
    },
  };
}
