/** PodTopologySpread: keeps Pods that belong together evenly spread over zones, nodes or other domains. */
import { matchesLabels } from '../../api/labels.ts';
import type { Pod } from '../../api/types.ts';
import type { Change } from '../clusterEvents.ts';
import { deepEqual } from '../deepEqual.ts';
import {
  type Cycle,
  fits,
  maxNodeScore,
  type SchedulerPlugin,
  skip,
  unresolvable,
  unschedulable,
} from '../framework.ts';
import type { NodeInfo } from '../nodeInfo.ts';
import type { PodKin } from '../podInfo.ts';
import {
  type Eligibility,
  hardConstraints,
  hasAllKeys,
  hostnameKey,
  type SpreadConstraint,
  softConstraints,
  spreadEligibility,
} from '../spreadConstraints.ts';
import type { TopologyColumn } from '../topologyColumn.ts';

const skewed = unschedulable("node(s) didn't match pod topology spread constraints");
const unlabelled = unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");

/** Less than any count: those fall below 0 in thought, when Pods that were not counted leave. */
const uncounted = -(2 ** 31);

/** Matching Pods by domain, for one constraint. */
interface DomainCounts {
  readonly constraint: SpreadConstraint;
  readonly column: TopologyColumn;
  /** Whether the Pod itself is one of those it spreads among. */
  readonly self: 0 | 1;
  /** By domain; `uncounted` where no node of the domain counts. */
  readonly counts: Int32Array;
  /** How many domains there are that count. */
  domains: number;
  least: number;
  /** How many domains have that many Pods: finds the least again when one changes. Made when first needed. */
  domainsWith: Map<number, number> | undefined;
}

interface FilterState {
  readonly domains: readonly DomainCounts[];
  readonly eligible: Eligibility;
}

interface ScoreState {
  readonly constraints: readonly ScoredConstraint[];
  /** Nodes that lack a key get nothing. */
  readonly ignored: ReadonlySet<NodeInfo>;
}

interface ScoredConstraint {
  readonly constraint: SpreadConstraint;
  /** ln(domains + 2): the same number of Pods weighs more where there are more domains to choose from. */
  readonly weight: number;
  /** Matching Pods in the domain of a node that has the label. */
  pods(node: NodeInfo): number;
}

