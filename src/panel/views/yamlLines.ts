/** An object as lines of YAML, each with its field path and whether this revision changed it. */

export interface YamlLine {
  /** Levels of two blanks; the first line of a list's item has its dash in the last of them. */
  readonly indent: number;
  readonly item: boolean;
  /** `name:`; empty for items that are scalars and for the lines of a block of text. */
  readonly key: string;
  readonly value: string;
  /** `spec.containers[0].image`. */
  readonly path: string;
  readonly change: Change | undefined;
  /** The value before, where it has changed. */
  readonly before?: string;
}

export type Change = 'added' | 'changed' | 'removed';

/** Objects nested deeper than this are written on one line. */
const deepest = 64;

interface Place {
  readonly indent: number;
  readonly path: string;
  readonly depth: number;
  /** Set below what was added or removed as a whole. */
  readonly change: Change | undefined;
}

/**
 * Lines of an object, as `kubectl get -o yaml` lays them out. Changes are those against `before`; nothing is
 * changed when that is left out. `hide`: paths to leave out.
 */
export function yamlLines(
  object: unknown,
  before?: unknown,
  hide: ReadonlySet<string> = new Set(),
): readonly YamlLine[] {
  const lines: YamlLine[] = [];
  const compared = before !== undefined;
  fields(object, before, { indent: 0, path: '', depth: 0, change: undefined });
  return lines;

  /** The fields of a map by name, also those that are gone. */
  function fields(value: unknown, old: unknown, place: Place): void {
    const map = isMap(value) ? value : {};
    const oldMap = compared && isMap(old) ? old : {};
    for (const key of [...new Set([...Object.keys(map), ...Object.keys(oldMap)])].sort()) {
      const path = place.path === '' ? key : `${place.path}.${key}`;
      if (hide.has(path)) continue;
      const there = Object.hasOwn(map, key);
      const was = Object.hasOwn(oldMap, key);
      const change = place.change ?? (!compared ? undefined : !there ? 'removed' : was ? undefined : 'added');
      field(`${keyText(key)}:`, there ? map[key] : oldMap[key], was ? oldMap[key] : undefined, {
        ...place,
        path,
        change,
      });
    }
  }

  function field(key: string, value: unknown, old: unknown, place: Place): void {
    if (!isNested(value) || place.depth >= deepest) {
      plain(key, value, old, place, false);
      return;
    }
    lines.push({ indent: place.indent, item: false, key, value: '', path: place.path, change: place.change });
    const inside = { ...place, depth: place.depth + 1 };
    if (Array.isArray(value)) items(value, old, inside);
    else fields(value, old, { ...inside, indent: place.indent + 1 });
  }

  function items(list: readonly unknown[], old: unknown, place: Place): void {
    const oldList: readonly unknown[] = compared && Array.isArray(old) ? old : [];
    const matched = new Set<unknown>();
    list.forEach((entry, index) => {
      const path = `${place.path}[${index}]`;
      const match = matching(entry, oldList, index);
      matched.add(match);
      const change = place.change ?? (compared && match === undefined ? 'added' : undefined);
      const inside = { indent: place.indent + 1, path, depth: place.depth + 1, change };
      if (!isMap(entry) || !isNested(entry) || place.depth >= deepest) {
        plain('', entry, match, inside, true);
        return;
      }
      const first = lines.length;
      fields(entry, match, inside);
      const head = lines[first];
      if (head !== undefined) lines[first] = { ...head, item: true };
    });
    for (const entry of oldList) {
      if (matched.has(entry)) continue;
      const value = isNested(entry) ? (nameOf(entry) ?? '…') : scalar(entry);
      lines.push({ indent: place.indent + 1, item: true, key: '', value, path: place.path, change: 'removed' });
    }
  }

  /** A scalar, with the further lines of a block of text below it. */
  function plain(key: string, value: unknown, old: unknown, place: Place, item: boolean): void {
    const { indent, path } = place;
    const text = scalar(value);
    const was = old === undefined ? undefined : isNested(old) ? '…' : scalar(old);
    const changed = place.change === undefined && compared && was !== undefined && was !== text;
    const change = changed ? 'changed' : place.change;
    const [head = '', ...rest] = text.split('\n');
    lines.push({ indent, item, key, value: head, path, change, ...(changed && { before: was }) });
    for (const line of rest) lines.push({ indent: indent + 1, item: false, key: '', value: line, path, change });
  }
}

/** The entry that an entry of a list was before: that of the same name or type, else that of the same place. */
function matching(entry: unknown, old: readonly unknown[], index: number): unknown {
  const name = nameOf(entry);
  return name === undefined ? old[index] : old.find((candidate) => nameOf(candidate) === name);
}

function nameOf(entry: unknown): string | undefined {
  if (!isMap(entry)) return undefined;
  for (const key of ['name', 'type', 'key', 'containerPort', 'mountPath', 'ip']) {
    const value = entry[key];
    if (typeof value === 'string' || typeof value === 'number') return `${key}=${value}`;
  }
  return undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0;
}

function keyText(key: string): string {
  return needsQuotes(key) ? quoted(key) : key;
}

/** A scalar, or something empty, or something too deep. Text of several lines becomes a block. */
function scalar(value: unknown): string {
  if (typeof value === 'string') {
    if (value.includes('\n') && !/[^\S\n]\n/.test(value) && isPrintable(value.replaceAll('\n', ''))) {
      return `${value.endsWith('\n') ? '|' : '|-'}\n${value.replace(/\n$/, '')}`;
    }
    return needsQuotes(value) ? quoted(value) : value;
  }
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (isMap(value)) return Object.keys(value).length === 0 ? '{}' : '{…}';
  return String(value);
}

/** In double quotes, with everything invisible escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

/** True for text that YAML 1.1 would read as something else. */
function needsQuotes(text: string): boolean {
  return (
    text === '' ||
    /^[\s#&*!|>'"%@`{}[\],]|^[-?:](?:\s|$)|^(?:---|\.\.\.)/.test(text) ||
    /[:\s]$|: | #|[\n\t\r]/.test(text) ||
    !isPrintable(text) ||
    /^(?:~|null|true|false|y|n|yes|no|on|off)$/i.test(text) ||
    /^[-+]?(?:\d[\d_]*)?\.?[\d_]*(?:[eE][-+]?\d+)?$/.test(text) ||
    /^[-+]?0[xXoObB][\da-fA-F_]+$/.test(text) ||
    /^[-+]?\.(?:inf|nan)$/i.test(text) ||
    /^\d{4}-\d\d?-\d\d?(?:[Tt\s][\d:.+Zz-]*)?$/.test(text)
  );
}

/** False for control characters and for those that turn the direction of writing around. */
function isPrintable(text: string): boolean {
  return !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(text);
}
