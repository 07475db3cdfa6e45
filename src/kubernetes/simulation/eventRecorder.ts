/** Events as components record them: repeated ones are counted, many alike are combined, too many are dropped (client-go, tools/record). */
import type { ObjectReference } from '../api/types.ts';
import type { ApiClient } from './client.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';

export type EventType = 'Normal' | 'Warning';

export interface EventRecorder {
  /** An Event about `subject`. */
  record(subject: ObjectReference, type: EventType, reason: string, message: string): void;
}

/** Above this many different messages in ten minutes, similar Events are combined. */
const maxSimilar = 10;
const similarWindowMs = 600_000;
/** Events that one object may have at once, and how long until it may have one more. */
const burst = 25;
const refillMs = 300_000;

interface Observation {
  count: number;
  readonly first: string;
  readonly name: string;
}

interface EventDraft {
  readonly subject: ObjectReference;
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  readonly at: string;
}

/** Who records: `kubelet` on a node, or a controller. */
export interface EventSource {
  readonly component: string;
  readonly host?: string;
}

/** Records Events in the order they happen; they travel to the API server one after the other, beside everything else. */
export function eventRecorder(kernel: Kernel, api: ApiClient, source: EventSource): EventRecorder {
  const observed = new Map<string, Observation>();
  const similar = new Map<string, { messages: Set<string>; last: number }>();
  const budgets = new Map<string, { tokens: number; at: number }>();
  const queue: { draft: EventDraft; cause: number | undefined }[] = [];
  let sending = false;

  const record: EventRecorder['record'] = (subject, type, reason, message) => {
    queue.push({ draft: { subject, type, reason, message, at: kernel.timestamp() }, cause: kernel.cause });
    if (!sending) sendNext();
  };

  /** Each Event travels with the cause it was recorded under. */
  const sendNext = (): void => {
    const next = queue.shift();
    sending = next !== undefined;
    if (next === undefined) return;
    kernel.because(next.cause, () => kernel.after(0, () => kernel.spawn(send(next.draft))));
  };

  function* send(draft: EventDraft): Process {
    yield* post(draft);
    sendNext();
  }

  function* post(draft: EventDraft): Process {
    const { key, message } = combine(draft);
    const before = observed.get(key);
    const event: Observation = {
      count: (before?.count ?? 0) + 1,
      first: before?.first ?? draft.at,
      name: before?.name ?? `${draft.subject.name ?? ''}.${eventSuffix()}`,
    };
    observed.set(key, event);
    if (!allowed(draft)) return;
    // What has no namespace has its Events in `default`.
    const namespace = draft.subject.namespace ?? 'default';
    const address = { apiVersion: 'v1', resource: 'events', namespace };
    if (event.count > 1) {
      const body = { count: event.count, lastTimestamp: draft.at, message };
      const response = yield* api.request({
        ...address,
        verb: 'patch',
        name: event.name,
        patchType: 'application/strategic-merge-patch+json',
        body,
      });
      if (response.code !== 404) return;
    }
    yield* api.request({ ...address, verb: 'create', body: eventObject(draft, event, message, namespace, source) });
  }

  /** The key under which the Event is counted, and its message. */
  function combine({ subject, type, reason, message }: EventDraft): { key: string; message: string } {
    const group = `${subject.namespace ?? ''}/${subject.kind ?? ''}/${subject.name}/${subject.uid}/${type}/${reason}`;
    let record = similar.get(group);
    if (record === undefined || kernel.now() - record.last > similarWindowMs) {
      record = { messages: new Set(), last: 0 };
      similar.set(group, record);
    }
    record.messages.add(message);
    record.last = kernel.now();
    if (record.messages.size < maxSimilar) return { key: `${group}/${subject.fieldPath ?? ''}/${message}`, message };
    for (const oldest of record.messages) {
      record.messages.delete(oldest);
      break;
    }
    return { key: group, message: `(combined from similar events): ${message}` };
  }

  function allowed({ subject }: EventDraft): boolean {
    const uid = subject.uid ?? '';
    const now = kernel.now();
    const budget = budgets.get(uid) ?? { tokens: burst, at: now };
    budget.tokens = Math.min(burst, budget.tokens + (now - budget.at) / refillMs);
    budget.at = now;
    budgets.set(uid, budget);
    if (budget.tokens < 1) return false;
    budget.tokens -= 1;
    return true;
  }

  /** Sixteen hexadecimal digits: the time in nanoseconds, as in names of core/v1 Events. */
  function eventSuffix(): string {
    const nanoseconds = BigInt(Math.floor(kernel.unixMilliseconds())) * 1_000_000n;
    return (nanoseconds + BigInt(kernel.random.below(1_000_000))).toString(16);
  }

  return { record };
}

function eventObject(
  draft: EventDraft,
  event: Observation,
  message: string,
  namespace: string,
  source: EventSource,
): object {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: event.name, namespace },
    involvedObject: draft.subject,
    reason: draft.reason,
    message,
    source,
    firstTimestamp: event.first,
    lastTimestamp: draft.at,
    count: event.count,
    type: draft.type,
    eventTime: null,
    reportingComponent: source.component,
    reportingInstance: source.host ?? '',
  };
}
