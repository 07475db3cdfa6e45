/** One attempt to place one Pod: filter, score, choose; a pure function of the cluster as the scheduler sees it. */
import type { NodeVerdict } from '../../trace/model.ts';
import type { Pod } from '../api/types.ts';
import type { Decision, PostFilterNote, PreemptionPlan, PreFilterNote, ScoreTable } from './decision.ts';
import { filterNode, type RunningFilter } from './filtering.ts';
import { fitError } from './fitError.ts';
import type { Cycle, EnabledPlugin, Rejection } from './framework.ts';
import type { Listers } from './listers.ts';
import type { NodeInfo } from './nodeInfo.ts';
import { type PostFilterOutcome, postFilters } from './postFilters.ts';
import { scoreNodes } from './scoring.ts';
import type { Snapshot } from './snapshot.ts';
import type { VolumePlan } from './volumePlan.ts';

export interface CycleOptions {
  /** Unix milliseconds. */
  readonly now: number;
  /** Where in the walking order the search begins. */
  readonly startIndex?: number;
  /** How many of 100 nodes to find before scoring; 0 or nothing: fewer the more there are. */
  readonly percentageOfNodesToScore?: number;
  /** Say how each score came about. */
  readonly explain?: boolean;
  /** Which of equally good nodes to take, where somebody knows; else the scheduler's own habit decides. */
  readonly amongEquals?: ((nodes: readonly string[]) => string | undefined) | undefined;
  /** Leave it at that when no node will do: nobody would be evicted. */
  readonly withoutPostFilters?: boolean;
  /** Which of the nodes where preemption may help is tried first. */
  readonly preemptionOffset?: (nodes: number) => number;
}

/** With no nodes at all nothing is filtered, and nobody in particular is to blame. */
const noNodes = 'no nodes available to schedule pods';

/**
 * Decides where `pod` goes (pkg/scheduler/schedule_one.go). `plugins` in the order in which they are asked.
 */
export function decide(
  plugins: readonly EnabledPlugin[],
  snapshot: Snapshot,
  listers: Listers,
  pod: Pod,
  options: CycleOptions,
): Decision {
  const cycle: Cycle = { pod, info: snapshot.describe(pod), snapshot, listers, now: options.now };
  const base = { best: [], feasible: [], rejected: [], postFilter: [], examined: 0, rejectedBy: [] } as const;
  const nodes = snapshot.nodes;
  if (nodes.length === 0) {
    const preFilter = { preFilterSkipped: [], preFilter: [] };
    return { ...base, ...preFilter, result: 'unschedulable', message: noNodes, nominate: '' };
  }
  const prepared = preFilter(plugins, cycle);
  const notes = { preFilterSkipped: prepared.skipped, preFilter: prepared.notes };
  if (prepared.rejection?.rejection.code === 'Error') {
    const { plugin, rejection } = prepared.rejection;
    const message = `running PreFilter plugin "${plugin}": ${rejection.reasons.join(', ')}`;
    return { ...base, ...notes, result: 'error', message, nominate: '' };
  }
  const search = prepared.rejection === undefined ? findNodes(cycle, prepared, options) : nothingFound;
  const found = { ...notes, rejected: search.rejected, feasible: search.feasible.map(({ name }) => name) };
  if (search.error !== undefined) {
    return { ...base, ...found, result: 'error', message: search.error, nominate: '', examined: search.examined };
  }
  if (search.feasible.length === 0) {
    const unfit = explain(cycle, prepared, search, options);
    return { ...base, ...found, ...unfit, result: 'unschedulable', examined: search.examined };
  }
  const scored =
    search.feasible.length > 1 ? scoreNodes(plugins, cycle, search.feasible, options.explain === true) : undefined;
  if (typeof scored === 'string')
    return { ...base, ...found, result: 'error', message: scored, nominate: '', examined: search.examined };
  const best = bestOf(search.feasible, scored);
  const wished = options.amongEquals?.(best);
  const habit = search.feasible[scored === undefined ? 0 : takenFirst(scored.totals)] as NodeInfo;
  const node = search.feasible.find(({ name }) => name === wished && best.includes(name)) ?? habit;
  const volumes = reserve(cycle, prepared.filters, node);
  return {
    ...base,
    ...found,
    result: 'scheduled',
    ...(scored === undefined ? {} : { scores: scored }),
    best,
    chosen: node.name,
    ...(volumes === undefined ? {} : { volumes }),
    examined: search.examined,
  };
}

