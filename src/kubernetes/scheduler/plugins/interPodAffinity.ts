/** InterPodAffinity: Pods that want to be near, or away from, certain other Pods. */
import { type Labels, matchesLabels } from '../../api/labels.ts';
import type { Node, Pod } from '../../api/types.ts';
import type { Change } from '../clusterEvents.ts';
import {
  type Cycle,
  fits,
  maxNodeScore,
  type SchedulerPlugin,
  skip,
  unresolvable,
  unschedulable,
} from '../framework.ts';
import type { Listers } from '../listers.ts';
import { type AffinityTerm, type PodKin, requiredTermsOf, termMatches, type WeightedTerm } from '../podInfo.ts';
import { TopologyCounts } from '../topologyCounts.ts';

const noCompany = unresolvable("node(s) didn't match pod affinity rules");
const unwanted = unschedulable("node(s) didn't match pod anti-affinity rules");
const unwelcome = unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");

/** What an existing Pod's required affinity for the incoming one adds to a node's score (HardPodAffinityWeight). */
const requiredAffinityWeight = 1;

interface FilterState {
  readonly affinity: readonly AffinityTerm[];
  readonly antiAffinity: readonly AffinityTerm[];
  /** Labels of the incoming Pod's namespace. */
  readonly namespaceLabels: Labels | undefined;
  /** Existing Pods that match all affinity terms, once for each term. */
  readonly company: TopologyCounts;
  /** Existing Pods that match an anti-affinity term. */
  readonly avoided: TopologyCounts;
  /** Existing Pods whose anti-affinity is against the incoming one. */
  readonly hostile: TopologyCounts;
}

export const interPodAffinity: SchedulerPlugin<FilterState, TopologyCounts> = {
  name: 'InterPodAffinity',
  retryOn: [
    { on: 'Pod', actions: ['Add', 'UpdatePodLabel', 'Delete'], helps: podChangeHelps },
    { on: 'Node', actions: ['Add', 'UpdateNodeLabel'], helps: nodeChangeHelps },
  ],
  preFilter: (cycle) => {
    const { kin } = cycle.info;
    const state: FilterState = {
      affinity: kin.requiredAffinity.map((term) => withNamespaces(term, cycle.listers)),
      antiAffinity: kin.requiredAntiAffinity.map((term) => withNamespaces(term, cycle.listers)),
      namespaceLabels: cycle.listers.namespaces.get(kin.namespace)?.metadata?.labels,
      company: new TopologyCounts(),
      avoided: new TopologyCounts(),
      hostile: new TopologyCounts(),
    };
    for (const other of cycle.snapshot.kinsWithRequiredAntiAffinity)
      for (const term of termsAgainst(other, state, kin)) countEverywhere(state.hostile, other, term);
    if (state.affinity.length + state.antiAffinity.length === 0) {
      if (!state.hostile.hasEntries) return skip;
      return { kind: 'filter', state };
    }
    for (const other of cycle.snapshot.kins) {
      if (matchesAll(state.affinity, other))
        for (const term of state.affinity) countEverywhere(state.company, other, term);
      for (const term of state.antiAffinity)
        if (termMatches(term, other, undefined)) countEverywhere(state.avoided, other, term);
    }
    return { kind: 'filter', state };
  },
  filter: (cycle, state, { labels }) => {
    if (!hasCompany(cycle, state, labels)) return noCompany;
    if (state.antiAffinity.some(({ topologyKey }) => state.avoided.at(labels, topologyKey) > 0)) return unwanted;
    return state.hostile.anyAt(labels) ? unwelcome : fits;
  },
  podMoved: ({ info }, state, { kin }, { labels }, by) => {
    for (const term of termsAgainst(kin, state, info.kin)) state.hostile.add(labels, term.topologyKey, by);
    if (matchesAll(state.affinity, kin))
      for (const term of state.affinity) state.company.add(labels, term.topologyKey, by);
    for (const term of state.antiAffinity)
      if (termMatches(term, kin, undefined)) state.avoided.add(labels, term.topologyKey, by);
  },
  preScore: (cycle) => {
    const sums = preferences(cycle);
    return sums.hasEntries ? { kind: 'score', state: sums } : { kind: 'skip' };
  },
  score: (_cycle, sums, { labels }) => sums.sumAt(labels),
  normalise: (_cycle, _sums, raw) => {
    const least = Math.min(...raw);
    const spread = Math.max(...raw) - least;
    return raw.map((score) => (spread === 0 ? 0 : Math.trunc(maxNodeScore * ((score - least) / spread))));
  },
  arithmetic: (_cycle, _sums, _node, raw) => ({ id: 'scheduler.score.podAffinity', args: { weights: raw } }),
};

/**
 * The term with the namespaces spelt out that its selector picks. The selector stays in force and is tried against no
 * labels at all, so that one of exclusions only picks every namespace: so do Kubernetes' schedulers.
 */
function withNamespaces<T extends AffinityTerm>(term: T, listers: Listers): T {
  const { namespaceSelector } = term;
  if (namespaceSelector.nothing || namespaceSelector.requirements.length === 0) return term;
  const namespaces = new Set(term.namespaces);
  for (const { metadata } of listers.namespaces.list())
    if (matchesLabels(namespaceSelector, metadata?.labels)) namespaces.add(metadata?.name ?? '');
  return { ...term, namespaces };
}

