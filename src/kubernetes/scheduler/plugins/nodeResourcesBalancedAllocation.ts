/** NodeResourcesBalancedAllocation: prefers nodes on which cpu and memory run out together. */
import { maxNodeScore, type SchedulerPlugin } from '../framework.ts';
import type { NodeInfo } from '../nodeInfo.ts';

interface Ask {
  readonly cpu: number;
  readonly memory: number;
}

export const nodeResourcesBalancedAllocation: SchedulerPlugin<undefined, Ask> = {
  name: 'NodeResourcesBalancedAllocation',
  preScore: ({ info: { requests } }) =>
    requests.cpu === 0 && requests.memory === 0
      ? { kind: 'skip' }
      : { kind: 'score', state: { cpu: requests.cpu, memory: requests.memory } },
  score: (_cycle, ask, node) => {
    const gain = balance(node, ask) - balance(node, nothing);
    return maxNodeScore / 2 + Math.trunc((maxNodeScore / 2 + gain) / 2);
  },
  arithmetic: (_cycle, ask, node, raw) => ({
    id: 'scheduler.score.balancedAllocation',
    args: { before: balance(node, nothing), after: balance(node, ask), score: raw },
  }),
};

const nothing: Ask = { cpu: 0, memory: 0 };

/** 100 when equal shares of cpu and memory are taken, less the further they are apart. */
function balance({ allocatable, cpu, memory }: NodeInfo, ask: Ask): number {
  if (allocatable.cpu === 0 || allocatable.memory === 0) return maxNodeScore;
  const cpuShare = Math.min(1, (cpu + ask.cpu) / allocatable.cpu);
  const memoryShare = Math.min(1, (memory + ask.memory) / allocatable.memory);
  return Math.trunc((1 - Math.abs((cpuShare - memoryShare) / 2)) * maxNodeScore);
}
