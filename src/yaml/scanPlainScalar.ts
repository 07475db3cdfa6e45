/** Unquoted scalars, over one line or folded over several. */
import { char, isBlank, isBlankOrEnd, isBreak } from './characters.ts';
import type { Scanner } from './scanner.ts';

/** What may end a plain scalar: 1 anywhere, 2 in flow collections only, 4 a blank. */
const stops = new Uint8Array(128);
for (const c of [0, char.tab, char.space, char.lineFeed, char.carriageReturn]) stops[c] = 1;
stops[char.colon] = 1;
for (const c of ',?[]{}') stops[c.charCodeAt(0)] = 2;

/** Scans the plain scalar at the scanner's place into `scanner.plainText`, and returns where its text ends. */
export function scanPlainScalar(scanner: Scanner): number {
  const { text } = scanner;
  const mask = scanner.flowLevel > 0 ? 3 : 1;
  const start = scanner.pos;
  const end = scanRun(text, start, mask);
  // Most scalars end with their line, or at the colon after a key.
  const c = text.charCodeAt(end);
  if (!isBlank(c) && !isBreak(c)) {
    scanner.pos = end;
    scanner.plainText = text.slice(start, end);
    return end;
  }
  return scanOn(scanner, start, end, mask);
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
function scanOn(scanner: Scanner, start: number, firstEnd: number, mask: number): number {
  const { text } = scanner;
  const indent = scanner.indent + 1;
  const flow = scanner.flowLevel > 0;
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
        if (crossed && c === char.tab && p - scanner.lineStart < indent) {
          scanner.pos = p;
          throw scanner.failure('found a tab character that violates indentation');
        }
        p++;
      } else if (isBreak(c)) {
        const kept = c === char.lineSeparator || c === char.paragraphSeparator ? text.charAt(p) : '\n';
        if (crossed) breaks += kept;
        else fold = kept;
        crossed = true;
        p = scanner.afterBreak(p);
        scanner.lineStart = p;
      } else break;
    }
    const stop =
      (!flow && p - scanner.lineStart < indent) ||
      (p === scanner.lineStart && scanner.atDocumentIndicator(p)) ||
      text.charCodeAt(p) === char.hash;
    const runEnd = stop ? p : scanRun(text, p, mask);
    if (runEnd === p) {
      scanner.pos = p;
      scanner.plainText = value + text.slice(from, end);
      if (crossed) scanner.simpleKeyAllowed = true;
      return end;
    }
    if (crossed) {
      value += text.slice(from, end) + (fold !== '\n' ? fold + breaks : breaks === '' ? ' ' : breaks);
      from = p;
    }
    end = p = runEnd;
    const c = text.charCodeAt(p);
    if (!isBlank(c) && !isBreak(c)) {
      scanner.pos = p;
      scanner.plainText = value + text.slice(from, end);
      return end;
    }
  }
}
