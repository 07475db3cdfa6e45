/** Literal (`|`) and folded (`>`) scalars. */
import { char, isBlank, isBreak, isBreakOrEnd, isDigit } from './characters.ts';
import type { Scanner } from './scanner.ts';

export interface BlockScalar {
  readonly text: string;
  /** Where its last line with content ends; the scanner itself goes on behind the blank lines after it. */
  readonly end: number;
}

interface Breaks {
  readonly text: string;
  readonly indent: number;
}

/** The scalar whose indicator the scanner stands at. */
export function scanBlockScalar(scanner: Scanner, literal: boolean): BlockScalar {
  const { text } = scanner;
  const opening = scanner.pos;
  scanner.pos++;
  const { keep, increment } = scanHeader(scanner, opening);
  let end = scanner.pos;
  scanRestOfLine(scanner, opening);

  const set = increment === 0 ? 0 : scanner.indent >= 0 ? scanner.indent + increment : increment;
  let breaks = scanBreaks(scanner, set, opening);
  const { indent } = breaks;
  let value = '';
  let lastBreak = '';
  let indented = false;
  while (scanner.pos - scanner.lineStart === indent && scanner.pos < scanner.end) {
    const from = scanner.pos;
    const blank = isBlank(text.charCodeAt(from));
    // Lines that begin with a blank are not folded, nor are their neighbours.
    if (!literal && !indented && !blank && lastBreak === '\n') value += breaks.text === '' ? ' ' : breaks.text;
    else value += lastBreak + breaks.text;
    indented = blank;
    let p = from;
    let c = text.charCodeAt(p);
    while (!isBreakOrEnd(c)) c = text.charCodeAt(++p);
    value += text.slice(from, p);
    end = p;
    scanner.pos = p;
    lastBreak = '';
    if (isBreak(c)) {
      lastBreak = keptBreak(c, text, p);
      scanner.skipBreak();
    }
    breaks = scanBreaks(scanner, indent, opening);
  }
  if (keep >= 0) value += lastBreak;
  if (keep > 0) value += breaks.text;
  return { text: value, end };
}

function keptBreak(c: number, text: string, p: number): string {
  return c === char.lineSeparator || c === char.paragraphSeparator ? text.charAt(p) : '\n';
}

/** The chomping (-1 strip, 0 clip, 1 keep) and indentation indicators, in either order. */
function scanHeader(scanner: Scanner, opening: number): { keep: number; increment: number } {
  let keep = scanChomping(scanner);
  const increment = scanIncrement(scanner, opening);
  if (keep === 0 && increment > 0) keep = scanChomping(scanner);
  return { keep, increment };
}

function scanChomping(scanner: Scanner): number {
  const c = scanner.text.charCodeAt(scanner.pos);
  if (c !== char.plus && c !== char.hyphen) return 0;
  scanner.pos++;
  return c === char.plus ? 1 : -1;
}

function scanIncrement(scanner: Scanner, opening: number): number {
  const c = scanner.text.charCodeAt(scanner.pos);
  if (!isDigit(c)) return 0;
  if (c === char.zero) throw scanner.failure('found an indentation indicator equal to 0', opening);
  scanner.pos++;
  return c - char.zero;
}

function scanRestOfLine(scanner: Scanner, opening: number): void {
  const { text } = scanner;
  scanner.skipBlanks();
  if (text.charCodeAt(scanner.pos) === char.hash) {
    while (!isBreakOrEnd(text.charCodeAt(scanner.pos))) scanner.pos++;
  }
  const c = text.charCodeAt(scanner.pos);
  if (!isBreakOrEnd(c)) throw scanner.failure('did not find expected comment or line break', opening);
  if (isBreak(c)) scanner.skipBreak();
}

/** Passes over indentation and empty lines; an `indent` of 0 is found out here, from the most indented of them. */
function scanBreaks(scanner: Scanner, indent: number, opening: number): Breaks {
  const { text } = scanner;
  let kept = '';
  let deepest = 0;
  for (;;) {
    let p = scanner.pos;
    const limit = indent === 0 ? Number.POSITIVE_INFINITY : scanner.lineStart + indent;
    let c = text.charCodeAt(p);
    while (c === char.space && p < limit) c = text.charCodeAt(++p);
    scanner.pos = p;
    deepest = Math.max(deepest, p - scanner.lineStart);
    if (c === char.tab && p < limit) {
      throw scanner.failure('found a tab character where an indentation space is expected', opening);
    }
    if (!isBreak(c)) break;
    kept += keptBreak(c, text, p);
    scanner.skipBreak();
  }
  return { text: kept, indent: indent > 0 ? indent : Math.max(deepest, scanner.indent + 1, 1) };
}
