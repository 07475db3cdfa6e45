/** One document's text read: its nodes, what they mean, and what is wrong; offsets count from the text's beginning. */
import type { JsonValue } from '../kubernetes/api/json.ts';
import { char, forbiddenCharacter, isBlank } from './characters.ts';
import { Decoding } from './decode.ts';
import type { YamlNode } from './node.ts';
import { Parser } from './parser.ts';
import { ReadFailure } from './problem.ts';
import { Scanner } from './scanner.ts';
import type { Surprise, TextRange } from './surprise.ts';
import { tokens } from './tokenQueue.ts';
import { Tree } from './tree.ts';
import { utf8Width } from './utf8.ts';

/** Why a document can't be read. */
export interface ContentProblem {
  /** Go's text, e.g. `yaml: line 3: mapping values are not allowed in this context`. */
  readonly message: string;
  /** What kubectl prints after `error parsing FILE: `. */
  readonly clientError: string;
  /** The line named in the message: Go's count within the document, which may be one short. */
  readonly line?: number;
  readonly range: TextRange;
}

/** What was read. Never changed once made; documents share it. */
export interface Content {
  readonly format: 'yaml' | 'json';
  readonly length: number;
  /** Also there, as far as it goes, when there is a problem. */
  readonly root?: YamlNode;
  readonly value?: JsonValue | undefined;
  readonly problem?: ContentProblem;
  readonly surprises: readonly Surprise[];
  /** Whether the value may hold a `JsonNumber`. */
  readonly exactNumbers?: boolean;
}

/** Bytes that are no text, met when the file was decoded. */
export interface InvalidBytes {
  readonly at: number;
  readonly message: string;
}

export interface ReadOptions {
  /** Take the text as Kubernetes' line reader hands it on: CR LF is LF, and the last line ends with LF too. */
  readonly byLine?: boolean;
  /** What is wrong with the bytes that the text was made of. */
  readonly invalid?: InvalidBytes | undefined;
  /** Keep floats as they are written, in a `JsonNumber`. */
  readonly keepFloats?: boolean;
}

/** Reads the first document of `text`, as sigs.k8s.io/yaml's YAMLToJSON does. */
export function readContent(text: string, options: ReadOptions = {}): Content {
  if (text.charCodeAt(0) !== char.byteOrderMark) return readText(text, options);
  // One byte order mark at the beginning is no part of the text.
  const invalid = options.invalid && { ...options.invalid, at: options.invalid.at - 1 };
  return shifted(readText(text.slice(1), { ...options, invalid }), 1);
}

function readText(text: string, options: ReadOptions): Content {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  const forbidden = options.invalid ?? findForbidden(wellFormed);
  return forbidden === undefined ? readAllowed(wellFormed, options) : readUpTo(wellFormed, options, forbidden);
}

/** The same content at a place `by` later in a longer text. */
function shifted(content: Content, by: number): Content {
  if (content.root !== undefined) shiftNodes(content.root, by);
  const moved = (range: TextRange): TextRange => ({ start: range.start + by, end: range.end + by });
  return {
    ...content,
    length: content.length + by,
    ...(content.problem && { problem: { ...content.problem, range: moved(content.problem.range) } }),
    surprises: content.surprises.map((surprise) => ({ ...surprise, range: moved(surprise.range) })),
  };
}

function shiftNodes(root: YamlNode, by: number): void {
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    node.start += by;
    node.end += by;
    for (const child of node.children) pending.push(child);
  }
}

function findForbidden(text: string): InvalidBytes | undefined {
  if (!forbiddenCharacter.test(text)) return undefined;
  return { at: text.search(forbiddenCharacter), message: 'control characters are not allowed' };
}

function readAllowed(text: string, { byLine = false, keepFloats = false }: ReadOptions): Content {
  const scanner = new Scanner(text, byLine);
  const decoding = new Decoding(keepFloats);
  const tree = new Tree(decoding);
  const { length } = text;
  try {
    new Parser(scanner, tree).parse();
  } catch (failure) {
    if (!(failure instanceof ReadFailure)) throw failure;
    tree.abandon(scanner.pos);
    const problem = yamlProblem(failure.message, failure.line, rangeAt(text, failure.from));
    return {
      format: 'yaml',
      length,
      ...(tree.root && { root: tree.root }),
      problem,
      surprises: decoding.surprises,
    };
  }
  const { root } = tree;
  if (root === undefined) return { format: 'yaml', length, surprises: [] };
  const failure = decoding.failure(root);
  if (failure !== undefined) {
    const { start, end } = failure.node;
    const range = end > start ? { start, end: Math.min(end, length) } : rangeAt(text, start);
    const problem = failure.complete
      ? { message: failure.message, clientError: failure.message, range }
      : { message: failure.message, clientError: `error converting YAML to JSON: ${failure.message}`, range };
    return { format: 'yaml', length, root, problem, surprises: decoding.surprises };
  }
  const surprises = [...decoding.surprises];
  const { exactNumbers } = decoding;
  const rest = droppedAfter(scanner, text);
  if (rest !== undefined) {
    surprises.push({ kind: 'dropped', range: rest, written: text.slice(rest.start, rest.end), read: null });
  }
  return { format: 'yaml', length, root, value: root.value ?? undefined, surprises, exactNumbers };
}

