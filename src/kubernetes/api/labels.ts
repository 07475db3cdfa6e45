/** Labels and the selectors that pick objects by them. */
import { aggregateText, errorText, type FieldError, forbidden, invalid, namedString, required } from './fieldError.ts';
import { FieldPath } from './fieldPath.ts';
import { goQuote } from './goText.ts';
import { parseInt64 } from './int64.ts';
import { isQualifiedName, isValidLabelValue } from './names.ts';
import type { LabelSelector, LabelSelectorRequirement } from './types.ts';

export type Labels = Readonly<Record<string, string>>;

/** Operators as a selector's text has them; `gt` and `lt` are written `>` and `<`. */
export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!';

/** One condition on one label. */
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** Conditions that all must hold; or, from an absent selector, a selector that matches nothing. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  readonly nothing: boolean;
}

export const everything: Selector = { requirements: [], nothing: false };
export const nothing: Selector = { requirements: [], nothing: true };

export function matchesLabels(selector: Selector, labels: Labels | undefined): boolean {
  return (
    !selector.nothing && selector.requirements.every((requirement) => matchesRequirement(requirement, labels ?? {}))
  );
}

/** Whether one condition holds. Numbers are 64-bit integers; what is none does not match. */
export function matchesRequirement({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt':
      return value !== undefined && values.length === 1 && comparesAs(operator, value, values[0] ?? '');
  }
}

function comparesAs(operator: 'gt' | 'lt', label: string, bound: string): boolean {
  const left = parseInt64(label);
  const right = parseInt64(bound);
  if (left === undefined || right === undefined) return false;
  return operator === 'gt' ? left > right : left < right;
}

const operators: ReadonlyMap<string | undefined, SelectorOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

/** The selector that a LabelSelector stands for, or what is wrong with it (`LabelSelectorAsSelector`). Absent: nothing. */
export function selectorOf(selector: LabelSelector | null | undefined): Selector | string {
  if (selector === undefined || selector === null) return nothing;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(matchLabels)) {
    const requirement = checkRequirement({ key, operator: '=', values: [value] });
    if (typeof requirement === 'string') return requirement;
    requirements.push(requirement);
  }
  for (const expression of matchExpressions) {
    const operator = operators.get(expression.operator);
    if (operator === undefined) return `${goQuote(expression.operator ?? '')} is not a valid label selector operator`;
    const requirement = checkRequirement({ key: expression.key ?? '', operator, values: expression.values ?? [] });
    if (typeof requirement === 'string') return requirement;
    requirements.push(requirement);
  }
  return { requirements: sortedByKey(requirements), nothing: false };
}

/** The selector of an object that has been checked; a malformed one matches nothing. */
export function checkedSelectorOf(selector: LabelSelector | null | undefined): Selector {
  const parsed = selectorOf(selector);
  return typeof parsed === 'string' ? nothing : parsed;
}

/** A selector of exact values, as Services have. An empty map matches everything. */
export function selectorFromMap(labels: Labels | undefined): Selector {
  const requirements = Object.entries(labels ?? {}).map(
    ([key, value]): Requirement => ({ key, operator: '=', values: [value] }),
  );
  return { requirements: sortedByKey(requirements), nothing: false };
}

