/** Which nodes a Pod's nodeSelector and required node affinity allow, found out once for all nodes with the same labels. */
import { requiredNodeAffinity } from '../api/nodeAffinity.ts';
import type { PodSpec } from '../api/types.ts';
import type { NodeInfo } from './nodeInfo.ts';

/** Whether a Pod asks for certain nodes at all. */
export function asksForNodes({ nodeSelector, affinity }: PodSpec): boolean {
  return (
    Object.keys(nodeSelector ?? {}).length > 0 ||
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined
  );
}

/** Thousands of nodes have few values of the labels that are asked about, unless nodes are asked for by name. */
export function nodeAffinityOf(spec: PodSpec): (node: NodeInfo) => boolean {
  const matches = requiredNodeAffinity(spec);
  const ask = ({ node }: NodeInfo): boolean => node !== undefined && matches(node).matches;
  const keys = labelKeys(spec);
  if (keys === undefined) return ask;
  const known = new Map<string | undefined, boolean>();
  const [only] = keys;
  const valuesOf =
    keys.length === 1 && only !== undefined
      ? ({ labels }: NodeInfo): string | undefined => labels[only]
      : ({ labels }: NodeInfo): string => keys.map((key) => labels[key] ?? missing).join('\n');
  return (node) => {
    const values = valuesOf(node);
    let answer = known.get(values);
    if (answer === undefined) {
      answer = ask(node);
      known.set(values, answer);
    }
    return answer;
  };
}

/** No label has a line break in its value. */
const missing = '\n';

/** The labels that decide; undefined where the name of a node does. */
function labelKeys({ nodeSelector, affinity }: PodSpec): readonly string[] | undefined {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (terms.some(({ matchFields = [] }) => matchFields.length > 0)) return undefined;
  const keys = terms.flatMap(({ matchExpressions = [] }) => matchExpressions.map(({ key = '' }) => key));
  return [...new Set([...Object.keys(nodeSelector ?? {}), ...keys])];
}
