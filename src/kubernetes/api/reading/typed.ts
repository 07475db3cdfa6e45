/** Reads a JSON tree into an object of a known type, as the API server's strict decoder does. */
import type { Fault } from '../fault.ts';
import { goQuote, goTrimSpace } from '../goText.ts';
import { JsonNumber, jsonObject } from '../json.ts';
import { formatQuantity, parseQuantityJson, type Quantity, quantityOf } from '../quantity.ts';
import {
  type Field,
  goType,
  type ListType,
  type MapType,
  type ScalarType,
  type Struct,
  structNamed,
  type Type,
} from '../schema/schema.ts';
import { byteListText, readBase64 } from './goBase64.ts';
import { readTime } from './goTime.ts';
import {
  isObjectNode,
  type JsonNode,
  keysOf,
  kindWord,
  literalText,
  numberText,
  type ObjectNode,
  plainValue,
  RawObject,
  stringOf,
  valueAt,
} from './jsonNode.ts';

/**
 * A draft of the object: zero values that Go leaves out are absent, numbers beyond 2^53 are `JsonNumber`s, quantities,
 * times and bytes are in the text they are stored in. Or the error that hides all others.
 */
export type TypedReading =
  | { readonly draft: Record<string, unknown>; readonly strictErrors: readonly Fault[] }
  | { readonly fault: Fault };

/** Strict errors beyond these are dropped (`sigs.k8s.io/json`). */
const maxStrictErrors = 100;

/**
 * Reads `node` as `struct`. Unknown and doubled fields are looked for where `strict`. Errors name the node as a field of
 * `parent` where one is given.
 */
export function readTyped(
  node: JsonNode,
  struct: Struct,
  strict: boolean,
  parent?: { readonly goName: string; readonly field: string },
): TypedReading {
  const outer = parent === undefined ? [] : [parent.field];
  const state: State = { strict, strictErrors: new Map(), path: [...outer], fieldStack: [...outer], struct: parent };
  const type: Type = { is: 'struct', pointer: false, goName: `v1.${struct.goName}`, struct: struct.name };
  const draft = readValue(state, node, type, undefined) ?? {};
  const fault = state.fatal ?? state.saved;
  if (fault !== undefined) return { fault };
  return { draft: draft as Record<string, unknown>, strictErrors: [...state.strictErrors.values()] };
}

interface State {
  readonly strict: boolean;
  /** By their messages: each counts once. */
  readonly strictErrors: Map<string, Fault>;
  /** Keys and indexes from the root to the value that is being read. */
  readonly path: (string | number)[];
  /** Go's field names from the root, embedded structs included, for type errors. */
  readonly fieldStack: string[];
  struct: { readonly goName: string } | undefined;
  /** The first type error: decoding goes on after it. */
  saved?: Fault;
  /** The error of a value that reads itself (quantity, time, int-or-string): it ends decoding and hides `saved`. */
  fatal?: Fault;
}

/**
 * Reads a value. `existing` is what a doubled key has left there. Undefined is Go's nil or, for a null that means
 * nothing to the type, its zero value.
 */
function readValue(state: State, node: JsonNode, type: Type, existing: unknown): unknown {
  if (node === null) return readNull(type, existing);
  switch (type.is) {
    case 'struct':
      if (!isObjectNode(node)) return mismatch(state, node, type, existing);
      return readStruct(state, node, structNamed(type.struct), existing as Record<string, unknown> | undefined);
    case 'list':
      if (!Array.isArray(node)) return mismatch(state, node, type, existing);
      return readList(state, node, type, existing as unknown[] | undefined);
    case 'map':
      if (!isObjectNode(node)) return mismatch(state, node, type, existing);
      return readMap(state, node, type, existing as Record<string, unknown> | undefined);
    default:
      return readScalar(state, node, type, existing);
  }
}

function readNull(type: Type, existing: unknown): unknown {
  if (type.pointer) return undefined;
  switch (type.is) {
    case 'list':
    case 'map':
    case 'bytes':
    case 'Time':
    case 'MicroTime':
      return undefined;
    case 'Quantity':
      return '0';
    case 'IntOrString':
      return typeof existing === 'number' ? existing : undefined;
    default:
      return existing;
  }
}

