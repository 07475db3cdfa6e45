/** Single changes to a cluster's nodes that may let a Pod be placed. */
import { podRequests, resourceList } from '../api/podRequests.ts';
import type { Node, Pod } from '../api/types.ts';
import type { NodeInfo } from './nodeInfo.ts';
import { parseAmount } from './resources.ts';
import type { Snapshot } from './snapshot.ts';
import type { Suggestion } from './unblock.ts';

const hostname = 'kubernetes.io/hostname';
const newName = 'new-node';

/** Uncordoning what is cordoned; another node like one of those there are, the smallest first; a node made to measure. */
export function* nodeSuggestions(pod: Pod, snapshot: Snapshot): Iterable<Suggestion> {
  for (const { node, cordoned, name } of snapshot.nodes) {
    if (node === undefined || !cordoned) continue;
    const { unschedulable: _, ...spec } = node.spec ?? {};
    yield suggestion('scheduler.unblock.uncordon', 'uncordon', { name }, { ...node, spec });
  }
  const like = smallestLike(pod, snapshot);
  if (like !== undefined)
    yield suggestion('scheduler.unblock.addNodeLike', 'add', { like: like.name }, freshNode(like.node ?? {}));
  const made = nodeFor(pod);
  const { cpu = '0', memory = '0' } = made.status?.allocatable ?? {};
  yield suggestion('scheduler.unblock.addNode', 'add', { cpu, memory }, made);
}

function suggestion(id: string, action: 'add' | 'uncordon', args: Suggestion['args'], node: Node): Suggestion {
  return { id, args, change: { kind: 'node', action, node } };
}

/** The smallest node that the Pod's requests would fit on if it were empty; its labels are tried as they are. */
function smallestLike(pod: Pod, { nodes }: Snapshot): NodeInfo | undefined {
  const asked = [...Object.entries(resourceList(podRequests(pod)))];
  const holds = ({ node, cordoned, hardTaints }: NodeInfo): boolean =>
    !cordoned &&
    hardTaints.length === 0 &&
    asked.every(([name, amount]) => parseAmount(name, amount) <= parseAmount(name, node?.status?.allocatable?.[name]));
  return nodes
    .filter(holds)
    .toSorted((a, b) => a.allocatable.cpu - b.allocatable.cpu || a.allocatable.memory - b.allocatable.memory)[0];
}

/** Another node of the same kind, empty, uncordoned and without taints. */
function freshNode({ metadata = {}, status = {} }: Node): Node {
  return {
    metadata: { name: newName, labels: { ...metadata.labels, [hostname]: newName } },
    spec: {},
    status: { capacity: status.capacity ?? {}, allocatable: status.allocatable ?? {} },
  };
}

/** A node with just enough for the Pod and the labels it selects by. */
function nodeFor(pod: Pod): Node {
  const allocatable = { cpu: '1', memory: '1Gi', ...resourceList(podRequests(pod)), pods: '110' };
  return {
    metadata: { name: newName, labels: { ...pod.spec?.nodeSelector, [hostname]: newName } },
    spec: {},
    status: { capacity: allocatable, allocatable },
  };
}
