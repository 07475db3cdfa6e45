/** JSON as a request's decoder meets it: with the order, the doubled keys and the raw texts that JSON values do not keep. */
import { goJsonString } from '../goText.ts';
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue, jsonObject } from '../json.ts';

/** What decoding reads: a JSON value, or a text's tree. */
export type JsonNode = null | boolean | number | string | JsonNumber | RawString | RawObject | JsonNode[] | JsonObject;

/** An object of a text: all its members in their order, doubled keys included. */
export class RawObject {
  readonly keys: string[] = [];
  readonly values: JsonNode[] = [];
}

/** A string that is written with escapes. */
export class RawString {
  /** With quotes. */
  readonly text: string;
  readonly value: string;
  constructor(text: string, value: string) {
    this.text = text;
    this.value = value;
  }
}

export type ObjectNode = RawObject | JsonObject;

export function isObjectNode(node: JsonNode): node is ObjectNode {
  return node instanceof RawObject || (isJsonObject(node) && !(node instanceof RawString));
}

/** The string, or undefined where the node is none. */
export function stringOf(node: JsonNode): string | undefined {
  if (typeof node === 'string') return node;
  return node instanceof RawString ? node.value : undefined;
}

/** A number's text, or undefined where the node is none. */
export function numberText(node: JsonNode): string | undefined {
  if (typeof node === 'number') return String(node);
  return node instanceof JsonNumber ? node.text : undefined;
}

/** The raw text of a literal, as kubectl (Go) writes it where there is no text; undefined for arrays and objects. */
export function literalText(node: JsonNode): string | undefined {
  if (node === null || typeof node === 'boolean') return String(node);
  if (typeof node === 'string') return goJsonString(node);
  return node instanceof RawString ? node.text : numberText(node);
}

/** How Go's decoder calls a node's kind: `string`, `number`, `bool`, `array`, `object`. */
export function kindWord(node: JsonNode): string {
  if (Array.isArray(node)) return 'array';
  if (isObjectNode(node)) return 'object';
  if (typeof node === 'boolean') return 'bool';
  return numberText(node) === undefined ? 'string' : 'number';
}

/** An object's keys in the order they stand in the text; kubectl (Go) sorts those of JSON values by their bytes. */
export function keysOf(node: ObjectNode): readonly string[] {
  if (node instanceof RawObject) return node.keys;
  const keys = Object.keys(node);
  let before = '';
  for (const key of keys) {
    if (before > key || beyondBasicPlane.test(key)) return keys.sort(compareBytes);
    before = key;
  }
  return keys;
}

/** The value of the key at `index` of `keysOf`. */
export function valueAt(node: ObjectNode, key: string, index: number): JsonNode {
  return (node instanceof RawObject ? node.values[index] : node[key]) ?? null;
}

/** A plain JSON value; of doubled keys the last one holds. Never recurses. */
export function plainValue(root: JsonNode): JsonValue {
  const top: JsonObject = jsonObject();
  const pending: { readonly node: JsonNode; readonly into: JsonValue[] | JsonObject; readonly key: string }[] = [];
  pending.push({ node: root, into: top, key: '' });
  for (const { node, into, key } of pending) {
    const value = shallowValue(node);
    if (Array.isArray(into)) into.push(value);
    else into[key] = value;
    if (Array.isArray(node)) {
      for (const item of node) pending.push({ node: item, into: value as JsonValue[], key: '' });
    } else if (isObjectNode(node)) {
      for (const [index, member] of keysOf(node).entries()) {
        pending.push({ node: valueAt(node, member, index), into: value as JsonObject, key: member });
      }
    }
  }
  return top[''] ?? null;
}

/** A literal, or an empty list or object to be filled. */
function shallowValue(node: JsonNode): JsonValue {
  if (Array.isArray(node)) return [];
  if (isObjectNode(node)) return jsonObject();
  return node instanceof RawString ? node.value : node;
}

const beyondBasicPlane = /[\ud800-\udfff]/;

/** Compares as Go compares strings: by bytes of UTF-8, which is by code points. */
function compareBytes(a: string, b: string): number {
  if (!beyondBasicPlane.test(a) && !beyondBasicPlane.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  const left = [...a].map((character) => character.codePointAt(0) ?? 0);
  const right = [...b].map((character) => character.codePointAt(0) ?? 0);
  const at = left.findIndex((code, index) => code !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}
