/** UTF-8 as Go reads and counts it. */

/** The text of `bytes`, each byte that fits nowhere replaced by U+FFFD as Go does it. */
export function decodeUtf8(bytes: ArrayLike<number>): string {
  let text = '';
  for (let p = 0; p < bytes.length; ) {
    const { code, length } = decodeOne(bytes, p);
    text += String.fromCodePoint(code);
    p += length;
  }
  return text;
}

/** The character at `p`, or U+FFFD of length 1. */
function decodeOne(bytes: ArrayLike<number>, p: number): { code: number; length: number } {
  const invalid = { code: 0xfffd, length: 1 };
  const lead = bytes[p] as number;
  if (lead < 0x80) return { code: lead, length: 1 };
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0) return invalid;
  let code = lead & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const octet = bytes[p + i];
    if (octet === undefined || (octet & 0xc0) !== 0x80) return invalid;
    code = code * 64 + (octet & 0x3f);
  }
  const smallest = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  if (code < smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return invalid;
  return { code, length };
}

/** How many bytes the UTF-16 code unit at `at` adds to the text in UTF-8; a surrogate pair's four fall on its first half. */
export function utf8Width(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (c < 0x80) return 1;
  if (c < 0x800) return 2;
  if ((c & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) return 4;
  if ((c & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800) return 0;
  return 3;
}

/** Bytes of `text` between two offsets, in UTF-8. */
export function utf8Length(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let p = start; p < end; p++) bytes += utf8Width(text, p);
  return bytes;
}
