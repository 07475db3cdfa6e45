/** Labels whose values a selector takes from the Pod itself. */
import { type FieldError, forbidden, invalid } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import type { LabelSelector, TopologySpreadConstraint } from '../../api/types.ts';
import { validateLabelName } from './labelSelector.ts';
import type { Errors } from './rules.ts';

interface Keys {
  readonly matchLabelKeys?: readonly string[] | undefined;
  readonly mismatchLabelKeys?: readonly string[] | undefined;
  readonly labelSelector?: LabelSelector | undefined;
}

/** The selector already holds the expressions made from the keys. `path` is that of the term or constraint. */
export function validateMatchLabelKeys(errors: Errors, keys: Keys, path: FieldPath): void {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = keys;
  if (matchLabelKeys.length === 0 && mismatchLabelKeys.length === 0) return;
  validateKeys(errors, matchLabelKeys, labelSelector, path.child('matchLabelKeys'));
  validateKeys(errors, mismatchLabelKeys, labelSelector, path.child('mismatchLabelKeys'));
  if (labelSelector !== undefined) errors.push(...repeatedKeys(matchLabelKeys, labelSelector, path));
  matchLabelKeys.forEach((key, index) => {
    if (!mismatchLabelKeys.includes(key)) return;
    const detail = 'exists in both matchLabelKeys and mismatchLabelKeys';
    errors.push(invalid(path.child('matchLabelKeys').index(index), key, detail));
  });
}

function validateKeys(
  errors: Errors,
  keys: readonly string[],
  selector: LabelSelector | undefined,
  path: FieldPath,
): void {
  if (keys.length === 0) return;
  if (selector === undefined) {
    errors.push(forbidden(path, 'must not be specified when labelSelector is not set'));
    return;
  }
  keys.forEach((key, index) => {
    validateLabelName(errors, key, path.index(index));
  });
}

/** Keys that the user gave the selector as well: they stand there once more than they were added. */
function repeatedKeys(keys: readonly string[], selector: LabelSelector, path: FieldPath): FieldError[] {
  const lastIndex = new Map(keys.map((key, index) => [key, index]));
  const seen = new Set(Object.keys(selector.matchLabels ?? {}));
  const errors: FieldError[] = [];
  for (const { key = '' } of selector.matchExpressions ?? []) {
    const index = lastIndex.get(key);
    if (index !== undefined && seen.has(key)) {
      errors.push(invalid(path.index(index), key, 'exists in both matchLabelKeys and labelSelector'));
    }
    seen.add(key);
  }
  return errors;
}

/** As Kubernetes checked spread constraints before it added their keys to the selector. `path` is that of the keys. */
export function validateUnmergedKeys(errors: Errors, keys: Keys, path: FieldPath): void {
  const { matchLabelKeys = [], labelSelector } = keys;
  if (matchLabelKeys.length === 0) return;
  if (labelSelector === undefined) {
    errors.push(forbidden(path, 'must not be specified when labelSelector is not set'));
  }
  const selected = new Set([
    ...Object.keys(labelSelector?.matchLabels ?? {}),
    ...(labelSelector?.matchExpressions ?? []).map(({ key = '' }) => key),
  ]);
  matchLabelKeys.forEach((key, index) => {
    validateLabelName(errors, key, path.index(index));
    if (selected.has(key)) {
      errors.push(invalid(path.index(index), key, 'exists in both matchLabelKeys and labelSelector'));
    }
  });
}

/** Whether a spread constraint's keys would be refused. */
export function matchLabelKeysAreInvalid(constraint: TopologySpreadConstraint): boolean {
  const errors: Errors = [];
  const { matchLabelKeys, labelSelector } = constraint;
  validateMatchLabelKeys(errors, { matchLabelKeys, labelSelector }, FieldPath.root('spec'));
  return errors.length > 0;
}
