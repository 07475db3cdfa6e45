/** Tags: `!name`, `!handle!name` and `!<verbatim>`. */
import { char, hexValue, isBlankOrEnd, isNameCharacter, isUriCharacter } from './characters.ts';
import type { Scanner } from './scanner.ts';
import { decodeUtf8 } from './utf8.ts';

/** A tag as written; without a handle the suffix is the whole tag. */
export interface WrittenTag {
  readonly handle: string;
  readonly suffix: string;
}

/** The tag at the scanner's place. */
export function scanTag(scanner: Scanner): WrittenTag {
  const tag = scanParts(scanner);
  if (!isBlankOrEnd(scanner.text.charCodeAt(scanner.pos))) {
    throw scanner.failure('did not find expected whitespace or line break');
  }
  return tag;
}

function scanParts(scanner: Scanner): WrittenTag {
  const { text } = scanner;
  if (text.charCodeAt(scanner.pos + 1) === char.lessThan) {
    scanner.pos += 2;
    const suffix = scanTagUri(scanner, false);
    if (text.charCodeAt(scanner.pos) !== char.greaterThan) throw scanner.failure("did not find the expected '>'");
    scanner.pos++;
    return { handle: '', suffix };
  }
  const handle = scanTagHandle(scanner);
  if (handle.length > 1 && handle.endsWith('!')) return { handle, suffix: scanTagUri(scanner, false) };
  const suffix = handle.slice(1) + scanTagUri(scanner, true);
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

/** `!`, `!!` or `!name!` at the scanner's place; `!name` when the second `!` is missing. */
export function scanTagHandle(scanner: Scanner): string {
  const { text } = scanner;
  if (text.charCodeAt(scanner.pos) !== char.exclamation) throw scanner.failure("did not find expected '!'");
  const start = scanner.pos++;
  while (isNameCharacter(text.charCodeAt(scanner.pos))) scanner.pos++;
  if (text.charCodeAt(scanner.pos) === char.exclamation) scanner.pos++;
  return text.slice(start, scanner.pos);
}

/** The URI characters at the scanner's place, with `%` escapes decoded. */
export function scanTagUri(scanner: Scanner, mayBeEmpty: boolean): string {
  const { text } = scanner;
  const start = scanner.pos;
  let uri = '';
  for (let c = text.charCodeAt(scanner.pos); isUriCharacter(c); c = text.charCodeAt(scanner.pos)) {
    if (c === char.percent) uri += scanUriEscape(scanner);
    else {
      uri += text.charAt(scanner.pos);
      scanner.pos++;
    }
  }
  if (scanner.pos === start && !mayBeEmpty) throw scanner.failure('did not find expected tag URI');
  return uri;
}

/** One character written as the `%` escapes of its UTF-8 bytes. */
function scanUriEscape(scanner: Scanner): string {
  const { text } = scanner;
  const bytes: number[] = [];
  let missing = 1;
  while (missing > 0) {
    const high = hexValue(text.charCodeAt(scanner.pos + 1));
    const low = hexValue(text.charCodeAt(scanner.pos + 2));
    if (text.charCodeAt(scanner.pos) !== char.percent || high < 0 || low < 0) {
      throw scanner.failure('did not find URI escaped octet');
    }
    const octet = high * 16 + low;
    if (bytes.length === 0) {
      missing =
        octet < 0x80 ? 1 : (octet & 0xe0) === 0xc0 ? 2 : (octet & 0xf0) === 0xe0 ? 3 : (octet & 0xf8) === 0xf0 ? 4 : 0;
      if (missing === 0) throw scanner.failure('found an incorrect leading UTF-8 octet');
    } else if ((octet & 0xc0) !== 0x80) throw scanner.failure('found an incorrect trailing UTF-8 octet');
    bytes.push(octet);
    scanner.pos += 3;
    missing--;
  }
  return decodeUtf8(bytes);
}
