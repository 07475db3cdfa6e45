/** Which Pods go first when there are too many (controller_utils.go, ActivePodsWithRanks). */
import { isPodReady, podCondition } from '../api/podReadiness.ts';
import { unixMs } from '../api/time.ts';
import type { Pod } from '../api/types.ts';
import { isPodActive } from './podControl.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const phases: readonly (string | undefined)[] = ['Pending', 'Unknown', 'Running'];

/** The `count` Pods to delete; Pods on nodes with more of `related` go before others. */
export function podsToDelete(pods: readonly Pod[], related: readonly Pod[], count: number, nowMs: number): Pod[] {
  if (count >= pods.length) return [...pods];
  const onNode = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const node = pod.spec?.nodeName ?? '';
    onNode.set(node, (onNode.get(node) ?? 0) + 1);
  }
  return [...pods].sort((a, b) => compare(a, b, onNode, nowMs)).slice(0, count);
}

/** Negative: `a` goes first. */
function compare(a: Pod, b: Pod, onNode: ReadonlyMap<string, number>, nowMs: number): number {
  const [nodeA = '', nodeB = ''] = [a.spec?.nodeName, b.spec?.nodeName];
  const ready = isPodReady(a);
  return (
    (nodeA === '' ? 0 : 1) - (nodeB === '' ? 0 : 1) ||
    phases.indexOf(a.status?.phase) - phases.indexOf(b.status?.phase) ||
    Number(ready) - Number(isPodReady(b)) ||
    costOf(a) - costOf(b) ||
    (onNode.get(nodeB) ?? 0) - (onNode.get(nodeA) ?? 0) ||
    (ready ? compareAges(readySince(a), readySince(b), a, b, nowMs) : 0) ||
    restartsOf(b) - restartsOf(a) ||
    sidecarRestartsOf(b) - sidecarRestartsOf(a) ||
    compareAges(unixMs(a.metadata?.creationTimestamp), unixMs(b.metadata?.creationTimestamp), a, b, nowMs)
  );
}

/** Younger first, in powers of two; among ages alike the UID decides (LogarithmicScaleDown). */
function compareAges(a: number | undefined, b: number | undefined, podA: Pod, podB: Pod, nowMs: number): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const rank = (age: number): number => (age > 0 ? Math.floor(Math.log2(age * 1e6)) : -1);
  const difference = rank(nowMs - a) - rank(nowMs - b);
  return difference || ((podA.metadata?.uid ?? '') < (podB.metadata?.uid ?? '') ? -1 : 1);
}

function readySince(pod: Pod): number | undefined {
  return unixMs(podCondition(pod, 'Ready')?.lastTransitionTime);
}

/** What an annotation says a deletion costs; 0 where it is no 32-bit integer. */
function costOf(pod: Pod): number {
  const text = pod.metadata?.annotations?.[deletionCost] ?? '0';
  return /^(0|-?[1-9]\d{0,9})$/.test(text) ? Number(text) : 0;
}

function restartsOf(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount = 0 }) => restartCount));
}

function sidecarRestartsOf({ spec, status }: Pod): number {
  const sidecars = new Set(
    (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name),
  );
  const statuses = (status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name));
  return Math.max(0, ...statuses.map(({ restartCount = 0 }) => restartCount));
}