/** Pods without terms match nobody's. */
function matchesAll(terms: readonly AffinityTerm[], other: PodKin): boolean {
  return terms.length > 0 && terms.every((term) => termMatches(term, other, undefined));
}

/** The anti-affinity terms of `other` that are about the incoming Pod. */
function termsAgainst(other: PodKin, state: FilterState, incoming: PodKin): readonly AffinityTerm[] {
  if (other.requiredAntiAffinity.length === 0) return other.requiredAntiAffinity;
  return other.requiredAntiAffinity.filter((term) => termMatches(term, incoming, state.namespaceLabels));
}

function countEverywhere(counts: TopologyCounts, kin: PodKin, { topologyKey }: AffinityTerm): void {
  for (const [node, pods] of kin.nodes) if (node.index >= 0) counts.add(node.labels, topologyKey, pods);
}

/** The first of a group may go where nobody is yet: all topology keys must be there, and it must match its own terms. */
function hasCompany({ info }: Cycle, state: FilterState, labels: Labels): boolean {
  let company = true;
  for (const { topologyKey } of state.affinity) {
    if (labels[topologyKey] === undefined) return false;
    if (state.company.at(labels, topologyKey) <= 0) company = false;
  }
  return company || (state.company.allZero && matchesAll(state.affinity, info.kin));
}

/** Sums of the weights that speak for and against each topology. */
function preferences(cycle: Cycle): TopologyCounts {
  const { kin } = cycle.info;
  const wanted = kin.preferredAffinity.map((term) => withNamespaces(term, cycle.listers));
  const unwantedTerms = kin.preferredAntiAffinity.map((term) => withNamespaces(term, cycle.listers));
  const namespaceLabels = cycle.listers.namespaces.get(kin.namespace)?.metadata?.labels;
  const sums = new TopologyCounts();
  const choosy = wanted.length + unwantedTerms.length > 0;
  for (const other of choosy ? cycle.snapshot.kins : cycle.snapshot.kinsWithAffinity) {
    const votes: { readonly topologyKey: string; readonly weight: number }[] = [];
    const vote = (terms: readonly WeightedTerm[], about: PodKin, labels: Labels | undefined, sign: 1 | -1): void => {
      for (const term of terms)
        if (termMatches(term, about, labels)) votes.push({ topologyKey: term.topologyKey, weight: sign * term.weight });
    };
    vote(wanted, other, undefined, 1);
    vote(unwantedTerms, other, undefined, -1);
    for (const term of other.requiredAffinity)
      if (termMatches(term, kin, namespaceLabels))
        votes.push({ topologyKey: term.topologyKey, weight: requiredAffinityWeight });
    vote(other.preferredAffinity, kin, namespaceLabels, 1);
    vote(other.preferredAntiAffinity, kin, namespaceLabels, -1);
    if (votes.length > 0) countVotes(sums, other, votes);
  }
  return sums;
}

function countVotes(
  sums: TopologyCounts,
  kin: PodKin,
  votes: readonly { readonly topologyKey: string; readonly weight: number }[],
): void {
  for (const [{ index, labels }, pods] of kin.nodes) {
    if (index < 0) continue;
    for (const { topologyKey, weight } of votes) sums.add(labels, topologyKey, weight * pods);
  }
}

function podChangeHelps(pod: Pod, { old, new: updated }: Change<Pod>): boolean {
  if (old !== undefined && updated?.metadata?.uid === pod.metadata?.uid) return true;
  for (const changed of [old, updated])
    if (changed !== undefined && !changed.spec?.nodeName && !changed.status?.nominatedNodeName) return false;
  const terms = requiredTermsOf(pod);
  const allMatch = (list: readonly AffinityTerm[], other: Pod): boolean =>
    list.length > 0 && list.every((term) => termMatches(term, namespaceAndLabels(other), undefined));
  if (old !== undefined && updated !== undefined) {
    return (
      (!allMatch(terms.affinity, old) && allMatch(terms.affinity, updated)) ||
      (allMatch(terms.antiAffinity, old) && !allMatch(terms.antiAffinity, updated))
    );
  }
  if (updated !== undefined) return allMatch(terms.affinity, updated);
  if (old === undefined) return false;
  return allMatch(terms.antiAffinity, old) || allMatch(requiredTermsOf(old).antiAffinity, pod);
}

function namespaceAndLabels({ metadata = {} }: Pod): { readonly namespace: string; readonly labels: Labels } {
  return { namespace: metadata.namespace ?? '', labels: metadata.labels ?? {} };
}

function nodeChangeHelps(pod: Pod, { old, new: updated }: Change<Node>): boolean {
  const { affinity, antiAffinity } = requiredTermsOf(pod);
  const before = old?.metadata?.labels ?? {};
  const after = updated?.metadata?.labels ?? {};
  if (old === undefined)
    return antiAffinity.length > 0 || affinity.some(({ topologyKey }) => after[topologyKey] !== undefined);
  return (
    affinity.some(({ topologyKey: key }) => after[key] !== undefined && before[key] !== after[key]) ||
    antiAffinity.some(({ topologyKey: key }) => before[key] !== undefined && before[key] !== after[key])
  );
}
