/** Making room: which Pods of lower priority would have to leave which node (pkg/scheduler/framework/preemption). */
import type { NodeVerdict } from '../../trace/model.ts';
import { checkedSelectorOf, matchesLabels } from '../api/labels.ts';
import type { PodDisruptionBudget } from '../api/types.ts';
import type { CycleOptions } from './cycle.ts';
import type { PreemptionCandidate, PreemptionPlan } from './decision.ts';
import { filterNode, movePod, type RunningFilter } from './filtering.ts';
import { fitError } from './fitError.ts';
import type { Cycle } from './framework.ts';
import type { NodeInfo } from './nodeInfo.ts';
import type { PodInfo } from './podInfo.ts';

export interface PreemptionOutcome {
  /** Why nobody is evicted; undefined when somebody is. */
  readonly refusal?: { readonly code: 'Unschedulable' | 'Error'; readonly message: string };
  readonly plan?: PreemptionPlan;
  /** The node that is promised to the Pod; empty takes an earlier promise back, undefined leaves it. */
  readonly nominate?: string;
}

/** At least this share of the nodes is tried, and at least this many. */
const minCandidatesPercent = 10;
const minCandidates = 100;

export function preempt(
  cycle: Cycle,
  filters: readonly RunningFilter[],
  rejected: readonly NodeVerdict[],
  { preemptionOffset, amongEquals }: Pick<CycleOptions, 'preemptionOffset' | 'amongEquals'>,
): PreemptionOutcome {
  const ineligible = whyNot(cycle, rejected);
  if (ineligible !== undefined) return { refusal: { code: 'Unschedulable', message: ineligible } };
  const { candidates, failures } = dryRun(cycle, filters, rejected, preemptionOffset ?? (() => 0));
  const notCandidates = failures.map(({ node, reasons }) => ({ node, why: reasons.join(', ') }));
  if (candidates.length === 0) {
    const plan = { candidates, notCandidates, best: [] };
    const errors = failures.flatMap(({ code, reasons }) => (code === 'Error' ? reasons : []));
    if (errors.length > 0) return { refusal: { code: 'Error', message: allErrors(errors) }, plan };
    const message = fitError(cycle.snapshot.nodes.length, failures, {
      absent: ['Preemption is not helpful for scheduling'],
    });
    return { refusal: { code: 'Unschedulable', message }, plan, nominate: '' };
  }
  const best = leastHarm(candidates, cycle.now);
  const names = best.map(({ node }) => node);
  const wished = amongEquals?.(names);
  const chosen = best.find(({ node }) => node === wished) ?? (best[0] as PreemptionCandidate);
  const plan = { candidates, notCandidates, best: names, chosen };
  return { plan, nominate: chosen.node };
}

/** As Kubernetes puts several errors into one. */
function allErrors(errors: readonly string[]): string {
  const different = [...new Set(errors)];
  return different.length === 1 ? different.join('') : `[${different.join(', ')}]`;
}

