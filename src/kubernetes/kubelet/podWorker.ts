/** One worker a Pod: it syncs, terminates and cleans up the Pod, one step at a time, as updates come in. */
import type { Pod, PodStatus } from '../api/types.ts';
import type { Timer } from '../simulation/eventQueue.ts';
import type { Kernel } from '../simulation/kernel.ts';
import { type Process, Signal } from '../simulation/process.ts';
import type { PodObservation } from './runtime.ts';
import { isTerminal } from './status.ts';

/** How a sync went: `terminal` when the Pod has come to its end, `relist` when containers were touched. */
export type SyncOutcome =
  | { readonly kind: 'done'; readonly relist: boolean }
  | { readonly kind: 'terminal' }
  /** Try again after a back-off, or at `retryAt` (virtual ms). */
  | { readonly kind: 'failed'; readonly retryAt?: number }
  | { readonly kind: 'cancelled' };

/** The three stages of a Pod's life on a node. */
export interface PodSyncer {
  sync(pod: Pod, observed: PodObservation, cancelled: Signal): Process<SyncOutcome>;
  /** `graceSeconds` undefined: as the Pod's spec says. False when it must be tried again. */
  terminate(
    pod: Pod,
    observed: PodObservation,
    graceSeconds: number | undefined,
    adjust?: AdjustStatus,
  ): Process<boolean>;
  cleanUp(pod: Pod, observed: PodObservation): Process<boolean>;
}

/** Changes the status of a Pod that is being killed, to say why. */
export type AdjustStatus = (status: PodStatus) => PodStatus;

export interface KillOptions {
  readonly graceSeconds?: number;
  readonly adjust?: AdjustStatus;
}

export interface PodWorkers {
  /** Hands on a change of the Pod, or a reason to look at it again. */
  update(pod: Pod, kill?: KillOptions): void;
  couldHaveRunningContainers(uid: string): boolean;
  isTerminationRequested(uid: string): boolean;
  isTerminated(uid: string): boolean;
  forget(uid: string): void;
}

/** Sync again after a success and after a failure; each up to half as long again (pod_workers.go). */
const resyncMs = 60_000;
const retryMs = 10_000;
const jitter = 0.5;

interface Worker {
  pod: Pod;
  working: boolean;
  pending: boolean;
  kill: KillOptions | undefined;
  stage: 'syncing' | 'terminating' | 'terminated' | 'finished';
  graceSeconds: number;
  graceSet: boolean;
  adjust: AdjustStatus | undefined;
  lastSync: number;
  cause: number | undefined;
  retry: Timer | undefined;
  readonly cancelled: Signal;
}

