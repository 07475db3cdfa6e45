/** Amounts of resources: `100m`, `1.5Gi`, `1e3`, read, counted and printed exactly as Kubernetes does. */
import { goTrimSpace } from './goText.ts';
import { divideAwayFromZero, fitsInt64, pow10, toInt64 } from './int64.ts';
import { JsonNumber } from './json.ts';

/** Which suffixes a quantity is printed with. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/**
 * `unscaled` × 10^`exponent`. Never mutated.
 * `wide` amounts are those Kubernetes keeps as arbitrary-precision decimals rather than scaled 64-bit integers: they have no
 * `asInt64` and round differently. `text` is the text that was parsed, kept while it is canonical enough.
 * (`k8s.io/apimachinery/pkg/api/resource`)
 */
export interface Quantity {
  readonly unscaled: bigint;
  readonly exponent: number;
  readonly wide: boolean;
  readonly format: QuantityFormat;
  readonly text?: string;
}

/** Why a text is no quantity, in the API server's words. */
export type QuantityProblem = (typeof problems)[keyof typeof problems];

const problems = {
  format: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  number: 'unable to parse numeric part of quantity',
  suffix: "unable to parse quantity's suffix",
} as const;

export const zeroQuantity: Quantity = { unscaled: 0n, exponent: 0, wide: false, format: 'DecimalSI' };

const int64Digits = 18;
const nano = -9;
const maxInt64 = 2n ** 63n - 1n;

/**
 * Beyond this many decimal places amounts are no longer written out. Kubernetes' own parser does not come back from
 * exponents near ±2^31; here such an amount swallows what is added to it.
 */
const maxShift = 5000;

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

const decimalSuffixes: readonly (readonly [string, number])[] = [
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
];
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

const suffixes = new Map<string, Suffix>([
  ...decimalSuffixes.map(([suffix, exponent]): [string, Suffix] => [
    suffix,
    { base: 10, exponent, format: 'DecimalSI' },
  ]),
  ...binarySuffixes
    .slice(1)
    .map((suffix, index): [string, Suffix] => [suffix, { base: 2, exponent: 10 * (index + 1), format: 'BinarySI' }]),
]);
const decimalSuffixOf = new Map(decimalSuffixes.map(([suffix, exponent]) => [exponent, suffix]));

const numberStart = /^[+-]?([0-9]*)(?:\.([0-9]*))?/;
const suffixShape = /^[eEinumkKMGTP]*[-+]?[0-9]*$/;

/** Readings of short texts: the same few amounts are read over and over, on every key and in every scheduling cycle. */
const remembered = new Map<string, Quantity | QuantityProblem>();
const rememberedLength = 16;
const rememberedCount = 1000;

/** `text` as a quantity, or why it is none. */
export function parseQuantity(text: string): Quantity | QuantityProblem {
  if (text.length > rememberedLength) return readQuantity(text);
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const read = readQuantity(text);
  if (remembered.size >= rememberedCount) remembered.clear();
  remembered.set(text, read);
  return read;
}

function readQuantity(text: string): Quantity | QuantityProblem {
  if (text === '0') return zeroQuantity;
  const [number = '', whole = '', fraction = ''] = numberStart.exec(text) ?? [];
  const suffixText = text.slice(number.length);
  if (text === '' || !suffixShape.test(suffixText)) return problems.format;
  const suffix = suffixes.get(suffixText) ?? exponentSuffix(suffixText);
  if (suffix === undefined) return problems.suffix;
  const digits = (whole.replace(/^0+/, '') || '0') + fraction;
  const narrow = parseNarrow(text, digits, fraction.length, suffix);
  if (narrow !== undefined) return narrow;
  if (whole === '' && fraction === '') return problems.number;
  const magnitude = BigInt(digits);
  return parseWide(text.startsWith('-') ? -magnitude : magnitude, fraction.length, suffix);
}

function exponentSuffix(text: string): Suffix | undefined {
  if (!/^[eE][-+]?[0-9]+$/.test(text)) return undefined;
  const exponent = BigInt(text.slice(1).replace('+', ''));
  return fitsInt64(exponent)
    ? { base: 10, exponent: Number(BigInt.asIntN(32, exponent)), format: 'DecimalExponent' }
    : undefined;
}

/** The reading as a scaled 64-bit integer, if there are few enough digits. */
function parseNarrow(text: string, digits: string, fractionDigits: number, suffix: Suffix): Quantity | undefined {
  const { format } = suffix;
  const negative = text.startsWith('-');
  if (format === 'BinarySI') {
    if (fractionDigits > 0 || 15 - digits.length - Math.trunc((suffix.exponent * 3) / 10) - 1 < 0) return undefined;
    const value = BigInt(digits);
    const scaled = value << BigInt(suffix.exponent);
    if (!fitsInt64(scaled)) return undefined;
    const amount = { unscaled: negative ? -scaled : scaled, exponent: 0, wide: false, format } as const;
    return (value & 7n) === 0n ? amount : { ...amount, text };
  }
  if (digits.length > int64Digits) return undefined;
  const exponent = (suffix.exponent - fractionDigits) | 0;
  if (exponent < nano) return undefined;
  const value = BigInt(digits);
  const amount = { unscaled: negative ? -value : value, exponent, wide: false, format } as const;
  return exponent % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0') ? { ...amount, text } : amount;
}

