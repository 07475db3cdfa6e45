/**
 * Strategic merge patches that lead from one object to another, with the directives that kubectl puts into them (apimachinery
 * pkg/util/strategicpatch CreateThreeWayMergePatch, CreateTwoWayMergePatch).
 */
import { objectOf } from '../../yaml/object.ts';
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from '../api/json.ts';
import { type Struct, structNamed, type Type } from '../api/schema/schema.ts';

/** A patch, or why there can be none: an item of a list lacks the key by which the list is merged. */
export type DiffResult = { readonly patch: JsonObject } | { readonly error: string };

/**
 * What `kubectl apply` sends: deletes what `original` (applied last) has and `modified` (applied now) has not, and changes what
 * `current` (the server's object) has otherwise. An empty patch means that nothing is to be done.
 */
export function threeWayPatch(
  original: JsonObject | undefined,
  modified: JsonObject,
  current: JsonObject,
  struct: Struct,
): DiffResult {
  return guarded(() => {
    const deletions = diffObjects(original ?? {}, modified, typeOf(struct), deletionsOnly);
    const changes = diffObjects(current, modified, typeOf(struct), changesOnly);
    return joined(deletions, changes, typeOf(struct));
  });
}

/** What verbs such as `kubectl set image` send. */
export function twoWayPatch(before: JsonObject, after: JsonObject, struct: Struct): DiffResult {
  return guarded(() => diffObjects(before, after, typeOf(struct), everything));
}

/** Thrown inside this module only. */
class Undiffable {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

function guarded(diff: () => Draft): DiffResult {
  try {
    return { patch: finished(diff()) };
  } catch (failure) {
    if (failure instanceof Undiffable) return { error: failure.message };
    throw failure;
  }
}

/** A patch in the making, its members in no order. */
type Draft = Record<string, JsonValue>;

interface Mode {
  readonly changes: boolean;
  readonly deletions: boolean;
}
const changesOnly: Mode = { changes: true, deletions: false };
const deletionsOnly: Mode = { changes: false, deletions: true };
const everything: Mode = { changes: true, deletions: true };

const orderOf = (key: string): string => `$setElementOrder/${key}`;
const deleteFrom = (key: string): string => `$deleteFromPrimitiveList/${key}`;
const retainKeys = '$retainKeys';

type ObjectType = Type | undefined;

function typeOf(struct: Struct): Type {
  return { is: 'struct', pointer: false, goName: '', struct: struct.name };
}

/** How a member is merged: its type, the key of its list's items (empty for sets), whether a union of fields is replaced. */
interface Meta {
  readonly type: ObjectType;
  readonly mergeKey: string | undefined;
  readonly retain: boolean;
}

const plain: Meta = { type: undefined, mergeKey: undefined, retain: false };

function metaOf(type: ObjectType, key: string): Meta {
  if (type?.is === 'map') return { type: type.value, mergeKey: undefined, retain: false };
  if (type?.is !== 'struct') return plain;
  const field = structNamed(type.struct).byName.get(key);
  return field === undefined ? plain : { type: field.type, mergeKey: field.mergeKey, retain: field.retainKeys };
}

function itemType(type: ObjectType): ObjectType {
  return type?.is === 'list' ? type.item : undefined;
}

function diffObjects(before: JsonObject, after: JsonObject, type: ObjectType, mode: Mode, retain = false): Draft {
  const patch: Draft = {};
  for (const key of Object.keys(after)) {
    const wanted = after[key] as JsonValue;
    if (!Object.hasOwn(before, key)) {
      if (mode.changes) patch[key] = wanted;
      continue;
    }
    const present = before[key] as JsonValue;
    if (isJsonObject(present) && isJsonObject(wanted)) diffMember(present, wanted, key, type, mode, patch);
    else if (Array.isArray(present) && Array.isArray(wanted)) diffLists(present, wanted, key, type, mode, patch);
    else if (mode.changes && !equal(present, wanted)) patch[key] = wanted;
  }
  if (mode.deletions) for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null;
  const kept = retain ? Object.keys(after).filter((key) => after[key] !== null) : [];
  const leavesOthers = Object.keys(before).some((key) => before[key] !== null && !Object.hasOwn(after, key));
  if (kept.length > 0 && (Object.keys(patch).length > 0 || leavesOthers)) patch[retainKeys] = kept.sort();
  return patch;
}

function diffMember(
  before: JsonObject,
  after: JsonObject,
  key: string,
  type: ObjectType,
  mode: Mode,
  patch: Draft,
): void {
  const meta = metaOf(type, key);
  const inner = diffObjects(before, after, meta.type, mode, meta.retain);
  if (Object.keys(inner).length > 0) patch[key] = inner;
}

function diffLists(
  before: readonly JsonValue[],
  after: JsonValue[],
  key: string,
  type: ObjectType,
  mode: Mode,
  patch: Draft,
): void {
  const meta = metaOf(type, key);
  if (meta.mergeKey === undefined) {
    if (mode.changes && !equal(before as JsonValue[], after)) patch[key] = after;
  } else if (before.length === 0) {
    if (mode.changes && after.length > 0) patch[key] = after;
  } else if (isJsonObject(before[0]) || isJsonObject(after[0])) {
    diffItems(before, after, key, meta, mode, patch);
  } else diffSets(before, after, key, mode, patch);
}

function diffSets(before: readonly JsonValue[], after: JsonValue[], key: string, mode: Mode, patch: Draft): void {
  const added = after.filter((item) => !before.some((other) => equal(item, other)));
  const removed = before.filter((item) => !after.some((other) => equal(item, other)));
  if (mode.changes && added.length > 0) patch[key] = added;
  if (mode.deletions && removed.length > 0) patch[deleteFrom(key)] = [...removed].sort(byText);
  // The library sorts what was before and forgets its order.
  const reordered = mode.changes && !equal([...before].sort(byText), after);
  if (after.length > 0 && (reordered || (mode.deletions && removed.length > 0))) patch[orderOf(key)] = after;
}

function diffItems(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  key: string,
  { type, mergeKey = '', retain }: Meta,
  mode: Mode,
  patch: Draft,
): void {
  const present = itemsByKey(before, mergeKey);
  const wanted = itemsByKey(after, mergeKey);
  const items: JsonValue[] = [];
  for (const [id, item] of wanted) {
    const other = present.get(id);
    if (other === undefined) {
      if (mode.changes) items.push(item);
      continue;
    }
    const inner = diffObjects(other, item, itemType(type), mode, retain);
    if (Object.keys(inner).length > 0) items.push({ ...inner, [mergeKey]: item[mergeKey] as JsonValue });
  }
  if (mode.deletions) {
    const gone = [...present].filter(([id]) => !wanted.has(id)).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, item] of gone) items.push({ $patch: 'delete', [mergeKey]: item[mergeKey] as JsonValue });
  }
  const sameOrder = mode.changes && sameKeys([...present.keys()], [...wanted.keys()]);
  if (items.length > 0) patch[key] = items;
  if (items.length > 0 || (mode.changes && !sameOrder)) {
    const order = [...wanted.values()].map((item) => ({ [mergeKey]: item[mergeKey] as JsonValue }));
    if (order.length > 0) patch[orderOf(key)] = order;
  }
}

