/** What the recordings replaced by placeholders matches any value of its kind. */
import { JsonNumber } from '../../../../src/kubernetes/api/json.ts';

/** The texts that each placeholder stands for. */
const kinds: Readonly<Record<string, string>> = {
  '<uid>': '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  '<rand5>': '[bcdfghjklmnpqrstvwxz2456789]{5}',
  '<clusterIP>': '10\\.96\\.\\d{1,3}\\.\\d{1,3}',
  '<nodePort>': '3[0-9]{4}',
  '<age>': '(?:\\d+[smhdy])+',
  '<time>': '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z',
};

const anyPlaceholder = /(<(?:uid|rand5|clusterIP|nodePort|age|time)>)/;

/** The comparison of one answer: a text with placeholders stands for the same value wherever it is met again. */
export class Placeholders {
  readonly #bound = new Map<string, string>();

  /** Whether `actual` equals `expected`; members that are undefined count as absent, the order of keys as nothing. */
  match(expected: unknown, actual: unknown): boolean {
    if (typeof expected === 'string') return this.#matchText(expected, actual);
    if (typeof expected !== 'object' || expected === null) return expected === actual;
    if (typeof actual !== 'object' || actual === null || actual instanceof JsonNumber) return false;
    if (Array.isArray(expected) || Array.isArray(actual)) {
      if (!Array.isArray(expected) || !Array.isArray(actual) || expected.length !== actual.length) return false;
      return expected.every((item, index) => this.match(item, actual[index]));
    }
    const left = presentEntries(expected);
    const right = new Map(presentEntries(actual));
    return (
      left.length === right.size && left.every(([key, value]) => right.has(key) && this.match(value, right.get(key)))
    );
  }

  #matchText(expected: string, actual: unknown): boolean {
    if (expected === actual) return true;
    if (typeof actual !== 'string' && typeof actual !== 'number') return false;
    const parts = expected.split(anyPlaceholder);
    if (parts.length === 1) return false;
    const text = String(actual);
    const pattern = parts.map((part) => kinds[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('');
    if (!new RegExp(`^${pattern}$`, 's').test(text)) return false;
    // Ports of one Service have a number each.
    if (expected === '<nodePort>') return true;
    const before = this.#bound.get(expected);
    this.#bound.set(expected, text);
    return before === undefined || before === text;
  }
}

function presentEntries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}