function parseWide(value: bigint, fractionDigits: number, suffix: Suffix): Quantity {
  const shifted = suffix.base === 2 ? value << BigInt(suffix.exponent) : value;
  const exponent = suffix.base === 2 ? -fractionDigits : (suffix.exponent - fractionDigits) | 0;
  if (value === 0n) return { unscaled: 0n, exponent: 0, wide: true, format: suffix.format };
  const rounded = roundWide(shifted, exponent, nano);
  if (suffix.format !== 'BinarySI') return { ...rounded, wide: true, format: suffix.format };
  const magnitude = rounded.unscaled < 0n ? -rounded.unscaled : rounded.unscaled;
  if (magnitude > maxInt64 * pow10(9)) {
    return { unscaled: value < 0n ? -maxInt64 : maxInt64, exponent: 0, wide: true, format: 'BinarySI' };
  }
  return { ...rounded, wide: true, format: magnitude < pow10(9) ? 'DecimalSI' : 'BinarySI' };
}

/** The amount at exactly the exponent `target`, rounded away from zero; very large ones stay as they are. */
function roundWide(unscaled: bigint, exponent: number, target: number): { unscaled: bigint; exponent: number } {
  if (exponent >= target) {
    if (exponent - target > maxShift) return { unscaled, exponent };
    return { unscaled: unscaled * pow10(exponent - target), exponent: target };
  }
  return { unscaled: divideAwayFromZero(unscaled, target - exponent), exponent: target };
}

/**
 * A quantity as it stands in a decoded object: a string (spaces around it are passed over), a number, or nothing.
 * The API server reads a string's raw JSON, so that it refuses `"1\u0047i"`, which is a `1Gi` here.
 */
export function parseQuantityValue(value: unknown): Quantity | QuantityProblem {
  if (value === null || value === undefined) return zeroQuantity;
  if (typeof value === 'string') return parseQuantity(goTrimSpace(value));
  if (typeof value === 'number') return parseQuantity(String(value));
  return value instanceof JsonNumber ? parseQuantity(value.text) : problems.format;
}

/** A quantity from the raw text of a JSON value. */
export function parseQuantityJson(json: string): Quantity | QuantityProblem {
  if (json === 'null') return zeroQuantity;
  const quoted = json.length >= 2 && json.startsWith('"') && json.endsWith('"');
  return parseQuantity(goTrimSpace(quoted ? json.slice(1, -1) : json));
}

/** The quantity in a field of a checked object; what is missing or malformed counts as 0. */
export function quantityOf(value: unknown): Quantity {
  const parsed = parseQuantityValue(value);
  return typeof parsed === 'string' ? zeroQuantity : parsed;
}

/** The canonical text, or the parsed text while it is kept: what goes into the stored object. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  if (quantity.unscaled === 0n) return '0';
  if (quantity.format === 'BinarySI') {
    const binary = formatBinary(quantity);
    if (binary !== undefined) return binary;
  }
  return formatDecimal(quantity, quantity.format === 'DecimalExponent');
}

/** Undefined where a binary text would lose precision, or confuse (below 1024). */
function formatBinary({ unscaled, exponent }: Quantity): string | undefined {
  if (exponent > maxShift) return undefined;
  if (exponent < 0 && unscaled % pow10(-exponent) !== 0n) return undefined;
  let value = exponent < 0 ? unscaled / pow10(-exponent) : unscaled * pow10(exponent);
  if (value > -1024n && value < 1024n) return undefined;
  let times = 0;
  for (; (value & 1023n) === 0n; value >>= 10n) times++;
  return `${value}${binarySuffixes[times] ?? ''}`;
}

/** Suffixes there are none for (10^21) are left out, as in Kubernetes. */
function formatDecimal({ unscaled, exponent }: Quantity, scientific: boolean): string {
  const all = String(unscaled);
  let length = all.length;
  while (all[length - 1] === '0') length--;
  let power = exponent + all.length - length;
  const padding = ((power % 3) + 3) % 3;
  power -= padding;
  const suffix = scientific ? (power === 0 ? '' : `e${power}`) : (decimalSuffixOf.get(power) ?? '');
  return all.slice(0, length) + '0'.repeat(padding) + suffix;
}

export function isZero(quantity: Quantity): boolean {
  return quantity.unscaled === 0n;
}

/** -1, 0 or 1. */
export function quantitySign(quantity: Quantity): number {
  return quantity.unscaled === 0n ? 0 : quantity.unscaled < 0n ? -1 : 1;
}

