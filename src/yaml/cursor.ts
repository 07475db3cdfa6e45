/** Where the scanner stands in its text, and what of its state the scanning of single tokens depends on. */
import { char, isBlank, isBlankOrEnd, isBreak } from './characters.ts';
import { ReadFailure } from './problem.ts';

export class Cursor {
  /** The text, with NULs after `end` so that looking ahead needs no bounds. */
  readonly text: string;
  readonly end: number;
  private readonly writtenEnd: number;
  /** Whether lines come through Kubernetes' line reader, which takes one CR away with each LF. */
  private readonly byLine: boolean;

  pos = 0;
  lineStart = 0;
  flowLevel = 0;
  /** Column of the innermost block collection; -1 outside of any. */
  indent = -1;
  simpleKeyAllowed = true;
  /** The text of the plain scalar scanned last: beside its end, so that no pair is built for each scalar. */
  plainText = '';
  /** The reader counts an unfinished last line as one line more once it has met the end. */
  protected linesAtEnd = 0;

  constructor(text: string, byLine: boolean) {
    this.writtenEnd = text.length;
    const unfinished = byLine && text.length > 0 && text.charCodeAt(text.length - 1) !== char.lineFeed;
    this.end = unfinished ? text.length + 1 : text.length;
    this.text = unfinished ? `${text}\n\0\0\0\0` : `${text}\0\0\0\0`;
    this.byLine = byLine;
  }

  /** The offset after the line break at `p`. */
  afterBreak(p: number): number {
    const { text } = this;
    if (text.charCodeAt(p) !== char.carriageReturn) return p + 1;
    const following = text.charCodeAt(p + 1);
    if (following === char.lineFeed) return p + 2;
    // The line reader takes one CR away with each LF that was written.
    const taken = following === char.carriageReturn && text.charCodeAt(p + 2) === char.lineFeed;
    if (this.byLine && taken && p + 2 < this.writtenEnd) return p + 3;
    return p + 1;
  }

  /** Whether `---` or `...` stands alone at the beginning of the line at `p`. */
  atDocumentIndicator(p: number): boolean {
    const c = this.text.charCodeAt(p);
    return (
      (c === char.hyphen || c === char.dot) &&
      this.text.charCodeAt(p + 1) === c &&
      this.text.charCodeAt(p + 2) === c &&
      isBlankOrEnd(this.text.charCodeAt(p + 3))
    );
  }

  /** The scanner's complaint where it stands. */
  failure(message: string, from: number = this.pos): ReadFailure {
    const line = this.lineOf(this.pos);
    return new ReadFailure(message, this.pos, line === 0 ? 0 : line + 1, from);
  }

  /** Lines before `at`, as the reader counts them. */
  lineOf(at: number): number {
    let line = 0;
    for (let p = 0; p < at; ) {
      if (isBreak(this.text.charCodeAt(p))) {
        p = this.afterBreak(p);
        if (p <= at) line++;
      } else p++;
    }
    return at >= this.end ? line + this.linesAtEnd : line;
  }

  /** Goes to the line after the break at the scanner's place. */
  skipBreak(): void {
    this.pos = this.afterBreak(this.pos);
    this.lineStart = this.pos;
  }

  skipBlanks(): void {
    while (isBlank(this.text.charCodeAt(this.pos))) this.pos++;
  }
}
