/** Learns what changed in the runtime: a relist each second, and one of a single Pod right after its sync (PLEG). */
import type { Kernel } from '../simulation/kernel.ts';
import { type Process, sleep } from '../simulation/process.ts';
import type { ContainerRuntime, PodObservation, RuntimePodStatus } from './runtime.ts';

/** What the kubelet is told about a Pod whose containers or sandbox changed. */
export interface PodChange {
  readonly uid: string;
  /** Containers and sandboxes that ended since the last relist. */
  readonly ended: readonly string[];
}

export interface PodLifecycle {
  /** The runtime changed something of a Pod: the next relist will see it. */
  changed(uid: string): void;
  /** The next look at the Pod is news, whatever it sees. */
  reinspect(uid: string): void;
  /** Looks at one Pod now. */
  relist(uid: string): void;
  /** What the last relist saw. */
  status(uid: string): PodObservation;
  /** Waits until a relist is not older than `since` (virtual ms). */
  newerThan(uid: string, since: number): Process<PodObservation>;
  /** Looks at one Pod without telling anybody. */
  prime(uid: string): void;
  forget(uid: string): void;
}

type SeenState = 'running' | 'exited' | 'unknown';

interface Seen {
  readonly status: PodObservation;
  readonly states: ReadonlyMap<string, SeenState>;
  /** Virtual ms. */
  readonly at: number;
  /** A sync asked for this look: it is newer than that sync, though in the same instant, until the next sync uses it. */
  asked: boolean;
}

const nothing: PodObservation = { sandboxes: [], containers: [], ips: [] };

/** `notify` is called for each Pod with something to sync. Relists that would see nothing new are not simulated. */
export function podLifecycle(
  kernel: Kernel,
  runtime: ContainerRuntime,
  periodMs: number,
  notify: (change: PodChange) => void,
): PodLifecycle {
  const phase = kernel.random.next() * periodMs;
  const seen = new Map<string, Seen>();
  const dirty = new Set<string>();
  const inspectAnyway = new Set<string>();
  let scheduled = false;

  const untilRelist = (): number => periodMs - ((((kernel.now() - phase) % periodMs) + periodMs) % periodMs);
  const lastRelist = (): number => kernel.now() + untilRelist() - periodMs;

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    kernel.after(
      untilRelist(),
      () => {
        scheduled = false;
        const uids = [...dirty];
        dirty.clear();
        for (const uid of uids) inspect(uid, false);
      },
      { priority: -1 },
    );
  };

  const prime = (uid: string): void => {
    const status = observe(runtime.podStatus(uid), []);
    dirty.delete(uid);
    seen.set(uid, { status, states: statesOf(status), at: kernel.now(), asked: false });
  };

  const inspect = (uid: string, asked: boolean): void => {
    const known = seen.get(uid);
    const before = known?.states;
    const status = observe(runtime.podStatus(uid), known?.status.ips ?? []);
    const states = statesOf(status);
    let worthy = inspectAnyway.delete(uid);
    const ended: string[] = [];
    for (const [id, state] of states) {
      if (before?.get(id) === state) continue;
      if (state === 'exited') ended.push(id);
      if (state !== 'unknown') worthy = true;
    }
    for (const [id, state] of before ?? []) {
      if (states.has(id) || state === 'exited') continue;
      ended.push(id);
      worthy = true;
    }
    seen.set(uid, { status, states, at: kernel.now(), asked });
    if (worthy) notify({ uid, ended });
  };

  const status = (uid: string): PodObservation => seen.get(uid)?.status ?? nothing;

  return {
    changed: (uid) => {
      dirty.add(uid);
      schedule();
    },
    reinspect: (uid) => {
      inspectAnyway.add(uid);
      dirty.add(uid);
      schedule();
    },
    relist: (uid) => {
      dirty.delete(uid);
      inspect(uid, true);
    },
    status,
    prime,
    forget: (uid) => {
      seen.delete(uid);
      dirty.delete(uid);
    },
    *newerThan(uid, since) {
      const known = seen.get(uid);
      const isNewer = known !== undefined && (known.at > since || (known.asked && known.at === since));
      if (lastRelist() <= since && !isNewer) yield* sleep(untilRelist(), 'the next relist of containers');
      else if (known !== undefined) known.asked = false;
      return status(uid);
    },
  };
}

/** Adds the addresses; a Pod whose sandbox has stopped keeps those it had. */
export function observe(status: RuntimePodStatus, earlier: readonly string[]): PodObservation {
  const [sandbox] = status.sandboxes;
  if (sandbox?.ready && sandbox.ip !== undefined) return { ...status, ips: [sandbox.ip] };
  return { ...status, ips: status.sandboxes.some(({ ready }) => ready) ? [] : earlier };
}

function statesOf(status: RuntimePodStatus): Map<string, SeenState> {
  const states = new Map<string, SeenState>();
  for (const { id, state } of status.containers) {
    states.set(id, state === 'running' ? 'running' : state === 'exited' ? 'exited' : 'unknown');
  }
  for (const { id, ready } of status.sandboxes) states.set(id, ready ? 'running' : 'exited');
  return states;
}