export function podWorkers(
  kernel: Kernel,
  syncer: PodSyncer,
  observe: (uid: string, since: number) => Process<PodObservation>,
  relist: (uid: string) => void,
  /** Milliseconds from a virtual time until the kubelet next looks for retries. */
  untilTick: (at: number) => number,
): PodWorkers {
  const workers = new Map<string, Worker>();

  const update = (pod: Pod, kill?: KillOptions): void => {
    const uid = pod.metadata?.uid ?? '';
    let worker = workers.get(uid);
    if (worker === undefined) {
      worker = newWorker(pod);
      workers.set(uid, worker);
    }
    if (worker.stage === 'finished') return;
    worker.pod = pod;
    worker.cause = kernel.cause;
    const before = worker.stage;
    if (
      before === 'syncing' &&
      (pod.metadata?.deletionTimestamp !== undefined || isTerminal(pod.status?.phase) || kill)
    ) {
      worker.stage = 'terminating';
    }
    if (worker.stage === 'terminating') {
      setGrace(worker, pod, kill);
      if (kill?.adjust !== undefined) worker.adjust = kill.adjust;
      if (before === 'syncing') worker.cancelled.fire();
    }
    worker.pending = true;
    start(uid, worker);
  };

  const start = (uid: string, worker: Worker): void => {
    if (worker.working) return;
    worker.working = true;
    kernel.because(worker.cause, () => kernel.after(0, () => kernel.spawn(work(uid, worker))));
  };

  function* work(uid: string, worker: Worker): Process {
    worker.pending = false;
    const stage = worker.stage;
    const pod = worker.pod;
    const observed = yield* observe(uid, worker.lastSync);
    const next = yield* step(stage, pod, worker, observed);
    worker.lastSync = kernel.now();
    if (next.relist) relist(uid);
    if (next.stage !== undefined) {
      worker.stage = next.stage;
      worker.pending = next.stage !== 'finished';
    }
    worker.working = false;
    if (worker.stage === 'finished') {
      worker.retry?.cancel();
      return;
    }
    if (next.retryAfter !== undefined) again(uid, worker, next.retryAfter, next.idle === true);
    if (worker.pending) start(uid, worker);
  }

  interface Next {
    readonly stage?: Worker['stage'];
    readonly relist?: boolean;
    readonly retryAfter?: number;
    readonly idle?: boolean;
  }

  function* step(stage: Worker['stage'], pod: Pod, worker: Worker, observed: PodObservation): Process<Next> {
    switch (stage) {
      case 'syncing':
        return afterSync(worker, yield* syncer.sync(pod, observed, worker.cancelled));
      case 'terminating': {
        const grace = worker.graceSet ? worker.graceSeconds : undefined;
        const done = yield* syncer.terminate(pod, observed, grace, worker.adjust);
        return done ? { stage: 'terminated' } : { retryAfter: jittered(retryMs) };
      }
      case 'terminated':
        return (yield* syncer.cleanUp(pod, observed)) ? { stage: 'finished' } : { retryAfter: jittered(retryMs) };
      case 'finished':
        return {};
    }
  }

  const afterSync = (worker: Worker, outcome: SyncOutcome): Next => {
    switch (outcome.kind) {
      case 'done':
        return { relist: outcome.relist, retryAfter: jittered(resyncMs), idle: true };
      case 'terminal':
        return worker.stage === 'syncing' ? { stage: 'terminating' } : {};
      case 'failed': {
        const delay = outcome.retryAt === undefined ? retryMs : outcome.retryAt - kernel.now();
        return { retryAfter: jittered(Math.min(Math.max(delay, 0), resyncMs)) };
      }
      case 'cancelled':
        return {};
    }
  };

  const jittered = (ms: number): number => ms * (1 + kernel.random.next() * jitter);

  const again = (uid: string, worker: Worker, ms: number, idle: boolean): void => {
    worker.retry?.cancel();
    worker.retry = kernel.after(
      ms + untilTick(kernel.now() + ms),
      () => {
        worker.cause = kernel.cause;
        worker.pending = true;
        start(uid, worker);
      },
      { idle },
    );
  };

  const stageOf = (uid: string): Worker['stage'] | undefined => workers.get(uid)?.stage;

  return {
    update,
    couldHaveRunningContainers: (uid) => {
      const stage = stageOf(uid);
      return stage === 'syncing' || stage === 'terminating';
    },
    isTerminationRequested: (uid) => {
      const stage = stageOf(uid);
      return stage !== undefined && stage !== 'syncing';
    },
    isTerminated: (uid) => {
      const stage = stageOf(uid);
      return stage === 'terminated' || stage === 'finished';
    },
    forget: (uid) => {
      workers.get(uid)?.retry?.cancel();
      workers.delete(uid);
    },
  };
}

function newWorker(pod: Pod): Worker {
  return {
    pod,
    working: false,
    pending: false,
    kill: undefined,
    stage: 'syncing',
    graceSeconds: 0,
    graceSet: false,
    adjust: undefined,
    lastSync: Number.NEGATIVE_INFINITY,
    cause: undefined,
    retry: undefined,
    cancelled: new Signal(),
  };
}

/** The grace period can only shrink, and is at least a second (calculateEffectiveGracePeriod). */
function setGrace(worker: Worker, pod: Pod, kill: KillOptions | undefined): void {
  let overridden = false;
  for (const seconds of [pod.metadata?.deletionGracePeriodSeconds, kill?.graceSeconds]) {
    if (seconds === undefined || (worker.graceSeconds !== 0 && seconds >= worker.graceSeconds)) continue;
    worker.graceSeconds = seconds;
    overridden = true;
  }
  if (!overridden && worker.graceSeconds === 0) worker.graceSeconds = pod.spec?.terminationGracePeriodSeconds ?? 0;
  worker.graceSeconds = Math.max(1, worker.graceSeconds);
  worker.graceSet = true;
}