interface Prepared {
  readonly filters: readonly RunningFilter[];
  readonly skipped: readonly string[];
  readonly notes: readonly PreFilterNote[];
  /** The only nodes worth asking; undefined for all. */
  readonly only: ReadonlySet<string> | undefined;
  /** Plugins that narrowed the nodes down. */
  readonly narrowedBy: readonly string[];
  readonly rejection: { readonly plugin: string; readonly rejection: Rejection } | undefined;
  /** Plugins that were asked at all: a rejection ends the round. */
  readonly asked: ReadonlySet<string>;
}

/** Asks each plugin what it makes of the Pod alone. */
function preFilter(plugins: readonly EnabledPlugin[], cycle: Cycle): Prepared {
  const filters: RunningFilter[] = [];
  const skipped: string[] = [];
  const notes: PreFilterNote[] = [];
  const narrowedBy: string[] = [];
  const asked = new Set<string>();
  let only: ReadonlySet<string> | undefined;
  for (const { plugin } of plugins) {
    const outcome = plugin.preFilter?.(cycle);
    if (outcome === undefined) {
      if (plugin.filter !== undefined && plugin.passesAll?.(cycle, undefined) !== true)
        filters.push({ plugin, state: undefined });
      continue;
    }
    asked.add(plugin.name);
    switch (outcome.kind) {
      case 'skip':
        skipped.push(plugin.name);
        break;
      case 'rejected': {
        const { rejection } = outcome;
        notes.push({ plugin: plugin.name, ...rejection });
        return { filters, skipped, notes, only, narrowedBy, rejection: { plugin: plugin.name, rejection }, asked };
      }
      case 'filter':
        filters.push({ plugin, state: outcome.state });
        if (outcome.nodes !== undefined) {
          narrowedBy.push(plugin.name);
          notes.push({ plugin: plugin.name, code: 'Success', nodes: [...outcome.nodes].sort() });
          only = only === undefined ? outcome.nodes : new Set([...only].filter((name) => outcome.nodes?.has(name)));
        }
        break;
      default:
        outcome satisfies never;
    }
  }
  return { filters, skipped, notes, only, narrowedBy, rejection: undefined, asked };
}

interface Search {
  readonly feasible: readonly NodeInfo[];
  readonly rejected: readonly NodeVerdict[];
  readonly examined: number;
  /** A Filter plugin failed. */
  readonly error?: string;
}

const nothingFound: Search = { feasible: [], rejected: [], examined: 0 };

/** The nominated node alone if it will do; else as many as are worth scoring. */
function findNodes(cycle: Cycle, { filters, only }: Prepared, options: CycleOptions): Search {
  const { nodes } = cycle.snapshot;
  const promised = cycle.snapshot.node(cycle.pod.status?.nominatedNodeName ?? '');
  if (promised !== undefined) {
    if (filterNode(cycle, filters, promised) === undefined) return { feasible: [promised], rejected: [], examined: 0 };
  }
  const candidates = only === undefined ? nodes : [...only].flatMap((name) => cycle.snapshot.node(name) ?? []);
  const wanted = nodesToFind(candidates.length, options.percentageOfNodesToScore ?? 0);
  const start = options.startIndex ?? 0;
  const feasible: NodeInfo[] = [];
  const rejected: NodeVerdict[] = [];
  for (let step = 0; step < candidates.length; step++) {
    const node = candidates[(start + step) % candidates.length] as NodeInfo;
    const verdict = filterNode(cycle, filters, node);
    if (verdict !== undefined) {
      rejected.push(verdict);
      const [error = ''] = verdict.reasons;
      if (verdict.code === 'Error') return { feasible, rejected, examined: step, error };
    } else if (feasible.length === wanted) break;
    else feasible.push(node);
  }
  return { feasible, rejected, examined: feasible.length + rejected.length };
}

