/** NodeResourcesFit: a node must have left what the Pod requests, and rather more than less. */

import type { Message } from '../../../trace/model.ts';
import { toInt64 } from '../../api/int64.ts';
import type { Node, Pod } from '../../api/types.ts';
import { fits, maxNodeScore, type Rejection, type SchedulerPlugin } from '../framework.ts';
import { NodeInfo } from '../nodeInfo.ts';
import { type Allocatable, allocatableOf, amountText, askOf, nonZeroAsk, podRequestsNow } from '../resources.ts';

type Ask = ReturnType<typeof askOf>;
type NonZeroAsk = ReturnType<typeof nonZeroAsk>;

interface FilterState {
  readonly ask: Ask;
  readonly said: Said;
}

/** What was said so far, by what is missing: thousands of nodes lack the same. */
type Said = (Rejection | undefined)[];

export const nodeResourcesFit: SchedulerPlugin<FilterState, NonZeroAsk> = {
  name: 'NodeResourcesFit',
  retryOn: [
    {
      on: 'Pod',
      actions: ['Delete', 'UpdatePodScaleDown'],
      helps: (pod, { old, new: updated }) => {
        if (updated === undefined) return old !== undefined && hasOrWasPromisedNode(old);
        return updated.metadata?.uid === pod.metadata?.uid || (old !== undefined && frees(pod, old, updated));
      },
    },
    {
      on: 'Node',
      actions: ['Add', 'UpdateNodeAllocatable'],
      helps: (pod, { old, new: updated = {} }) => {
        const ask = askOf(pod);
        return fitsEmpty(ask, updated) && (old === undefined || hasMoreOfWhatIsAsked(ask, old, updated));
      },
    },
  ],
  preFilter: ({ pod, info }) => ({ kind: 'filter', state: { ask: askOf(pod, info.requests), said: [] } }),
  filter: (_cycle, { ask, said }, node) => lacks(ask, node, said),
  preScore: ({ pod, info }) => ({ kind: 'score', state: nonZeroAsk(pod, info.requests) }),
  score: (_cycle, ask, node) => leastAllocated(ask, node),
  arithmetic: (_cycle, ask, node, raw) => leastAllocatedArithmetic(ask, node, raw),
};

/** What a node may be short of, in the order in which it is said. */
const shortages = [
  'Too many pods',
  'Insufficient cpu',
  'Insufficient memory',
  'Insufficient ephemeral-storage',
] as const;

/** All that is missing at once; unresolvable where even an empty node of that size would not do. */
function lacks(ask: Ask, node: NodeInfo, said: Said): Rejection | undefined {
  const { allocatable } = node;
  const tooMany = node.pods.length + 1 > allocatable.pods;
  const cpu = ask.cpu > 0 && ask.cpu > allocatable.cpu - node.cpu;
  const memory = ask.memory > 0 && ask.memory > allocatable.memory - node.memory;
  const storage =
    ask.ephemeralStorage > 0 && ask.ephemeralStorage > allocatable.ephemeralStorage - node.ephemeralStorage;
  const scalars =
    ask.scalars.size === 0 ? none : [...ask.scalars].filter(([name, amount]) => isShort(node, name, amount));
  if (!tooMany && !cpu && !memory && !storage && scalars.length === 0) return fits;
  const hopeless =
    (cpu && ask.cpu > allocatable.cpu) ||
    (memory && ask.memory > allocatable.memory) ||
    (storage && ask.ephemeralStorage > allocatable.ephemeralStorage) ||
    scalars.some(([name, amount]) => amount > (allocatable.scalars.get(name) ?? 0));
  const key = (tooMany ? 1 : 0) | (cpu ? 2 : 0) | (memory ? 4 : 0) | (storage ? 8 : 0) | (hopeless ? 16 : 0);
  if (scalars.length > 0) return shortage(key, scalars);
  let rejection = said[key];
  if (rejection === undefined) {
    rejection = shortage(key, scalars);
    said[key] = rejection;
  }
  return rejection;
}

const none: readonly never[] = [];

