/** Where in the file a finding is shown: on the key or value at fault, and on one line at most. */
import { isJsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import type { TextRange, YamlDocument } from '../yaml/document.ts';
import { valueAt } from './fieldText.ts';

type Path = readonly (string | number)[];

/** A document and the whole text it stands in. */
export interface Source {
  readonly document: YamlDocument;
  readonly text: string;
}

/**
 * The place of a field: its value where that stands on one line, else its key; of a field that is missing, the key of what
 * it is missing in. A list's item that takes several lines is shown by its first.
 */
export function placeOfValue({ document, text }: Source, path: Path): TextRange {
  const value = document.locate(path, 'value');
  if (value !== undefined && value.end > value.start && !spansLines(text, value)) return value;
  return placeOfKey({ document, text }, path);
}

/** The place of a field's key, or of the key of the nearest field around it that is there. */
export function placeOfKey({ document, text }: Source, path: Path): TextRange {
  for (let length = path.length; length > 0; length--) {
    const key = document.locate(path.slice(0, length), 'key');
    if (key !== undefined && key.end > key.start) return firstLine(text, key);
  }
  return placeOfDocument({ document, text });
}

/** The place of what concerns a document as a whole: its name, else its kind, else its first line. */
export function placeOfDocument({ document, text }: Source): TextRange {
  for (const path of [['metadata', 'name'], ['kind'], ['apiVersion']]) {
    const value = document.locate(path, 'value');
    if (value !== undefined && value.end > value.start) return firstLine(text, value);
  }
  return firstLine(text, document.range);
}

/**
 * The path to show an error about a map at: some rules name the map and quote the key or the value at fault in their text.
 */
export function narrowed(value: JsonValue | undefined, path: Path, message: string): Path {
  const map = valueAt(value, path);
  if (!isJsonObject(map)) return path;
  const quoted = /(?:Invalid value|Duplicate value|Unsupported value|prefix part|name part): "((?:[^"\\]|\\.)*)"/.exec(
    message,
  )?.[1];
  if (quoted === undefined) return path;
  const key = Object.keys(map).find((name) => name === quoted || map[name] === quoted);
  return key === undefined ? path : [...path, key];
}

function spansLines(text: string, { start, end }: TextRange): boolean {
  const lineEnd = text.indexOf('\n', start);
  return lineEnd >= 0 && lineEnd < end;
}

/** The first line of a range that holds anything, without the white space around it. */
export function firstLine(text: string, { start, end }: TextRange): TextRange {
  let from = start;
  while (from < end && /\s/.test(text.charAt(from))) from++;
  if (from === end) return { start, end: start };
  const lineEnd = text.indexOf('\n', from);
  let to = lineEnd < 0 ? end : Math.min(lineEnd, end);
  while (to > from && /\s/.test(text.charAt(to - 1))) to--;
  return { start: from, end: to };
}
