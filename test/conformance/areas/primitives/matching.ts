/** Tolerations and node affinity. */
import { preferredNodeScore, requiredNodeAffinity } from '../../../../src/kubernetes/api/nodeAffinity.ts';
import { firstUntoleratedTaint, schedulingEffects, toleratesTaint } from '../../../../src/kubernetes/api/taints.ts';
import type { NodeSelector, PreferredSchedulingTerm, Taint, Toleration } from '../../../../src/kubernetes/api/types.ts';
import type { Answer } from '../fields.ts';

interface RecordedNode {
  readonly name: string;
  readonly labels: Record<string, string>;
}

interface NodeInput {
  readonly nodeSelector?: Record<string, string>;
  readonly requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
  readonly preferredDuringSchedulingIgnoredDuringExecution?: PreferredSchedulingTerm[];
  readonly nodes: RecordedNode[];
}

export const matchingFamilies: Readonly<Record<string, Answer>> = {
  toleration: (input) => {
    const { tolerations, taints } = input as { tolerations: Toleration[]; taints: Taint[] };
    return {
      tolerates: toleranceTable(tolerations, taints, false),
      toleratesWithGtLt: toleranceTable(tolerations, taints, true),
      firstUntolerated: firstUntoleratedTaint(taints, tolerations),
      firstUntoleratedForScheduling: firstUntoleratedTaint(taints, tolerations, schedulingEffects),
    };
  },
  'node-selector': (input) => {
    const { nodes, nodeSelector, requiredDuringSchedulingIgnoredDuringExecution: required } = input as NodeInput;
    const match = requiredNodeAffinity({
      ...(nodeSelector !== undefined && { nodeSelector }),
      ...(required !== undefined && {
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
      }),
    });
    const results = nodes.map((node) => match({ metadata: node }));
    return { match: results.map(({ matches }) => matches), err: results.map(({ error }) => error ?? null) };
  },
  'preferred-node-affinity': (input) => {
    const { nodes, preferredDuringSchedulingIgnoredDuringExecution: terms = [] } = input as NodeInput;
    const score = preferredNodeScore(terms);
    return typeof score === 'string' ? { err: score } : { scores: nodes.map((node) => score({ metadata: node })) };
  },
};

/** The recordings write Go's nil for a toleration asked about no taints. */
function toleranceTable(
  tolerations: readonly Toleration[],
  taints: readonly Taint[],
  compareNumbers: boolean,
): unknown {
  return tolerations.map((toleration) =>
    taints.length === 0 ? null : taints.map((taint) => toleratesTaint(toleration, taint, compareNumbers)),
  );
}
