/** Bytes to text as go.yaml.in/yaml v2 readerc.go decodes them: UTF-8, or UTF-16 behind its byte order mark. */
import type { InvalidBytes } from './content.ts';

export interface DecodedBytes {
  /** The text up to the first bytes that are none, and a mark in their place. */
  readonly text: string;
  readonly invalid?: InvalidBytes;
}

/** Decodes the bytes of a document. A byte order mark of UTF-8 stays in the text. */
export function decodeBytes(bytes: Uint8Array): DecodedBytes {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, 2, (at) => utf16At(bytes, at, 0, 1));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes, 2, (at) => utf16At(bytes, at, 1, 0));
  return decode(bytes, 0, (at) => utf8At(bytes, at));
}

/** One character and its width in bytes, or what is wrong with it. */
type Decoded = { readonly code: number; readonly width: number } | string;

function decode(bytes: Uint8Array, from: number, characterAt: (at: number) => Decoded): DecodedBytes {
  let text = '';
  for (let at = from; at < bytes.length; ) {
    const decoded = characterAt(at);
    if (typeof decoded === 'string') return { text: `${text}\ufffd`, invalid: { at: text.length, message: decoded } };
    text += String.fromCodePoint(decoded.code);
    at += decoded.width;
  }
  return { text };
}

function utf8At(bytes: Uint8Array, at: number): Decoded {
  const lead = bytes[at] ?? 0;
  const width = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;
  if (width === 0) return 'invalid leading UTF-8 octet';
  if (at + width > bytes.length) return 'incomplete UTF-8 octet sequence';
  let code = width === 1 ? lead : lead & (0x7f >> width);
  for (let i = 1; i < width; i++) {
    const octet = bytes[at + i] ?? 0;
    if ((octet & 0xc0) !== 0x80) return 'invalid trailing UTF-8 octet';
    code = code * 64 + (octet & 0x3f);
  }
  const smallest = [0, 0, 0x80, 0x800, 0x10000][width] ?? 0;
  if (code < smallest) return 'invalid length of a UTF-8 sequence';
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return 'invalid Unicode character';
  return { code, width };
}

function utf16At(bytes: Uint8Array, at: number, low: 0 | 1, high: 0 | 1): Decoded {
  const unit = (place: number): number => (bytes[place + low] ?? 0) + (bytes[place + high] ?? 0) * 256;
  if (at + 2 > bytes.length) return 'incomplete UTF-16 character';
  const first = unit(at);
  if ((first & 0xfc00) === 0xdc00) return 'unexpected low surrogate area';
  if ((first & 0xfc00) !== 0xd800) return { code: first, width: 2 };
  if (at + 4 > bytes.length) return 'incomplete UTF-16 surrogate pair';
  const second = unit(at + 2);
  if ((second & 0xfc00) !== 0xdc00) return 'expected low surrogate area';
  return { code: 0x10000 + (first & 0x3ff) * 0x400 + (second & 0x3ff), width: 4 };
}
