/** Labels and selectors as the checks of this folder take them: only where there are any, added to `errors`. */
import type { FieldPath } from '../../api/fieldPath.ts';
import * as labels from '../../api/labels.ts';
import type { LabelSelector } from '../../api/types.ts';
import type { Errors } from './rules.ts';

/** A map of labels in `parent`; every error stands at the map itself. */
export function validateLabels(
  errors: Errors,
  map: Readonly<Record<string, string>> | undefined,
  parent: FieldPath,
  field: string,
): void {
  if (map !== undefined) errors.push(...labels.validateLabels(map, parent.child(field)));
}

/** A label's name, such as a topology key. */
export function validateLabelName(errors: Errors, name: string, path: FieldPath): void {
  errors.push(...labels.validateLabelName(name, path));
}

/** A selector in `parent`, where there is one. `anyValue` tolerates values that are no label values. */
export function validateLabelSelector(
  errors: Errors,
  selector: LabelSelector | undefined,
  parent: FieldPath,
  field: string,
  anyValue = false,
): void {
  if (selector !== undefined) errors.push(...labels.validateLabelSelector(selector, parent.child(field), anyValue));
}

/** Whether a selector would be refused. */
export function selectorIsInvalid(selector: LabelSelector | undefined, at: FieldPath): boolean {
  return labels.validateLabelSelector(selector, at).length > 0;
}