export const podTopologySpread: SchedulerPlugin<FilterState, ScoreState> = {
  name: 'PodTopologySpread',
  retryOn: [
    { on: 'Pod', actions: ['Add', 'UpdatePodLabel', 'UpdatePodToleration', 'Delete'], helps: podChangeHelps },
    {
      on: 'Node',
      actions: ['Add', 'Delete', 'UpdateNodeLabel', 'UpdateNodeTaint'],
      helps: (pod, { old, new: updated }) => {
        const constraints = hardConstraints(pod);
        const [before, after] = [old?.metadata?.labels ?? {}, updated?.metadata?.labels ?? {}];
        const did = old !== undefined && hasAllKeys(before, constraints);
        const does = updated !== undefined && hasAllKeys(after, constraints);
        if (old === undefined || updated === undefined) return did || does;
        if (did !== does) return true;
        return (
          does &&
          (constraints.some(({ topologyKey }) => before[topologyKey] !== after[topologyKey]) ||
            !deepEqual(old.spec?.taints ?? [], updated.spec?.taints ?? []))
        );
      },
    },
  ],
  preFilter: (cycle) => {
    const constraints = hardConstraints(cycle.pod);
    if (constraints.length === 0) return skip;
    const eligible = spreadEligibility(cycle.pod, cycle.snapshot);
    const domains = constraints.map((constraint) => countDomains(cycle, constraint, constraints, eligible));
    return { kind: 'filter', state: { domains, eligible } };
  },
  filter: (_cycle, { domains }, { index }) => {
    for (const { constraint, column, counts, self, least, domains: size } of domains) {
      const domain = column.domainOf[index] as number;
      if (domain < 0) return unlabelled;
      const floor = size < constraint.minDomains ? 0 : least;
      const count = counts[domain] as number;
      if ((count === uncounted ? 0 : count) + self - floor > constraint.maxSkew) return skewed;
    }
    return fits;
  },
  podMoved: (cycle, { domains, eligible }, other, node, by) => {
    if (other.namespace !== cycle.info.namespace) return;
    if (domains.some(({ column }) => (column.domainOf[node.index] as number) < 0)) return;
    for (const domain of domains) {
      const { constraint, column } = domain;
      if (matchesLabels(constraint.selector, other.kin.labels) && eligible(node, constraint))
        recount(domain, column.domainOf[node.index] as number, by);
    }
  },
  preScore: (cycle, feasible) => {
    const constraints = softConstraints(cycle.pod, cycle.listers);
    return constraints.length === 0
      ? { kind: 'skip' }
      : { kind: 'score', state: scoreState(cycle, constraints, feasible) };
  },
  score: (_cycle, { constraints, ignored }, node) => {
    if (ignored.has(node)) return 0;
    let score = 0;
    for (const { constraint, weight, pods } of constraints)
      if (node.labels[constraint.topologyKey] !== undefined) score += pods(node) * weight + (constraint.maxSkew - 1);
    return Math.round(score);
  },
  normalise: (_cycle, { ignored }, raw, nodes) => {
    let least = Number.MAX_SAFE_INTEGER;
    let most = 0;
    for (const [index, score] of raw.entries()) {
      if (ignored.has(nodes[index] as NodeInfo)) continue;
      least = Math.min(least, score);
      most = Math.max(most, score);
    }
    return raw.map((score, index) => {
      if (ignored.has(nodes[index] as NodeInfo)) return 0;
      return most === 0 ? maxNodeScore : Math.trunc((maxNodeScore * (most + least - score)) / most);
    });
  },
  arithmetic: (_cycle, { constraints }, node, raw) => ({
    id: 'scheduler.score.spread',
    args: {
      terms: constraints
        .filter(({ constraint }) => node.labels[constraint.topologyKey] !== undefined)
        .map(({ constraint, weight, pods }) => `${pods(node)} × ${weight.toFixed(2)} + ${constraint.maxSkew - 1}`)
        .join(' + '),
      score: raw,
    },
  }),
};

/** The kins that a constraint spreads among: an empty selector means nobody, and Pods on their way out don't count. */
function matchingKins(cycle: Cycle, { selector }: SpreadConstraint): PodKin[] {
  if (selector.nothing || selector.requirements.length === 0) return [];
  const matching: PodKin[] = [];
  for (const kin of cycle.snapshot.kins) {
    if (kin.namespace !== cycle.info.namespace || kin.terminating) continue;
    if (matchesLabels(selector, kin.labels)) matching.push(kin);
  }
  return matching;
}

function countDomains(
  cycle: Cycle,
  constraint: SpreadConstraint,
  all: readonly SpreadConstraint[],
  eligible: Eligibility,
): DomainCounts {
  const { nodes } = cycle.snapshot;
  const columns = all.map(({ topologyKey }) => cycle.snapshot.topology(topologyKey));
  const column = cycle.snapshot.topology(constraint.topologyKey);
  const counts = new Int32Array(column.nodesIn.length).fill(uncounted);
  const everywhere = eligible.everywhere(constraint) && columns.every(({ complete }) => complete);
  const isCounted = (node: NodeInfo): boolean =>
    everywhere ||
    (columns.every(({ domainOf }) => (domainOf[node.index] as number) >= 0) && eligible(node, constraint));
  if (everywhere) for (const [domain, size] of column.nodesIn.entries()) counts[domain] = size > 0 ? 0 : uncounted;
  else for (const node of nodes) if (isCounted(node)) counts[column.domainOf[node.index] as number] = 0;
  for (const kin of matchingKins(cycle, constraint)) {
    for (const [node, pods] of kin.nodes) {
      if (node.index < 0 || !isCounted(node)) continue;
      const domain = column.domainOf[node.index] as number;
      counts[domain] = (counts[domain] as number) + pods;
    }
  }
  let least = 2 ** 31 - 1; // no domain at all: nothing can be too much
  let domains = 0;
  for (const count of counts) {
    if (count === uncounted) continue;
    domains += 1;
    if (count < least) least = count;
  }
  const self = matchesLabels(constraint.selector, cycle.info.kin.labels) ? 1 : 0;
  return { constraint, column, self, counts, domains, least, domainsWith: undefined };
}

