/** Probe workers: one a probe of a container, from the Pod's first sync to its end (pkg/kubelet/prober). */
import type { Container, ContainerStatus, Pod, PodStatus, Probe } from '../api/types.ts';
import type { Timer } from '../simulation/eventQueue.ts';
import type { Kernel } from '../simulation/kernel.ts';
import type { Process } from '../simulation/process.ts';
import type { EventRecorder } from './events.ts';
import { type ProbeOutcome, runProbe } from './probeAction.ts';
import { isSidecar, restartsAfter } from './restart.ts';
import type { ContainerRuntime } from './runtime.ts';
import { isTerminal, shouldRestartAll } from './status.ts';

export type ProbeKind = 'liveness' | 'readiness' | 'startup';
export type ProbeResult = 'success' | 'failure' | 'unknown';

/** A settled result of a probe that differs from the one before. */
export interface ProbeUpdate {
  readonly kind: ProbeKind;
  readonly uid: string;
  readonly containerId: string;
  readonly result: ProbeResult;
}

export interface Prober {
  addPod(pod: Pod): void;
  /** While a Pod terminates, only its readiness matters. */
  stopLivenessAndStartup(pod: Pod): void;
  removePod(pod: Pod): void;
  result(kind: ProbeKind, containerId: string): ProbeResult | undefined;
  /** Started and ready of a running container; asks for a probe now where readiness is open. */
  probed(pod: Pod, status: ContainerStatus): { readonly started: boolean; readonly ready: boolean };
  /** Something changed in a container of the Pod: the next probes are worth waiting for. */
  touched(uid: string): void;
}

export interface ProberContext {
  readonly kernel: Kernel;
  readonly runtime: ContainerRuntime;
  readonly events: EventRecorder;
  podOf(uid: string): Pod | undefined;
  statusOf(uid: string): PodStatus | undefined;
  changed(update: ProbeUpdate): void;
}

/** Tries of one probe that ends in an error (prober.go, maxProbeRetries). */
const tries = 3;

const initialResults: Readonly<Record<ProbeKind, ProbeResult>> = {
  liveness: 'success',
  readiness: 'failure',
  startup: 'unknown',
};
const kindNames: Readonly<Record<ProbeKind, string>> = {
  liveness: 'Liveness',
  readiness: 'Readiness',
  startup: 'Startup',
};

interface Worker {
  readonly kind: ProbeKind;
  readonly pod: Pod;
  readonly container: Container;
  readonly probe: Probe;
  containerId: string;
  lastResult: ProbeResult | undefined;
  run: number;
  onHold: boolean;
  probing: boolean;
  triggered: boolean;
  stopped: boolean;
  /** When the ticker ticks, in virtual ms; the next tick is one period after `tickedAt`. */
  tickedAt: number;
  timer: Timer | undefined;
}

