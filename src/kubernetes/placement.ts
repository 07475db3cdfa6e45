/** Where the scheduler would put Pods in a cluster at rest, asked without a run. */
import type { Pod } from './api/types.ts';
import type { ClusterView } from './apiserver/clusterView.ts';
import { decide } from './scheduler/cycle.ts';
import type { ObjectCaches } from './scheduler/listers.ts';
import { defaultPlugins } from './scheduler/plugins.ts';
import { SchedulerState, schedulerName } from './scheduler/schedulerState.ts';

/** Why a Pod would stay Pending. */
export interface Unplaced {
  /** The text of the FailedScheduling event. */
  readonly message: string;
  /** The plugin that turned away most nodes, of equals the one met first; empty where there are no nodes. */
  readonly plugin: string;
  /** The resource that most nodes are short of, where that is the plugin's reason. */
  readonly resource?: string;
}

/** The scheduler's caches of one cluster. */
export class Placement {
  readonly #state = new SchedulerState(defaultPlugins);
  readonly #now: number;

  /** `now`: Unix milliseconds. */
  constructor(cluster: ClusterView, now: number) {
    this.#now = now;
    for (const node of cluster.list('nodes')) this.#state.snapshot.setNode(node);
    for (const pod of cluster.list<Pod>('pods')) {
      const node = pod.spec?.nodeName;
      if (node && !isOver(pod)) this.#state.snapshot.setPod(pod, node);
    }
    for (const name of Object.keys(this.#state.caches) as (keyof ObjectCaches)[]) {
      for (const object of cluster.list(name.toLowerCase()))
        this.#state.objectChanged(name, { type: 'ADDED', object }, now);
    }
  }

  /**
   * Why an admitted Pod would stay Pending; undefined for one that is placed, one that others would have to leave for, and
   * one that is not this scheduler's business (another scheduler's, gated, or on a node already).
   */
  failure(pod: Pod): Unplaced | undefined {
    if (!isWaiting(pod)) return undefined;
    const { snapshot, listers } = this.#state;
    const decision = decide(defaultPlugins, snapshot, listers, pod, { now: this.#now, preemptionOffset: () => 0 });
    if (decision.chosen !== undefined || decision.preemption?.chosen !== undefined) return undefined;
    const counts = new Map<string, number>();
    const short = new Map<string, number>();
    for (const { plugin, reasons } of decision.rejected) {
      count(counts, plugin);
      if (plugin !== 'NodeResourcesFit') continue;
      for (const reason of reasons) {
        const resource = /^Insufficient (.+)$/.exec(reason)?.[1];
        if (resource !== undefined) count(short, resource);
      }
    }
    const plugin = most(counts) ?? decision.rejectedBy[0] ?? '';
    const resource = plugin === 'NodeResourcesFit' ? most(short) : undefined;
    return { message: decision.message ?? '', plugin, ...(resource !== undefined && { resource }) };
  }
}

function isWaiting({ spec }: Pod): boolean {
  const { nodeName = '', schedulingGates = [], schedulerName: scheduler = schedulerName } = spec ?? {};
  return nodeName === '' && schedulingGates.length === 0 && (scheduler === '' || scheduler === schedulerName);
}

function isOver({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function most(counts: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  for (const [name, times] of counts) if (times > (best === undefined ? 0 : (counts.get(best) ?? 0))) best = name;
  return best;
}
