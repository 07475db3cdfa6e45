/** Comparing JSON values as the recordings ask: exactly, with key order of objects ignored. */

/** Whether two JSON values are equal; `undefined` members count as absent. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => jsonEqual(item, b[index]));
  }
  const left = presentEntries(a);
  const right = new Map(presentEntries(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && jsonEqual(value, right.get(key)));
}

function presentEntries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

/** An aspect result from an exact comparison. */
export function exactly(expected: unknown, actual: unknown): { agrees: boolean; expected: unknown; actual: unknown } {
  return { agrees: jsonEqual(expected, actual), expected, actual };
}
