/** The order in which go.yaml.in/yaml v2 writes keys: letters after all else, numbers by their value (sorter.go). */

/** Compares two keys. */
export function compareNaturally(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const common = Math.min(left.length, right.length);
  for (let i = 0; i < common; i++) {
    const x = left[i] as string;
    const y = right[i] as string;
    if (x === y) continue;
    const xIsLetter = isLetter(x);
    const yIsLetter = isLetter(y);
    if (xIsLetter && yIsLetter) return codeOf(x) - codeOf(y);
    if (xIsLetter || yIsLetter) return yIsLetter ? -1 : 1;
    return compareNumbers(left, right, i);
  }
  return left.length - right.length;
}

/** Compares from the first difference on, where digits may stand. */
function compareNumbers(left: readonly string[], right: readonly string[], from: number): number {
  const zeros = left[from] === '0' || right[from] === '0';
  const within = zeros && followsNumber(left, from);
  const x = numberAt(left, from, within);
  const y = numberAt(right, from, within);
  if (x.value !== y.value) return x.value < y.value ? -1 : 1;
  if (x.end !== y.end) return x.end - y.end;
  return codeOf(left[from] as string) - codeOf(right[from] as string);
}

/** Whether digits that are not all zero stand right before. */
function followsNumber(characters: readonly string[], from: number): boolean {
  for (let i = from - 1; i >= 0 && isDigit(characters[i] as string); i--) if (characters[i] !== '0') return true;
  return false;
}

function numberAt(characters: readonly string[], from: number, within: boolean): { value: bigint; end: number } {
  let value = within ? 1n : 0n;
  let end = from;
  while (end < characters.length && isDigit(characters[end] as string)) {
    // Go counts in 64 bits and lets them overflow; digits beyond ASCII count by their distance from `0`.
    value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(characters[end] as string) - 48));
    end++;
  }
  return { value, end };
}

function isLetter(c: string): boolean {
  return /^\p{L}$/u.test(c);
}

function isDigit(c: string): boolean {
  return /^\p{Nd}$/u.test(c);
}

function codeOf(c: string): number {
  return c.codePointAt(0) ?? 0;
}
