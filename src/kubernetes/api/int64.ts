/** Go's 64-bit integers, on bigint. */

const powers = Array.from({ length: 40 }, (_, power) => 10n ** BigInt(power));

/** 10^`power`, for `power` ≥ 0. */
export function pow10(power: number): bigint {
  return powers[power] ?? 10n ** BigInt(power);
}

export function fitsInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** `value` wrapped into 64 bits, as Go's arithmetic does. */
export function toInt64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** `value` / 10^`digits`, rounded away from zero. Any number of digits is fine. */
export function divideAwayFromZero(value: bigint, digits: number): bigint {
  if (value === 0n) return 0n;
  if (digits > 400 && digits > String(value).length) return value < 0n ? -1n : 1n;
  const divisor = pow10(digits);
  const quotient = value / divisor;
  if (value % divisor === 0n) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

/** A decimal integer of 64 bits, as Go's `strconv.ParseInt(text, 10, 64)` reads it. */
export function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return fitsInt64(value) ? value : undefined;
}
