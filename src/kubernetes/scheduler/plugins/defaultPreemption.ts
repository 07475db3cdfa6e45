/** DefaultPreemption: evicts Pods of lower priority (see `preemption.ts`), and holds the Pod back while they are told. */
import type { SchedulerPlugin } from '../framework.ts';

export const defaultPreemption: SchedulerPlugin = {
  name: 'DefaultPreemption',
  // Only listens, so that Pods it holds back are looked at again; whether to retry, the plugin that rejected the Pod says.
  retryOn: [{ on: 'Pod', actions: ['Delete'], helps: () => false }],
  preEnqueue: ({ metadata }, listers) =>
    listers.isPreempting(metadata?.uid ?? '') ? 'waiting for the preemption for this pod to be finished' : undefined,
};
