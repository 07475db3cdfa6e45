/** Tokens that are found and not yet taken, some of which a later `:` turns into keys. */
import { type Style, styles } from './node.ts';

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

/** The queue is kept in parallel arrays whose slots are reused: a token lives until the parser has asked for the next one. */
export class TokenQueue {
  /** The next token. */
  head = 0;
  private tail = 0;
  /** How many tokens have been taken: the number of the next one. */
  private taken = 0;
  private readonly types: TokenType[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly texts: string[] = [];
  /** A scalar's style. */
  readonly styles: Style[] = [];
  /** A tag's suffix, a tag directive's prefix. */
  readonly suffixes: string[] = [];
  /** For each place, 1 + the flow level at which a key may begin there; 0 when none can. */
  private readonly keyLevels: number[] = [];
  /** The same for the token that is appended next. */
  nextKeyLevel = 0;
  /** The suffix of the tag or directive that is appended next; what other tokens have there means nothing. */
  nextSuffix = '';

  get isEmpty(): boolean {
    return this.head === this.tail;
  }

  /** Begins anew in the first slots; nothing may be waiting. */
  rewind(): void {
    this.head = this.tail = 0;
  }

  /** The number of the token that is appended next. */
  get nextNumber(): number {
    return this.taken + this.tail - this.head;
  }

  get type(): TokenType {
    return this.types[this.head] as TokenType;
  }

  /** 1 + the flow level at which the next token may begin a key, or 0. */
  get keyLevel(): number {
    return this.keyLevels[this.head] as number;
  }

  take(): void {
    this.taken++;
    this.head++;
  }

  /** Notes that no key begins at a token. */
  forgetKey(number: number): void {
    const index = this.head + number - this.taken;
    if (index >= this.head && index < this.tail) this.keyLevels[index] = 0;
  }

  append(type: TokenType, start: number, end: number, text = '', style: Style = styles.plain): void {
    const at = this.tail++;
    this.types[at] = type;
    this.starts[at] = start;
    this.ends[at] = end;
    this.texts[at] = text;
    this.styles[at] = style;
    this.suffixes[at] = this.nextSuffix;
    this.keyLevels[at] = this.nextKeyLevel;
    this.nextKeyLevel = 0;
  }

  /** Puts an empty token at the place numbered `number`, or last when that one has been taken already. */
  insert(number: number, type: TokenType, at: number): void {
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
    this.styles[to] = this.styles[from] as Style;
    this.suffixes[to] = this.suffixes[from] as string;
  }
}
