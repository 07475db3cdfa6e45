/** What a scalar without quotes means: YAML 1.1 as go.yaml.in/yaml v2 resolve.go has it. */
import { JsonNumber, type JsonValue } from '../kubernetes/api/json.ts';

/** A scalar's meaning. Infinite floats and NaN are numbers that JSON can't hold: `JsonNumber` with Go's text. */
export interface Resolved {
  readonly tag: 'str' | 'bool' | 'int' | 'float' | 'null' | 'timestamp';
  readonly value: JsonValue;
}

const words = new Map<string, Resolved>();
function define(tag: Resolved['tag'], value: JsonValue, ...spellings: string[]): void {
  for (const spelling of spellings) words.set(spelling, { tag, value });
}
define('bool', true, 'y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON');
define('bool', false, 'n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF');
define('null', null, '', '~', 'null', 'Null', 'NULL');
define('float', new JsonNumber('NaN'), '.nan', '.NaN', '.NAN');
define('float', new JsonNumber('+Inf'), '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF');
define('float', new JsonNumber('-Inf'), '-.inf', '-.Inf', '-.INF');

const wordStarts = new Uint8Array(128);
for (const c of 'yYnNtTfFoO~') wordStarts[c.charCodeAt(0)] = 1;
for (const c of '+-.0123456789') wordStarts[c.charCodeAt(0)] = 2;

/** Whether a plain scalar can be anything but a string; told by its first character. */
export function mayBeOther(text: string): boolean {
  const first = text.charCodeAt(0);
  return text === '' || (first < 128 && wordStarts[first] !== 0);
}

/** Resolves a plain scalar without a tag. */
export function resolvePlain(text: string): Resolved {
  const word = mayBeOther(text) ? words.get(text) : undefined;
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  if (first === 46) return dotFloat(text) ?? string(text);
  if (wordStarts[first] === 2) return number(text) ?? string(text);
  return string(text);
}

function string(text: string): Resolved {
  return { tag: 'str', value: text };
}

/** A float without whole digits; Go's own syntax, which lets underscores stand between digits. */
function dotFloat(text: string): Resolved | undefined {
  const form = /^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?$/;
  return form.test(text) ? float(text.replaceAll('_', '')) : undefined;
}

const decimalInteger = /^(0|[1-9][0-9]{0,14})$/;
const numberCharacters = /^[-+]?[0-9.][-+0-9a-fA-FxXoO_.]*$/;
const floatForm = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

function number(text: string): Resolved | undefined {
  if (decimalInteger.test(text)) return { tag: 'int', value: Number(text) };
  if (!numberCharacters.test(text) && !/^[-+]_/.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const integer = parseInteger(plain);
  if (integer !== undefined) return { tag: 'int', value: integerValue(integer) };
  if (floatForm.test(plain)) return float(plain);
  const binary = oddBinary(plain);
  return binary === undefined ? undefined : { tag: 'int', value: integerValue(binary) };
}

function float(text: string): Resolved | undefined {
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return { tag: 'float', value: Object.is(value, -0) ? new JsonNumber('-0') : value };
}

const forms: readonly (readonly [RegExp, string])[] = [
  [/^0[xX]([0-9a-fA-F]+)$/, '0x'],
  [/^0[bB]([01]+)$/, '0b'],
  [/^0[oO]([0-7]+)$/, '0o'],
  [/^0([0-7]+)$/, '0o'],
  [/^(0|[1-9][0-9]*)$/, ''],
];

/** An integer of any of Go's bases that fits 64 bits, signed, or unsigned where it has no sign. */
function parseInteger(text: string): bigint | undefined {
  const signed = text.startsWith('-') || text.startsWith('+');
  const digits = signed ? text.slice(1) : text;
  for (const [form, prefix] of forms) {
    const match = form.exec(digits);
    if (match === null) continue;
    const size = BigInt(prefix + match[1]);
    const value = text.startsWith('-') ? -size : size;
    const fits = BigInt.asIntN(64, value) === value || (!signed && BigInt.asUintN(64, value) === value);
    return fits ? value : undefined;
  }
  return undefined;
}

/** `0b` with a sign after it, which the reader takes for a number too. */
function oddBinary(text: string): bigint | undefined {
  const match = /^0b([-+])([01]+)$/.exec(text);
  if (match === null) return undefined;
  const size = BigInt(`0b${match[2]}`);
  const value = match[1] === '-' ? -size : size;
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function integerValue(value: bigint): number | JsonNumber {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : new JsonNumber(String(value));
}

/** Whether `text` is a time as the tag `!!timestamp` accepts it. */
export function isTimestamp(text: string): boolean {
  const zoned = /^(\d{4})-(\d{1,2})-(\d{1,2})[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})([.,]\d+)?(?:Z|[-+](\d\d):(\d\d))$/;
  const spaced = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})([.,]\d+)?$/;
  const day = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
  const match = zoned.exec(text) ?? spaced.exec(text) ?? day.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || date < 1 || hour > 23 || minute > 59 || second > 59) return false;
  if (Number(match[8] ?? 0) > 24 || Number(match[9] ?? 0) > 60) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return date <= days;
}
