/** SchedulingGates: a Pod with gates does not enter the queue. */
import type { SchedulerPlugin } from '../framework.ts';

export const schedulingGates: SchedulerPlugin = {
  name: 'SchedulingGates',
  retryOn: [
    {
      on: 'Pod',
      actions: ['UpdatePodSchedulingGatesEliminated'],
      helps: (pod, { new: updated }) => updated?.metadata?.uid === pod.metadata?.uid,
    },
  ],
  preEnqueue: ({ spec }) => {
    const gates = spec?.schedulingGates ?? [];
    return gates.length === 0
      ? undefined
      : `waiting for scheduling gates: [${gates.map(({ name = '' }) => name).join(' ')}]`;
  },
};
