/** The badge beside the name: the STATUS column's word and whether that is good. */
import type { Pod } from '../kubernetes/api/types.ts';
import { podSummary } from '../kubernetes/printing/podTable.ts';
import { words } from '../trace/message.ts';
import type { TracedObject } from '../trace/model.ts';

export interface StatusText {
  readonly text: string;
  readonly mood: 'none' | 'waiting' | 'good' | 'bad';
}

const waiting: ReadonlySet<string> = new Set([
  'Pending',
  'ContainerCreating',
  'PodInitializing',
  'Terminating',
  'SchedulingGated',
]);

/** The badge of an object at an instant. */
export function statusText(object: TracedObject | undefined, kind: string): StatusText {
  if (object === undefined) return { text: words({ id: 'ui.status.none' }), mood: 'none' };
  if (kind !== 'Pod') return { text: words({ id: 'ui.status.stored' }), mood: 'none' };
  const { status, ready, total } = podSummary(object as Pod);
  if (status === 'Running') return { text: `${status} ${ready}/${total}`, mood: ready === total ? 'good' : 'waiting' };
  if (status === 'Completed' || status === 'Succeeded') return { text: status, mood: 'good' };
  return { text: status, mood: waiting.has(status) || /^Init:\d/.test(status) ? 'waiting' : 'bad' };
}