/** -1, 0 or 1, as `a` is less than, equal to or greater than `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const signs = quantitySign(a) - quantitySign(b);
  if (signs !== 0 || a.unscaled === 0n) return Math.sign(signs);
  const shift = a.exponent - b.exponent;
  if (Math.abs(shift) > maxShift) return Math.sign(shift) * quantitySign(a);
  const left = shift > 0 ? a.unscaled * pow10(shift) : a.unscaled;
  const right = shift < 0 ? b.unscaled * pow10(-shift) : b.unscaled;
  return left === right ? 0 : left < right ? -1 : 1;
}

/** The sum, in `a`'s format, or `b`'s where `a` is 0. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const format = a.unscaled === 0n ? b.format : a.format;
  return (!a.wide && !b.wide ? addNarrow(a, b, format) : undefined) ?? addWide(a, b, format);
}

/** The difference, in `a`'s format, or `b`'s where `a` is 0. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return addQuantities(a, negateQuantity(b));
}

export function negateQuantity({ unscaled, exponent, wide, format }: Quantity): Quantity {
  return { unscaled: -unscaled, exponent, wide, format };
}

function addNarrow(a: Quantity, b: Quantity, format: QuantityFormat): Quantity | undefined {
  if (b.unscaled === 0n) return { unscaled: a.unscaled, exponent: a.exponent, wide: false, format };
  if (a.unscaled === 0n) return { unscaled: b.unscaled, exponent: b.exponent, wide: false, format };
  if (a.exponent === b.exponent) {
    const unscaled = a.unscaled + b.unscaled;
    return fitsInt64(unscaled) ? { unscaled, exponent: a.exponent, wide: false, format } : undefined;
  }
  const exponent = Math.min(a.exponent, b.exponent);
  if (Math.max(a.exponent, b.exponent) - exponent > int64Digits) return undefined;
  const left = a.unscaled * pow10(a.exponent - exponent);
  const right = b.unscaled * pow10(b.exponent - exponent);
  const unscaled = left + right;
  if (!fitsInt64(left) || !fitsInt64(right) || !fitsInt64(unscaled)) return undefined;
  return { unscaled, exponent, wide: false, format };
}

function addWide(a: Quantity, b: Quantity, format: QuantityFormat): Quantity {
  const exponent = Math.min(a.exponent, b.exponent);
  if (Math.max(a.exponent, b.exponent) - exponent > maxShift) {
    const larger = a.exponent > b.exponent ? a : b;
    return { unscaled: larger.unscaled, exponent: larger.exponent, wide: true, format };
  }
  const unscaled = a.unscaled * pow10(a.exponent - exponent) + b.unscaled * pow10(b.exponent - exponent);
  return { unscaled, exponent, wide: true, format };
}

/** Rounded away from zero to a multiple of 10^`scale` (-3: thousandths). The kept text is lost where rounding is looked at. */
export function roundUpQuantity(quantity: Quantity, scale: number): Quantity {
  const { unscaled, exponent, wide, format } = quantity;
  if (wide) return { ...roundWide(unscaled, exponent, scale), wide, format };
  if (exponent >= scale) return quantity;
  return { unscaled: divideAwayFromZero(unscaled, scale - exponent), exponent: scale, wide, format };
}

/** Whole units, rounded up, with the overflows of the real `Value()`. */
export function quantityValue(quantity: Quantity): bigint {
  return scaledValue(quantity, 0);
}

/** Thousandths, rounded up, with the overflows of the real `MilliValue()`. */
export function quantityMilliValue(quantity: Quantity): bigint {
  return scaledValue(quantity, -3);
}

/** Shifts that Kubernetes does in one multiplication, which wraps; by others, done digit by digit, an overflow gives 0. */
const wrappingShifts: ReadonlySet<number> = new Set([1, 2, 3, 6, 9]);

/** The amount in units of 10^`scale` as a 64-bit integer, with the odd roundings and overflows of the real `ScaledValue`. */
export function scaledValue({ unscaled, exponent, wide }: Quantity, scale: number): bigint {
  const shift = exponent - scale;
  if (shift === 0) return toInt64(unscaled);
  if (wide) return wideScaledValue(unscaled, shift);
  if (shift < 0) return divideAwayFromZero(unscaled, -shift);
  if (unscaled === 0n || shift > int64Digits) return 0n;
  const value = unscaled * pow10(shift);
  return fitsInt64(value) || wrappingShifts.has(shift) ? toInt64(value) : 0n;
}

function wideScaledValue(unscaled: bigint, shift: number): bigint {
  if (shift > 0) return shift > int64Digits ? 0n : toInt64(toInt64(unscaled) * pow10(shift));
  if (unscaled < maxInt64 && -shift < 19) {
    const value = toInt64(unscaled);
    const divisor = pow10(-shift);
    return value % divisor === 0n ? value / divisor : value / divisor + 1n;
  }
  const divisor = pow10(-shift);
  const rest = unscaled % divisor;
  const quotient = rest < 0n ? unscaled / divisor - 1n : unscaled / divisor;
  return toInt64(toInt64(quotient) + (rest === 0n ? 0n : 1n));
}

/** The amount as a whole number, where Kubernetes has it as one at hand. */
export function quantityAsInt64({ unscaled, exponent, wide }: Quantity): bigint | undefined {
  if (wide || exponent < 0) return undefined;
  if (unscaled === 0n || exponent === 0) return unscaled;
  if (exponent > int64Digits) return undefined;
  const value = unscaled * pow10(exponent);
  return fitsInt64(value) ? value : undefined;
}
