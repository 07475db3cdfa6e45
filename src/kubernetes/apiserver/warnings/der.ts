/** The outermost shape of DER, which certificates and keys are written in (`golang.org/x/crypto/cryptobyte`). */

const sequence = 0x30;
const longForm = 0x80;

/** A SEQUENCE at the start of `bytes` (one character a byte): what it holds, and what follows it; undefined if there is none. */
export function readSequence(bytes: string): { readonly content: string; readonly rest: string } | undefined {
  if (bytes.charCodeAt(0) !== sequence || bytes.length < 2) return undefined;
  const first = bytes.charCodeAt(1);
  const lengthBytes = first < longForm ? 0 : first - longForm;
  if (first >= longForm && (lengthBytes < 1 || lengthBytes > 4)) return undefined;
  let length = lengthBytes === 0 ? first : 0;
  for (let at = 0; at < lengthBytes; at++) length = length * 256 + bytes.charCodeAt(2 + at);
  const shortest = lengthBytes === 0 || length >= Math.max(longForm, 256 ** (lengthBytes - 1));
  const start = 2 + lengthBytes;
  if (!shortest || !(bytes.length - start >= length)) return undefined;
  return { content: bytes.slice(start, start + length), rest: bytes.slice(start + length) };
}
