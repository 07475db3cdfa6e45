/** Unquoted scalars, over one line or folded over several. */
import { char, isBlank, isBlankOrEnd, isBreak } from './characters.ts';
import type { Cursor } from './cursor.ts';

/** What may end a plain scalar: 1 anywhere, 2 in flow collections only, 4 a blank. */
const stops = new Uint8Array(128);
for (const c of [0, char.tab, char.space, char.lineFeed, char.carriageReturn]) stops[c] = 1;
stops[char.colon] = 1;
for (const c of ',?[]{}') stops[c.charCodeAt(0)] = 2;

/** Scans the plain scalar at the scanner's place into `cursor.plainText`, and returns where its text ends. */
export function scanPlainScalar(cursor: Cursor): number {
  const { text } = cursor;
  const mask = cursor.flowLevel > 0 ? 3 : 1;
  const start = cursor.pos;
  const end = scanRun(text, start, mask);
  // Most scalars end with their line, or at the colon after a key.
  const c = text.charCodeAt(end);
  if (!isBlank(c) && !isBreak(c)) {
    cursor.pos = end;
    cursor.plainText = text.slice(start, end);
    return end;
  }
  return scanOn(cursor, start, end, mask);
}

/** The end of the run of characters from `p` on that belong to the scalar. */
function scanRun(text: string, from: number, mask: number): number {
  let p = from;
  for (;;) {
    const c = text.charCodeAt(p);
    if (c < 128) {
      if (((stops[c] as number) & mask) !== 0 && (c !== char.colon || isBlankOrEnd(text.charCodeAt(p + 1)))) return p;
    } else if (isBreak(c)) return p;
    p++;
  }
}

/** Goes on after the first run, which ended at `firstEnd` with a blank or a line break. */
function scanOn(cursor: Cursor, start: number, firstEnd: number, mask: number): number {
  const { text } = cursor;
  const indent = cursor.indent + 1;
  const flow = cursor.flowLevel > 0;
  let value = '';
  let from = start;
  let end = firstEnd;
  let p = firstEnd;
  for (;;) {
    // The blanks and line breaks after a run.
    let fold = '';
    let crossed = false;
    let breaks = '';
    for (let c = text.charCodeAt(p); ; c = text.charCodeAt(p)) {
      if (isBlank(c)) {
        if (crossed && c === char.tab && p - cursor.lineStart < indent) {
          cursor.pos = p;
          throw cursor.failure('found a tab character that violates indentation');
        }
        p++;
      } else if (isBreak(c)) {
        const kept = c === char.lineSeparator || c === char.paragraphSeparator ? text.charAt(p) : '\n';
        if (crossed) breaks += kept;
        else fold = kept;
        crossed = true;
        p = cursor.afterBreak(p);
        cursor.lineStart = p;
      } else break;
    }
    const stop =
      (!flow && p - cursor.lineStart < indent) ||
      (p === cursor.lineStart && cursor.atDocumentIndicator(p)) ||
      text.charCodeAt(p) === char.hash;
    const runEnd = stop ? p : scanRun(text, p, mask);
    if (runEnd === p) {
      cursor.pos = p;
      cursor.plainText = value + text.slice(from, end);
      if (crossed) cursor.simpleKeyAllowed = true;
      return end;
    }
    if (crossed) {
      value += text.slice(from, end) + (fold !== '\n' ? fold + breaks : breaks === '' ? ' ' : breaks);
      from = p;
    }
    end = p = runEnd;
    const c = text.charCodeAt(p);
    if (!isBlank(c) && !isBreak(c)) {
      cursor.pos = p;
      cursor.plainText = value + text.slice(from, end);
      return end;
    }
  }
}
