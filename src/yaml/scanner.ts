/**
 * Tokens of a YAML text, found as libyaml and Kubernetes' port of it (go.yaml.in/yaml v2 scannerc.go) find them: lazily, with
 * keys recognised only once their `:` is seen, so that the first error met, and the line it names, are the same.
 */
import { char, isBlankOrEnd, isBreak, isBreakOrEnd, isNameCharacter } from './characters.ts';
import { Cursor } from './cursor.ts';
import { styles } from './node.ts';
import type { ReadFailure } from './problem.ts';
import { scanBlockScalar } from './scanBlockScalar.ts';
import { scanDirective } from './scanDirective.ts';
import { scanPlainScalar } from './scanPlainScalar.ts';
import { scanQuotedScalar } from './scanQuotedScalar.ts';
import { scanTag } from './scanTag.ts';
import { TokenQueue, type TokenType, tokens } from './tokenQueue.ts';

/** How deep flow and block collections may each be nested (`max_flow_level`, `max_indents`). */
const maxDepth = 10_000;
/** A key without `?` must be followed by its `:` within so many characters, on one line. */
const maxKeyLength = 1024;

const missingColon = "could not find expected ':'";

/** One pass over one text. */
export class Scanner extends Cursor {
  /** The parser looks at its head, after `peek`. */
  readonly queue = new TokenQueue();
  private ready = false;
  private readonly indents: number[] = [];

  /** For each flow level, the place where a key may have begun. */
  private readonly keyPossible: boolean[] = [false];
  private readonly keyRequired: boolean[] = [false];
  private readonly keyToken: number[] = [0];
  private readonly keyAt: number[] = [0];

  /** Where the reader still takes the byte order mark at the beginning of its buffer for one at the beginning of each line. */
  private readonly markedUntil: number;

  constructor(text: string, byLine: boolean) {
    super(text, byLine);
    this.markedUntil = text.charCodeAt(0) === char.byteOrderMark ? Math.min(this.end, 500) : 0;
  }

  /** The type of the next token, which stays next until `next` is called. */
  peek(): TokenType {
    if (!this.ready) this.fetchMore();
    return this.queue.type;
  }

  next(): void {
    this.ready = false;
    this.queue.take();
  }

  /** Whether a token waits to be taken. */
  get isReady(): boolean {
    return this.ready;
  }

  /** Where the next token begins. */
  get start(): number {
    return this.queue.starts[this.queue.head] as number;
  }

  /** Where the next token ends. */
  get tokenEnd(): number {
    return this.queue.ends[this.queue.head] as number;
  }

  /** What the next token says. */
  get tokenText(): string {
    return this.queue.texts[this.queue.head] as string;
  }

  private fetchMore(): void {
    for (;;) {
      if (!this.queue.isEmpty) {
        const level = this.queue.keyLevel;
        if (level === 0 || !this.keyIsValid(level - 1)) break;
      }
      this.fetchNext();
    }
    this.ready = true;
  }

  private fetchNext(): void {
    if (this.queue.isEmpty) this.queue.rewind();
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
        break;
      case char.openBracket:
        this.fetchFlowStart(tokens.flowSequenceStart);
        break;
      case char.openBrace:
        this.fetchFlowStart(tokens.flowMappingStart);
        break;
      case char.closeBracket:
        this.fetchFlowEnd(tokens.flowSequenceEnd);
        break;
      case char.closeBrace:
        this.fetchFlowEnd(tokens.flowMappingEnd);
        break;
      case char.comma:
        this.fetchFlowEntry();
        break;
      case char.hyphen:
        if (isBlankOrEnd(text.charCodeAt(pos + 1))) this.fetchBlockEntry(column);
        else this.fetchPlain();
        break;
      case char.question:
        if (this.flowLevel > 0 || isBlankOrEnd(text.charCodeAt(pos + 1))) this.fetchKey(column);
        else this.fetchPlain();
        break;
      case char.colon:
        if (this.flowLevel > 0 || isBlankOrEnd(text.charCodeAt(pos + 1))) this.fetchValue(column);
        else this.fetchPlain();
        break;
      case char.asterisk:
        this.fetchAnchor(tokens.alias);
        break;
      case char.ampersand:
        this.fetchAnchor(tokens.anchor);
        break;
      case char.exclamation:
        this.fetchTag();
        break;
      case char.pipe:
      case char.greaterThan:
        if (this.flowLevel > 0) throw this.noToken();
        this.fetchBlockScalar(c === char.pipe);
        break;
      case char.singleQuote:
      case char.doubleQuote:
        this.fetchQuoted(c);
        break;
      case char.hash:
      case char.percent:
      case char.at:
      case char.backquote:
      case char.tab:
        throw this.noToken();
      default:
        this.fetchPlain();
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
    this.keyToken[level] = this.queue.nextNumber;
    this.keyAt[level] = this.pos;
    this.queue.nextKeyLevel = level + 1;
  }

  private removeKey(): void {
    const level = this.flowLevel;
    if (!this.keyPossible[level]) return;
    if (this.keyRequired[level]) throw this.failure(missingColon, this.keyAt[level] as number);
    this.keyPossible[level] = false;
    this.queue.forgetKey(this.keyToken[level] as number);
  }

