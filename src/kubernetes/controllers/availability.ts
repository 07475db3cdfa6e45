/** When Pods that are ready will count as available. */
import { isPodAvailable, isPodReady, podCondition } from '../api/podReadiness.ts';
import { unixMs } from '../api/time.ts';
import type { Pod } from '../api/types.ts';

/** Milliseconds until the next of the Pods has been ready for long enough; undefined where none is waited for. */
export function nextAvailability(pods: readonly Pod[], minReadySeconds: number, nowMs: number): number | undefined {
  let next: number | undefined;
  for (const pod of pods) {
    if (!isPodReady(pod) || isPodAvailable(pod, minReadySeconds, nowMs)) continue;
    const since = unixMs(podCondition(pod, 'Ready')?.lastTransitionTime) ?? nowMs;
    const wait = since + minReadySeconds * 1000 - nowMs;
    if (next === undefined || wait < next) next = wait;
  }
  return next;
}
