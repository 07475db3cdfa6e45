/** Base64 as Go's `encoding/base64` reads it for byte fields. */
import { byteString } from './utf8.ts';

/** The same bytes in canonical Base64, or Go's words for what is wrong. Line breaks are passed over. */
export type Base64Reading = { readonly text: string } | { readonly error: string };

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const wholeQuanta = /^[A-Za-z0-9+/]*$/;
const lastQuantum = /^(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;
const lineBreak = /[\r\n]/;

/** Reads padded Base64 (`Encoding.Decode` of StdEncoding). Bits that padding cuts off are dropped, not checked. */
export function readBase64(value: string): Base64Reading {
  if (isCanonical(value)) return { text: value };
  const bytes = byteString(value);
  let text = '';
  let at = 0;
  const skipLineBreaks = (): void => {
    while (lineBreak.test(bytes[at] ?? '')) at++;
  };
  for (;;) {
    const quantum: string[] = [];
    while (quantum.length < 4) {
      skipLineBreaks();
      const byte = bytes[at];
      if (byte === undefined) {
        return quantum.length === 0 ? { text } : corrupt(at - quantum.length);
      }
      at++;
      if (alphabet.includes(byte)) quantum.push(byte);
      else if (byte !== '=' || quantum.length < 2) return corrupt(at - 1);
      else break;
    }
    if (quantum.length === 4) {
      text += quantum.join('');
      continue;
    }
    if (quantum.length === 2) {
      skipLineBreaks();
      if (at === bytes.length) return corrupt(at);
      if (bytes[at] !== '=') return corrupt(at - 1);
      at++;
    }
    skipLineBreaks();
    return at < bytes.length ? corrupt(at) : { text: text + padded(quantum) };
  }
}

function isCanonical(value: string): boolean {
  return value.length % 4 === 0 && lastQuantum.test(value.slice(-4)) && wholeQuanta.test(value.slice(0, -4));
}

function corrupt(index: number): Base64Reading {
  return { error: `illegal base64 data at input byte ${index}` };
}

/** The last digits with the bits beyond whole bytes cleared. */
function padded(quantum: readonly string[]): string {
  const step = quantum.length === 2 ? 16 : 4;
  const last = alphabet.indexOf(quantum.at(-1) ?? '');
  const kept = alphabet[last - (last % step)] ?? '';
  return `${quantum.slice(0, -1).join('')}${kept}`.padEnd(4, '=');
}

/** Bytes as Base64. */
export function byteListText(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(i, i + 3);
    const digits = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63];
    const given = Math.min(bytes.length - i, 3) + 1;
    text += digits.map((digit, index) => (index < given ? alphabet[digit] : '=')).join('');
  }
  return text;
}
