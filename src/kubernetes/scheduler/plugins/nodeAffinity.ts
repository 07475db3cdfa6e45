/** NodeAffinity: a Pod goes to nodes that its nodeSelector and node affinity match, and rather to those it prefers. */
import { preferredNodeScore, requiredNodeAffinity } from '../../api/nodeAffinity.ts';
import type { Node, NodeSelectorTerm } from '../../api/types.ts';
import { fits, reject, type SchedulerPlugin, scaleToHighest, skip, unresolvable } from '../framework.ts';
import type { NodeInfo } from '../nodeInfo.ts';
import { nodeAffinityOf } from '../requiredNodes.ts';

const noMatch = unresolvable("node(s) didn't match Pod's node affinity/selector");
const conflict = unresolvable('pod affinity terms conflict');

export const nodeAffinity: SchedulerPlugin<(node: NodeInfo) => boolean, (node: Node) => number> = {
  name: 'NodeAffinity',
  retryOn: [
    {
      on: 'Node',
      actions: ['Add', 'UpdateNodeLabel'],
      helps: (pod, { old, new: updated = {} }) => {
        const matches = requiredNodeAffinity(pod.spec ?? {});
        return matches(updated).matches && (old === undefined || !matches(old).matches);
      },
    },
  ],
  preFilter: ({ pod: { spec = {} }, snapshot }) => {
    const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    if (required === undefined && spec.nodeSelector === undefined) return skip;
    const state = nodeAffinityOf(spec, snapshot);
    const nodes = namedNodes(required?.nodeSelectorTerms ?? []);
    if (nodes === undefined) return { kind: 'filter', state };
    return nodes.size === 0 ? reject(conflict) : { kind: 'filter', state, nodes };
  },
  filter: (_cycle, matches, node) => (matches(node) ? fits : noMatch),
  preScore: ({ pod }) => {
    const preferred = pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    const score = preferred && preferredNodeScore(preferred);
    return score === undefined || typeof score === 'string' ? { kind: 'skip' } : { kind: 'score', state: score };
  },
  score: (_cycle, score, { node }) => (node === undefined ? 0 : score(node)),
  normalise: (_cycle, _state, raw) => scaleToHighest(raw, false),
  arithmetic: (_cycle, _state, _node, raw) => ({ id: 'scheduler.score.nodeAffinity', args: { weights: raw } }),
};

/**
 * The only nodes that can match, where every term names its nodes by `metadata.name`: the plugin then need not be asked
 * about thousands of others. Undefined where some term does not; empty where terms contradict themselves.
 */
function namedNodes(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  if (terms.length === 0) return undefined;
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    let ofTerm: readonly string[] | undefined;
    for (const { key, operator, values = [] } of matchFields) {
      if (key !== 'metadata.name' || operator !== 'In') continue;
      ofTerm = ofTerm === undefined ? values : ofTerm.filter((name) => values.includes(name));
    }
    if (ofTerm === undefined) return undefined;
    for (const name of ofTerm) names.add(name);
  }
  return names;
}
