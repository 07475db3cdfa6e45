/** Which domain of one topology key each node is in, as numbers, so that thousands of nodes are counted quickly. */
import type { NodeInfo } from './nodeInfo.ts';

export interface TopologyColumn {
  /** By the node's place in walking order: the number of its domain, or -1 where it lacks the label. */
  readonly domainOf: Int32Array;
  /** How many nodes are in which domain. Domain 0 is the empty value, which scoring takes a missing label for. */
  readonly nodesIn: Int32Array;
  /** Every node has the label. */
  readonly complete: boolean;
}

export function topologyColumn(nodes: readonly NodeInfo[], key: string): TopologyColumn {
  const numbers = new Map([['', 0]]);
  const domainOf = new Int32Array(nodes.length);
  let complete = true;
  for (const [index, { labels }] of nodes.entries()) {
    const value = labels[key];
    if (value === undefined) {
      domainOf[index] = -1;
      complete = false;
      continue;
    }
    let number = numbers.get(value);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(value, number);
    }
    domainOf[index] = number;
  }
  const nodesIn = new Int32Array(numbers.size);
  for (const domain of domainOf) if (domain >= 0) nodesIn[domain] = (nodesIn[domain] as number) + 1;
  return { domainOf, nodesIn, complete };
}
