/** What a person sees of a run, in order and without times: the recordings' `derived`. */
import type { Run, WatchEntry } from './recording.ts';

export interface Derived {
  readonly rows: Record<string, string[]>;
  readonly phases: Record<string, string[]>;
  readonly conditions: Record<string, Record<string, string[]>>;
  readonly containers: Record<string, Record<string, string[]>>;
  readonly writers: Record<string, string[]>;
  readonly events: string[];
  readonly eventCounts: Record<string, number>;
}

/** Events whose repeats have other causes than the Pod they are about. */
export const repeatedByOthers = 'Warning FailedScheduling ';

type Members = Readonly<Record<string, unknown>>;

/** Derives from what was seen until `until` (on the run's own clock). */
export function derive(run: Run, until = Number.POSITIVE_INFINITY): Derived {
  const derived: Derived = {
    rows: {},
    phases: {},
    conditions: {},
    containers: {},
    writers: {},
    events: [],
    eventCounts: {},
  };
  const documents = new Map<string, Members>();
  for (const entry of run.watch) {
    if (entry.t > until) break;
    const before = entry.type === 'ADDED' ? {} : (documents.get(entry.pod) ?? {});
    const document = merged(before, entry.changed);
    documents.set(entry.pod, document);
    deriveEntry(derived, entry, (document.status ?? {}) as Members);
  }
  for (const event of run.events) {
    if (event.t > until) break;
    const { eventType, reason, from, object, fieldPath = '', message } = event;
    const key = `${eventType} ${reason} ${from} ${object} ${fieldPath}: ${message}`;
    if (!derived.events.includes(key)) derived.events.push(key);
    const repeats = key.startsWith(repeatedByOthers) ? 1 : Math.max(event.count ?? 0, event.seriesCount ?? 0, 1);
    derived.eventCounts[key] = Math.max(derived.eventCounts[key] ?? 0, repeats);
  }
  return derived;
}

function deriveEntry(derived: Derived, entry: WatchEntry, status: Members): void {
  const { pod, row, by } = entry;
  const { nominatedNode, readinessGates } = row;
  const nominated = nominatedNode === undefined ? '' : ` nominated:${nominatedNode}`;
  const gates = readinessGates === undefined ? '' : ` gates:${readinessGates}`;
  const rows = listAt(derived.rows, pod);
  push(rows, `${row.ready} ${row.status} ${row.restarts}${nominated}${gates}`);
  if (entry.type === 'DELETED') push(rows, 'deleted');
  if (by !== undefined && (Object.keys(entry.changed).length > 0 || entry.type !== 'MODIFIED')) {
    const writer = `${by.agent ?? ''} ${by.verb ?? ''} ${by.subresource ?? ''}`.trim();
    listAt(derived.writers, pod).push(entry.type === 'MODIFIED' ? writer : `${writer} -> ${entry.type}`);
  }
  if (typeof status.phase === 'string' && status.phase !== '') {
    const reason = text(status, 'reason');
    push(listAt(derived.phases, pod), reason === '' ? status.phase : explained(status.phase, status));
  }
  for (const [type, condition] of Object.entries((status.conditions ?? {}) as Record<string, Members>)) {
    push(listAt(mapAt(derived.conditions, pod), type), explained(text(condition, 'status'), condition));
  }
  for (const field of ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses']) {
    for (const [name, container] of Object.entries((status[field] ?? {}) as Record<string, Members>)) {
      push(listAt(mapAt(derived.containers, pod), name), containerText(container));
    }
  }
}

/** `status/reason: message`. */
function explained(first: string, from: Members): string {
  const reason = text(from, 'reason');
  const message = text(from, 'message');
  return `${first}${reason === '' ? '' : `/${reason}`}${message === '' ? '' : `: ${message}`}`;
}

function listAt(map: Record<string, string[]>, key: string): string[] {
  map[key] ??= [];
  return map[key];
}

function mapAt(map: Record<string, Record<string, string[]>>, key: string): Record<string, string[]> {
  map[key] ??= {};
  return map[key];
}

function containerText(container: Members): string {
  let out = '';
  const state = (container.state ?? {}) as Record<string, Members>;
  for (const kind of ['waiting', 'running', 'terminated']) {
    const one = state[kind];
    if (typeof one !== 'object' || one === null) continue;
    const reason = text(one, 'reason');
    const message = text(one, 'message');
    const exit = 'exitCode' in one ? `:exit ${String(one.exitCode)}` : '';
    const signal = 'signal' in one ? `:signal ${String(one.signal)}` : '';
    out = `${kind}${reason === '' ? '' : `:${reason}`}${exit}${signal}${message === '' ? '' : `: ${message}`}`;
    break;
  }
  if (container.ready === true) out += ' ready';
  if (container.started === true) out += ' started';
  if (typeof container.restartCount === 'number' && container.restartCount > 0) {
    out += ` restarts=${container.restartCount}`;
  }
  return out;
}

function text(from: Members, key: string): string {
  const value = from[key];
  return typeof value === 'string' ? value : '';
}

function push(list: string[], item: string): void {
  if (list.at(-1) !== item) list.push(item);
}

/** A JSON merge patch applied. */
function merged(document: Members, patch: Members): Members {
  const out: Record<string, unknown> = { ...document };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else if (isMembers(value)) out[key] = merged(isMembers(out[key]) ? out[key] : {}, value);
    else out[key] = value;
  }
  return out;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
