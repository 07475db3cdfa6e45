/** JSON text as Go's encoding/json writes it. */
import { JsonNumber, type JsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import { compareBytes } from './object.ts';

/** Characters that Go escapes beside those that JSON needs escaped: they could end a script in HTML. */
const unsafe = /[<>&\u2028\u2029]/g;

/** The text of a value without white space, keys in the order of their bytes. Costs no stack however deep the value is. */
export function encodeJson(value: JsonValue): string {
  let text = '';
  const pending: Frame[] = [];
  let next: JsonValue | undefined = value;
  for (;;) {
    if (next !== undefined) {
      if (typeof next === 'object' && next !== null && !(next instanceof JsonNumber)) {
        pending.push(frameOf(next));
        text += Array.isArray(next) ? '[' : '{';
      } else text += scalarText(next);
    }
    const frame = pending[pending.length - 1];
    if (frame === undefined) return text;
    if (frame.at === frame.values.length) {
      text += frame.keys === undefined ? ']' : '}';
      pending.pop();
      next = undefined;
      continue;
    }
    if (frame.at > 0) text += ',';
    if (frame.keys !== undefined) text += `${encodeString(frame.keys[frame.at] as string)}:`;
    next = frame.values[frame.at++];
  }
}

interface Frame {
  readonly keys: readonly string[] | undefined;
  readonly values: readonly JsonValue[];
  at: number;
}

function frameOf(value: JsonValue[] | JsonObject): Frame {
  if (Array.isArray(value)) return { keys: undefined, values: value, at: 0 };
  const keys = Object.keys(value).sort(compareBytes);
  return { keys, values: keys.map((key) => value[key] as JsonValue), at: 0 };
}

function scalarText(value: null | boolean | number | string | JsonNumber): string {
  if (typeof value === 'string') return encodeString(value);
  return value instanceof JsonNumber ? value.text : String(value);
}

function encodeString(text: string): string {
  return JSON.stringify(text).replace(unsafe, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
