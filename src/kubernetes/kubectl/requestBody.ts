/** What is sent for a manifest: the manifest with its namespace, and with numbers as kubectl holds them. */
import { objectOf } from '../../yaml/object.ts';
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue, jsonNumber } from '../api/json.ts';

/** The body of a create. `namespace` is empty for cluster-scoped kinds. Shares what it doesn't change with `value`. */
export function requestBody(value: JsonObject, namespace: string): JsonObject {
  const metadata = isJsonObject(value.metadata) ? value.metadata : objectOf([], [], ignore);
  const placed = withMember(metadata, 'namespace', namespace === '' ? undefined : namespace);
  const sent = withMember(placed, 'resourceVersion', undefined);
  const unplaced = sent === metadata && value.metadata === metadata;
  return unplaced || Object.keys(sent).length === 0 ? value : withMember(value, 'metadata', sent);
}

/** The object with another member in its place among the sorted ones, or without the member. */
export function withMember(object: JsonObject, key: string, value: JsonValue | undefined): JsonObject {
  if (object[key] === value) return object;
  const keys: string[] = [];
  const values: JsonValue[] = [];
  for (const name of Object.keys(object)) {
    if (name === key) continue;
    keys.push(name);
    values.push(object[name] as JsonValue);
  }
  if (value !== undefined) {
    keys.push(key);
    values.push(value);
  }
  return objectOf(keys, values, ignore);
}

function ignore(): void {}

/** Integers of 64 bits stay, all other numbers become doubles: `1.0` is sent as 1, and 2^64 as 18446744073709552000. */
export function withDoubles(root: JsonObject): JsonObject {
  const top: JsonValue[] = [];
  const pending: { readonly value: JsonValue; readonly into: JsonValue[] | JsonObject; readonly key: string }[] = [];
  pending.push({ value: root, into: top, key: '' });
  for (const { value, into, key } of pending) {
    const copy = shallowCopy(value);
    if (Array.isArray(into)) into.push(copy);
    else into[key] = copy;
    if (Array.isArray(value)) {
      for (const item of value) pending.push({ value: item, into: copy as JsonValue[], key: '' });
    } else if (isJsonObject(value)) {
      for (const member of Object.keys(value)) {
        pending.push({ value: value[member] as JsonValue, into: copy as JsonObject, key: member });
      }
    }
  }
  return top[0] as JsonObject;
}

function shallowCopy(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return [];
  if (value instanceof JsonNumber) return asDouble(value);
  return isJsonObject(value) ? objectOf([], [], ignore) : value;
}

function asDouble(number: JsonNumber): number | JsonNumber {
  const { text } = number;
  if (/^-?\d+$/.test(text)) {
    const integer = BigInt(text);
    if (BigInt.asIntN(64, integer) === integer) return jsonNumber(String(integer));
  }
  const value = Number(text);
  return Object.is(value, -0) ? new JsonNumber('-0') : value;
}
