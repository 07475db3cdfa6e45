/** activeDeadlineSeconds: Pods that must end although nothing of them failed (pkg/kubelet/active_deadline.go). */
import type { Pod } from '../api/types.ts';
import type { Timer } from '../simulation/eventQueue.ts';
import type { Kernel } from '../simulation/kernel.ts';
import type { EventRecorder } from './events.ts';

export interface Deadlines {
  /** Sees to it that the Pod is synced once its time is over. */
  watch(pod: Pod): void;
  /** Why the Pod must go; each time this is found, an Event says so. */
  passed(pod: Pod): { readonly reason: string; readonly message: string } | undefined;
  forget(uid: string): void;
}

/** Nobody waits longer than this for a Pod to be ended. */
const patienceMs = 300_000;

const reason = 'DeadlineExceeded';
const message = 'Pod was active on the node longer than the specified deadline';

/** `nextTick`: milliseconds from a virtual time until the kubelet next looks for deadlines. */
export function deadlines(
  kernel: Kernel,
  events: EventRecorder,
  startTime: (pod: Pod) => string | undefined,
  resync: (uid: string) => void,
  nextTick: (at: number) => number,
): Deadlines {
  const timers = new Map<string, { readonly seconds: number; readonly timer: Timer }>();

  /** Virtual ms from now until the time is over; undefined where there is no end. */
  const left = (pod: Pod): number | undefined => {
    const seconds = pod.spec?.activeDeadlineSeconds;
    const start = startTime(pod);
    if (seconds === undefined || start === undefined) return undefined;
    return Date.parse(start) + seconds * 1000 - kernel.unixMilliseconds();
  };

  return {
    watch: (pod) => {
      const seconds = pod.spec?.activeDeadlineSeconds;
      const wait = left(pod);
      if (seconds === undefined || wait === undefined || wait <= 0) return;
      const uid = pod.metadata?.uid ?? '';
      const known = timers.get(uid);
      if (known?.seconds === seconds) return;
      known?.timer.cancel();
      const delay = wait + nextTick(kernel.now() + wait);
      timers.set(uid, { seconds, timer: kernel.after(delay, () => resync(uid), { idle: wait > patienceMs }) });
    },
    passed: (pod) => {
      const wait = left(pod);
      if (wait === undefined || wait > 0) return undefined;
      events.pod(pod, 'Normal', reason, message);
      return { reason, message };
    },
    forget: (uid) => {
      timers.get(uid)?.timer.cancel();
      timers.delete(uid);
    },
  };
}
