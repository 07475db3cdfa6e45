/** Text as Go prints it: `%q` strings and `encoding/json`. */
import { isJsonObject, JsonNumber } from './json.ts';

const plainQuoted = /^[ !#-[\]-~]*$/;
const printable = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;
const goEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** `text` as Go's `%q` (strconv.Quote) prints it. Characters newer than Go's Unicode tables count as printable here. */
export function goQuote(text: string): string {
  if (plainQuoted.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const character of text) quoted += goEscapes[character] ?? escapeUnprintable(character);
  return `${quoted}"`;
}

function escapeUnprintable(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  if (code < 0x7f) return character;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  if (printable.test(character)) return character;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** JSON as Go's `json.Marshal` writes it: no spaces, `<`, `>` and `&` escaped, members in the order they stand in. */
export function goJson(value: unknown): string {
  const parts: string[] = [];
  writeJson(value, parts);
  return parts.join('');
}

type Writing = { readonly text: string } | { readonly value: unknown };

/** Writes without recursion, so that deep values can't exhaust the stack. */
function writeJson(root: unknown, parts: string[]): void {
  const pending: Writing[] = [{ value: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('text' in next) parts.push(next.text);
    else if (Array.isArray(next.value)) {
      parts.push('[');
      pushReversed(
        pending,
        next.value.flatMap((item, index): Writing[] => [{ text: index === 0 ? '' : ',' }, { value: item }]),
        ']',
      );
    } else if (isJsonObject(next.value)) {
      parts.push('{');
      const members = Object.entries(next.value).filter(([, member]) => member !== undefined);
      pushReversed(
        pending,
        members.flatMap(([key, member], index): Writing[] => [
          { text: `${index === 0 ? '' : ','}${goJsonString(key)}:` },
          { value: member },
        ]),
        '}',
      );
    } else parts.push(goJsonScalar(next.value));
  }
}

function pushReversed(pending: Writing[], writings: Writing[], close: string): void {
  pending.push({ text: close });
  for (let i = writings.length - 1; i >= 0; i--) {
    const writing = writings[i];
    if (writing !== undefined) pending.push(writing);
  }
}

function goJsonScalar(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return goJsonString(value);
  return value instanceof JsonNumber ? value.text : String(value);
}

/** A JSON string as Go writes it. */
export function goJsonString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${hex(character.charCodeAt(0), 4)}`,
  );
}

const space = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** `text` without what Go's `strings.TrimSpace` takes off. */
export function goTrimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && space.test(text.charAt(start))) start++;
  while (end > start && space.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
