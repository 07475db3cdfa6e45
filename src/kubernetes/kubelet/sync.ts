/** The three stages of a Pod on its node: bring it to what its spec says, stop it, clean up after it. */
import { Backoff, crashLoopBackoff } from '../api/backoff.ts';
import { goDuration, nanoseconds } from '../api/duration.ts';
import { goJson } from '../api/goText.ts';
import type { Container, Pod, PodStatus } from '../api/types.ts';
import { type Process, type Signal, sleep } from '../simulation/process.ts';
import { type PodActions, podActions, type Verdicts } from './actions.ts';
import type { StartFailure } from './containerStatuses.ts';
import { containerNamed } from './containers.ts';
import { pullCredentials } from './credentials.ts';
import type { NodeAgent } from './nodeAgent.ts';
import { observe } from './pleg.ts';
import { podText } from './podText.ts';
import type { AdjustStatus, PodSyncer, SyncOutcome } from './podWorker.ts';
import { effectiveResources, resizeOf, sameResources } from './resources.ts';
import type { PodObservation } from './runtime.ts';
import { isTerminal, podStatus, replaceCondition } from './status.ts';

/** How starting one container went, as far as the next sync and the status care. */
interface Failure extends StartFailure {
  /** Virtual ms until which there is no use in trying again. */
  readonly retryAt?: number;
}