function readStruct(
  state: State,
  node: ObjectNode,
  struct: Struct,
  existing: Record<string, unknown> | undefined,
): Record<string, unknown> {
  const target = existing ?? {};
  const seen = node instanceof RawObject ? new Set<string>() : undefined;
  const outer = state.struct;
  const depth = state.fieldStack.length;
  const keys = keysOf(node);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? '';
    const field = struct.byName.get(key);
    if (field === undefined) {
      if (state.strict) strictError(state, 'unknown', key);
      continue;
    }
    if (seen !== undefined) checkDoubled(state, seen, key);
    state.struct = struct;
    for (const parent of field.embedded) state.fieldStack.push(parent);
    state.fieldStack.push(key);
    state.path.push(key);
    setField(target, field, readValue(state, valueAt(node, key, index), field.type, target[key]));
    if (state.fatal !== undefined) return target;
    state.fieldStack.length = depth;
    state.path.pop();
    state.struct = outer;
  }
  return target;
}

/** Zero values of fields that are no pointers are left out: Go can't tell them from absent ones. */
function setField(target: Record<string, unknown>, field: Field, value: unknown): void {
  if (value === undefined || isZero(field.type, value)) delete target[field.name];
  else target[field.name] = value;
}

function isZero(type: Type, value: unknown): boolean {
  if (type.pointer) return false;
  switch (type.is) {
    case 'string':
      return value === '';
    case 'bool':
      return value === false;
    case 'int32':
    case 'int64':
    case 'IntOrString':
      return value === 0;
    default:
      return false;
  }
}

function readList(state: State, node: JsonNode[], type: ListType, existing: unknown[] | undefined): unknown[] {
  const list: unknown[] = [];
  for (let index = 0; index < node.length; index++) {
    state.path.push(index);
    const value = readValue(state, node[index] ?? null, type.item, existing?.[index]);
    if (state.fatal !== undefined) return list;
    list.push(value === undefined ? zeroValue(type.item) : value);
    state.path.pop();
  }
  return list;
}

function readMap(
  state: State,
  node: ObjectNode,
  type: MapType,
  existing: Record<string, unknown> | undefined,
): Record<string, unknown> {
  const target: Record<string, unknown> = existing ?? jsonObject();
  const seen = node instanceof RawObject ? new Set<string>() : undefined;
  const keys = keysOf(node);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? '';
    if (seen !== undefined) checkDoubled(state, seen, key);
    state.path.push(key);
    const value = readValue(state, valueAt(node, key, index), type.value, undefined);
    if (state.fatal !== undefined) return target;
    target[key] = value === undefined ? zeroValue(type.value) : value;
    state.path.pop();
  }
  return target;
}

/** What stands in a list or map for an item that is null. Bytes that are nil are stored as empty ones. */
function zeroValue(type: Type): unknown {
  switch (type.is) {
    case 'string':
    case 'bytes':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'IntOrString':
      return 0;
    case 'struct':
      return {};
    case 'Quantity':
      return '0';
    default:
      return null;
  }
}

/** Amounts that are canonical already; the most usual ones. */
const plainQuantity = /^[1-9][0-9]{0,2}(?:m|k|M|G|[KMGT]i)?$/;

function readScalar(state: State, node: Exclude<JsonNode, null>, type: ScalarType, existing: unknown): unknown {
  switch (type.is) {
    case 'string':
      return stringOf(node) ?? mismatch(state, node, type, existing);
    case 'bool':
      return typeof node === 'boolean' ? node : mismatch(state, node, type, existing);
    case 'int32':
    case 'int64':
      return readInteger(state, node, type, existing);
    case 'bytes':
      return readBytes(state, node, type, existing);
    case 'Quantity': {
      if (typeof node === 'string' && plainQuantity.test(node)) return node;
      const literal = literalText(node) ?? kindWord(node);
      const quantity = parseQuantityJson(literal);
      return typeof quantity === 'string' ? fatal(state, quantity) : draftText(quantity, literal);
    }
    case 'Time':
    case 'MicroTime': {
      const text = stringOf(node);
      if (text === undefined) return fatal(state, typeError(state, kindWord(node), 'string'));
      const reading = readTime(text, type.is === 'Time' ? 'seconds' : 'micro');
      return 'error' in reading ? fatal(state, reading.error) : reading.time;
    }
    case 'IntOrString':
      return stringOf(node) ?? integer(node, 'int32') ?? fatal(state, typeError(state, numberWord(node), 'int32'));
    case 'RawExtension':
    case 'FieldsV1':
      return plainValue(node);
  }
}

