/** Digits in letters that make no words (apimachinery, util/rand, SafeEncodeString). */

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Each character replaced by one of the letters of generated names. */
export function encodeSafely(text: string): string {
  let encoded = '';
  for (let at = 0; at < text.length; at++) encoded += alphabet[text.charCodeAt(at) % alphabet.length];
  return encoded;
}
