/**
 * Tokens of a YAML text, found as libyaml and Kubernetes' port of it (go.yaml.in/yaml v2 scannerc.go) find them: lazily, with
 * keys recognised only once their `:` is seen, so that the first error met, and the line it names, are the same.
 */
import { char, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isNameCharacter } from './characters.ts';
import type { Style } from './node.ts';
import { styles } from './node.ts';
import { ReadFailure } from './problem.ts';
import { scanBlockScalar } from './scanBlockScalar.ts';
import { scanDirective } from './scanDirective.ts';
import { scanPlainScalar } from './scanPlainScalar.ts';
import { scanQuotedScalar } from './scanQuotedScalar.ts';
import { scanTag } from './scanTag.ts';

export const tokens = {
  streamEnd: 0,
  versionDirective: 1,
  tagDirective: 2,
  documentStart: 3,
  documentEnd: 4,
  blockSequenceStart: 5,
  blockMappingStart: 6,
  blockEnd: 7,
  flowSequenceStart: 8,
  flowSequenceEnd: 9,
  flowMappingStart: 10,
  flowMappingEnd: 11,
  blockEntry: 12,
  flowEntry: 13,
  key: 14,
  value: 15,
  alias: 16,
  anchor: 17,
  tag: 18,
  scalar: 19,
} as const;
export type TokenType = (typeof tokens)[keyof typeof tokens];

/** How deep flow and block collections may each be nested (`max_flow_level`, `max_indents`). */
const maxDepth = 10_000;
/** A key without `?` must be followed by its `:` within so many characters, on one line. */
const maxKeyLength = 1024;

const missingColon = "could not find expected ':'";

/**
 * One pass over one text. The queue is kept in parallel arrays whose slots are reused: a token lives until the parser has asked
 * for the next one.
 */
export class Scanner {
  /** The text, with NULs after `end` so that looking ahead needs no bounds. */
  readonly text: string;
  readonly end: number;
  private readonly writtenEnd: number;
  /** Whether lines come through Kubernetes' line reader, which takes one CR away with each LF. */
  readonly byLine: boolean;

  pos = 0;
  lineStart = 0;
  flowLevel = 0;
  /** Column of the innermost block collection; -1 outside of any. */
  indent = -1;
  simpleKeyAllowed = true;
  /** The reader counts an unfinished last line as one line more once it has met the end. */
  private linesAtEnd = 0;
  private readonly indents: number[] = [];

  /** The token the parser looks at is at `head`; valid after `peek`. */
  head = 0;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly texts: string[] = [];
  /** A scalar's style. */
  readonly tokenStyles: Style[] = [];
  /** A tag's suffix, a tag directive's prefix. */
  readonly suffixes: string[] = [];
  private readonly types: TokenType[] = [];
  private tail = 0;
  private ready = false;
  private taken = 0;

  /** For each flow level, the place where a key may have begun. */
  private readonly keyPossible: boolean[] = [false];
  private readonly keyRequired: boolean[] = [false];
  private readonly keyToken: number[] = [0];
  private readonly keyAt: number[] = [0];
  /** For each place in the queue, 1 + the flow level at which a key may begin there; 0 when none can. */
  private readonly keyLevels: number[] = [];
  private nextKeyLevel = 0;

  /** Where the reader still takes the byte order mark at the beginning of its buffer for one at the beginning of each line. */
  private readonly markedUntil: number;

  constructor(text: string, byLine: boolean) {
    this.writtenEnd = text.length;
    const unfinished = byLine && text.length > 0 && text.charCodeAt(text.length - 1) !== char.lineFeed;
    this.end = unfinished ? text.length + 1 : text.length;
    this.text = unfinished ? `${text}\n\0\0\0\0` : `${text}\0\0\0\0`;
    this.byLine = byLine;
    this.markedUntil = text.charCodeAt(0) === char.byteOrderMark ? Math.min(this.end, 500) : 0;
  }

  /** The type of the next token, which stays next until `next` is called. */
  peek(): TokenType {
    if (!this.ready) this.fetchMore();
    return this.types[this.head] as TokenType;
  }

  next(): void {
    this.ready = false;
    this.taken++;
    this.head++;
  }

  /** Whether a token waits to be taken. */
  get isReady(): boolean {
    return this.ready;
  }

  get start(): number {
    return this.starts[this.head] as number;
  }

  get tokenEnd(): number {
    return this.ends[this.head] as number;
  }