export function prober(context: ProberContext): Prober {
  const { kernel, runtime, events } = context;
  const workers = new Map<string, Map<string, Worker>>();
  const results: Record<ProbeKind, Map<string, ProbeResult>> = {
    liveness: new Map(),
    readiness: new Map(),
    startup: new Map(),
  };

  const set = (worker: Worker, result: ProbeResult): void => {
    const cache = results[worker.kind];
    if (cache.get(worker.containerId) === result) return;
    cache.set(worker.containerId, result);
    const uid = worker.pod.metadata?.uid ?? '';
    const update: ProbeUpdate = { kind: worker.kind, uid, containerId: worker.containerId, result };
    kernel.after(0, () => context.changed(update));
  };

  const periodMs = (worker: Worker): number => (worker.probe.periodSeconds ?? 10) * 1000;

  /** Waits for the next tick. A probe that could still change its mind keeps the simulation going. */
  const scheduleTick = (worker: Worker): void => {
    if (worker.stopped) return;
    const late = kernel.now() - worker.tickedAt;
    const missed = Math.max(1, Math.ceil(late / periodMs(worker)));
    const at = worker.tickedAt + missed * periodMs(worker);
    worker.timer = kernel.after(
      at - kernel.now(),
      () => {
        worker.tickedAt = kernel.now();
        begin(worker);
      },
      { idle: !isOpen(worker) },
    );
  };

  const isOpen = (worker: Worker): boolean => {
    if (worker.containerId === '' || worker.onHold) return false;
    const settled = worker.kind === 'liveness' ? worker.lastResult !== 'failure' : worker.lastResult === 'success';
    return !settled;
  };

  const begin = (worker: Worker): void => {
    if (worker.stopped) return;
    worker.timer?.cancel();
    worker.timer = undefined;
    if (worker.probing) {
      worker.triggered = true;
      return;
    }
    worker.probing = true;
    kernel.spawn(work(worker));
  };

  function* work(worker: Worker): Process {
    const keepGoing = yield* doProbe(worker);
    worker.probing = false;
    if (!keepGoing || worker.stopped) {
      stop(worker);
      return;
    }
    if (worker.triggered) {
      worker.triggered = false;
      worker.tickedAt = kernel.now();
      begin(worker);
    } else scheduleTick(worker);
  }

  const stop = (worker: Worker): void => {
    worker.stopped = true;
    worker.timer?.cancel();
    if (worker.containerId !== '') results[worker.kind].delete(worker.containerId);
    const uid = worker.pod.metadata?.uid ?? '';
    const own = workers.get(uid);
    own?.delete(keyOf(worker.container, worker.kind));
    if (own?.size === 0) workers.delete(uid);
  };

  /** Probes once, where there is something to probe; false when this worker has nothing left to do. */
  function* doProbe(worker: Worker): Process<boolean> {
    const { container, probe, kind } = worker;
    const uid = worker.pod.metadata?.uid ?? '';
    const status = context.statusOf(uid);
    if (status === undefined) return true;
    if (isTerminal(status.phase)) return false;
    const state = containerStatusOf(status, container.name);
    if (!state?.containerID) return true;
    const id = state.containerID.replace('containerd://', '');
    if (id !== worker.containerId) {
      if (worker.containerId !== '') results[kind].delete(worker.containerId);
      worker.containerId = id;
      set(worker, initialResults[kind]);
      worker.onHold = false;
    }
    if (worker.onHold) return true;
    if (state.state?.running === undefined) {
      set(worker, 'failure');
      const ended = state.state?.terminated;
      if (ended === undefined) return true;
      return (
        restartsAfter(container, worker.pod.spec ?? {}, ended.exitCode ?? 0) ||
        shouldRestartAll(worker.pod, undefined, status)
      );
    }
    const pod = context.podOf(uid) ?? worker.pod;
    if (pod.metadata?.deletionTimestamp !== undefined && kind !== 'readiness') {
      set(worker, 'success');
      return false;
    }
    const running = kernel.unixMilliseconds() - Date.parse(state.state.running.startedAt ?? '');
    if (Math.floor(running / 1000) < (probe.initialDelaySeconds ?? 0)) return true;
    if ((state.started === true) === (kind === 'startup')) return true;
    const outcome = yield* tryProbe(worker, status.podIP ?? '');
    if (outcome.kind === 'errored') return true;
    if (worker.containerId !== id) return true;
    settle(worker, outcome.kind === 'failure' ? 'failure' : 'success');
    return true;
  }

  const settle = (worker: Worker, result: ProbeResult): void => {
    worker.run = worker.lastResult === result ? worker.run + 1 : 1;
    worker.lastResult = result;
    const { failureThreshold = 3, successThreshold = 1 } = worker.probe;
    if (worker.run < (result === 'failure' ? failureThreshold : successThreshold)) return;
    set(worker, result);
    if (worker.kind === 'startup' || (worker.kind === 'liveness' && result === 'failure')) {
      worker.onHold = true;
      worker.run = 0;
    }
  };

  function* tryProbe(worker: Worker, podIP: string): Process<ProbeOutcome> {
    const { pod, container, kind } = worker;
    const name = kindNames[kind];
    let outcome: ProbeOutcome = { kind: 'errored', error: '' };
    for (let attempt = 0; attempt < tries && outcome.kind === 'errored'; attempt++) {
      outcome = yield* runProbe(runtime, worker.probe, container, worker.containerId, podIP);
    }
    switch (outcome.kind) {
      case 'errored':
        events.container(
          pod,
          container,
          'Warning',
          'Unhealthy',
          `${name} probe errored and resulted in unknown state: ${outcome.error}`,
        );
        break;
      case 'warning':
        events.container(pod, container, 'Warning', 'ProbeWarning', `${name} probe warning: ${outcome.output}`);
        break;
      case 'failure':
        events.container(pod, container, 'Warning', 'Unhealthy', `${name} probe failed: ${outcome.output}`);
        break;
      case 'success':
        break;
    }
    return outcome;
  }

  const workerOf = (uid: string, container: string | undefined, kind: ProbeKind): Worker | undefined =>
    workers.get(uid)?.get(`${container}/${kind}`);

  const stopKinds = (pod: Pod, kinds: readonly ProbeKind[]): void => {
    for (const worker of [...(workers.get(pod.metadata?.uid ?? '')?.values() ?? [])]) {
      if (kinds.includes(worker.kind)) stop(worker);
    }
  };

  return {
    addPod: (pod) => {
      const uid = pod.metadata?.uid ?? '';
      if (workers.has(uid)) return;
      const own = new Map<string, Worker>();
      for (const container of probedContainers(pod)) {
        for (const [kind, probe] of probesOf(container)) {
          own.set(keyOf(container, kind), newWorker(kind, pod, container, probe, kernel.now()));
        }
      }
      if (own.size === 0) return;
      workers.set(uid, own);
      for (const worker of own.values()) kernel.after(0, () => begin(worker));
    },
    stopLivenessAndStartup: (pod) => stopKinds(pod, ['liveness', 'startup']),
    removePod: (pod) => stopKinds(pod, ['liveness', 'startup', 'readiness']),
    result: (kind, id) => results[kind].get(id),
    probed: (pod, status) => {
      const uid = pod.metadata?.uid ?? '';
      const id = (status.containerID ?? '').replace('containerd://', '');
      const startup = results.startup.get(id);
      const started =
        startup !== undefined
          ? startup === 'success'
          : status.started === true || workerOf(uid, status.name, 'startup') === undefined;
      if (!started) return { started, ready: false };
      if (results.readiness.get(id) === 'success') return { started, ready: true };
      const worker = workerOf(uid, status.name, 'readiness');
      if (worker === undefined) return { started, ready: true };
      trigger(worker);
      return { started, ready: false };
    },
    touched: (uid) => {
      for (const worker of workers.get(uid)?.values() ?? []) {
        if (worker.stopped || worker.onHold || worker.containerId === '') continue;
        const next = worker.tickedAt + periodMs(worker) * ((worker.probe.failureThreshold ?? 3) + 1);
        kernel.after(Math.max(0, next - kernel.now()) + 1, () => {});
      }
    },
  };

  /** Probes now, out of turn; the ticker starts anew. */
  function trigger(worker: Worker): void {
    if (worker.triggered) return;
    if (worker.probing) {
      worker.triggered = true;
      return;
    }
    worker.timer?.cancel();
    worker.timer = kernel.after(0, () => {
      worker.tickedAt = kernel.now();
      begin(worker);
    });
  }
}

