/** What one scheduling attempt came to, with every number and reason on the way. */
import type { Message, NodeVerdict } from '../../trace/model.ts';
import type { Rejection } from './framework.ts';
import type { PodInfo } from './podInfo.ts';
import type { VolumePlan } from './volumePlan.ts';

export interface Decision {
  /** `error`: a plugin failed; no node was judged unfit by that. */
  readonly result: 'scheduled' | 'unschedulable' | 'error';
  /** Plugins whose PreFilter had nothing to say. */
  readonly preFilterSkipped: readonly string[];
  /** PreFilter answers that rejected the Pod or narrowed the nodes down. */
  readonly preFilter: readonly PreFilterNote[];
  /** Nodes that cannot take the Pod, with the first plugin that said so, in walking order. */
  readonly rejected: readonly NodeVerdict[];
  /** Nodes that can, in walking order. */
  readonly feasible: readonly string[];
  /** Undefined where fewer than two nodes were feasible: then nothing is scored. */
  readonly scores?: ScoreTable;
  /** All feasible nodes with the highest total. */
  readonly best: readonly string[];
  readonly chosen?: string;
  /** Text of the PodScheduled condition and the FailedScheduling event. */
  readonly message?: string;
  /** Plugins whose rejection the queue remembers. */
  readonly rejectedBy: readonly string[];
  readonly postFilter: readonly PostFilterNote[];
  /** What these add to `message`. */
  readonly postFilterMessage?: string;
  readonly preemption?: PreemptionPlan;
  /** What becomes of the Pod's nominated node: undefined leaves it as it is, empty clears it. */
  readonly nominate?: string;
  /** Volumes to bind before the Pod is bound to `chosen`. */
  readonly volumes?: VolumePlan;
  /** How far the search got: the next one starts that many nodes later. */
  readonly examined: number;
}

export interface PreFilterNote {
  readonly plugin: string;
  readonly code: Rejection['code'] | 'Success';
  readonly reasons?: readonly string[];
  /** The only nodes worth asking, sorted. */
  readonly nodes?: readonly string[];
}

/** Scores of the feasible nodes, by plugin and node, in the order of `plugins` and of `Decision.feasible`. */
export interface ScoreTable {
  readonly plugins: readonly string[];
  readonly weights: readonly number[];
  readonly raw: readonly (readonly number[])[];
  readonly normalised: readonly (readonly number[])[];
  /** Per node. */
  readonly totals: readonly number[];
  /** How the raw scores came about, where that was asked for. */
  readonly arithmetic?: readonly (readonly (Message | undefined)[])[];
  /** Plugins that sat this one out. */
  readonly skipped: readonly string[];
}

export interface PostFilterNote {
  readonly plugin: string;
  readonly code: Rejection['code'] | 'Success';
  readonly reasons?: readonly string[];
}

/** What was found out about making room by evicting Pods of lower priority. */
export interface PreemptionPlan {
  /** Nodes where it would work, in the order they were tried. */
  readonly candidates: readonly PreemptionCandidate[];
  /** Why it would not on the other nodes that were tried. */
  readonly notCandidates: readonly { readonly node: string; readonly why: string }[];
  /** The candidates that are equally good and better than all others. */
  readonly best: readonly string[];
  readonly chosen?: PreemptionCandidate;
}

export interface PreemptionCandidate {
  readonly node: string;
  /** Most important first. */
  readonly victims: readonly PodInfo[];
  /** Victims whose eviction a PodDisruptionBudget does not allow. */
  readonly violations: number;
}