/** Below 100 nodes all; else 50 % less one for each 125 nodes, at least 5 % and at least 100. */
export function nodesToFind(nodes: number, percentage: number): number {
  if (nodes < 100) return nodes;
  const share = percentage > 0 ? percentage : Math.max(5, 50 - Math.trunc(nodes / 125));
  return Math.max(100, Math.trunc((nodes * share) / 100));
}

/** Why the Pod fits nowhere, and whether evicting others would help. */
function explain(
  cycle: Cycle,
  prepared: Prepared,
  search: Search,
  options: CycleOptions,
): {
  message: string;
  rejectedBy: string[];
  postFilter: readonly PostFilterNote[];
  postFilterMessage: string;
  preemption?: PreemptionPlan;
  nominate?: string;
} {
  const { rejection } = prepared;
  const post: PostFilterOutcome = options.withoutPostFilters
    ? { notes: [], message: '' }
    : postFilters(cycle, prepared.filters, search.rejected, prepared.asked, options);
  const absent =
    prepared.only === undefined
      ? []
      : [`node(s) didn't satisfy plugin(s) [${prepared.narrowedBy.toSorted().join(' ')}]`];
  const message = fitError(cycle.snapshot.nodes.length, search.rejected, {
    ...(rejection === undefined ? {} : { preFilter: rejection.rejection.reasons.join(', ') }),
    absent,
    postFilter: post.message,
  });
  const rejectedBy = new Set(rejection === undefined ? prepared.narrowedBy : [rejection.plugin]);
  let last: string | undefined;
  for (const { plugin } of search.rejected) {
    if (plugin !== last) rejectedBy.add(plugin);
    last = plugin;
  }
  return {
    message,
    rejectedBy: [...rejectedBy].sort(),
    postFilter: post.notes,
    postFilterMessage: post.message,
    ...(post.preemption === undefined ? {} : { preemption: post.preemption }),
    ...(post.nominate === undefined ? {} : { nominate: post.nominate }),
  };
}

/** What must be bound before the Pod can be bound to `node`. */
function reserve(cycle: Cycle, filters: readonly RunningFilter[], node: NodeInfo): VolumePlan | undefined {
  for (const { plugin, state } of filters) {
    const plan = plugin.reserve?.(cycle, state, node);
    if (plan !== undefined) return plan;
  }
  return undefined;
}

function bestOf(feasible: readonly NodeInfo[], scores: ScoreTable | undefined): string[] {
  if (scores === undefined) return feasible.map(({ name }) => name);
  const highest = Math.max(...scores.totals);
  return feasible.filter((_, index) => scores.totals[index] === highest).map(({ name }) => name);
}

/**
 * Index of the node that is taken: the root of a heap built over the totals. Among equals that is the first one in most
 * cases and a later one in some, because nothing is drawn without extenders.
 */
export function takenFirst(totals: readonly number[]): number {
  const heap = totals.map((_, index) => index);
  const above = (a: number, b: number): boolean =>
    (totals[heap[a] as number] as number) > (totals[heap[b] as number] as number);
  for (let root = (heap.length >> 1) - 1; root >= 0; root--) {
    for (let at = root; ; ) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && above(child + 1, child)) child += 1;
      if (!above(child, at)) break;
      [heap[at], heap[child]] = [heap[child] as number, heap[at] as number];
      at = child;
    }
  }
  return heap[0] ?? 0;
}
