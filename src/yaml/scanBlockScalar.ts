/** Literal (`|`) and folded (`>`) scalars. */
import { char, isBlank, isBreak, isBreakOrEnd, isDigit } from './characters.ts';
import type { Cursor } from './cursor.ts';

export interface BlockScalar {
  readonly text: string;
  /** Where its last line with content ends; the cursor itself goes on behind the blank lines after it. */
  readonly end: number;
}

interface Breaks {
  readonly text: string;
  readonly indent: number;
}

/** The scalar whose indicator the cursor stands at. */
export function scanBlockScalar(cursor: Cursor, literal: boolean): BlockScalar {
  const { text } = cursor;
  const opening = cursor.pos;
  cursor.pos++;
  const { keep, increment } = scanHeader(cursor, opening);
  let end = cursor.pos;
  scanRestOfLine(cursor, opening);

  const set = increment === 0 ? 0 : cursor.indent >= 0 ? cursor.indent + increment : increment;
  let breaks = scanBreaks(cursor, set, opening);
  const { indent } = breaks;
  let value = '';
  let lastBreak = '';
  let indented = false;
  while (cursor.pos - cursor.lineStart === indent && cursor.pos < cursor.end) {
    const from = cursor.pos;
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
    cursor.pos = p;
    lastBreak = '';
    if (isBreak(c)) {
      lastBreak = keptBreak(c, text, p);
      cursor.skipBreak();
    }
    breaks = scanBreaks(cursor, indent, opening);
  }
  if (keep >= 0) value += lastBreak;
  if (keep > 0) value += breaks.text;
  return { text: value, end };
}

function keptBreak(c: number, text: string, p: number): string {
  return c === char.lineSeparator || c === char.paragraphSeparator ? text.charAt(p) : '\n';
}

/** The chomping (-1 strip, 0 clip, 1 keep) and indentation indicators, in either order. */
function scanHeader(cursor: Cursor, opening: number): { keep: number; increment: number } {
  let keep = scanChomping(cursor);
  const increment = scanIncrement(cursor, opening);
  if (keep === 0 && increment > 0) keep = scanChomping(cursor);
  return { keep, increment };
}

function scanChomping(cursor: Cursor): number {
  const c = cursor.text.charCodeAt(cursor.pos);
  if (c !== char.plus && c !== char.hyphen) return 0;
  cursor.pos++;
  return c === char.plus ? 1 : -1;
}

function scanIncrement(cursor: Cursor, opening: number): number {
  const c = cursor.text.charCodeAt(cursor.pos);
  if (!isDigit(c)) return 0;
  if (c === char.zero) throw cursor.failure('found an indentation indicator equal to 0', opening);
  cursor.pos++;
  return c - char.zero;
}

function scanRestOfLine(cursor: Cursor, opening: number): void {
  const { text } = cursor;
  cursor.skipBlanks();
  if (text.charCodeAt(cursor.pos) === char.hash) {
    while (!isBreakOrEnd(text.charCodeAt(cursor.pos))) cursor.pos++;
  }
  const c = text.charCodeAt(cursor.pos);
  if (!isBreakOrEnd(c)) throw cursor.failure('did not find expected comment or line break', opening);
  if (isBreak(c)) cursor.skipBreak();
}

/** Passes over indentation and empty lines; an `indent` of 0 is found out here, from the most indented of them. */
function scanBreaks(cursor: Cursor, indent: number, opening: number): Breaks {
  const { text } = cursor;
  let kept = '';
  let deepest = 0;
  for (;;) {
    let p = cursor.pos;
    const limit = indent === 0 ? Number.POSITIVE_INFINITY : cursor.lineStart + indent;
    let c = text.charCodeAt(p);
    while (c === char.space && p < limit) c = text.charCodeAt(++p);
    cursor.pos = p;
    deepest = Math.max(deepest, p - cursor.lineStart);
    if (c === char.tab && p < limit) {
      throw cursor.failure('found a tab character where an indentation space is expected', opening);
    }
    if (!isBreak(c)) break;
    kept += keptBreak(c, text, p);
    cursor.skipBreak();
  }
  return { text: kept, indent: indent > 0 ? indent : Math.max(deepest, cursor.indent + 1, 1) };
}
