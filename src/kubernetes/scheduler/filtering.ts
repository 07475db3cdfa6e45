/** Asking the Filter plugins about one node, also with the Pods in mind that were promised a place there. */
import type { NodeVerdict } from '../../trace/model.ts';
import type { Cycle, Rejection, SchedulerPlugin } from './framework.ts';
import type { NodeInfo } from './nodeInfo.ts';
import type { PodInfo } from './podInfo.ts';

/** A plugin that takes part in this attempt's filtering, with the state its PreFilter made. */
export interface RunningFilter {
  readonly plugin: SchedulerPlugin;
  readonly state: unknown;
}

/** Undefined when the node will do. Code `Error`: a plugin failed, and the attempt is to be given up with that reason. */
export type FilterResult = NodeVerdict | undefined;

/**
 * Pods of the same or a higher priority that are nominated for the node count as if they were there; since affinity may
 * depend on Pods that are not there yet, the node must do without them too.
 */
export function filterNode(cycle: Cycle, filters: readonly RunningFilter[], node: NodeInfo): FilterResult {
  const nominated = promisedPods(cycle, node);
  if (nominated.length > 0) {
    const crowded = node.copy();
    for (const pod of nominated) {
      crowded.add(pod);
      movePod(cycle, filters, pod, crowded, 1);
    }
    const result = askFilters(cycle, filters, crowded);
    for (const pod of nominated) movePod(cycle, filters, pod, crowded, -1);
    if (result !== undefined) return result;
  }
  return askFilters(cycle, filters, node);
}

/** Tells the plugins that a Pod comes to or leaves a node in thought. */
export function movePod(
  cycle: Cycle,
  filters: readonly RunningFilter[],
  pod: PodInfo,
  node: NodeInfo,
  by: 1 | -1,
): void {
  for (const { plugin, state } of filters) plugin.podMoved?.(cycle, state, pod, node, by);
}

const nobody: readonly PodInfo[] = [];

function promisedPods(cycle: Cycle, node: NodeInfo): readonly PodInfo[] {
  const pods = cycle.listers.nominatedPods(node.name);
  if (pods.length === 0) return nobody;
  return pods.filter(({ priority, uid }) => priority >= cycle.info.priority && uid !== cycle.info.uid);
}

/** The first plugin that objects ends it. */
function askFilters(cycle: Cycle, filters: readonly RunningFilter[], node: NodeInfo): FilterResult {
  for (const { plugin, state } of filters) {
    const rejection = plugin.filter?.(cycle, state, node);
    if (rejection !== undefined) return rejectionOf(plugin.name, rejection, node);
  }
  return undefined;
}

function rejectionOf(plugin: string, { code, reasons }: Rejection, node: NodeInfo): NodeVerdict {
  if (code !== 'Error') return { node: node.name, plugin, code, reasons };
  return { node: node.name, plugin, code, reasons: [`running "${plugin}" filter plugin: ${reasons.join(', ')}`] };
}
