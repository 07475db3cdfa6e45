/** What a scheduler plugin is: a name, the parts of the cycle it takes, and what makes it worth asking again. */
import type { Message } from '../../trace/model.ts';
import type { Pod } from '../api/types.ts';
import type { RetryRule } from './clusterEvents.ts';
import type { Listers } from './listers.ts';
import type { NodeInfo } from './nodeInfo.ts';
import type { PodInfo } from './podInfo.ts';
import type { Snapshot } from './snapshot.ts';
import type { VolumePlan } from './volumePlan.ts';

/**
 * Why a plugin says no. `Unschedulable`: Pods that leave the node might help, so preemption is tried.
 * `UnschedulableAndUnresolvable`: they would not. `Error`: the plugin could not tell (`k8s.io/kube-scheduler/framework`, Status).
 */
export interface Rejection {
  readonly code: 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Error';
  readonly reasons: readonly string[];
}

/** A plugin that has nothing against a node answers this. */
export const fits = undefined;

export function unschedulable(...reasons: readonly string[]): Rejection {
  return { code: 'Unschedulable', reasons };
}

export function unresolvable(...reasons: readonly string[]): Rejection {
  return { code: 'UnschedulableAndUnresolvable', reasons };
}

export function failed(message: string): Rejection {
  return { code: 'Error', reasons: [message] };
}

/** One attempt to place one Pod: what every plugin may look at. */
export interface Cycle {
  readonly pod: Pod;
  /** The same Pod as the scheduler sees it. */
  readonly info: PodInfo;
  readonly snapshot: Snapshot;
  readonly listers: Listers;
  /** Unix milliseconds. */
  readonly now: number;
}

/** What a plugin makes of a Pod before it sees any node. */
export type PreFilterOutcome<State> =
  /** The plugin has nothing to say about this Pod; its Filter is not asked. */
  | { readonly kind: 'skip' }
  /** No node can do: the whole attempt ends here. */
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  /** Ask Filter with this state; where `nodes` is given, on these nodes only. */
  | { readonly kind: 'filter'; readonly state: State; readonly nodes?: ReadonlySet<string> };

export const skip = { kind: 'skip' } as const;

export function reject(rejection: Rejection): { readonly kind: 'rejected'; readonly rejection: Rejection } {
  return { kind: 'rejected', rejection };
}

export type PreScoreOutcome<State> = { readonly kind: 'skip' } | { readonly kind: 'score'; readonly state: State };

/** Highest score a plugin may give after normalising. */
export const maxNodeScore = 100;

/**
 * The parts are optional and named as in Kubernetes. State that PreFilter or PreScore makes is handed to the later parts of the same attempt.
 */
export interface SchedulerPlugin<FilterState = unknown, ScoreState = unknown> {
  readonly name: string;
  /** Which changes of the cluster may help a Pod that this plugin rejected (queueing hints). */
  readonly retryOn?: readonly RetryRule[];

  /** Why the Pod must not even enter the queue. */
  preEnqueue?(pod: Pod, listers: Listers): string | undefined;

  preFilter?(cycle: Cycle): PreFilterOutcome<FilterState>;
  filter?(cycle: Cycle, state: FilterState, node: NodeInfo): Rejection | undefined;
  /** True when Filter would have nothing against any node of this cluster, so that it need not be asked thousands of times. */
  passesAll?(cycle: Cycle, state: FilterState): boolean;
  /** Keeps the state right while another Pod comes to (+1) or leaves (-1) a node in thought: preemption and nominated Pods. */
  podMoved?(cycle: Cycle, state: FilterState, pod: PodInfo, node: NodeInfo, by: 1 | -1): void;

  /** What must be bound first when the Pod goes to that node. */
  reserve?(cycle: Cycle, state: FilterState, node: NodeInfo): VolumePlan | undefined;

  preScore?(cycle: Cycle, feasible: readonly NodeInfo[]): PreScoreOutcome<ScoreState>;
  score?(cycle: Cycle, state: ScoreState, node: NodeInfo): number;
  /** Scores in the order of `nodes`, brought to 0…100. Left out where raw scores are that already. */
  normalise?(cycle: Cycle, state: ScoreState, raw: readonly number[], nodes: readonly NodeInfo[]): number[];
  /** How the raw score came about, with the user's numbers. */
  arithmetic?(cycle: Cycle, state: ScoreState, node: NodeInfo, raw: number): Message;
}

/** A plugin with the weight of its score in the total. */
export interface EnabledPlugin {
  readonly plugin: SchedulerPlugin;
  readonly weight: number;
}

/**
 * Scales scores so that the highest becomes 100 (0 stays 0 where all are 0); `reversed`: low raw scores are good
 * (pkg/scheduler/framework/plugins/helper/normalize_score.go).
 */
export function scaleToHighest(raw: readonly number[], reversed: boolean): number[] {
  let highest = 0;
  for (const score of raw) if (score > highest) highest = score;
  if (highest === 0) return raw.map((score) => (reversed ? maxNodeScore : score));
  return raw.map((score) => {
    const scaled = Math.trunc((maxNodeScore * score) / highest);
    return reversed ? maxNodeScore - scaled : scaled;
  });
}
