/** Numbers or percentages, as rolling updates take them (`pkg/apis/apps/validation`). */
import { invalid } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isValidPercent } from '../../api/names.ts';
import type { IntOrString } from '../../api/types.ts';
import { type Errors, mustBeNonNegative } from './rules.ts';

/** Neither negative nor any text but `10%`. */
export function validatePositiveIntOrPercent(errors: Errors, value: IntOrString, path: FieldPath): void {
  if (typeof value === 'string') {
    for (const message of isValidPercent(value)) errors.push(invalid(path, value, message));
  } else if (value < 0) errors.push(invalid(path, value, mustBeNonNegative));
}

export function validateAtMost100Percent(errors: Errors, value: IntOrString, path: FieldPath): void {
  const percent = percentOf(value);
  if (percent !== undefined && percent > 100) errors.push(invalid(path, value, 'must not be greater than 100%'));
}

/** Whether the number, or the percentage, is 0. Other text counts as the number that it begins with, or 0. */
export function isNone(value: IntOrString): boolean {
  const percent = percentOf(value);
  if (percent !== undefined) return percent === 0;
  if (typeof value === 'number') return value === 0;
  return !/^[+-]?[0-9]+$/.test(value) || Number(value) === 0;
}

function percentOf(value: IntOrString): number | undefined {
  if (typeof value !== 'string' || isValidPercent(value).length > 0) return undefined;
  return Number(value.slice(0, -1));
}
