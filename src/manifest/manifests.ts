/** The manifests of a file: which documents are objects of Kubernetes, and what they are called. */
import { isJsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import type { TextRange, YamlDocument } from '../yaml/document.ts';
import { firstLine } from './place.ts';
import { isManifest, isTemplate, looksLikeManifest } from './recognition.ts';

/** A text and its documents. */
export interface Documents {
  readonly text: string;
  readonly documents: readonly YamlDocument[];
}

export interface Manifest {
  /** Which document of the file, from 0. */
  readonly index: number;
  /** Offset of its first line that holds anything but comments and separators. */
  readonly start: number;
  readonly kind: string;
  readonly name: string;
  /** As the manifest says; empty when it does not. */
  readonly namespace: string;
}

/** The file's manifests in order, unreadable ones included where they are meant to be manifests. */
export function manifestsIn(file: Documents): Manifest[] {
  const manifests: Manifest[] = [];
  for (const [index, document] of file.documents.entries()) {
    if (!isManifestDocument(document)) continue;
    const start = startOf(file.text, document);
    const named = document.problem === undefined ? readName(document.value) : guessedName(file.text, document.range);
    manifests.push({ index, start, ...named });
  }
  return manifests;
}

/** Whether a document is Podflight's business. */
export function isManifestDocument({ problem, text, value }: YamlDocument): boolean {
  return problem === undefined ? isManifest(value) : looksLikeManifest(text) && !isTemplate(text);
}

/** The manifest at an offset, else the file's first. */
export function manifestAt(file: Documents, offset: number): Manifest | undefined {
  const manifests = manifestsIn(file);
  const at = file.documents.findIndex(({ range }) => offset >= range.start && offset <= range.end);
  return manifests.find(({ index }) => index === at) ?? manifests[0];
}

function startOf(text: string, { range }: YamlDocument): number {
  let { start } = range;
  for (;;) {
    const line = firstLine(text, { start, end: range.end });
    const isContent = !/^(?:#|---|%)/.test(text.slice(line.start, line.end));
    if (isContent || line.start === line.end) return line.start;
    start = line.end;
  }
}

type Name = Pick<Manifest, 'kind' | 'name' | 'namespace'>;

function readName(value: JsonValue | undefined): Name {
  return {
    kind: textAt(value, 'kind'),
    name: textAt(value, 'metadata', 'name') || textAt(value, 'metadata', 'generateName'),
    namespace: textAt(value, 'metadata', 'namespace'),
  };
}

/** What an object is meant to be called whose text cannot be read, as it is while somebody types. */
function guessedName(text: string, { start, end }: TextRange): Name {
  const document = text.slice(start, end);
  const metadata = document.slice(Math.max(document.search(/^["']?metadata["']?\s*:/m), 0));
  const field = (within: string, name: string) =>
    new RegExp(`^[\\s{,]*["']?${name}["']?\\s*:\\s*["']?([\\w.-]+)`, 'm').exec(within)?.[1] ?? '';
  return { kind: field(document, 'kind'), name: field(metadata, 'name'), namespace: field(metadata, 'namespace') };
}

function textAt(value: JsonValue | undefined, ...path: readonly string[]): string {
  let at = value;
  for (const name of path) at = isJsonObject(at) ? at[name] : undefined;
  return typeof at === 'string' ? at : '';
}
