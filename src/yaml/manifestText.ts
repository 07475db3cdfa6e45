/** A file while it is edited: what an edit has not touched is not read again, nor even looked at. */
import { PlacedDocument, readDocuments, type YamlDocument } from './document.ts';
import { beginsAsJson, nextChunk, type Piece, readChunk } from './pieces.ts';

/** One document of a file in YAML with all of its text, the separator line behind it included. */
interface KeptChunk {
  readonly raw: string;
  /** Whether it ends with a whole separator line, so that what follows can't change it. */
  readonly closed: boolean;
  readonly document: PlacedDocument;
}

/**
 * A text and its documents, at all times the same as `readDocuments` of the whole text. Documents that an edit moves stay the
 * same objects with new ranges.
 */
export class ManifestText {
  documents: readonly YamlDocument[] = [];
  /** Undefined for a stream of JSON, which has no boundaries to be found without reading it. */
  private chunks: readonly KeptChunk[] | undefined;
  /** A byte order mark before the chunks; the whole text of a stream of JSON. */
  private head = '';
  private wholeText: string | undefined;

  constructor(text: string) {
    this.readAll(text);
  }

  /** The whole text, put together from its documents when it is asked for after an edit. */
  get text(): string {
    this.wholeText ??= this.head + (this.chunks ?? []).map((chunk) => chunk.raw).join('');
    return this.wholeText;
  }

  /** Replaces what stands between two offsets; both are brought into the text's bounds. */
  edit(start: number, end: number, replacement: string): void {
    const length = this.length;
    const from = Math.max(0, Math.min(start, length));
    const to = Math.max(from, Math.min(end, length));
    // The very first characters decide how the whole file is read.
    if (this.chunks === undefined || from <= 1) this.replaceInAll(from, to, replacement);
    else this.readTouched(this.chunks, from, to, replacement);
  }

  private get length(): number {
    const last = this.chunks?.at(-1);
    return last === undefined ? this.head.length : nextOf(last);
  }

  private replaceInAll(start: number, end: number, replacement: string): void {
    const { text } = this;
    this.readAll(text.slice(0, start) + replacement + text.slice(end));
  }

  private readAll(text: string): void {
    this.wholeText = text;
    const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    if (beginsAsJson(text, start)) {
      this.head = text;
      this.chunks = undefined;
      this.documents = readDocuments(text);
    } else {
      this.head = text.slice(0, start);
      this.keep(readChunks(text.slice(start), start));
    }
  }

  private keep(chunks: readonly KeptChunk[]): void {
    this.chunks = chunks;
    this.documents = chunks.map((chunk) => chunk.document);
  }

  private readTouched(old: readonly KeptChunk[], start: number, end: number, replacement: string): void {
    const first = firstTouched(old, start);
    const base = first === 0 ? this.head.length : nextOf(old[first - 1] as KeptChunk);
    let after = first;
    let local = '';
    while (after < old.length && base + local.length < end) local += (old[after++] as KeptChunk).raw;
    if (after === first && after < old.length) local = (old[after++] as KeptChunk).raw;
    local = local.slice(0, start - base) + replacement + local.slice(end - base);
    const touched = readChunks(local, base, (open) => {
      // The edit may have taken away the line that ended a document.
      let more = '';
      while (after < old.length && more === '') more = (old[after++] as KeptChunk).raw;
      return open + more;
    });
    if (first === 0 && beginsAsJson((touched[0] ?? old[after])?.raw ?? '', 0)) {
      this.replaceInAll(start, end, replacement);
      return;
    }
    const rest = old.slice(after);
    const growth = replacement.length - (end - start);
    if (growth !== 0) for (const chunk of rest) chunk.document.moveBy(growth);
    this.wholeText = undefined;
    this.keep([...old.slice(0, first), ...touched, ...rest]);
  }
}

/** The index of the first document that an edit at `start` can change. */
function firstTouched(chunks: readonly KeptChunk[], start: number): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const chunk = chunks[middle] as KeptChunk;
    const next = nextOf(chunk);
    if (next > start || (next === start && !chunk.closed)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function nextOf(chunk: KeptChunk): number {
  return chunk.document.range.start + chunk.raw.length;
}

/**
 * Reads the documents of a part of a file that begins at `base`. `more` is asked for what follows when the last one isn't closed;
 * it answers with no more than it was given at the end of the file.
 */
function readChunks(text: string, base: number, more: (open: string) => string = (open) => open): KeptChunk[] {
  const chunks: KeptChunk[] = [];
  let rest = text;
  let start = base;
  while (rest !== '') {
    const chunk = nextChunk(rest, 0);
    const closed = (chunk.end < chunk.next || chunk.badSeparator !== undefined) && rest[chunk.next - 1] === '\n';
    if (!closed) {
      const longer = more(rest);
      if (longer !== rest) {
        rest = longer;
        continue;
      }
    }
    const { content }: Piece = readChunk(rest, chunk);
    const raw = rest.slice(0, chunk.next);
    chunks.push({ raw, closed, document: new PlacedDocument(content, start, raw.slice(0, content.length)) });
    rest = rest.slice(chunk.next);
    start += chunk.next;
  }
  return chunks;
}
