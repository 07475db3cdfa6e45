/** The scheduler's Events (events.k8s.io/v1); like ones become one with a count (client-go, tools/events). */
import type { EventsV1Event, KubernetesObject, ObjectReference, Pod } from '../api/types.ts';
import type { ApiRequest } from '../simulation/client.ts';
import type { Kernel } from '../simulation/kernel.ts';
import { eventNote } from './fitError.ts';
import { schedulerName } from './schedulerState.ts';

/** An Event before it is written. */
export interface EventDraft {
  readonly type: 'Normal' | 'Warning';
  readonly reason: 'Scheduled' | 'FailedScheduling' | 'Preempted';
  readonly action: 'Binding' | 'Scheduling' | 'Preempting';
  readonly regarding: Pod;
  readonly related?: Pod;
  readonly note: string;
}

export function scheduledEvent(pod: Pod, node: string): EventDraft {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const note = `Successfully assigned ${namespace}/${name} to ${node}`;
  return { type: 'Normal', reason: 'Scheduled', action: 'Binding', regarding: pod, note };
}

export function failedSchedulingEvent(pod: Pod, message: string): EventDraft {
  const note = eventNote(message);
  return { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', regarding: pod, note };
}

export function skippedEvent(pod: Pod): EventDraft {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  return failedSchedulingEvent(pod, `skip schedule deleting pod: ${namespace}/${name}`);
}

export function preemptedEvent(victim: Pod, preemptor: Pod, node: string): EventDraft {
  const note = `Preempted by pod ${preemptor.metadata?.uid ?? ''} on node ${node}`;
  return { type: 'Normal', reason: 'Preempted', action: 'Preempting', regarding: victim, related: preemptor, note };
}

/** A series that nothing was added to for so long is closed. */
const finishMs = 6 * 60_000;

interface Series {
  readonly name: string;
  readonly namespace: string;
  count: number;
  last: number;
}

/** Makes requests of drafts. Events that differ in their note alone are one series, as in Kubernetes. */
export class EventSeries {
  readonly #kernel: Kernel;
  readonly #series = new Map<string, Series>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** The request that records the Event; undefined when only the count in memory grows. */
  request(draft: EventDraft): ApiRequest | undefined {
    const regarding = referenceTo(draft.regarding);
    const related = draft.related === undefined ? undefined : referenceTo(draft.related);
    const key = JSON.stringify([draft.type, draft.reason, draft.action, regarding, related]);
    const now = this.#kernel.now();
    const series = this.#series.get(key);
    if (series !== undefined && now - series.last <= finishMs) {
      series.count += 1;
      series.last = now;
      return series.count === 2 ? this.#patch(series) : undefined;
    }
    const event = this.#event(draft, regarding, related);
    const { name = '', namespace = '' } = event.metadata ?? {};
    this.#series.set(key, { name, namespace, count: 1, last: now });
    return { ...address, verb: 'create', namespace, body: event };
  }

  #event(draft: EventDraft, regarding: ObjectReference, related: ObjectReference | undefined): EventsV1Event {
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: {
        name: `${regarding.name ?? ''}.${this.#kernel.random.hex(16)}`,
        namespace: regarding.namespace || 'default',
      },
      eventTime: this.#kernel.microTimestamp(),
      reportingController: schedulerName,
      reportingInstance: `${schedulerName}-control-plane`,
      action: draft.action,
      reason: draft.reason,
      regarding,
      ...(related === undefined ? {} : { related }),
      note: draft.note,
      type: draft.type,
    };
  }

  #patch({ name, namespace, count }: Series): ApiRequest {
    const body = { series: { count, lastObservedTime: this.#kernel.microTimestamp() } };
    return { ...address, verb: 'patch', patchType: 'application/strategic-merge-patch+json', namespace, name, body };
  }
}

const address = { apiVersion: 'events.k8s.io/v1', resource: 'events' } as const;

function referenceTo({ metadata = {} }: KubernetesObject): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    kind: 'Pod',
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid }),
    apiVersion: 'v1',
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}
