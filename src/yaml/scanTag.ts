/** Tags: `!name`, `!handle!name` and `!<verbatim>`. */
import { char, hexValue, isBlankOrEnd, isNameCharacter, isUriCharacter } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { decodeUtf8 } from './utf8.ts';

/** A tag as written; without a handle the suffix is the whole tag. */
export interface WrittenTag {
  readonly handle: string;
  readonly suffix: string;
}

/** The tag at the scanner's place. */
export function scanTag(cursor: Cursor): WrittenTag {
  const tag = scanParts(cursor);
  if (!isBlankOrEnd(cursor.text.charCodeAt(cursor.pos))) {
    throw cursor.failure('did not find expected whitespace or line break');
  }
  return tag;
}

function scanParts(cursor: Cursor): WrittenTag {
  const { text } = cursor;
  if (text.charCodeAt(cursor.pos + 1) === char.lessThan) {
    cursor.pos += 2;
    const suffix = scanTagUri(cursor, false);
    if (text.charCodeAt(cursor.pos) !== char.greaterThan) throw cursor.failure("did not find the expected '>'");
    cursor.pos++;
    return { handle: '', suffix };
  }
  const handle = scanTagHandle(cursor);
  if (handle.length > 1 && handle.endsWith('!')) return { handle, suffix: scanTagUri(cursor, false) };
  const suffix = handle.slice(1) + scanTagUri(cursor, true);
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

/** `!`, `!!` or `!name!` at the scanner's place; `!name` when the second `!` is missing. */
export function scanTagHandle(cursor: Cursor): string {
  const { text } = cursor;
  if (text.charCodeAt(cursor.pos) !== char.exclamation) throw cursor.failure("did not find expected '!'");
  const start = cursor.pos++;
  while (isNameCharacter(text.charCodeAt(cursor.pos))) cursor.pos++;
  if (text.charCodeAt(cursor.pos) === char.exclamation) cursor.pos++;
  return text.slice(start, cursor.pos);
}

/** The URI characters at the scanner's place, with `%` escapes decoded. */
export function scanTagUri(cursor: Cursor, mayBeEmpty: boolean): string {
  const { text } = cursor;
  const start = cursor.pos;
  let uri = '';
  for (let c = text.charCodeAt(cursor.pos); isUriCharacter(c); c = text.charCodeAt(cursor.pos)) {
    if (c === char.percent) uri += scanUriEscape(cursor);
    else {
      uri += text.charAt(cursor.pos);
      cursor.pos++;
    }
  }
  if (cursor.pos === start && !mayBeEmpty) throw cursor.failure('did not find expected tag URI');
  return uri;
}

/** One character written as the `%` escapes of its UTF-8 bytes. */
function scanUriEscape(cursor: Cursor): string {
  const { text } = cursor;
  const bytes: number[] = [];
  let missing = 1;
  while (missing > 0) {
    const high = hexValue(text.charCodeAt(cursor.pos + 1));
    const low = hexValue(text.charCodeAt(cursor.pos + 2));
    if (text.charCodeAt(cursor.pos) !== char.percent || high < 0 || low < 0) {
      throw cursor.failure('did not find URI escaped octet');
    }
    const octet = high * 16 + low;
    if (bytes.length === 0) {
      missing =
        octet < 0x80 ? 1 : (octet & 0xe0) === 0xc0 ? 2 : (octet & 0xf0) === 0xe0 ? 3 : (octet & 0xf8) === 0xf0 ? 4 : 0;
      if (missing === 0) throw cursor.failure('found an incorrect leading UTF-8 octet');
    } else if ((octet & 0xc0) !== 0x80) throw cursor.failure('found an incorrect trailing UTF-8 octet');
    bytes.push(octet);
    cursor.pos += 3;
    missing--;
  }
  return decodeUtf8(bytes);
}