export function sortedByKey(requirements: readonly Requirement[]): readonly Requirement[] {
  return requirements.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** The requirement, or the text of what is wrong with it. */
function checkRequirement(requirement: Requirement): Requirement | string {
  const { key, operator, values } = requirement;
  const errors = requirementErrors(key, operator, values.length === 0 ? undefined : values);
  return errors.length === 0 ? requirement : aggregateText(errors.map(errorText));
}

/** The errors of `labels.NewRequirement`. Messages tell absent values (Go's nil) from an empty list. */
export function requirementErrors(
  key: string,
  operator: SelectorOperator,
  values: readonly string[] | undefined,
  parent?: FieldPath,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const pathOf = (field: string) => (parent === undefined ? FieldPath.root(field) : parent.child(field));
  const keyMessages = isQualifiedName(key);
  if (keyMessages.length > 0) errors.push(invalid(pathOf('key'), key, keyMessages.join('; ')));
  const countMessage = countTrouble(operator, values?.length ?? 0);
  if (countMessage !== undefined) errors.push(invalid(pathOf('values'), values ?? null, countMessage));
  for (const [index, value] of (values ?? []).entries()) {
    if ((operator !== 'gt' && operator !== 'lt') || parseInt64(value) !== undefined) continue;
    const detail = "for 'Gt', 'Lt' operators, the value must be an integer";
    errors.push(invalid(pathOf('values').index(index), value, detail));
  }
  for (const [index, value] of (values ?? []).entries()) {
    const messages = isValidLabelValue(value);
    if (messages.length > 0) errors.push(invalid(pathOf('values').index(index).key(key), value, messages.join('; ')));
  }
  return errors;
}

function countTrouble(operator: SelectorOperator, count: number): string | undefined {
  switch (operator) {
    case 'in':
    case 'notin':
      return count > 0 ? undefined : "for 'in', 'notin' operators, values set can't be empty";
    case '=':
    case '==':
    case '!=':
      return count === 1 ? undefined : 'exact-match compatibility requires one single value';
    case 'exists':
    case '!':
      return count === 0 ? undefined : 'values set must be empty for exists and does not exist';
    case 'gt':
    case 'lt':
      return count === 1 ? undefined : "for 'Gt', 'Lt' operators, exactly one value is required";
  }
}

/** `app=web,tier in (a,b),!x` */
export function selectorText({ requirements }: Selector): string {
  return requirements.map(requirementText).join(',');
}

function requirementText({ key, operator, values }: Requirement): string {
  const list = values.toSorted().join(',');
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${list})`;
    case 'gt':
      return `${key}>${list}`;
    case 'lt':
      return `${key}<${list}`;
    case '=':
    case '==':
    case '!=':
      return `${key}${operator}${list}`;
  }
}

/** A LabelSelector as tables and descriptions show it. */
export function formatLabelSelector(selector: LabelSelector | null | undefined): string {
  const parsed = selectorOf(selector);
  return typeof parsed === 'string' ? '<error>' : selectorText(parsed) || '<none>';
}

/** Errors of a LabelSelector in an object (`ValidateLabelSelector`). `anyValue` leaves values of expressions unchecked. */
export function validateLabelSelector(
  selector: LabelSelector | null | undefined,
  path: FieldPath,
  anyValue = false,
): readonly FieldError[] {
  const errors = [...validateLabels(selector?.matchLabels, path.child('matchLabels'))];
  for (const [index, expression] of (selector?.matchExpressions ?? []).entries()) {
    errors.push(...validateSelectorRequirement(expression, path.child('matchExpressions').index(index), anyValue));
  }
  return errors;
}

function validateSelectorRequirement(
  { key = '', operator = '', values = [] }: LabelSelectorRequirement,
  path: FieldPath,
  anyValue: boolean,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const known = operators.get(operator);
  const valuesPath = path.child('values');
  if (known === undefined) {
    errors.push(invalid(path.child('operator'), namedString(operator), 'not a valid selector operator'));
  } else if (known === 'in' || known === 'notin') {
    const detail = "must be specified when `operator` is 'In' or 'NotIn'";
    if (values.length === 0) errors.push(required(valuesPath, detail));
  } else if (values.length > 0) {
    errors.push(forbidden(valuesPath, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  }
  errors.push(...validateLabelName(key, path.child('key')));
  if (anyValue) return errors;
  for (const [index, value] of values.entries()) {
    for (const message of isValidLabelValue(value)) errors.push(invalid(valuesPath.index(index), value, message));
  }
  return errors;
}

/** Errors of a label's key. */
export function validateLabelName(name: string, path: FieldPath): readonly FieldError[] {
  return isQualifiedName(name).map((message) => invalid(path, name, message));
}

/** Errors of a map of labels, in the order of its keys; all bear the map's path. */
export function validateLabels(labels: Labels | undefined, path: FieldPath): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels ?? {})) {
    for (const message of isQualifiedName(key)) errors.push(invalid(path, key, message));
    for (const message of isValidLabelValue(value)) errors.push(invalid(path, value, message));
  }
  return errors;
}
