/** Questions about a Pod that many components ask: ready, available, at an end. */
import { unixMs } from './time.ts';
import type { Pod, PodCondition } from './types.ts';

/** The Pod's condition of a type. */
export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === type);
}

export function isPodReady(pod: Pod): boolean {
  return podCondition(pod, 'Ready')?.status === 'True';
}

export function areContainersReady(pod: Pod): boolean {
  return podCondition(pod, 'ContainersReady')?.status === 'True';
}

/** Ready for at least `minReadySeconds` (pkg/api/v1/pod/util.go, IsPodAvailable). */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = unixMs(podCondition(pod, 'Ready')?.lastTransitionTime);
  return since !== undefined && since + minReadySeconds * 1000 <= nowMs;
}

/** Succeeded or Failed: it will never run again. */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}