/** The canonical text, except where it would count otherwise than Kubernetes counts until the object is stored. */
function draftText(quantity: Quantity, literal: string): string {
  const text = formatQuantity(quantity);
  return quantity.wide && !quantityOf(text).wide ? goTrimSpace(literal.replaceAll('"', '')) : text;
}

function readInteger(state: State, node: JsonNode, type: ScalarType, existing: unknown): unknown {
  const value = integer(node, type.is === 'int32' ? 'int32' : 'int64');
  if (value !== undefined) return value;
  saveError(state, typeError(state, numberWord(node), goType(type)));
  return existing;
}

const bits = { int32: 32, int64: 64 } as const;

/** A whole number in range; its text must have neither fraction nor exponent. */
function integer(node: JsonNode, type: 'int32' | 'int64'): number | JsonNumber | undefined {
  if (typeof node === 'number' && Number.isSafeInteger(node)) {
    return type === 'int64' || (node | 0) === node ? node : undefined;
  }
  const text = numberText(node);
  if (text === undefined || !/^-?\d+$/.test(text)) return undefined;
  const value = BigInt(text);
  if (BigInt.asIntN(bits[type], value) !== value) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : new JsonNumber(text);
}

function numberWord(node: JsonNode): string {
  const text = numberText(node);
  return text === undefined ? kindWord(node) : `number ${text}`;
}

/** Base64 text, or a list of numbers: both are bytes to Go. */
function readBytes(state: State, node: Exclude<JsonNode, null>, type: ScalarType, existing: unknown): unknown {
  const text = stringOf(node);
  if (text !== undefined) {
    const reading = readBase64(text);
    if ('text' in reading) return reading.text;
    saveError(state, reading.error);
    return existing;
  }
  if (!Array.isArray(node)) return mismatch(state, node, type, existing);
  const bytes = node.map((item) => {
    const value = item === null ? 0 : integer(item, 'int32');
    if (typeof value === 'number' && value >= 0 && value < 256) return value;
    saveError(state, typeError(state, numberWord(item), 'uint8'));
    return 0;
  });
  return byteListText(bytes);
}

function mismatch(state: State, node: JsonNode, type: Type, existing: unknown): unknown {
  saveError(state, typeError(state, kindWord(node), goType(type)));
  return existing;
}

function typeError(state: State, what: string, type: string): string {
  const prefix = `json: cannot unmarshal ${what} into Go`;
  if (state.struct === undefined) return `${prefix} value of type ${type}`;
  return `${prefix} struct field ${state.struct.goName}.${state.fieldStack.join('.')} of type ${type}`;
}

function saveError(state: State, error: string): void {
  state.saved ??= { path: [...state.path], reason: 'TypeError', message: error };
}

function fatal(state: State, error: string): undefined {
  state.fatal = { path: [...state.path], reason: 'TypeError', message: error };
  return undefined;
}

function checkDoubled(state: State, seen: Set<string>, key: string): void {
  if (seen.has(key)) {
    if (state.strict) strictError(state, 'duplicate', key);
  } else seen.add(key);
}

function strictError(state: State, what: 'unknown' | 'duplicate', key: string): void {
  if (state.strictErrors.size >= maxStrictErrors) return;
  const path = [...state.path, key];
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  const message = `${what} field ${goQuote(text.slice(1))}`;
  if (state.strictErrors.has(message)) return;
  state.strictErrors.set(message, { path, reason: what === 'unknown' ? 'UnknownField' : 'DuplicateField', message });
}
