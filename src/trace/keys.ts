/** How the trace names one object: kind, namespace and name, whatever API version it is read in. */
import type { ObjectRef, TracedObject } from './model.ts';

/** `Pod/default/nginx`; the namespace is empty for what has none. */
export function keyOfRef(ref: ObjectRef): string {
  return keyOf(ref.kind, ref.namespace ?? '', ref.name);
}

/** The key of an object as it stands in JSON; what is no object has the key `//`. */
export function keyOfObject(object: TracedObject): string {
  const metadata = recordOf(object.metadata);
  return keyOf(textOf(object.kind), textOf(metadata.namespace), textOf(metadata.name));
}

export function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

/** The kind in a key. */
export function kindOfKey(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** `namespace/name` in a key, or the name alone. */
export function nameOfKey(key: string): string {
  const rest = key.slice(key.indexOf('/') + 1);
  return rest.startsWith('/') ? rest.slice(1) : rest;
}

/** The value as a record; empty for anything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** The value as a list; empty for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value as a number, with a default for anything else. */
export function numberOf(value: unknown, otherwise = 0): number {
  return typeof value === 'number' ? value : otherwise;
}