/** Why the Pod may not preempt at all. */
function whyNot(cycle: Cycle, rejected: readonly NodeVerdict[]): string | undefined {
  const { pod, info, snapshot } = cycle;
  if (pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status?.nominatedNodeName;
  if (!nominated) return undefined;
  const verdict = rejected.find(({ node }) => node === nominated);
  if (verdict === undefined || verdict.code === 'UnschedulableAndUnresolvable') return undefined;
  const leaving = snapshot.node(nominated)?.pods.some((other) => other.priority < info.priority && other.preempted);
  return leaving ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}

/** Tries the nodes where Pods that leave might help, until enough are found. */
function dryRun(
  cycle: Cycle,
  filters: readonly RunningFilter[],
  rejected: readonly NodeVerdict[],
  offset: (nodes: number) => number,
): { candidates: PreemptionCandidate[]; failures: NodeVerdict[] } {
  const nodes = rejected
    .filter(({ code }) => code === 'Unschedulable')
    .flatMap(({ node }) => cycle.snapshot.node(node) ?? []);
  const enough = Math.min(
    nodes.length,
    Math.max(minCandidates, Math.trunc((nodes.length * minCandidatesPercent) / 100)),
  );
  const budgets = [...cycle.listers.podDisruptionBudgets.list()].map(readBudget);
  const harmless: PreemptionCandidate[] = [];
  const violating: PreemptionCandidate[] = [];
  const failures: NodeVerdict[] = [];
  const start = nodes.length === 0 ? 0 : offset(nodes.length);
  for (let step = 0; step < nodes.length; step++) {
    const node = nodes[(start + step) % nodes.length] as NodeInfo;
    const found = selectVictims(cycle, filters, node.copy(), budgets);
    if ('victims' in found) (found.violations === 0 ? harmless : violating).push(found);
    else failures.push(found);
    if (harmless.length > 0 && harmless.length + violating.length >= enough) break;
  }
  return { candidates: [...harmless, ...violating], failures };
}

/** The fewest victims on one node, or why evicting does not help there. `node` is a copy. */
function selectVictims(
  cycle: Cycle,
  filters: readonly RunningFilter[],
  node: NodeInfo,
  budgets: readonly Budget[],
): PreemptionCandidate | NodeVerdict {
  const potential = node.pods.filter(({ priority }) => priority < cycle.info.priority);
  const failure = { node: node.name, plugin: 'DefaultPreemption' } as const;
  if (potential.length === 0) {
    return {
      ...failure,
      code: 'UnschedulableAndUnresolvable',
      reasons: ['No preemption victims found for incoming pod'],
    };
  }
  const gone = new Set<PodInfo>();
  const evict = (pod: PodInfo): void => {
    node.remove(pod);
    movePod(cycle, filters, pod, node, -1);
    gone.add(pod);
  };
  const reprieve = (pod: PodInfo): void => {
    node.add(pod);
    movePod(cycle, filters, pod, node, 1);
    gone.delete(pod);
  };
  for (const pod of potential) evict(pod);
  const verdict = filterNode(cycle, filters, node);
  let violations = 0;
  if (verdict === undefined) {
    const byImportance = sortByImportance(potential, cycle.now);
    const { violating, harmless } = splitByBudgets(byImportance, budgets);
    for (const pod of [...violating, ...harmless]) {
      reprieve(pod);
      if (filterNode(cycle, filters, node) === undefined) continue;
      evict(pod);
      if (violating.includes(pod)) violations += 1;
    }
    const victims = byImportance.filter((pod) => gone.has(pod));
    for (const pod of victims) reprieve(pod);
    if (victims.length > 0) return { node: node.name, victims, violations };
    return { ...failure, code: 'Error', reasons: [`expected at least one victim pod on node "${node.name}"`] };
  }
  for (const pod of [...gone]) reprieve(pod);
  return verdict;
}

interface Budget {
  readonly namespace: string;
  readonly matches: (pod: PodInfo) => boolean;
  readonly allowed: number;
}

/** A budget without a selector, or with an empty one, protects nobody here. */
function readBudget({ metadata = {}, spec = {}, status = {} }: PodDisruptionBudget): Budget {
  const selector = checkedSelectorOf(spec.selector);
  return {
    namespace: metadata.namespace ?? '',
    allowed: status.disruptionsAllowed ?? 0,
    matches: (pod) =>
      selector.requirements.length > 0 &&
      matchesLabels(selector, pod.kin.labels) &&
      status.disruptedPods?.[pod.name] === undefined,
  };
}

/** Tells apart the Pods whose eviction, one after the other, some budget does not allow. */
function splitByBudgets(
  pods: readonly PodInfo[],
  budgets: readonly Budget[],
): { violating: PodInfo[]; harmless: PodInfo[] } {
  const left = budgets.map(({ allowed }) => allowed);
  const violating: PodInfo[] = [];
  const harmless: PodInfo[] = [];
  for (const pod of pods) {
    let violates = false;
    if (Object.keys(pod.kin.labels).length > 0) {
      for (const [index, budget] of budgets.entries()) {
        if (budget.namespace !== pod.namespace || !budget.matches(pod)) continue;
        left[index] = (left[index] as number) - 1;
        if ((left[index] as number) < 0) violates = true;
      }
    }
    (violates ? violating : harmless).push(pod);
  }
  return { violating, harmless };
}

/**
 * Higher priority first, then the earlier start. A Pod that has not started counts as starting now, and "now" passes while
 * Kubernetes looks: of two such Pods the one asked about first is the earlier, which turns their order round.
 */
function sortByImportance(pods: readonly PodInfo[], now: number): PodInfo[] {
  const sorted: PodInfo[] = [];
  for (const pod of pods) {
    let at = sorted.length;
    while (at > 0 && isMoreImportant(pod, sorted[at - 1] as PodInfo, now)) at -= 1;
    sorted.splice(at, 0, pod);
  }
  return sorted;
}

function isMoreImportant(a: PodInfo, b: PodInfo, now: number): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.startTime === undefined && b.startTime === undefined) return true;
  return (a.startTime ?? now) < (b.startTime ?? now);
}

/** The measures by which candidates are compared, one after the other; less is better. */
const measures: readonly ((candidate: PreemptionCandidate, now: number) => number)[] = [
  ({ violations }) => violations,
  ({ victims }) => Math.max(...victims.map(({ priority }) => priority)),
  ({ victims }) => victims.reduce((sum, { priority }) => sum + priority + 2 ** 31, 0),
  ({ victims }) => victims.length,
  (candidate, now) => -earliestStart(candidate, now),
];

/** The candidates that are equally good and better than all others, in the order they were found. */
function leastHarm(candidates: readonly PreemptionCandidate[], now: number): PreemptionCandidate[] {
  let left = [...candidates];
  for (const measure of measures) {
    const values = left.map((candidate) => measure(candidate, now));
    const least = Math.min(...values);
    left = left.filter((_, index) => values[index] === least);
  }
  return left;
}

/** The earliest start among the victims of the highest priority. */
function earliestStart({ victims }: PreemptionCandidate, now: number): number {
  const highest = Math.max(...victims.map(({ priority }) => priority));
  const starts = victims.filter(({ priority }) => priority === highest).map(({ startTime }) => startTime ?? now);
  return Math.min(...starts);
}