function isShort(node: NodeInfo, name: string, amount: number): boolean {
  return amount > 0 && amount > (node.allocatable.scalars.get(name) ?? 0) - (node.scalars.get(name) ?? 0);
}

function shortage(key: number, scalars: readonly (readonly [name: string, amount: number])[]): Rejection {
  const reasons = [
    ...shortages.filter((_, bit) => (key & (1 << bit)) !== 0),
    ...scalars.map(([name]) => `Insufficient ${name}`),
  ];
  return { code: (key & 16) === 0 ? 'Unschedulable' : 'UnschedulableAndUnresolvable', reasons };
}

/** Share of cpu and memory left over with the Pod on the node, on average, in percent. */
function leastAllocated(ask: NonZeroAsk, node: NodeInfo): number {
  const { allocatable } = node;
  let score = 0;
  let resources = 0;
  if (allocatable.cpu !== 0) {
    score += leftPercent(allocatable.cpu, node.cpuNonZero + ask.cpu);
    resources += 1;
  }
  if (allocatable.memory !== 0) {
    score += leftPercent(allocatable.memory, node.memoryNonZero + ask.memory);
    resources += 1;
  }
  return resources === 0 ? 0 : Math.trunc(score / resources);
}

/** Beyond 80 TiB the product no longer fits a double, and beyond 80 PiB it overflows in Kubernetes too: so it does here. */
function leftPercent(capacity: number, requested: number): number {
  if (requested > capacity) return 0;
  const product = (capacity - requested) * maxNodeScore;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.trunc(product / capacity);
  return Number(toInt64(BigInt(capacity - requested) * BigInt(maxNodeScore)) / BigInt(capacity));
}

function leastAllocatedArithmetic(ask: NonZeroAsk, node: NodeInfo, score: number): Message {
  const { cpu, memory } = node.allocatable;
  const [cpuAsked, memoryAsked] = [node.cpuNonZero + ask.cpu, node.memoryNonZero + ask.memory];
  return {
    id: 'scheduler.score.leastAllocated',
    args: {
      cpu: amountText('cpu', cpu) ?? '0',
      cpuRequested: amountText('cpu', cpuAsked) ?? '0',
      cpuLeft: cpu === 0 ? 0 : leftPercent(cpu, cpuAsked),
      memory: amountText('memory', memory) ?? '0',
      memoryRequested: amountText('memory', memoryAsked) ?? '0',
      memoryLeft: memory === 0 ? 0 : leftPercent(memory, memoryAsked),
      score,
    },
  };
}

function hasOrWasPromisedNode(pod: Pod): boolean {
  return Boolean(pod.spec?.nodeName || pod.status?.nominatedNodeName);
}

/** Whether a Pod on a node now takes less of something that `pod` wants. */
function frees(pod: Pod, old: Pod, updated: Pod): boolean {
  if (!updated.spec?.nodeName) return false;
  const before = podRequestsNow(old);
  const after = podRequestsNow(updated);
  for (const [name, amount] of podRequestsNow(pod))
    if (amount !== 0 && Math.max(0, before.get(name) ?? 0) > Math.max(0, after.get(name) ?? 0)) return true;
  return false;
}

function fitsEmpty(ask: Ask, node: Node): boolean {
  const empty = new NodeInfo(node.metadata?.name ?? '');
  empty.setNode(node, new Map());
  return lacks(ask, empty, []) === undefined;
}

function hasMoreOfWhatIsAsked(ask: Ask, old: Node, updated: Node): boolean {
  const before: Allocatable = allocatableOf(old.status?.allocatable);
  const after: Allocatable = allocatableOf(updated.status?.allocatable);
  if (after.pods > before.pods) return true;
  if (ask.cpu > 0 && after.cpu > before.cpu) return true;
  if (ask.memory > 0 && after.memory > before.memory) return true;
  if (ask.ephemeralStorage > 0 && after.ephemeralStorage > before.ephemeralStorage) return true;
  return [...ask.scalars].some(
    ([name, amount]) => amount > 0 && (after.scalars.get(name) ?? 0) > (before.scalars.get(name) ?? 0),
  );
}
