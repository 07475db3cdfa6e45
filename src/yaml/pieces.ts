/**
 * How kubectl takes a file apart: by lines that begin with `---`, or as a stream of JSON values when it begins with `{`
 * (apimachinery pkg/util/yaml decoder.go).
 */
import type { Content, ContentProblem } from './content.ts';
import { rangeAt, readContent } from './content.ts';
import { type JsonReading, readJson } from './jsonText.ts';
import type { Surprise } from './surprise.ts';
import { utf8Length, utf8Width } from './utf8.ts';

/** A part of a file that holds one document. */
export interface Piece {
  readonly start: number;
  readonly content: Content;
}

/** Where a document stands in a file in YAML. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** Where reading goes on: after the separator line. */
  readonly next: number;
  /** The text after `---` where nothing but a comment may stand, and where it begins. */
  readonly badSeparator?: { readonly text: string; readonly at: number };
  /** Where a last line begins that is not read at all. */
  readonly lostFrom?: number;
}

/** Reads the documents of a file. A byte order mark at its beginning is dropped, as kubectl does it. */
export function readPieces(text: string): Piece[] {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return beginsAsJson(text, start) ? readJsonPieces(text, start) : readYamlPieces(text, start);
}

/** Go's white space, and NEL which JavaScript has not; without the byte order mark. */
const goSpace = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Whether the file's first character, looked for in 4096 bytes, is a brace. */
export function beginsAsJson(text: string, start: number): boolean {
  let bytes = 0;
  let p = start;
  while (bytes < 4096 && p < text.length && goSpace.test(text.charAt(p))) bytes += utf8Width(text, p++);
  return bytes < 4096 && text.charAt(p) === '{';
}

function readYamlPieces(text: string, from: number): Piece[] {
  const pieces: Piece[] = [];
  for (let at = from; at < text.length; ) {
    const chunk = nextChunk(text, at);
    pieces.push(readChunk(text, chunk));
    at = chunk.next;
  }
  return pieces;
}

/** The document that begins at `start`: up to the next separator line, its own leading one included. */
export function nextChunk(text: string, start: number): Chunk {
  for (let at = text.startsWith('---', start) ? start : separatorAfter(text, start); ; at = separatorAfter(text, at)) {
    if (at < 0) return lastChunk(text, start);
    const lineEnd = endOfLine(text, at);
    const after = trimmed(text.slice(at + 3, lineEnd));
    if (after !== '' && !after.startsWith('#')) {
      return { start, end: lineEnd, next: lineEnd, badSeparator: { text: after, at: text.indexOf(after, at + 3) } };
    }
    if (at > start) return { start, end: at, next: lineEnd };
  }
}

/** The line reader's buffer: a last line without line feed that fills it exactly is lost. */
const bufferBytes = 4096;

function lastChunk(text: string, start: number): Chunk {
  const end = text.length;
  const line = text.lastIndexOf('\n') + 1;
  const lost = end - line >= bufferBytes / 3 && utf8Length(text, line, end) % bufferBytes === 0;
  return { start, end, next: end, ...(lost && { lostFrom: Math.max(line, start) }) };
}

/** The beginning of the next line after `from` that begins with `---`; -1 when there is none. */
function separatorAfter(text: string, from: number): number {
  const at = text.indexOf('\n---', from);
  return at < 0 ? -1 : at + 1;
}

/** The offset after the line at `at`, its line feed included. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && goSpace.test(text.charAt(start))) start++;
  while (end > start && goSpace.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Reads the document of a chunk. A separator with text after it makes what came before it unreadable. */
export function readChunk(text: string, chunk: Chunk): Piece {
  const { start, end, badSeparator, lostFrom } = chunk;
  if (lostFrom !== undefined) return { start, content: withoutLast(text.slice(start, end), lostFrom - start) };
  if (badSeparator === undefined) return { start, content: readContent(text.slice(start, end), { byLine: true }) };
  const message = `invalid Yaml document separator: ${badSeparator.text.toWellFormed()}`;
  const from = badSeparator.at - start;
  const range = { start: from, end: from + badSeparator.text.length };
  const problem = { message, clientError: message, range };
  return { start, content: { format: 'yaml', length: end - start, problem, surprises: [] } };
}

function withoutLast(text: string, lostFrom: number): Content {
  const content = readContent(text.slice(0, lostFrom), { byLine: true });
  const range = { start: lostFrom, end: text.length };
  const lost: Surprise = { kind: 'dropped', range, written: text.slice(lostFrom), read: null };
  return { ...content, length: text.length, surprises: [...content.surprises, lost] };
}

function readJsonPieces(text: string, from: number): Piece[] {
  const pieces: Piece[] = [];
  for (let at = from; ; ) {
    const reading = readJson(text, at);
    switch (reading.kind) {
      case 'end':
        return pieces;
      case 'value':
        at = reading.root.end;
        pieces.push(jsonPiece(reading.root.start, reading));
        break;
      case 'error':
        return [...pieces, ...readAfterJson(text, from, at, pieces.length, reading)];
    }
  }
}

type JsonError = Extract<JsonReading, { kind: 'error' }>;
type JsonResult = Extract<JsonReading, { kind: 'value' }>;

function jsonPiece(start: number, reading: JsonResult): Piece {
  const { root } = reading;
  const length = root.end - start;
  const surprises = reading.surprises.map((surprise) => ({
    ...surprise,
    range: { start: surprise.range.start - start, end: surprise.range.end - start },
  }));
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    node.start -= start;
    node.end -= start;
    for (const child of node.children) pending.push(child);
  }
  const value = root.value === null ? undefined : root.value;
  return { start, content: { format: 'json', length, root, value, surprises, exactNumbers: reading.exactNumbers } };
}

/**
 * A stream that stops being JSON after at most one value may be YAML from there on; if it isn't, the complaint is the one about
 * the JSON.
 */
function readAfterJson(text: string, from: number, at: number, count: number, error: JsonError): Piece[] {
  const offset = utf8Length(text, from, error.at) + 1;
  const named = error.syntax && count <= 1 ? `json: offset ${offset}: ${error.message}` : error.message;
  const problemFrom = (start: number): ContentProblem => ({
    message: named,
    clientError: named,
    range: rangeAt(text.slice(start), Math.max(error.at - start, 0)),
  });
  const rest = count > 1 ? -1 : afterFirstSpace(text, at);
  if (rest < 0) {
    return [
      { start: at, content: { format: 'json', length: text.length - at, problem: problemFrom(at), surprises: [] } },
    ];
  }
  const [first, ...others] = readYamlPieces(text, rest);
  if (first === undefined) return [];
  if (first.content.problem === undefined) return [first, ...others];
  return [{ start: first.start, content: { ...first.content, problem: problemFrom(first.start) } }, ...others];
}

/** White space up to its first line feed is taken away before YAML is tried; -1 where fewer than four bytes are left. */
function afterFirstSpace(text: string, from: number): number {
  for (let p = from; ; p++) {
    if (utf8Length(text, p, Math.min(text.length, p + 4)) < 4) return -1;
    const c = text.charAt(p);
    if (!goSpace.test(c)) return p;
    if (c === '\n') return p + 1;
  }
}
