/** Objects with their keys in the order of their bytes, as Go writes them. */
import { type JsonObject, type JsonValue, jsonObject } from '../kubernetes/api/json.ts';

/**
 * The object of the given entries; of equal keys the last counts, and `onLost` hears of each that doesn't with the index of the
 * one that does. Takes keys and values over. Keys that look like array indexes come first whatever is done here.
 */
export function objectOf(
  keys: readonly string[],
  values: readonly JsonValue[],
  onLost: (lost: number, kept: number) => void,
): JsonObject {
  const object = jsonObject();
  const order = sortedOrder(keys);
  if (order === undefined) {
    for (let i = 0; i < keys.length; i++) object[keys[i] as string] = values[i] as JsonValue;
    return object;
  }
  for (let i = 0; i < order.length; i++) {
    const key = keys[order[i] as number] as string;
    const first = i;
    while (i + 1 < order.length && keys[order[i + 1] as number] === key) i++;
    const kept = order[i] as number;
    for (let lost = first; lost < i; lost++) onLost(order[lost] as number, kept);
    object[key] = values[kept] as JsonValue;
  }
  return object;
}

/** Indexes in the order of their keys, equal keys in their own order; undefined when they are in strict order already. */
function sortedOrder(keys: readonly string[]): number[] | undefined {
  let i = 1;
  while (i < keys.length && compareBytes(keys[i - 1] as string, keys[i] as string) < 0) i++;
  if (i >= keys.length) return undefined;
  const order = keys.map((_, index) => index);
  if (keys.length > 24) return order.sort((a, b) => compareBytes(keys[a] as string, keys[b] as string) || a - b);
  for (let next = 1; next < order.length; next++) {
    let at = next;
    const moved = order[next] as number;
    const key = keys[moved] as string;
    while (at > 0 && compareBytes(keys[order[at - 1] as number] as string, key) > 0) {
      order[at] = order[at - 1] as number;
      at--;
    }
    order[at] = moved;
  }
  return order;
}

/** Compares as Go compares strings, by UTF-8 bytes: characters beyond U+FFFF come last. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? byteRank(x) - byteRank(y) : x - y;
  }
  return a.length - b.length;
}

/** Surrogates stand for characters beyond all that need none. */
function byteRank(unit: number): number {
  return unit < 0xe000 ? unit + 0x10000 : unit;
}
