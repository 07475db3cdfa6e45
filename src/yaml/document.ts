/** A file's documents as Kubernetes reads them, with a place in the text for all they hold. */
import type { JsonValue } from '../kubernetes/api/json.ts';
import type { Content } from './content.ts';
import { locateNode, pathAtOffset } from './locate.ts';
import { type Piece, readPieces } from './pieces.ts';
import type { Surprise, TextRange } from './surprise.ts';

export type { Surprise, SurpriseKind, TextRange } from './surprise.ts';

/** Why a document can't be read. */
export interface YamlProblem {
  /** Go's text, e.g. `yaml: line 3: mapping values are not allowed in this context`. */
  readonly message: string;
  /** What kubectl prints after `error parsing FILE: `. */
  readonly clientError: string;
  /** The line that the message names: counted within the document, and by Go, which is sometimes one short. */
  readonly line?: number;
  readonly range: TextRange;
}

/** One document. What it holds is shared and must never be changed. */
export interface YamlDocument {
  /** Where it stands in the text, in UTF-16 code units, without the separator line that ends it. */
  readonly range: TextRange;
  /** Its own text. */
  readonly text: string;
  /** How it was read: JSON only in files that begin as a stream of JSON. */
  readonly format: 'yaml' | 'json';
  /** Set when the document can't be read; then there is no value. */
  readonly problem?: YamlProblem | undefined;
  /** What Kubernetes reads, keys sorted; undefined for an empty document, which kubectl passes over. */
  readonly value?: JsonValue | undefined;
  /** Whether the value may hold a number that is kept as text (`JsonNumber`). */
  readonly exactNumbers: boolean;
  /** Where Kubernetes reads otherwise than it looks, in no particular order. */
  readonly surprises: readonly Surprise[];
  /** The same object for as long as the document's text stays the same, wherever it moves: a key to remember findings by. */
  readonly content: object;
  /**
   * The range of the key or the value at a path, through anchors, aliases, merge keys, flow style and JSON; undefined when the path
   * isn't there. The key of a list's item is the item. A value left out has an empty range where it would begin.
   */
  locate(path: readonly (string | number)[], part: 'key' | 'value'): TextRange | undefined;
  /** The path of the deepest key or value at an offset of the whole text; also in a document that can't be read to its end. */
  pathAt(offset: number): (string | number)[];
  /** The same document with all offsets from the beginning of its own text. */
  alone(): YamlDocument;
}

/** Reads all documents of a file. Never throws. After a document that can't be read it goes on, where kubectl stops. */
export function readDocuments(text: string): readonly YamlDocument[] {
  return readPieces(text).map((piece) => placedDocument(piece, text));
}

/** A piece of `text` in its place. */
export function placedDocument({ content, start }: Piece, text: string): PlacedDocument {
  return new PlacedDocument(content, start, text.slice(start, start + content.length));
}

/** Content that stands at `start` in the whole text. */
export class PlacedDocument implements YamlDocument {
  readonly content: Content;
  readonly text: string;
  private start: number;

  constructor(content: Content, start: number, text: string) {
    this.content = content;
    this.start = start;
    this.text = text;
  }

  alone(): YamlDocument {
    return new PlacedDocument(this.content, 0, this.text);
  }

  /** The text before this document became longer. */
  moveBy(growth: number): void {
    this.start += growth;
  }

  get format(): 'yaml' | 'json' {
    return this.content.format;
  }

  get range(): TextRange {
    return { start: this.start, end: this.start + this.content.length };
  }

  get problem(): YamlProblem | undefined {
    const { problem } = this.content;
    return problem && { ...problem, range: this.placed(problem.range) };
  }

  get value(): JsonValue | undefined {
    return this.content.value;
  }

  get exactNumbers(): boolean {
    return this.content.exactNumbers ?? false;
  }

  get surprises(): readonly Surprise[] {
    return this.content.surprises.map((surprise) => ({ ...surprise, range: this.placed(surprise.range) }));
  }

  locate(path: readonly (string | number)[], part: 'key' | 'value'): TextRange | undefined {
    const { root } = this.content;
    const range = root && locateNode(root, path, part);
    return range && this.placed(range);
  }

  pathAt(offset: number): (string | number)[] {
    const { root } = this.content;
    return root === undefined ? [] : pathAtOffset(root, offset - this.start);
  }

  /** A range of the content in the whole text. The reader takes an unfinished last line for one with a line feed. */
  private placed(range: TextRange): TextRange {
    const end = this.start + this.content.length;
    return { start: Math.min(this.start + range.start, end), end: Math.min(this.start + range.end, end) };
  }
}
