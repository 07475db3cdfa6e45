/** Which characters separate, end and name things in YAML, as Kubernetes' reader (go.yaml.in/yaml v2) has them. */

export const char = {
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  exclamation: 33,
  doubleQuote: 34,
  hash: 35,
  percent: 37,
  ampersand: 38,
  singleQuote: 39,
  asterisk: 42,
  plus: 43,
  comma: 44,
  hyphen: 45,
  dot: 46,
  zero: 48,
  nine: 57,
  colon: 58,
  lessThan: 60,
  greaterThan: 62,
  question: 63,
  at: 64,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  backquote: 96,
  openBrace: 123,
  pipe: 124,
  closeBrace: 125,
  nextLine: 0x85,
  lineSeparator: 0x2028,
  paragraphSeparator: 0x2029,
  byteOrderMark: 0xfeff,
} as const;

/** A line break; YAML 1.1 counts NEL, LS and PS among them. */
export function isBreak(c: number): boolean {
  return c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
}

/** A line break or the end of the text (NUL). */
export function isBreakOrEnd(c: number): boolean {
  return c === 10 || c === 0 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
}

export function isBlank(c: number): boolean {
  return c === 32 || c === 9;
}

/** A space, a tab, a line break or the end of the text. */
export function isBlankOrEnd(c: number): boolean {
  return c === 32 || c === 10 || c === 9 || c === 0 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** The value of a hexadecimal digit, -1 for any other character. */
export function hexValue(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  if (c >= 97 && c <= 102) return c - 87;
  if (c >= 65 && c <= 70) return c - 55;
  return -1;
}

/** What anchors and tag handles are made of. */
export function isNameCharacter(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 45;
}

const uriMarks = new Set([...";/?:@&=+$,.!~*'()[]%"].map((mark) => mark.charCodeAt(0)));

/** What a tag may hold; wider than the specification, `[` and `]` included. */
export function isUriCharacter(c: number): boolean {
  return isNameCharacter(c) || uriMarks.has(c);
}

/** The characters no document may hold: most controls, lone surrogates aside (an editor writes U+FFFD for those). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const forbiddenCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