  private roll(column: number, number: number, type: TokenType, at: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > maxDepth) throw this.failure(`exceeded max depth of ${maxDepth}`);
    this.queue.insert(number, type, at);
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.queue.append(tokens.blockEnd, this.pos, this.pos);
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
    this.queue.append(tokens.streamEnd, this.pos, this.pos);
  }

  private fetchDirective(): void {
    this.unroll(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    const start = this.pos;
    const directive = scanDirective(this);
    const type = directive.kind === 'tag' ? tokens.tagDirective : tokens.versionDirective;
    this.queue.nextSuffix = directive.suffix;
    this.queue.append(type, start, this.pos, directive.text);
  }

  private fetchDocumentIndicator(type: TokenType): void {
    this.unroll(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    this.pos += 3;
    this.queue.append(type, this.pos - 3, this.pos);
  }

  private fetchFlowStart(type: TokenType): void {
    this.saveKey();
    const level = ++this.flowLevel;
    this.keyPossible[level] = false;
    this.keyRequired[level] = false;
    // The number of the bracket itself: closing an empty collection forgets that the bracket may begin a key.
    this.keyToken[level] = this.queue.nextNumber;
    this.keyAt[level] = this.pos;
    if (level > maxDepth) throw this.failure(`exceeded max depth of ${maxDepth}`);
    this.simpleKeyAllowed = true;
    this.pos++;
    this.queue.append(type, this.pos - 1, this.pos);
  }

  private fetchFlowEnd(type: TokenType): void {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.queue.forgetKey(this.keyToken[this.flowLevel] as number);
      this.flowLevel--;
    }
    this.simpleKeyAllowed = false;
    this.pos++;
    this.queue.append(type, this.pos - 1, this.pos);
  }

  private fetchFlowEntry(): void {
    this.removeKey();
    this.simpleKeyAllowed = true;
    this.pos++;
    this.queue.append(tokens.flowEntry, this.pos - 1, this.pos);
  }

  private fetchBlockEntry(column: number): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) throw this.failure('block sequence entries are not allowed in this context');
      this.roll(column, -1, tokens.blockSequenceStart, this.pos);
    }
    this.removeKey();
    this.simpleKeyAllowed = true;
    this.pos++;
    this.queue.append(tokens.blockEntry, this.pos - 1, this.pos);
  }

  private fetchKey(column: number): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) throw this.failure('mapping keys are not allowed in this context');
      this.roll(column, -1, tokens.blockMappingStart, this.pos);
    }
    this.removeKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.pos++;
    this.queue.append(tokens.key, this.pos - 1, this.pos);
  }

  private fetchValue(column: number): void {
    const level = this.flowLevel;
    if (this.keyIsValid(level)) {
      const at = this.keyAt[level] as number;
      const number = this.keyToken[level] as number;
      this.queue.insert(number, tokens.key, at);
      this.roll(at - this.lineStart, number, tokens.blockMappingStart, at);
      this.keyPossible[level] = false;
      this.queue.forgetKey(number);
      this.simpleKeyAllowed = false;
    } else {
      if (level === 0) {
        if (!this.simpleKeyAllowed) throw this.failure('mapping values are not allowed in this context');
        this.roll(column, -1, tokens.blockMappingStart, this.pos);
      }
      this.simpleKeyAllowed = level === 0;
    }
    this.pos++;
    this.queue.append(tokens.value, this.pos - 1, this.pos);
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
    this.queue.append(type, pos, p, text.slice(pos + 1, p));
  }

  private fetchTag(): void {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const start = this.pos;
    const tag = scanTag(this);
    this.queue.nextSuffix = tag.suffix;
    this.queue.append(tokens.tag, start, this.pos, tag.handle);
  }

  private fetchBlockScalar(literal: boolean): void {
    this.removeKey();
    this.simpleKeyAllowed = true;
    const start = this.pos;
    const scalar = scanBlockScalar(this, literal);
    this.queue.append(tokens.scalar, start, scalar.end, scalar.text, styles.block);
  }

  private fetchQuoted(quote: number): void {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const start = this.pos;
    const text = scanQuotedScalar(this, quote);
    this.queue.append(tokens.scalar, start, this.pos, text, styles.quoted);
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
    this.queue.append(tokens.scalar, start, end, this.plainText, styles.plain);
  }

  /** A plain scalar that most likely is a key: with its `:` right behind it, it needs no waiting in the queue. */
  private fetchPlainKey(start: number): void {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const end = scanPlainScalar(this);
    const alone = this.pos === end && start >= this.lineStart && end - start <= maxKeyLength;
    if (!alone || this.text.charCodeAt(end) !== char.colon) {
      this.queue.append(tokens.scalar, start, end, this.plainText, styles.plain);
      return;
    }
    this.keyPossible[0] = false;
    this.queue.nextKeyLevel = 0;
    this.roll(start - this.lineStart, -1, tokens.blockMappingStart, start);
    this.queue.append(tokens.key, start, start);
    this.queue.append(tokens.scalar, start, end, this.plainText, styles.plain);
    this.pos = end + 1;
    this.queue.append(tokens.value, end, end + 1);
  }
}
