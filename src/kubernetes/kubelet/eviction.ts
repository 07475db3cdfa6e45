/** Eviction of Pods whose containers or emptyDirs fill more of the node's disk than they may (pkg/kubelet/eviction). */
import { podLimits } from '../api/podRequests.ts';
import { formatQuantity, quantityOf, quantitySign, quantityValue } from '../api/quantity.ts';
import type { Pod } from '../api/types.ts';
import type { Timer } from '../simulation/eventQueue.ts';
import type { Kernel } from '../simulation/kernel.ts';
import type { EventRecorder } from './events.ts';
import type { KillOptions } from './podWorker.ts';
import type { ContainerRuntime } from './runtime.ts';

export interface EvictionManager {
  /** Takes up a Pod with a limit on its local storage. */
  watch(pod: Pod): void;
  /** Something in a container of the Pod changed. */
  touched(uid: string): void;
  forget(uid: string): void;
}

/** The eviction manager looks at all Pods this often; their volumes are measured each minute to two (kubelet.go). */
const lookMs = 10_000;
const measureMs = 60_000;
const evictedGraceSeconds = 1;
const systemCritical = 2_000_000_000;

interface Watched {
  readonly pod: Pod;
  /** When its volumes are next measured, in virtual ms. */
  measured: number;
  timer: Timer | undefined;
}

/** Measurements that would find nothing are not simulated. Pressure on the node as a whole is not either. */
export function evictionManager(
  kernel: Kernel,
  runtime: ContainerRuntime,
  events: EventRecorder,
  kill: (pod: Pod, options: KillOptions) => void,
): EvictionManager {
  const pods = new Map<string, Watched>();

  /** What the Pod uses too much of: the message, and whether its volumes must be measured to see that. */
  const excess = (pod: Pod): { readonly message: string; readonly measured: boolean } | undefined => {
    const { uid = '' } = pod.metadata ?? {};
    let volumes = 0;
    for (const { name, emptyDir } of pod.spec?.volumes ?? []) {
      if (emptyDir === undefined) continue;
      const used = runtime.volumeUsage(`pod/${uid}/${name}`);
      if (emptyDir.medium !== 'Memory') volumes += used;
      const limit = quantityOf(emptyDir.sizeLimit);
      if (quantitySign(limit) > 0 && BigInt(used) > quantityValue(limit)) {
        const message = `Usage of EmptyDir volume "${name}" exceeds the limit "${formatQuantity(limit)}". `;
        return { message, measured: true };
      }
    }
    const containers = runtime.podStatus(uid).containers.filter(({ state }) => state === 'running');
    const usage = new Map(containers.map(({ id, name }) => [name, runtime.containerUsage(id)]));
    const total = podLimits(pod).get('ephemeral-storage');
    const sum = [...usage.values()].reduce((one, other) => one + other, volumes);
    if (total !== undefined && BigInt(sum) > quantityValue(total)) {
      const message = `Pod ephemeral local storage usage exceeds the total limit of containers ${formatQuantity(total)}. `;
      return { message, measured: volumes > 0 };
    }
    for (const { name, resources } of pod.spec?.containers ?? []) {
      const limit = quantityOf(resources?.limits?.['ephemeral-storage']);
      if (quantitySign(limit) > 0 && BigInt(usage.get(name ?? '') ?? 0) > quantityValue(limit)) {
        const message = `Container ${name} exceeded its local ephemeral storage limit "${formatQuantity(limit)}". `;
        return { message, measured: false };
      }
    }
    return undefined;
  };

  const evict = (watched: Watched): void => {
    watched.timer = undefined;
    const found = excess(watched.pod);
    if (found === undefined) return;
    const { message } = found;
    pods.delete(watched.pod.metadata?.uid ?? '');
    events.pod(watched.pod, 'Warning', 'Evicted', message);
    kill(watched.pod, {
      graceSeconds: evictedGraceSeconds,
      adjust: (status) => ({ ...status, phase: 'Failed', reason: 'Evicted', message }),
    });
  };

  return {
    watch: (pod) => {
      const { uid = '' } = pod.metadata ?? {};
      if (pods.has(uid) || !isLimited(pod) || (pod.spec?.priority ?? 0) >= systemCritical) return;
      pods.set(uid, { pod, measured: kernel.now() + kernel.random.next() * measureMs, timer: undefined });
    },
    touched: (uid) => {
      const watched = pods.get(uid);
      if (watched === undefined || watched.timer !== undefined) return;
      const found = excess(watched.pod);
      if (found === undefined) return;
      while (watched.measured < kernel.now()) watched.measured += measureMs * (1 + kernel.random.next());
      const seen = found.measured ? watched.measured : kernel.now();
      const at = Math.ceil(seen / lookMs) * lookMs;
      watched.timer = kernel.after(at - kernel.now(), () => evict(watched));
    },
    forget: (uid) => {
      pods.get(uid)?.timer?.cancel();
      pods.delete(uid);
    },
  };
}

function isLimited(pod: Pod): boolean {
  const { volumes = [], containers = [], initContainers = [] } = pod.spec ?? {};
  return (
    volumes.some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined) ||
    [...containers, ...initContainers].some(({ resources }) => resources?.limits?.['ephemeral-storage'] !== undefined)
  );
}
