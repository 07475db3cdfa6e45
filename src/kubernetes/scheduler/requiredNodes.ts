/** Which nodes a Pod's nodeSelector and required node affinity allow, found out once for all nodes with the same labels. */
import { requiredNodeAffinity } from '../api/nodeAffinity.ts';
import type { PodSpec } from '../api/types.ts';
import type { NodeInfo } from './nodeInfo.ts';
import type { Snapshot } from './snapshot.ts';

/** Whether a Pod asks for certain nodes at all. */
export function asksForNodes({ nodeSelector, affinity }: PodSpec): boolean {
  return (
    Object.keys(nodeSelector ?? {}).length > 0 ||
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined
  );
}

/** More combinations of values than this are not worth remembering. */
const mostCombinations = 65_536;

/** Thousands of nodes have few values of the labels that are asked about, unless nodes are asked for by name. */
export function nodeAffinityOf(spec: PodSpec, snapshot: Snapshot): (node: NodeInfo) => boolean {
  const matches = requiredNodeAffinity(spec);
  const ask = ({ node }: NodeInfo): boolean => node !== undefined && matches(node).matches;
  const columns = labelKeys(spec)?.map((key) => snapshot.topology(key)) ?? [];
  const combinations = columns.reduce((product, { nodesIn }) => product * (nodesIn.length + 1), 1);
  if (columns.length === 0 || combinations > mostCombinations) return ask;
  const answers = new Int8Array(combinations);
  return (node) => {
    let combination = 0;
    for (const { domainOf, nodesIn } of columns)
      combination = combination * (nodesIn.length + 1) + (domainOf[node.index] as number) + 1;
    if (answers[combination] === 0) answers[combination] = ask(node) ? 1 : -1;
    return answers[combination] === 1;
  };
}

/** The labels that decide; undefined where the name of a node does. */
function labelKeys({ nodeSelector, affinity }: PodSpec): readonly string[] | undefined {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (terms.some(({ matchFields = [] }) => matchFields.length > 0)) return undefined;
  const keys = terms.flatMap(({ matchExpressions = [] }) => matchExpressions.map(({ key = '' }) => key));
  return [...new Set([...Object.keys(nodeSelector ?? {}), ...keys])];
}
