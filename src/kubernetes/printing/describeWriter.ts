/** Where `kubectl describe` writes: indented lines whose cells are aligned in the end. */
import { utf8Length } from '../api/names.ts';
import { unixMs } from '../api/time.ts';
import { alignTabs, describeTabs, escapeTerminal } from './tabWriter.ts';

/** Collects text; each level indents by two spaces. */
export class DescribeWriter {
  readonly #parts: string[];
  readonly #indent: number;

  constructor(parts: string[] = [], indent = 0) {
    this.#parts = parts;
    this.#indent = indent;
  }

  /** Writes `text`, which brings its own line breaks, at a level. Every write is indented, also in the middle of a line. */
  write(level: number, text: string): void {
    this.#parts.push('  '.repeat(level + this.#indent), text);
  }

  /** The rest of a line. Only nested writers indent it. */
  writeLine(text: string): void {
    this.write(0, `${text}\n`);
  }

  /** A writer to the same text, so many levels further in. */
  nested(levels: number): DescribeWriter {
    return new DescribeWriter(this.#parts, this.#indent + levels);
  }

  /** All that was written, aligned. */
  toString(): string {
    return alignTabs(escapeTerminal(this.#parts.join('')), describeTabs);
  }
}

type StringMap = Readonly<Record<string, string>>;

/** A map's pairs one below the other, sorted by key. */
export function describeLabels(writer: DescribeWriter, title: string, labels: StringMap | undefined): void {
  writer.write(0, `${title}:\t`);
  const keys = Object.keys(labels ?? {}).sort();
  if (keys.length === 0) writer.writeLine('<none>');
  for (const [index, key] of keys.entries()) {
    if (index > 0) {
      writer.write(0, '');
      writer.write(0, '\t');
    }
    writer.write(0, `${key}=${labels?.[key]}\n`);
  }
}

const longestAnnotation = 140;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Annotations, long values cut line by line; what kubectl keeps for itself is left out. */
export function describeAnnotations(writer: DescribeWriter, title: string, annotations: StringMap | undefined): void {
  writer.write(0, `${title}:\t`);
  const keys = Object.keys(annotations ?? {}).filter((key) => key !== lastApplied);
  if (keys.length === 0) writer.writeLine('<none>');
  for (const [index, key] of keys.sort().entries()) {
    if (index > 0) writer.write(0, '\t');
    const value = (annotations?.[key] ?? '').replace(/\n$/, '');
    if (utf8Length(value) + utf8Length(key) + 2 <= longestAnnotation && !value.includes('\n')) {
      writer.write(0, `${key}: ${value}\n`);
      continue;
    }
    writer.write(0, `${key}:\n`);
    for (const line of value.split('\n')) writer.write(0, `\t  ${shorten(line, longestAnnotation - 2)}\n`);
  }
}

/** Attributes of a CSI volume: pairs with the odd indent of the real thing. */
export function describeAttributes(writer: DescribeWriter, title: string, attributes: StringMap | undefined): void {
  writer.write(2, `${title}:\t`);
  const keys = Object.keys(attributes ?? {}).sort();
  if (keys.length === 0) writer.writeLine('<none>');
  for (const [index, key] of keys.entries()) {
    if (index > 0) {
      writer.write(2, '');
      writer.write(2, '\t');
    }
    writer.write(2, `${shorten(`${key}=${attributes?.[key]}`, longestAnnotation)}\n`);
  }
}

/** `text` cut to so many bytes of UTF-8, with dots. Each byte of a letter cut in two shows as a replacement character. */
function shorten(text: string, bytes: number): string {
  if (utf8Length(text) <= bytes) return text;
  let kept = '';
  let left = bytes;
  for (const character of text) {
    const size = utf8Length(character);
    if (size > left) break;
    kept += character;
    left -= size;
  }
  return `${kept}${'\ufffd'.repeat(left)}...`;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time as Go's RFC1123Z writes it, in UTC; no time is the year 1. */
export function longTime(time: string | null | undefined): string {
  const ms = unixMs(time);
  if (ms === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const date = new Date(ms);
  const iso = date.toISOString();
  const day = `${days[date.getUTCDay()]}, ${iso.slice(8, 10)} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} ${iso.slice(11, 19)} +0000`;
}

/** A list as Go's `%v` prints it. */
export function goList(items: readonly string[] | undefined): string {
  return `[${(items ?? []).join(' ')}]`;
}