function yamlProblem(message: string, line: number, range: TextRange): ContentProblem {
  const text = `yaml: ${line > 0 ? `line ${line}: ` : ''}${message}`;
  return { message: text, clientError: `error converting YAML to JSON: ${text}`, ...(line > 0 && { line }), range };
}

/** What the reader leaves unread after the document's end, comments and blanks aside. */
function droppedAfter(scanner: Scanner, text: string): TextRange | undefined {
  let p = scanner.pos;
  if (scanner.isReady && scanner.peek() !== tokens.streamEnd) p = scanner.start;
  for (; p < text.length; p++) {
    const c = text.charAt(p);
    if (c === '#') {
      while (p < text.length && text[p] !== '\n' && text[p] !== '\r') p++;
    } else if (!/\s/.test(c)) return { start: p, end: text.trimEnd().length };
  }
  return undefined;
}

/** The word or the blanks at `at`; where a line or the text has ended, the word before. */
export function rangeAt(text: string, at: number): TextRange {
  let start = Math.min(at, text.length);
  if (isBlank(text.charCodeAt(start))) {
    let end = start;
    while (isBlank(text.charCodeAt(end))) end++;
    return { start, end };
  }
  if (start === text.length || /\s/.test(text.charAt(start))) {
    const before = text.slice(0, start).trimEnd().length;
    start = Math.max(before - 1, 0);
  }
  let end = start;
  while (end < text.length && !/\s/.test(text.charAt(end))) end++;
  return { start, end: Math.max(end, Math.min(start + 1, text.length)) };
}

/** How much of a file the reader decodes at a time. */
const chunkBytes = 512;

/**
 * Reads a text with a character that no document may hold. The reader decodes a chunk ahead of its scanner, so the complaint
 * comes before any about the chunk's syntax, but not before those about earlier chunks.
 */
function readUpTo(text: string, { byLine = false, keepFloats = false }: ReadOptions, forbidden: InvalidBytes): Content {
  const limit = chunkOf(text, forbidden.at);
  const { length } = text;
  const problem = yamlProblem(forbidden.message, 0, { start: forbidden.at, end: forbidden.at + 1 });
  if (limit === 0) return { format: 'yaml', length, problem, surprises: [] };
  const scanner = new Scanner(text.slice(0, limit), byLine);
  const decoding = new Decoding(keepFloats);
  const tree = new Tree(decoding);
  const { surprises } = decoding;
  let earlier: ContentProblem | undefined;
  try {
    new Parser(scanner, tree).parse();
  } catch (failure) {
    if (!(failure instanceof ReadFailure)) throw failure;
    tree.abandon(scanner.pos);
    earlier = yamlProblem(failure.message, failure.line, rangeAt(text, failure.from));
  }
  const { root } = tree;
  // The scanner looks up to four characters ahead.
  const stopped = scanner.pos + 4 <= limit;
  if (!stopped || earlier !== undefined || root === undefined) {
    return { format: 'yaml', length, ...(root && { root }), problem: (stopped && earlier) || problem, surprises };
  }
  const { exactNumbers } = decoding;
  const rest = { start: scanner.pos, end: text.trimEnd().length };
  const dropped: Surprise = { kind: 'dropped', range: rest, written: text.slice(rest.start, rest.end), read: null };
  return {
    format: 'yaml',
    length,
    root,
    value: root.value ?? undefined,
    surprises: [...surprises, dropped],
    exactNumbers,
  };
}

/** The offset at which the chunk begins that holds the character at `at`. */
function chunkOf(text: string, at: number): number {
  let begin = 0;
  let bytes = 0;
  for (let p = 0; p < at; p++) {
    const width = utf8Width(text, p);
    bytes += width;
    if (bytes > chunkBytes) {
      begin = p;
      bytes = width;
    }
  }
  return bytes + utf8Width(text, at) > chunkBytes ? at : begin;
}
