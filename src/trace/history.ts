/** Every revision of every object, so that any instant can be looked up without replaying. */
import { keyOfObject, keyOfRef, numberOf, recordOf, textOf } from './keys.ts';
import type { Actor, ObjectRef, Trace, TracedObject, WriteStep } from './model.ts';

/** One state of one object. */
export interface Revision {
  /** The write's step; -1 for what stood in etcd before the first step. */
  readonly step: number;
  /** Virtual milliseconds. */
  readonly at: number;
  /** etcd's revision. */
  readonly revision: number;
  /** Undefined once it is deleted. */
  readonly object: TracedObject | undefined;
  readonly by?: Actor;
  readonly write?: WriteStep;
}

export interface History {
  /** Revisions by object key, oldest first. */
  readonly objects: ReadonlyMap<string, readonly Revision[]>;
  /** Keys that the run wrote, in order of their first write. */
  readonly written: readonly string[];
  /** The store's revision before the first step. */
  readonly startRevision: number;
}

/** Reads the revisions out of a trace. */
export function historyOf(trace: Trace): History {
  const objects = new Map<string, Revision[]>();
  const written = new Set<string>();
  let startRevision = 0;
  for (const object of trace.initial) {
    const revision = revisionOf(object);
    startRevision = Math.max(startRevision, revision);
    objects.set(keyOfObject(object), [{ step: -1, at: 0, revision, object }]);
  }
  let first = true;
  for (const step of trace.steps) {
    if (step.kind !== 'write') continue;
    if (first) startRevision = Math.max(startRevision, step.revision - 1);
    first = false;
    const key = keyOfRef(step.ref);
    written.add(key);
    const entry: Revision = {
      step: step.id,
      at: step.at,
      revision: step.revision,
      object: step.operation === 'delete' ? undefined : step.object,
      by: step.by,
      write: step,
    };
    const before = objects.get(key);
    if (before === undefined) objects.set(key, [entry]);
    else before.push(entry);
  }
  return { objects, written: [...written], startRevision };
}

/** The last revision of an object after `taken` steps; undefined when it was not there yet. */
export function revisionAt(history: History, key: string, taken: number): Revision | undefined {
  const revisions = history.objects.get(key);
  return revisions === undefined ? undefined : revisions[lastBefore(revisions, taken)];
}

/** The object after `taken` steps; undefined when it is not there. */
export function objectAt(history: History, key: string, taken: number): TracedObject | undefined {
  return revisionAt(history, key, taken)?.object;
}

/** All revisions of an object up to then. */
export function revisionsUntil(history: History, key: string, taken: number): readonly Revision[] {
  const revisions = history.objects.get(key) ?? [];
  return revisions.slice(0, lastBefore(revisions, taken) + 1);
}

/** The objects of one kind that are there after `taken` steps. */
export function* objectsOfKind(history: History, kind: string, taken: number): Generator<TracedObject> {
  const prefix = `${kind}/`;
  for (const [key, revisions] of history.objects) {
    if (!key.startsWith(prefix)) continue;
    const object = revisions[lastBefore(revisions, taken)]?.object;
    if (object !== undefined) yield object;
  }
}

/** The events about an object after `taken` steps, in the order of their first write; about all objects without `about`. */
export function eventsAt(history: History, taken: number, about?: ObjectRef): readonly TracedObject[] {
  const found: TracedObject[] = [];
  for (const key of history.written) {
    if (!key.startsWith('Event/')) continue;
    const object = objectAt(history, key, taken);
    if (object === undefined) continue;
    const regarding = recordOf(object.involvedObject ?? object.regarding);
    if (
      about !== undefined &&
      (textOf(regarding.kind) !== about.kind ||
        textOf(regarding.name) !== about.name ||
        textOf(regarding.namespace) !== (about.namespace ?? ''))
    ) {
      continue;
    }
    found.push(object);
  }
  return found;
}

/** Index of the last revision that the first `taken` steps made; -1 for none. */
function lastBefore(revisions: readonly Revision[], taken: number): number {
  let low = 0;
  let high = revisions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((revisions[middle]?.step ?? 0) < taken) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function revisionOf(object: TracedObject): number {
  const text = recordOf(object.metadata).resourceVersion;
  return typeof text === 'string' ? Number.parseInt(text, 10) || 0 : numberOf(text);
}