function newWorker(kind: ProbeKind, pod: Pod, container: Container, probe: Probe, now: number): Worker {
  return {
    kind,
    pod,
    container,
    probe,
    containerId: '',
    lastResult: undefined,
    run: 0,
    onHold: false,
    probing: false,
    triggered: false,
    stopped: false,
    tickedAt: now,
    timer: undefined,
  };
}

function keyOf(container: Container, kind: ProbeKind): string {
  return `${container.name}/${kind}`;
}

function probedContainers(pod: Pod): readonly Container[] {
  return [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? []).filter(isSidecar)];
}

function probesOf(container: Container): [ProbeKind, Probe][] {
  const probes: [ProbeKind, Probe][] = [];
  if (container.startupProbe !== undefined) probes.push(['startup', container.startupProbe]);
  if (container.readinessProbe !== undefined) probes.push(['readiness', container.readinessProbe]);
  if (container.livenessProbe !== undefined) probes.push(['liveness', container.livenessProbe]);
  return probes;
}

function containerStatusOf(status: PodStatus, name: string | undefined): ContainerStatus | undefined {
  const named = (one: ContainerStatus): boolean => one.name === name;
  const regular = status.containerStatuses?.find(named);
  return regular?.containerID ? regular : (status.initContainerStatuses?.find(named) ?? regular);
}
