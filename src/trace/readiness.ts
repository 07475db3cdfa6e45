/** Why READY says what it says, in one plain sentence. */
import type { Message, TracedObject } from './model.ts';
import { podState, troubled } from './podState.ts';

/** The reason for a Pod's READY column. */
export function readiness(pod: TracedObject | undefined): Message {
  if (pod === undefined) return { id: 'row.none' };
  const state = podState(pod);
  const total = state.containers.length;
  if (state.phase === 'Succeeded' || state.phase === 'Failed') return { id: 'row.notReady.finished' };
  if (total > 0 && state.containers.every((container) => container.ready)) return { id: 'row.ready', args: { total } };
  if (state.node === '') return { id: 'row.notReady.unscheduled' };
  const culprit = troubled(state);
  if (culprit !== undefined) {
    const args = { container: culprit.name, reason: culprit.reason };
    if (culprit.state === 'waiting') return { id: 'row.notReady.waiting', args };
    return { id: culprit.state === 'terminated' ? 'row.notReady.ended' : 'row.notReady.probing', args };
  }
  const initialising = state.initContainers.some((container) => container.state !== 'terminated' && !container.ready);
  return { id: initialising ? 'row.notReady.init' : 'row.notReady.creating' };
}