  get tokenText(): string {
    return this.texts[this.head] as string;
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

  private fetchMore(): void {
    for (;;) {
      if (this.head !== this.tail) {
        const level = this.keyLevels[this.head] as number;
        if (level === 0 || !this.keyIsValid(level - 1)) break;
      }
      this.fetchNext();
    }
    this.ready = true;
  }

  private fetchNext(): void {
    if (this.head === this.tail) this.head = this.tail = 0;
    this.skipToToken();
    const { text, pos } = this;
    const column = pos - this.lineStart;
    if (this.flowLevel === 0 && this.indent > column) this.unroll(column);
    const c = text.charCodeAt(pos);
    if (column === 0) {
      if (c === char.percent) {
        this.fetchDirective();
        return;
      }
      if ((c === char.hyphen || c === char.dot) && this.atDocumentIndicator(pos)) {
        this.fetchDocumentIndicator(c === char.hyphen ? tokens.documentStart : tokens.documentEnd);
        return;
      }
    }
    switch (c) {
      case 0:
        this.fetchStreamEnd();
        return;
      case char.openBracket:
        this.fetchFlowStart(tokens.flowSequenceStart);
        return;
      case char.openBrace:
        this.fetchFlowStart(tokens.flowMappingStart);
        return;
      case char.closeBracket:
        this.fetchFlowEnd(tokens.flowSequenceEnd);
        return;
      case char.closeBrace:
        this.fetchFlowEnd(tokens.flowMappingEnd);
        return;
      case char.comma:
        this.fetchFlowEntry();
        return;
      case char.hyphen:
        if (isBlankOrEnd(text.charCodeAt(pos + 1))) {
          this.fetchBlockEntry(column);
          return;
        }
        this.fetchPlain();
        return;
      case char.question:
        if (this.flowLevel > 0 || isBlankOrEnd(text.charCodeAt(pos + 1))) {
          this.fetchKey(column);
          return;
        }
        this.fetchPlain();
        return;
      case char.colon:
        if (this.flowLevel > 0 || isBlankOrEnd(text.charCodeAt(pos + 1))) {
          this.fetchValue(column);
          return;
        }
        this.fetchPlain();
        return;
      case char.asterisk:
        this.fetchAnchor(tokens.alias);
        return;
      case char.ampersand:
        this.fetchAnchor(tokens.anchor);
        return;
      case char.exclamation:
        this.fetchTag();
        return;
      case char.pipe:
      case char.greaterThan:
        if (this.flowLevel === 0) {
          this.fetchBlockScalar(c === char.pipe);
          return;
        }
        throw this.noToken();
      case char.singleQuote:
      case char.doubleQuote:
        this.fetchQuoted(c);
        return;
      case char.hash:
      case char.percent:
      case char.at:
      case char.backquote:
      case char.tab:
        throw this.noToken();
      default:
        this.fetchPlain();
        return;
    }
  }

  private noToken(): ReadFailure {
    return this.failure('found character that cannot start any token');
  }

  /** Passes over blanks, comments and line breaks. Tabs indent nothing: before a key they are no blanks. */
  private skipToToken(): void {
    const { text } = this;
    let p = this.pos;
    let tabs = this.flowLevel > 0 || !this.simpleKeyAllowed;
    for (;;) {
      // The reader looks for a byte order mark at the beginning of its buffer instead of at the place where it reads.
      if (p < this.markedUntil && p === this.lineStart) p++;
      let c = text.charCodeAt(p);
      while (c === char.space || (c === char.tab && tabs)) c = text.charCodeAt(++p);
      if (c === char.hash) {
        do c = text.charCodeAt(++p);
        while (!isBreakOrEnd(c));
      }
      if (!isBreak(c)) break;
      p = this.afterBreak(p);
      this.lineStart = p;
      if (this.flowLevel === 0) {
        this.simpleKeyAllowed = true;
        tabs = false;
      }
    }
    this.pos = p;
  }

  private append(type: TokenType, start: number, end: number, text = '', style: Style = styles.plain): void {
    const at = this.tail++;
    this.types[at] = type;
    this.starts[at] = start;
    this.ends[at] = end;
    this.texts[at] = text;
    this.tokenStyles[at] = style;
    this.keyLevels[at] = this.nextKeyLevel;
    this.nextKeyLevel = 0;
  }

  /** Puts an empty token at the place numbered `number`, or last when that one has been taken already. */
  private insert(number: number, type: TokenType, at: number): void {
    this.append(type, at, at);
    if (number < this.taken) return;
    const index = this.head + number - this.taken;
    for (let i = this.tail - 1; i > index; i--) this.copy(i - 1, i);
    this.types[index] = type;
    this.starts[index] = at;
    this.ends[index] = at;
  }

  private copy(from: number, to: number): void {
    this.types[to] = this.types[from] as TokenType;
    this.starts[to] = this.starts[from] as number;
    this.ends[to] = this.ends[from] as number;
    this.texts[to] = this.texts[from] as string;
    this.tokenStyles[to] = this.tokenStyles[from] as Style;
    this.suffixes[to] = this.suffixes[from] as string;
  }

  private keyIsValid(level: number): boolean {
    if (!this.keyPossible[level]) return false;
    const at = this.keyAt[level] as number;
    if (at >= this.lineStart && !this.isTooLong(at)) return true;
    if (this.keyRequired[level]) throw this.failure(missingColon, at);
    this.keyPossible[level] = false;
    return false;
  }

  private isTooLong(at: number): boolean {
    if (this.pos - at <= maxKeyLength) return false;
    let pairs = 0;
    for (let p = at; p < this.pos; p++) if ((this.text.charCodeAt(p) & 0xfc00) === 0xdc00) pairs++;
    return this.pos - at - pairs > maxKeyLength;
  }

  /** Notes that the token about to be appended may be a key. */
  private saveKey(): void {
    if (!this.simpleKeyAllowed) return;
    this.removeKey();
    const level = this.flowLevel;
    this.keyPossible[level] = true;
    this.keyRequired[level] = level === 0 && this.indent === this.pos - this.lineStart;
    this.keyToken[level] = this.taken + this.tail - this.head;
    this.keyAt[level] = this.pos;
    this.nextKeyLevel = level + 1;
  }

  private removeKey(): void {
    const level = this.flowLevel;
    if (!this.keyPossible[level]) return;
    if (this.keyRequired[level]) throw this.failure(missingColon, this.keyAt[level] as number);
    this.keyPossible[level] = false;
    this.forgetKeyOf(this.keyToken[level] as number);
  }

  private forgetKeyOf(number: number): void {
    const index = this.head + number - this.taken;
    if (index >= this.head && index < this.tail) this.keyLevels[index] = 0;
  }

  private roll(column: number, number: number, type: TokenType, at: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > maxDepth) throw this.failure(`exceeded max depth of ${maxDepth}`);
    this.insert(number, type, at);
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.append(tokens.blockEnd, this.pos, this.pos);
      this.indent = this.indents.pop() as number;
    }
  }

  private fetchStreamEnd(): void {
    if (this.pos !== this.lineStart) {
      this.lineStart = this.pos;
      this.linesAtEnd = 1;
    }
    this.unroll(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    this.append(tokens.streamEnd, this.pos, this.pos);
  }

  private fetchDirective(): void {
    this.unroll(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    const start = this.pos;
    const directive = scanDirective(this);
    const type = directive.kind === 'tag' ? tokens.tagDirective : tokens.versionDirective;
    this.suffixes[this.tail] = directive.suffix;
    this.append(type, start, this.pos, directive.text);
  }

  private fetchDocumentIndicator(type: TokenType): void {
    this.unroll(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    this.pos += 3;
    this.append(type, this.pos - 3, this.pos);
  }

  private fetchFlowStart(type: TokenType): void {
    this.saveKey();
    const level = ++this.flowLevel;
    this.keyPossible[level] = false;
    this.keyRequired[level] = false;
    // The number of the bracket itself: closing an empty collection forgets that the bracket may begin a key.
    this.keyToken[level] = this.taken + this.tail - this.head;
    this.keyAt[level] = this.pos;
    if (level > maxDepth) throw this.failure(`exceeded max depth of ${maxDepth}`);
    this.simpleKeyAllowed = true;
    this.pos++;
    this.append(type, this.pos - 1, this.pos);
  }

  private fetchFlowEnd(type: TokenType): void {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.forgetKeyOf(this.keyToken[this.flowLevel] as number);
      this.flowLevel--;
    }
    this.simpleKeyAllowed = false;
    this.pos++;
    this.append(type, this.pos - 1, this.pos);
  }

  private fetchFlowEntry(): void {
    this.removeKey();
    this.simpleKeyAllowed = true;
    this.pos++;
    this.append(tokens.flowEntry, this.pos - 1, this.pos);
  }

  private fetchBlockEntry(column: number): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) throw this.failure('block sequence entries are not allowed in this context');
      this.roll(column, -1, tokens.blockSequenceStart, this.pos);
    }
    this.removeKey();
    this.simpleKeyAllowed = true;
    this.pos++;
    this.append(tokens.blockEntry, this.pos - 1, this.pos);
  }

  private fetchKey(column: number): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) throw this.failure('mapping keys are not allowed in this context');
      this.roll(column, -1, tokens.blockMappingStart, this.pos);
    }
    this.removeKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.pos++;
    this.append(tokens.key, this.pos - 1, this.pos);
  }

  private fetchValue(column: number): void {
    const level = this.flowLevel;
    if (this.keyIsValid(level)) {
      const at = this.keyAt[level] as number;
      const number = this.keyToken[level] as number;
      this.insert(number, tokens.key, at);
      this.roll(at - this.lineStart, number, tokens.blockMappingStart, at);
      this.keyPossible[level] = false;
      this.forgetKeyOf(number);
      this.simpleKeyAllowed = false;
    } else {
      if (level === 0) {
        if (!this.simpleKeyAllowed) throw this.failure('mapping values are not allowed in this context');
        this.roll(column, -1, tokens.blockMappingStart, this.pos);
      }
      this.simpleKeyAllowed = level === 0;
    }
    this.pos++;
    this.append(tokens.value, this.pos - 1, this.pos);
  }

  private fetchAnchor(type: TokenType): void {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const { text, pos } = this;
    let p = pos + 1;
    while (isNameCharacter(text.charCodeAt(p))) p++;
    this.pos = p;
    const c = text.charCodeAt(p);
    if (p === pos + 1 || !(isBlankOrEnd(c) || '?:,]}%@`'.includes(text.charAt(p)))) {
      throw this.failure('did not find expected alphabetic or numeric character');
    }
    this.append(type, pos, p, text.slice(pos + 1, p));
  }

  private fetchTag(): void {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const start = this.pos;
    const tag = scanTag(this);
    this.suffixes[this.tail] = tag.suffix;
    this.append(tokens.tag, start, this.pos, tag.handle);
  }

  private fetchBlockScalar(literal: boolean): void {
    this.removeKey();
    this.simpleKeyAllowed = true;
    const start = this.pos;
    const scalar = scanBlockScalar(this, literal);
    this.append(tokens.scalar, start, scalar.end, scalar.text, styles.block);
  }

  private fetchQuoted(quote: number): void {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const start = this.pos;
    const text = scanQuotedScalar(this, quote);
    this.append(tokens.scalar, start, this.pos, text, styles.quoted);
  }

  private fetchPlain(): void {
    const start = this.pos;
    if (this.simpleKeyAllowed && this.flowLevel === 0) {
      this.fetchPlainKey(start);
      return;
    }
    this.saveKey();
    this.simpleKeyAllowed = false;
    const end = scanPlainScalar(this);
    this.append(tokens.scalar, start, end, this.plainText, styles.plain);
  }

  /** A plain scalar that most likely is a key: with its `:` right behind it, it needs no waiting in the queue. */
  private fetchPlainKey(start: number): void {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const end = scanPlainScalar(this);
    const alone = this.pos === end && start >= this.lineStart && end - start <= maxKeyLength;
    if (!alone || this.text.charCodeAt(end) !== char.colon) {
      this.append(tokens.scalar, start, end, this.plainText, styles.plain);
      return;
    }
    this.keyPossible[0] = false;
    this.nextKeyLevel = 0;
    this.roll(start - this.lineStart, -1, tokens.blockMappingStart, start);
    this.append(tokens.key, start, start);
    this.append(tokens.scalar, start, end, this.plainText, styles.plain);
    this.pos = end + 1;
    this.append(tokens.value, end, end + 1);
  }

  /** The text of the plain scalar that `scanPlainScalar` found last; beside its end, so that no pair is built for each scalar. */
  plainText = '';

  /** Goes to the line after the break at the scanner's place. */
  skipBreak(): void {
    this.pos = this.afterBreak(this.pos);
    this.lineStart = this.pos;
  }

  skipBlanks(): void {
    while (isBlank(this.text.charCodeAt(this.pos))) this.pos++;
  }
}
