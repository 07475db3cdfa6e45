/** What is tried when a Pod fits nowhere: freeing device claims, then evicting Pods of lower priority. */
import type { NodeVerdict } from '../../trace/model.ts';
import type { CycleOptions } from './cycle.ts';
import type { PostFilterNote, PreemptionPlan } from './decision.ts';
import type { RunningFilter } from './filtering.ts';
import type { Cycle } from './framework.ts';
import { preempt } from './preemption.ts';

export interface PostFilterOutcome {
  readonly notes: readonly PostFilterNote[];
  /** Goes to the end of the Pod's message; empty when room will be made. */
  readonly message: string;
  readonly preemption?: PreemptionPlan;
  readonly nominate?: string;
}

/**
 * DynamicResources first, then DefaultPreemption. The former can only speak if its PreFilter was asked: a Pod that an
 * earlier plugin turned away altogether ends in its `not found`, and preemption is not reached.
 */
export function postFilters(
  cycle: Cycle,
  filters: readonly RunningFilter[],
  rejected: readonly NodeVerdict[],
  asked: ReadonlySet<string>,
  options: CycleOptions,
): PostFilterOutcome {
  if (!asked.has('DynamicResources')) {
    const notes = [{ plugin: 'DynamicResources', code: 'Error', reasons: ['not found'] }] as const;
    return { notes, message: 'not found' };
  }
  const claims = filters.some(({ plugin }) => plugin.name === 'DynamicResources')
    ? 'still not schedulable'
    : 'no new claims to deallocate';
  const first: PostFilterNote = { plugin: 'DynamicResources', code: 'Unschedulable', reasons: [claims] };
  const { refusal, plan, nominate } = preempt(cycle, filters, rejected, options);
  const nominated = nominate === undefined ? {} : { nominate };
  const planned = plan === undefined ? {} : { preemption: plan };
  if (refusal === undefined) {
    const notes = [first, { plugin: 'DefaultPreemption', code: 'Success' }] as const;
    return { notes, message: '', ...planned, ...nominated };
  }
  const { code, message } = refusal;
  const reason = `preemption: ${message}`;
  const notes = [first, { plugin: 'DefaultPreemption', code, reasons: [reason] }];
  return { notes, message: code === 'Error' ? reason : `${claims}, ${reason}`, ...planned, ...nominated };
}
