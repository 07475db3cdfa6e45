/** PodTopologySpread: keeps Pods that belong together evenly spread over zones, nodes or other domains. */
import { matchesLabels, type Selector } from '../../api/labels.ts';
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
import {
  hardConstraints,
  hasAllKeys,
  hostnameKey,
  type SpreadConstraint,
  softConstraints,
  spreadEligibility,
} from '../spreadConstraints.ts';

const skewed = unschedulable("node(s) didn't match pod topology spread constraints");
const unlabelled = unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");

/** Matching Pods by domain, for one constraint, and the least of these numbers. */
interface DomainCounts {
  readonly constraint: SpreadConstraint;
  /** Whether the Pod itself is one of those it spreads among. */
  readonly self: 0 | 1;
  readonly counts: Map<string, number>;
  /** How many domains have that many Pods: finds the least again when one changes. */
  readonly domainsWith: Map<number, number>;
  least: number;
}

interface FilterState {
  readonly domains: readonly DomainCounts[];
  readonly eligible: (node: NodeInfo, constraint: SpreadConstraint) => boolean;
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
  /** Matching Pods by domain; by node name for hostnames. */
  readonly counts: ReadonlyMap<string, number>;
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
    const eligible = spreadEligibility(cycle.pod);
    const domains = constraints.map((constraint) => countDomains(cycle, constraint, constraints, eligible));
    return { kind: 'filter', state: { domains, eligible } };
  },
  filter: (_cycle, { domains }, { labels }) => {
    for (const { constraint, counts, self, least } of domains) {
      const domain = labels[constraint.topologyKey];
      if (domain === undefined) return unlabelled;
      const floor = counts.size < constraint.minDomains ? 0 : least;
      if ((counts.get(domain) ?? 0) + self - floor > constraint.maxSkew) return skewed;
    }
    return fits;
  },
  podMoved: (cycle, { domains, eligible }, other, node, by) => {
    if (other.namespace !== cycle.info.namespace) return;
    if (domains.some(({ constraint }) => node.labels[constraint.topologyKey] === undefined)) return;
    for (const domain of domains) {
      const { constraint } = domain;
      if (!matchesLabels(constraint.selector, other.kin.labels) || !eligible(node, constraint)) continue;
      recount(domain, node.labels[constraint.topologyKey] ?? '', by);
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
    for (const { constraint, weight, counts } of constraints) {
      const domain = node.labels[constraint.topologyKey];
      if (domain === undefined) continue;
      const pods = counts.get(constraint.topologyKey === hostnameKey ? node.name : domain) ?? 0;
      score += pods * weight + (constraint.maxSkew - 1);
    }
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
  arithmetic: (_cycle, { constraints }, { labels, name }, raw) => ({
    id: 'scheduler.score.spread',
    args: {
      terms: constraints
        .map(({ constraint: { topologyKey, maxSkew }, weight, counts }) => {
          const pods = counts.get(topologyKey === hostnameKey ? name : (labels[topologyKey] ?? '')) ?? 0;
          return `${pods} × ${weight.toFixed(2)} + ${maxSkew - 1}`;
        })
        .join(' + '),
      score: raw,
    },
  }),
};

/** Matching Pods by node, of all that are not on their way out. An empty selector counts nobody. */
function podsByNode(cycle: Cycle, selector: Selector): ReadonlyMap<string, number> {
  if (selector.nothing || selector.requirements.length === 0) return new Map();
  const matching: ReadonlyMap<string, number>[] = [];
  for (const kin of cycle.snapshot.kins) {
    if (kin.namespace !== cycle.info.namespace || kin.terminating) continue;
    if (matchesLabels(selector, kin.labels)) matching.push(kin.nodes);
  }
  const [only, ...more] = matching;
  if (only !== undefined && more.length === 0) return only;
  const sums = new Map<string, number>();
  for (const nodes of matching) for (const [node, pods] of nodes) sums.set(node, (sums.get(node) ?? 0) + pods);
  return sums;
}

function countDomains(
  cycle: Cycle,
  constraint: SpreadConstraint,
  all: readonly SpreadConstraint[],
  eligible: FilterState['eligible'],
): DomainCounts {
  const pods = podsByNode(cycle, constraint.selector);
  const counts = new Map<string, number>();
  for (const node of cycle.snapshot.nodes) {
    if (!hasAllKeys(node.labels, all) || !eligible(node, constraint)) continue;
    const domain = node.labels[constraint.topologyKey] ?? '';
    counts.set(domain, (counts.get(domain) ?? 0) + (pods.get(node.name) ?? 0));
  }
  const domainsWith = new Map<number, number>();
  let least = 2 ** 31 - 1; // no domain at all: nothing can be too much
  for (const count of counts.values()) {
    domainsWith.set(count, (domainsWith.get(count) ?? 0) + 1);
    least = Math.min(least, count);
  }
  const self = matchesLabels(constraint.selector, cycle.info.kin.labels) ? 1 : 0;
  return { constraint, self, counts, domainsWith, least };
}

function recount(domain: DomainCounts, name: string, by: 1 | -1): void {
  const before = domain.counts.get(name);
  const after = (before ?? 0) + by;
  const { domainsWith } = domain;
  domain.counts.set(name, after);
  domainsWith.set(after, (domainsWith.get(after) ?? 0) + 1);
  if (before !== undefined) domainsWith.set(before, (domainsWith.get(before) ?? 0) - 1);
  if (after < domain.least) domain.least = after;
  else while ((domainsWith.get(domain.least) ?? 0) === 0) domain.least += 1;
}

function scoreState(cycle: Cycle, constraints: readonly SpreadConstraint[], feasible: readonly NodeInfo[]): ScoreState {
  const ownConstraints = (cycle.pod.spec?.topologySpreadConstraints ?? []).length > 0;
  const ignored = new Set(ownConstraints ? feasible.filter(({ labels }) => !hasAllKeys(labels, constraints)) : []);
  const eligible = spreadEligibility(cycle.pod);
  const scored = constraints.map((constraint): ScoredConstraint => {
    const pods = podsByNode(cycle, constraint.selector);
    if (constraint.topologyKey === hostnameKey)
      return { constraint, weight: Math.log(feasible.length - ignored.size + 2), counts: pods };
    const counts = new Map<string, number>();
    for (const node of feasible) if (!ignored.has(node)) counts.set(node.labels[constraint.topologyKey] ?? '', 0);
    for (const node of cycle.snapshot.nodes) {
      const domain = node.labels[constraint.topologyKey] ?? '';
      const count = counts.get(domain);
      if (count === undefined || (ownConstraints && !hasAllKeys(node.labels, constraints))) continue;
      if (eligible(node, constraint)) counts.set(domain, count + (pods.get(node.name) ?? 0));
    }
    return { constraint, weight: Math.log(counts.size + 2), counts };
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