/** The items by what their merge key prints. */
function itemsByKey(items: readonly JsonValue[], mergeKey: string): Map<string, JsonObject> {
  const byKey = new Map<string, JsonObject>();
  for (const item of items) {
    const id = isJsonObject(item) ? item[mergeKey] : undefined;
    if (!isJsonObject(item) || id === undefined) {
      throw new Undiffable(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
    }
    byKey.set(textOf(id), item);
  }
  return byKey;
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

/** The deletions with the changes in them. What one patch deletes the other never mentions. */
function joined(deletions: Draft, changes: Draft, type: ObjectType): Draft {
  const all: Draft = { ...deletions };
  for (const [key, change] of Object.entries(changes)) {
    const deletion = all[key];
    const meta = metaOf(type, key);
    if (isJsonObject(deletion) && isJsonObject(change)) all[key] = joined(deletion, change, meta.type);
    else if (Array.isArray(deletion) && Array.isArray(change) && !key.startsWith('$')) {
      all[key] = joinedItems(deletion, change, meta, changes[orderOf(key)] ?? deletions[orderOf(key)]);
    } else all[key] = change;
  }
  return all;
}

/** Items in the order of the modified list, those to be deleted last. */
function joinedItems(
  deletions: readonly JsonValue[],
  changes: readonly JsonValue[],
  { type, mergeKey = '' }: Meta,
  order: JsonValue | undefined,
): JsonValue[] {
  const byId = new Map<string, JsonObject>();
  const gone: JsonValue[] = [];
  for (const item of deletions) {
    if (!isJsonObject(item)) continue;
    if (item.$patch === 'delete') gone.push(item);
    else byId.set(textOf(item[mergeKey] ?? null), item);
  }
  for (const item of changes) {
    if (!isJsonObject(item)) continue;
    const id = textOf(item[mergeKey] ?? null);
    const other = byId.get(id);
    byId.set(id, other === undefined ? item : joined(other, item, itemType(type)));
  }
  const ids = (Array.isArray(order) ? order : []).map((entry) =>
    isJsonObject(entry) ? textOf(entry[mergeKey] ?? null) : '',
  );
  const inOrder = ids.flatMap((id) => byId.get(id) ?? []);
  return [...inOrder, ...gone];
}

/** No object that the server takes is nested deeper; what is below stays as it is. */
const maxDepth = 500;

/** Sorts the members, deep down, as Go writes them. */
function finished(draft: Draft, depth = 0): JsonObject {
  const keys = Object.keys(draft);
  const values = keys.map((key) => finishedValue(draft[key] as JsonValue, depth + 1));
  return objectOf(keys, values, () => {});
}

function finishedValue(value: JsonValue, depth: number): JsonValue {
  if (depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((item) => finishedValue(item, depth + 1));
  return isJsonObject(value) ? finished(value, depth) : value;
}

function equal(a: JsonValue | readonly JsonValue[], b: JsonValue | readonly JsonValue[]): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item: JsonValue, index) => equal(item, b[index] as JsonValue));
  }
  if (a instanceof JsonNumber || b instanceof JsonNumber)
    return numberOf(a) !== undefined && numberOf(a) === numberOf(b);
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key] as JsonValue, b[key] as JsonValue))
  );
}

function numberOf(value: unknown): string | undefined {
  if (value instanceof JsonNumber) return value.text;
  return typeof value === 'number' ? String(value) : undefined;
}

function byText(a: JsonValue, b: JsonValue): number {
  const left = textOf(a);
  const right = textOf(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

function textOf(value: JsonValue): string {
  return value instanceof JsonNumber ? value.text : String(value);
}

/** A value as Go's `%v` prints it. */
function goMap(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isJsonObject(value)) return textOf(value);
  const members = Object.keys(value).sort();
  return `map[${members.map((key) => `${key}:${goMap(value[key])}`).join(' ')}]`;
}