export function podSyncer(agent: NodeAgent): PodSyncer {
  const { kernel, latencies, runtime, events, statuses, volumes, prober, containers, allocation } = agent;
  const crashes = new Backoff(crashLoopBackoff);
  /** Why the last start of a container failed, by Pod. */
  const failures = new Map<string, Map<string, StartFailure>>();

  const statusNow = (pod: Pod, observed: PodObservation, terminal: boolean): PodStatus => {
    const uid = pod.metadata?.uid ?? '';
    return podStatus({
      pod,
      observed,
      last: statuses.get(uid),
      terminal,
      hostIP: agent.hostIP(),
      evicted: agent.deadlines.passed(pod),
      failureOf: (name) => failures.get(uid)?.get(name),
      timeText: agent.timeText,
      messageOf: agent.messageOf,
      probed: (status) => prober.probed(pod, status),
      resize: allocation.conditions(uid, terminal),
      actuated: allocation.actuated(pod),
    });
  };

  const verdictsFor = (pod: Pod): Verdicts => ({
    liveness: ({ id }) => (prober.result('liveness', id) === 'failure' ? false : undefined),
    startup: ({ id }) => prober.result('startup', id),
    resize: (container, record) => resizeOf(pod, container, record),
    podResizes: !sameResources(pod.spec?.resources, allocation.actuated(pod).spec?.resources),
  });

  function* sync(pod: Pod, observed: PodObservation, cancelled: Signal): Process<SyncOutcome> {
    if (statuses.get(pod.metadata?.uid ?? '') === undefined) {
      yield* sleep(latencies.kubeletAdmit, 'the kubelet takes up the Pod');
    }
    allocation.observe(pod, observed);
    const status = statusNow(pod, observed, false);
    statuses.set(pod, status);
    agent.deadlines.watch(pod);
    if (isTerminal(status.phase)) return { kind: 'terminal' };
    const mounted = yield* volumes.wait(pod, cancelled);
    if (mounted === 'cancelled') return { kind: 'cancelled' };
    if (mounted === 'timeout') return { kind: 'failed' };
    const secrets = pullCredentials(agent.objects, pod);
    if (secrets.missing.length > 0) {
      const names = secrets.missing.join(', ');
      const message = `Unable to retrieve some image pull secrets (${names}); attempting to pull the image may not succeed.`;
      events.pod(pod, 'Warning', 'FailedToRetrieveImagePullSecret', message);
    }
    agent.evictions.watch(pod);
    prober.addPod(pod);
    const restartAll = status.conditions?.some(
      ({ type, status: value }) => type === 'AllContainersRestarting' && value === 'True',
    );
    const actions = podActions(pod, observed, restartAll === true, verdictsFor(pod));
    return yield* applyActions(pod, observed, actions, secrets.found);
  }

  function* applyActions(
    pod: Pod,
    observed: PodObservation,
    actions: PodActions,
    credentials: ReturnType<typeof pullCredentials>['found'],
  ): Process<SyncOutcome> {
    const uid = pod.metadata?.uid ?? '';
    let touched = false;
    if (actions.createSandbox && actions.sandboxChanged) {
      events.pod(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    }
    if (actions.killPod) {
      touched = true;
      yield* containers.killAll(pod, observed, undefined);
      yield* stopSandboxes(observed);
      if (actions.createSandbox) removeInitContainers(pod, observed);
    } else {
      for (const { record, container, message, reason } of actions.kill) {
        touched = true;
        yield* containers.kill(pod, container, record, { message, reason });
      }
    }
    for (const { record, container, kill } of actions.reset) {
      touched = true;
      if (kill) {
        const options = { message: 'killing', reason: 'RestartAllContainers', graceSeconds: 0 } as const;
        yield* containers.kill(pod, container, record, options);
      }
      runtime.removeContainer(record.id);
    }
    let sandboxId = actions.sandboxId ?? '';
    let podIP = observed.ips[0];
    if (actions.createSandbox) {
      touched = true;
      const sandbox = yield* runtime.runPodSandbox(pod, actions.attempt);
      if (!sandbox.ok) {
        events.pod(pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${sandbox.error}`);
        return { kind: 'failed' };
      }
      sandboxId = sandbox.value.id;
      podIP = sandbox.value.ip ?? (pod.spec?.hostNetwork === true ? agent.hostIP() : undefined);
      sandboxReady(pod);
    }
    const failed: Failure[] = [];
    const start = { sandboxId, podIP, credentials };
    const begin = function* (container: PodActions['start'][number]): Process<boolean> {
      touched = true;
      const failure =
        crashBackOff(pod, container, observed) ?? (yield* containers.start(pod, container, observed, start));
      remember(uid, container.name ?? '', failure);
      if (failure !== undefined) failed.push(failure);
      return failure === undefined;
    };
    for (const container of actions.startEphemeral) yield* begin(container);
    for (const container of actions.startInit) {
      const started = yield* begin(container);
      if (!started && container.restartPolicy !== 'Always') return outcome(failed, touched);
    }
    if (actions.resizes) {
      touched = true;
      for (const { record, container } of actions.update) {
        yield* runtime.updateContainerResources(record.id, effectiveResources(pod, container));
      }
      allocation.actuate(pod);
      agent.reinspect(uid);
    }
    for (const container of actions.start) yield* begin(container);
    if (actions.reset.length > 0) agent.resync(uid);
    return outcome(failed, touched);
  }

  const remember = (uid: string, container: string, failure: StartFailure | undefined): void => {
    const own = failures.get(uid) ?? new Map<string, StartFailure>();
    failures.set(uid, own);
    if (failure === undefined) own.delete(container);
    else own.set(container, failure);
  };

  /** Why a crashed container may not start yet; notes the crash where it may. */
  const crashBackOff = (pod: Pod, container: Container, observed: PodObservation): Failure | undefined => {
    const ended = observed.containers.find(({ name, state }) => name === container.name && state === 'exited');
    if (ended === undefined) return undefined;
    const endedAt = ended.finishedAt ?? 0;
    const key = `${pod.metadata?.uid}/${container.name}/${container.image}/${goJson(container.resources ?? null)}`;
    if (!crashes.isWaitingSince(key, endedAt, kernel.now())) {
      crashes.next(key, endedAt, kernel.now());
      return undefined;
    }
    const subject = containerNamed(pod, container.name ?? '') ?? container;
    const text = `Back-off restarting failed container ${container.name} in pod ${podText(pod)}`;
    events.container(pod, subject, 'Warning', 'BackOff', text);
    const delay = crashes.delayMs(key);
    return {
      reason: 'CrashLoopBackOff',
      message: `back-off ${goDuration(nanoseconds(delay))} restarting failed container=${container.name} pod=${podText(pod)}`,
      retryAt: endedAt + delay,
    };
  };

  /** The sandbox stands: says so at once, before images are pulled (kubelet.go, OnPodSandboxReady). */
  const sandboxReady = (pod: Pod): void => {
    kernel.after(0, () => {
      const status = statuses.get(pod.metadata?.uid ?? '') ?? pod.status ?? {};
      const conditions = [...(status.conditions ?? [])];
      const generation = pod.metadata?.generation;
      const observed = generation ? { observedGeneration: generation } : {};
      replaceCondition(conditions, { type: 'PodReadyToStartContainers', ...observed, status: 'True' });
      statuses.set(pod, { ...status, conditions });
    });
  };

  function* stopSandboxes(observed: PodObservation): Process {
    for (const sandbox of observed.sandboxes) if (sandbox.ready) yield* runtime.stopPodSandbox(sandbox.id);
  }

  const removeInitContainers = (pod: Pod, observed: PodObservation): void => {
    for (const { id, name } of observed.containers) {
      if (pod.spec?.initContainers?.some((container) => container.name === name)) runtime.removeContainer(id);
    }
  };

  function* terminate(
    pod: Pod,
    observed: PodObservation,
    graceSeconds: number | undefined,
    adjust?: AdjustStatus,
  ): Process<boolean> {
    const status = statusNow(pod, observed, false);
    statuses.set(pod, adjust === undefined ? status : adjust(status));
    prober.stopLivenessAndStartup(pod);
    yield* containers.killAll(pod, observed, graceSeconds);
    yield* stopSandboxes(observed);
    prober.removePod(pod);
    const stopped = observe(runtime.podStatus(pod.metadata?.uid ?? ''), observed.ips);
    statuses.set(pod, statusNow(pod, { ...stopped, ips: observed.ips }, true));
    return true;
  }

  function* cleanUp(pod: Pod, observed: PodObservation): Process<boolean> {
    statuses.set(pod, statusNow(pod, observed, true));
    yield* volumes.unmount(pod);
    failures.delete(pod.metadata?.uid ?? '');
    statuses.terminate(pod);
    return true;
  }

  return { sync, terminate, cleanUp };
}

function outcome(failed: readonly Failure[], touched: boolean): SyncOutcome {
  if (failed.length === 0) return { kind: 'done', relist: touched };
  const times = failed.map(({ retryAt }) => retryAt).filter((at) => at !== undefined);
  return times.length > 0 ? { kind: 'failed', retryAt: Math.min(...times) } : { kind: 'failed' };
}
