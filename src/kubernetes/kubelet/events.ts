/** The kubelet's Events: repeated ones are counted, many alike are combined, too many are dropped (client-go, tools/record). */
import type { Container, Pod } from '../api/types.ts';
import type { Ports } from '../simulation/component.ts';
import type { Process } from '../simulation/process.ts';

export type EventType = 'Normal' | 'Warning';

export interface EventRecorder {
  /** An Event about the Pod, or about one of its containers. */
  pod(pod: Pod, type: EventType, reason: string, message: string): void;
  container(pod: Pod, container: Container, type: EventType, reason: string, message: string): void;
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
  readonly pod: Pod;
  readonly fieldPath: string | undefined;
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  readonly at: string;
}

/** Records Events in the order they happen; they travel to the API server one after the other, beside everything else. */
export function eventRecorder(ports: Ports, node: string): EventRecorder {
  const { kernel } = ports;
  const observed = new Map<string, Observation>();
  const similar = new Map<string, { messages: Set<string>; last: number }>();
  const budgets = new Map<string, { tokens: number; at: number }>();
  const queue: { draft: EventDraft; cause: number | undefined }[] = [];
  let sending = false;

  const record = (pod: Pod, fieldPath: string | undefined, type: EventType, reason: string, message: string): void => {
    queue.push({ draft: { pod, fieldPath, type, reason, message, at: kernel.timestamp() }, cause: kernel.cause });
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
      name: before?.name ?? `${draft.pod.metadata?.name}.${eventSuffix()}`,
    };
    observed.set(key, event);
    if (!allowed(draft)) return;
    const address = { apiVersion: 'v1', resource: 'events', namespace: draft.pod.metadata?.namespace ?? '' };
    if (event.count > 1) {
      const body = { count: event.count, lastTimestamp: draft.at, message };
      const response = yield* ports.api.request({
        ...address,
        verb: 'patch',
        name: event.name,
        patchType: 'application/strategic-merge-patch+json',
        body,
      });
      if (response.code !== 404) return;
    }
    yield* ports.api.request({ ...address, verb: 'create', body: eventObject(draft, event, message, node) });
  }

  /** The key under which the Event is counted, and its message. */
  function combine(draft: EventDraft): { key: string; message: string } {
    const subject = `${draft.pod.metadata?.namespace}/${draft.pod.metadata?.name}/${draft.pod.metadata?.uid}`;
    const group = `${subject}/${draft.type}/${draft.reason}`;
    let record = similar.get(group);
    if (record === undefined || kernel.now() - record.last > similarWindowMs) {
      record = { messages: new Set(), last: 0 };
      similar.set(group, record);
    }
    record.messages.add(draft.message);
    record.last = kernel.now();
    if (record.messages.size < maxSimilar) {
      return { key: `${group}/${draft.fieldPath ?? ''}/${draft.message}`, message: draft.message };
    }
    for (const oldest of record.messages) {
      record.messages.delete(oldest);
      break;
    }
    return { key: group, message: `(combined from similar events): ${draft.message}` };
  }

  function allowed(draft: EventDraft): boolean {
    const uid = draft.pod.metadata?.uid ?? '';
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

  return {
    pod: (pod, type, reason, message) => record(pod, undefined, type, reason, message),
    container: (pod, container, type, reason, message) =>
      record(pod, containerPath(pod, container), type, reason, message),
  };
}

/** `spec.containers{name}`: how Events name a container (pkg/kubelet/container/ref.go). */
function containerPath(pod: Pod, container: Container): string {
  const named = (one: Container): boolean => one.name === container.name;
  const list = pod.spec?.containers?.some(named)
    ? 'containers'
    : pod.spec?.initContainers?.some(named)
      ? 'initContainers'
      : 'ephemeralContainers';
  return `spec.${list}{${container.name}}`;
}

function eventObject(draft: EventDraft, event: Observation, message: string, node: string): object {
  const { name, namespace, uid, resourceVersion } = draft.pod.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: event.name, namespace },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      ...(namespace === undefined ? {} : { namespace }),
      name,
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(draft.fieldPath === undefined ? {} : { fieldPath: draft.fieldPath }),
    },
    reason: draft.reason,
    message,
    source: { component: 'kubelet', host: node },
    firstTimestamp: event.first,
    lastTimestamp: draft.at,
    count: event.count,
    type: draft.type,
    eventTime: null,
    reportingComponent: 'kubelet',
    reportingInstance: node,
  };
}
