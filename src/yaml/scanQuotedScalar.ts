/** Single- and double-quoted scalars with their escapes and folded lines. */
import { char, hexValue, isBlank, isBlankOrEnd, isBreak } from './characters.ts';
import type { Cursor } from './cursor.ts';

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The text of the scalar whose opening `quote` the cursor stands at; leaves the cursor after the closing one. */
export function scanQuotedScalar(cursor: Cursor, quote: number): string {
  const { text } = cursor;
  const opening = cursor.pos;
  let value = '';
  let p = opening + 1;
  let from = p;
  for (;;) {
    if (p === cursor.lineStart && cursor.atDocumentIndicator(p)) {
      cursor.pos = p;
      throw cursor.failure('found unexpected document indicator', opening);
    }
    if (p >= cursor.end) {
      cursor.pos = p;
      throw cursor.failure('found unexpected end of stream', opening);
    }
    // A run without blanks.
    let crossed = false;
    for (let c = text.charCodeAt(p); !isBlankOrEnd(c); c = text.charCodeAt(p)) {
      if (c === quote) {
        if (quote === char.doubleQuote || text.charCodeAt(p + 1) !== char.singleQuote) break;
        value += text.slice(from, p + 1);
        p += 2;
        from = p;
      } else if (c === char.backslash && quote === char.doubleQuote) {
        value += text.slice(from, p);
        if (isBreak(text.charCodeAt(p + 1))) {
          p = cursor.afterBreak(p + 1);
          cursor.lineStart = p;
          from = p;
          crossed = true;
          break;
        }
        cursor.pos = p;
        value += scanEscape(cursor, opening);
        p = cursor.pos;
        from = p;
      } else p++;
    }
    if (text.charCodeAt(p) === quote) {
      cursor.pos = p + 1;
      return value === '' ? text.slice(from, p) : value + text.slice(from, p);
    }
    // Blanks and line breaks. Those after an escaped line break are dropped, and further breaks stay.
    const end = p;
    const escaped = crossed;
    let fold = '';
    let breaks = '';
    for (let c = text.charCodeAt(p); ; c = text.charCodeAt(p)) {
      if (isBlank(c)) p++;
      else if (isBreak(c)) {
        const kept = c === char.lineSeparator || c === char.paragraphSeparator ? text.charAt(p) : '\n';
        if (crossed) breaks += kept;
        else fold = kept;
        crossed = true;
        p = cursor.afterBreak(p);
        cursor.lineStart = p;
      } else break;
    }
    if (crossed) {
      if (!escaped) value += text.slice(from, end);
      value += fold !== '\n' ? fold + breaks : breaks === '' ? ' ' : breaks;
      from = p;
    }
  }
}

/** What the escape at the scanner's place stands for; leaves the cursor after it. */
function scanEscape(cursor: Cursor, opening: number): string {
  const { text } = cursor;
  const letter = text.charAt(cursor.pos + 1);
  const simple = escapes[letter];
  if (simple !== undefined) {
    cursor.pos += 2;
    return simple;
  }
  const length = codeLengths[letter];
  if (length === undefined) throw cursor.failure('found unknown escape character', cursor.pos);
  cursor.pos += 2;
  let code = 0;
  for (let i = 0; i < length; i++) {
    const digit = hexValue(text.charCodeAt(cursor.pos + i));
    if (digit < 0) throw cursor.failure('did not find expected hexdecimal number', opening);
    code = code * 16 + digit;
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw cursor.failure('found invalid Unicode character escape code', opening);
  }
  cursor.pos += length;
  return String.fromCodePoint(code);
}
