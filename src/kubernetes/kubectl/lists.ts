/** Lists of objects taken apart: `kind: List`, `PodList`, and whatever else has `items`. */
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from '../api/json.ts';

/** One object of a list and its place in the document. */
export interface ListItem {
  readonly value: JsonObject;
  readonly within: readonly (string | number)[];
}

export interface FlattenedList {
  readonly items: readonly ListItem[];
  /** Go's complaint about items that are none. */
  readonly error?: string;
}

/** Whether kubectl takes an object for a list. */
export function isList(value: JsonObject): boolean {
  return value.items !== undefined;
}

/** The objects in a list. */
export function flattened(list: JsonObject): FlattenedList {
  const top = list.items ?? null;
  if (top !== null && !Array.isArray(top)) {
    const error = `json: cannot unmarshal ${wordFor(top)} into Go struct field decodeList.items of type []json.RawMessage`;
    return { items: [], error };
  }
  const items: ListItem[] = [];
  for (const [index, item] of (top ?? []).entries()) {
    if (item !== null && !isJsonObject(item)) {
      const error = `json: cannot unmarshal ${wordFor(item)} into Go value of type map[string]interface {}`;
      return { items: [], error };
    }
    items.push({ value: withKindOf(list, item ?? {}), within: ['items', index] });
  }
  return { items };
}

/** Whether an item is a list itself, which kubectl can't take apart. */
export function holdsList({ items }: FlattenedList): boolean {
  return items.some(({ value }) => Array.isArray(value.items));
}

/** Items of a list of one kind, like `PodList`, need not name theirs. */
function withKindOf(list: JsonObject, item: JsonObject): JsonObject {
  const unnamed = [item.kind, item.apiVersion].every((name) => typeof name !== 'string' || name === '');
  if (!unnamed || typeof list.kind !== 'string' || typeof list.apiVersion !== 'string') return item;
  return { ...item, apiVersion: list.apiVersion, kind: list.kind.replace(/List$/, '') };
}

function wordFor(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (isJsonObject(value)) return 'object';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' || value instanceof JsonNumber ? 'number' : 'string';
}
