/** Objects as maps from paths to values, in the notation of the recordings. */

import { jsonEqual } from '../json.ts';

/** Lists whose items have names, by the last part of their path. */
const keys: Readonly<Record<string, string>> = {
  conditions: 'type',
  containers: 'name',
  containerStatuses: 'name',
  initContainers: 'name',
  initContainerStatuses: 'name',
  volumes: 'name',
  env: 'name',
};

type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list with named items as members; undefined for any other value. */
function keyed(name: string, value: unknown): Members | undefined {
  if (!Array.isArray(value)) return undefined;
  const nameOf = (item: unknown): unknown => {
    if (!isMembers(item)) return undefined;
    if (name === 'endpoints') return isMembers(item.targetRef) ? item.targetRef.name : undefined;
    const key = keys[name];
    return key === undefined ? undefined : item[key];
  };
  const names = value.map(nameOf);
  if (names.length === 0 || names.some((one) => typeof one !== 'string')) return undefined;
  return Object.fromEntries(value.map((item, index) => [names[index] as string, item]));
}

function below(path: string, key: string, bracket: boolean): string {
  if (bracket || /[./]/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** All leaves of a value. Empty objects and lists are leaves. */
export function flatten(value: unknown, path = '', name = '', into = new Map<string, unknown>()): Map<string, unknown> {
  const items = keyed(name, value);
  if (items !== undefined) {
    for (const [key, item] of Object.entries(items)) flatten(item, below(path, key, true), '', into);
  } else if (isMembers(value) && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value)) flatten(item, below(path, key, false), key, into);
  } else into.set(path, value);
  return into;
}

/** The last named part of a path: what a list that stands there is. */
function lastName(path: string): string {
  return /([^.[\]]+)$/.exec(path)?.[1] ?? '';
}

/** A flattened object after a recorded change. */
export function changedBy(flat: ReadonlyMap<string, unknown>, changed: Members): Map<string, unknown> {
  const next = new Map(flat);
  for (const [path, value] of Object.entries(changed)) {
    for (const key of next.keys()) {
      if (key === path || key.startsWith(`${path}.`) || key.startsWith(`${path}[`)) next.delete(key);
    }
    if (value !== null) for (const [key, leaf] of flatten(value, path, lastName(path))) next.set(key, leaf);
  }
  return next;
}

/** What differs between two versions; times that moved are left out. */
export function difference(
  before: unknown,
  after: unknown,
  path = '',
  name = '',
  into: Record<string, unknown> = {},
): Record<string, unknown> {
  const [oldItems, newItems] = [keyed(name, before), keyed(name, after)];
  const bracket = oldItems !== undefined && newItems !== undefined;
  const old = bracket ? oldItems : before;
  const next = bracket ? newItems : after;
  if (isMembers(old) && isMembers(next)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
      const at = below(path, key, bracket);
      if (!(key in next)) into[at] = null;
      else if (!(key in old)) into[at] = next[key];
      else difference(old[key], next[key], at, bracket ? '' : key, into);
    }
  } else if (!jsonEqual(before, after)) into[path] = after;
  return into;
}
