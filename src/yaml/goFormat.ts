/** Values printed as Go prints them: the texts of the reader's rarer complaints, and keys made of floats. */
import { isJsonObject, JsonNumber, type JsonValue } from '../kubernetes/api/json.ts';

/** Keys that JSON has no name for are kept under this mark: text can't hold a lone surrogate. */
const oddKeyMark = '\ud800';
export const nullKey = `${oddKeyMark}null`;

/** The key under which an unsigned integer beyond 63 bits is kept. */
export function unsignedKey(text: string): string {
  return oddKeyMark + text;
}

/** Go's complaint about a key that JSON can't have, undefined for any other key. */
export function oddKeyProblem(key: string, value: JsonValue): string | undefined {
  if (!key.startsWith(oddKeyMark)) return undefined;
  const shown = goSyntax(value);
  if (key === nullKey) return `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${alone(shown)}`;
  return `unsupported map key of type: uint64, key: 0x${BigInt(key.slice(1)).toString(16)}, value: ${alone(shown)}`;
}

/** A nil by itself is printed without its type. */
function alone(shown: string): string {
  return shown === nilInterface ? '<nil>' : shown;
}

const nilInterface = 'interface {}(nil)';

/** A message with a whole document in it helps nobody. */
const maxSyntaxLength = 4_000;

/** A value as `%#v` prints it, with the types the reader decodes into; what is very long or deep is cut. */
export function goSyntax(value: JsonValue): string {
  const parts: string[] = [];
  writeSyntax(value, parts, { left: maxSyntaxLength }, 0);
  return parts.join('');
}

function writeSyntax(value: JsonValue, parts: string[], room: { left: number }, depth: number): void {
  const write = (text: string): void => {
    parts.push(text);
    room.left -= text.length;
  };
  if (room.left < 0 || depth > 100) write('...');
  else if (Array.isArray(value)) {
    write('[]interface {}{');
    for (let i = 0; i < value.length && room.left >= 0; i++) {
      if (i > 0) write(', ');
      writeSyntax(value[i] as JsonValue, parts, room, depth + 1);
    }
    write('}');
  } else if (isJsonObject(value)) {
    write('map[interface {}]interface {}{');
    let separator = '';
    for (const key of Object.keys(value)) {
      if (room.left < 0) break;
      write(`${separator}${goKey(key)}:`);
      separator = ', ';
      writeSyntax(value[key] as JsonValue, parts, room, depth + 1);
    }
    write('}');
  } else if (value === null) write(nilInterface);
  else if (typeof value === 'string') write(quote(value));
  else write(value instanceof JsonNumber ? value.text : String(value));
}

function goKey(key: string): string {
  if (key === nullKey) return nilInterface;
  return key.startsWith(oddKeyMark) ? `0x${BigInt(key.slice(1)).toString(16)}` : quote(key);
}

const escapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** A string as Go's `%q` prints it (strconv.Quote). */
export function quote(text: string): string {
  let quoted = '"';
  for (const c of text) quoted += escapes[c] ?? (isPrintable(c) ? c : escapeCode(c.codePointAt(0) ?? 0));
  return `${quoted}"`;
}

function isPrintable(c: string): boolean {
  return c === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(c);
}

function escapeCode(code: number): string {
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** A float as a key: the fewest digits that tell 32-bit floats apart. */
export function floatKey(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  for (let digits = 0; digits < 9; digits++) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return withExponent(text);
  }
  return withExponent(single.toExponential(9));
}

/** A double as Go prints it with `%g`-like shortest digits: with an exponent from seven digits on. */
export function floatText(value: number): string {
  return Object.is(value, -0) ? '-0' : withExponent(value.toExponential());
}

function withExponent(text: string): string {
  const [mantissa = '0', exponent = '0'] = text.split('e');
  const power = Number(exponent);
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace(/[-.]/g, '');
  if (power < -4 || power >= 6) {
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const whole = power < 0 ? '0' : digits.slice(0, power + 1).padEnd(power + 1, '0');
  const fraction = power < 0 ? '0'.repeat(-power - 1) + digits : digits.slice(power + 1);
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
