/** Text as the bytes of UTF-8, where Go's messages count or show bytes. */

/** The bytes of `text`; lone surrogates count as U+FFFD. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) pushBytes(bytes, character.codePointAt(0) ?? 0);
  return bytes;
}

/** The first byte of the character at `index`. */
export function firstByte(text: string, index: number): number {
  const bytes: number[] = [];
  pushBytes(bytes, text.codePointAt(index) ?? 0);
  return bytes[0] ?? 0;
}

/** `text` with one character a byte. */
export function byteString(text: string): string {
  return /^[\0-\x7f]*$/.test(text)
    ? text
    : utf8Bytes(text)
        .map((byte) => String.fromCharCode(byte))
        .join('');
}

function pushBytes(bytes: number[], code: number): void {
  if (code < 0x80) bytes.push(code);
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code));
  else if (code >= 0xd800 && code < 0xe000) pushBytes(bytes, 0xfffd);
  else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code));
  else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f);
}