/** For a domain that is counted. */
function recount(state: DomainCounts, domain: number, by: 1 | -1): void {
  const { counts } = state;
  state.domainsWith ??= histogram(counts);
  const { domainsWith } = state;
  const before = counts[domain] as number;
  const after = before + by;
  domainsWith.set(before, (domainsWith.get(before) ?? 0) - 1);
  counts[domain] = after;
  domainsWith.set(after, (domainsWith.get(after) ?? 0) + 1);
  if (after < state.least) state.least = after;
  else while ((domainsWith.get(state.least) ?? 0) === 0) state.least += 1;
}

function histogram(counts: Int32Array): Map<number, number> {
  const domainsWith = new Map<number, number>();
  for (const count of counts) if (count !== uncounted) domainsWith.set(count, (domainsWith.get(count) ?? 0) + 1);
  return domainsWith;
}

function scoreState(cycle: Cycle, constraints: readonly SpreadConstraint[], feasible: readonly NodeInfo[]): ScoreState {
  const isOwn = (cycle.pod.spec?.topologySpreadConstraints ?? []).length > 0;
  const ignored = new Set(isOwn ? feasible.filter(({ labels }) => !hasAllKeys(labels, constraints)) : []);
  const eligible = spreadEligibility(cycle.pod, cycle.snapshot);
  const scored = constraints.map((constraint): ScoredConstraint => {
    const kins = matchingKins(cycle, constraint);
    if (constraint.topologyKey === hostnameKey) {
      const pods = (node: NodeInfo): number => kins.reduce((sum, kin) => sum + (kin.nodes.get(node) ?? 0), 0);
      return { constraint, weight: Math.log(feasible.length - ignored.size + 2), pods };
    }
    const { domainOf, nodesIn } = cycle.snapshot.topology(constraint.topologyKey);
    const domainAt = (node: NodeInfo): number => Math.max(0, domainOf[node.index] as number);
    const counts = new Int32Array(nodesIn.length).fill(-1);
    for (const node of feasible) if (!ignored.has(node)) counts[domainAt(node)] = 0;
    const domains = counts.reduce((sum, count) => (count < 0 ? sum : sum + 1), 0);
    for (const kin of kins) {
      for (const [node, pods] of kin.nodes) {
        if (node.index < 0 || (counts[domainAt(node)] as number) < 0) continue;
        if (isOwn && !hasAllKeys(node.labels, constraints)) continue;
        if (eligible(node, constraint)) counts[domainAt(node)] = (counts[domainAt(node)] as number) + pods;
      }
    }
    return { constraint, weight: Math.log(domains + 2), pods: (node) => counts[domainAt(node)] as number };
  });
  return { constraints: scored, ignored };
}

function podChangeHelps(pod: Pod, { old, new: updated }: Change<Pod>): boolean {
  if ((updated && !isInvolved(updated, pod)) || (old && !isInvolved(old, pod))) return false;
  const constraints = hardConstraints(pod);
  const matches = (labels: Readonly<Record<string, string>> | undefined): boolean =>
    constraints.some(({ selector }) => matchesLabels(selector, labels));
  if (old === undefined || updated === undefined) return matches((updated ?? old)?.metadata?.labels);
  const isSelf = pod.metadata?.uid === updated.metadata?.uid;
  if (isSelf && !deepEqual(old.spec?.tolerations ?? [], updated.spec?.tolerations ?? []))
    if (constraints.some(({ honorTaints }) => honorTaints)) return true;
  return constraints.some(
    ({ selector }) =>
      matchesLabels(selector, old.metadata?.labels) !== matchesLabels(selector, updated.metadata?.labels),
  );
}

function isInvolved(changed: Pod, pod: Pod): boolean {
  if (changed.metadata?.uid === pod.metadata?.uid) return true;
  if (!changed.spec?.nodeName && !changed.status?.nominatedNodeName) return false;
  return changed.metadata?.namespace === pod.metadata?.namespace;
}
