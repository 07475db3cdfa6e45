/** Strategic merge patches: lists merge by key as the type's facts say (apimachinery, util/strategicpatch). */
import { type Field, type Struct, structNamed, type Type } from '../../api/schema/schema.ts';
import { isObject } from './mergePatch.ts';

type Json = unknown;
type JsonMap = Record<string, Json>;

const orderPrefix = '$setElementOrder/';
const deletePrefix = '$deleteFromPrimitiveList/';

/** `target` of the struct named `struct` with `patch` applied; neither is changed. */
export function strategicMergePatch(target: Json, patch: Json, struct: string): Json {
  return mergeMap(isObject(target) ? target : {}, isObject(patch) ? patch : {}, structNamed(struct));
}

function mergeMap(target: JsonMap, patch: JsonMap, struct: Struct | undefined): JsonMap {
  const { $patch: directive, $retainKeys: retained, ...changes } = patch;
  if (directive === 'delete') return {};
  if (directive === 'replace') return mapOf(withoutDirectives(changes));
  const result = Array.isArray(retained)
    ? Object.fromEntries(Object.entries(target).filter(([key]) => retained.includes(key)))
    : { ...target };
  for (const [key, value] of Object.entries(changes)) {
    if (key.startsWith(orderPrefix) || key.startsWith(deletePrefix)) continue;
    const field = struct?.byName.get(key);
    if (value === null) delete result[key];
    else if (isObject(value)) result[key] = mergeMap(mapOf(result[key]), value, structOf(field?.type));
    else if (Array.isArray(value) && field?.mergeKey !== undefined) {
      result[key] = mergeList(listOf(result[key]), value, field, orderOf(changes, key), primitiveDeletes(changes, key));
    } else result[key] = withoutDirectives(value);
  }
  for (const key of Object.keys(changes)) {
    const name = key.startsWith(orderPrefix) ? key.slice(orderPrefix.length) : undefined;
    const deleted = key.startsWith(deletePrefix) ? key.slice(deletePrefix.length) : undefined;
    const listName = name ?? deleted;
    if (listName === undefined || listName in changes) continue;
    const field = struct?.byName.get(listName);
    if (field?.mergeKey === undefined || !Array.isArray(result[listName])) continue;
    const order = orderOf(changes, listName);
    result[listName] = mergeList(listOf(result[listName]), [], field, order, primitiveDeletes(changes, listName));
  }
  return result;
}

function mergeList(target: Json[], patch: Json[], field: Field, order: Json[] | undefined, deletes: Json[]): Json[] {
  const key = field.mergeKey ?? '';
  const item = field.type.is === 'list' ? structOf(field.type.item) : undefined;
  const identity = (value: Json): Json => (key !== '' && isObject(value) ? value[key] : value);
  if (patch.some((value) => isObject(value) && value.$patch === 'replace' && Object.keys(value).length === 1)) {
    return patch.filter((value) => !(isObject(value) && '$patch' in value)).map(withoutDirectives);
  }
  let merged = target.filter((value) => !deletes.includes(value));
  for (const change of patch) {
    const at = merged.findIndex((value) => identity(value) === identity(change));
    if (isObject(change) && change.$patch === 'delete') {
      merged = merged.filter((value) => identity(value) !== identity(change));
    } else if (at < 0) merged.push(isObject(change) ? mergeMap({}, change, item) : change);
    else if (isObject(change)) merged[at] = mergeMap(mapOf(merged[at]), change, item);
  }
  return order === undefined ? merged : inOrder(merged, target, order, identity);
}

/**
 * The merged list in the order the patch sets: items it names in its order; what only the server has keeps its place
 * before the first named item that it preceded.
 */
function inOrder(merged: Json[], target: Json[], order: Json[], identity: (value: Json) => Json): Json[] {
  const wanted = order.map(identity);
  const before = target.map(identity);
  const named = merged
    .filter((value) => wanted.includes(identity(value)))
    .sort((a, b) => wanted.indexOf(identity(a)) - wanted.indexOf(identity(b)));
  const serverOnly = merged.filter((value) => !wanted.includes(identity(value)));
  const result: Json[] = [];
  while (serverOnly.length > 0 || named.length > 0) {
    const [left, right] = [serverOnly[0], named[0]];
    const rightAt = before.indexOf(identity(right));
    const leftFirst = named.length === 0 || (rightAt >= 0 && before.indexOf(identity(left)) < rightAt);
    result.push(serverOnly.length > 0 && leftFirst ? serverOnly.shift() : named.shift());
  }
  return result;
}

function orderOf(patch: JsonMap, list: string): Json[] | undefined {
  const order = patch[orderPrefix + list];
  return Array.isArray(order) ? order : undefined;
}

function primitiveDeletes(patch: JsonMap, list: string): Json[] {
  return listOf(patch[deletePrefix + list]);
}

function structOf(type: Type | undefined): Struct | undefined {
  return type?.is === 'struct' ? structNamed(type.struct) : undefined;
}

function withoutDirectives(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (!isObject(value)) return value;
  const plain = Object.entries(value).filter(([key, member]) => member !== null && !key.startsWith('$'));
  return Object.fromEntries(plain.map(([key, member]) => [key, withoutDirectives(member)]));
}

const mapOf = (value: Json): JsonMap => (isObject(value) ? value : {});
const listOf = (value: Json): Json[] => (Array.isArray(value) ? [...value] : []);
