/** What annotations may be: keys as of labels, in any case, and 256 KiB in all. */
import { type FieldError, invalid, tooLong } from './fieldError.ts';
import type { FieldPath } from './fieldPath.ts';
import { isQualifiedName, utf8Length } from './names.ts';

const maximumBytes = 256 * 1024;

/** Errors of a map of annotations, in the order of its keys. */
export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    bytes += utf8Length(key) + utf8Length(value);
    for (const message of isQualifiedName(goLowerCase(key))) errors.push(invalid(path, key, message));
  }
  if (bytes > maximumBytes) errors.push(tooLong(path, maximumBytes));
  return errors;
}

/** Go lowers letter by letter, which for İ leaves a plain i. */
function goLowerCase(text: string): string {
  return text.replaceAll('İ', 'i').toLowerCase();
}
