/** Small checks that many subjects share. Each adds what it finds to `errors`; `parent` and `field` make the path only then. */
import {
  type BadValue,
  duplicate,
  type FieldError,
  invalid,
  namedString,
  required,
  unsupported,
} from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';

/** Where checks put what they find, in the server's order. */
export type Errors = FieldError[];

export const mustBeNonNegative = 'must be greater than or equal to 0';
export const immutableField = 'field is immutable';
const worstFileMode = 0o777;

/** A map's keys in the order in which kubectl sends them, and in which Go mostly goes through small maps. */
export function sortedKeys(map: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(map);
  return keys.length > 1 ? keys.sort() : keys;
}

/** One `Invalid value` for every message of a name check. */
export function invalidEach(errors: Errors, path: FieldPath, value: string, messages: readonly string[]): void {
  for (const message of messages) errors.push(invalid(path, value, message));
}

export function requiredText(errors: Errors, parent: FieldPath, field: string, value: string | undefined): void {
  if (!value) errors.push(required(parent.child(field)));
}

export function nonNegative(errors: Errors, parent: FieldPath, field: string, value: number | undefined): void {
  if (value !== undefined && value < 0) errors.push(invalid(parent.child(field), value, mustBeNonNegative));
}

export function positive(errors: Errors, parent: FieldPath, field: string, value: number | undefined): void {
  if (!((value ?? 0) > 0)) errors.push(invalid(parent.child(field), value ?? 0, 'must be greater than zero'));
}

/** A permission mode of files. */
export function fileMode(errors: Errors, parent: FieldPath, field: string, value: number | undefined): void {
  if (value === undefined || (value >= 0 && value <= worstFileMode)) return;
  errors.push(invalid(parent.child(field), value, 'must be a number between 0 and 0777 (octal), both inclusive'));
}

/** A value of an enumeration; what is empty is `Required value`. */
export function requiredOneOf(
  errors: Errors,
  parent: FieldPath,
  field: string,
  value: string | undefined,
  supported: readonly string[],
): void {
  if (!value) errors.push(required(parent.child(field)));
  else if (!supported.includes(value)) errors.push(unsupported(parent.child(field), namedString(value), supported));
}

/** A value of an enumeration, where there is one; an empty one is unsupported. `supported` in the order to print. */
export function oneOf(
  errors: Errors,
  parent: FieldPath,
  field: string,
  value: string | undefined,
  supported: readonly string[],
): void {
  if (value !== undefined && !supported.includes(value)) {
    errors.push(unsupported(parent.child(field), namedString(value), supported));
  }
}

/** Remembers `value` in `seen`; a second one is `Duplicate value`. */
export function unique(errors: Errors, parent: FieldPath, field: string, value: string, seen: Set<string>): void {
  if (seen.has(value)) errors.push(duplicate(parent.child(field), value));
  else seen.add(value);
}

/** `Invalid value: …: field is immutable` unless `same`. */
export function immutable(errors: Errors, path: FieldPath, same: boolean, shown: () => BadValue): void {
  if (!same) errors.push(invalid(path, shown(), immutableField));
}
