/** When Jobs count failures, and when they have succeeded. */
import {
  type BadValue,
  duplicate,
  type FieldError,
  invalid,
  namedString,
  required,
  tooLong,
  tooMany,
  unsupported,
} from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { goQuote } from '../../api/goText.ts';
import { isQualifiedName, utf8Length } from '../../api/names.ts';
import type {
  JobSpec,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
  SuccessPolicyRule,
} from '../../api/types.ts';
import { type Errors, invalidEach, nonNegative } from './rules.ts';

const maximumRules = 20;
const maximumExitCodes = 255;
const maximumConditions = 20;
const longestIndexes = 64 * 1024;
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const statuses = ['False', 'True', 'Unknown'];

/** An error without a value; Go's `OmitValueType`. */
function invalidRule(path: FieldPath, detail: string): FieldError {
  return { type: 'FieldValueInvalid', path, detail };
}

function requiredNamed(
  errors: Errors,
  path: FieldPath,
  value: string,
  supported: readonly string[],
  shown: BadValue = namedString(value),
): void {
  if (value === '') errors.push(required(path, `valid values: [${supported.map(goQuote).join(' ')}]`));
  else if (!supported.includes(value)) errors.push(unsupported(path, shown, supported));
}

/** `path` is that of the policy. */
export function validatePodFailurePolicy(errors: Errors, spec: JobSpec, path: FieldPath): void {
  const rules = spec.podFailurePolicy?.rules ?? [];
  if (rules.length > maximumRules) errors.push(tooMany(path.child('rules'), rules.length, maximumRules));
  const { containers = [], initContainers = [] } = spec.template?.spec ?? {};
  const names = new Set([...containers, ...initContainers].map(({ name = '' }) => name));
  rules.forEach((rule, index) => {
    validateFailureRule(errors, rule, spec, names, path.child('rules').index(index));
  });
}

function validateFailureRule(
  errors: Errors,
  rule: PodFailurePolicyRule,
  spec: JobSpec,
  names: ReadonlySet<string>,
  path: FieldPath,
): void {
  const { action = '', onExitCodes, onPodConditions = [] } = rule;
  if (action !== 'FailIndex') requiredNamed(errors, path.child('action'), action, actions);
  else if (spec.backoffLimitPerIndex === undefined) {
    errors.push(invalid(path.child('action'), action, 'requires the backoffLimitPerIndex to be set'));
  }
  if (onExitCodes !== undefined) validateExitCodes(errors, onExitCodes, names, path.child('onExitCodes'));
  if (onPodConditions.length > 0) validateConditions(errors, onPodConditions, path.child('onPodConditions'));
  if (onExitCodes !== undefined && onPodConditions.length > 0) {
    errors.push(invalidRule(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  }
  if (onExitCodes === undefined && onPodConditions.length === 0) {
    errors.push(invalidRule(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
  }
}

function validateConditions(
  errors: Errors,
  patterns: readonly PodFailurePolicyOnPodConditionsPattern[],
  path: FieldPath,
): void {
  if (patterns.length > maximumConditions) errors.push(tooMany(path, patterns.length, maximumConditions));
  patterns.forEach(({ type = '', status = '' }, index) => {
    const at = path.index(index);
    invalidEach(errors, at.child('type'), type, isQualifiedName(type));
    requiredNamed(errors, at.child('status'), status, statuses);
  });
}

function validateExitCodes(
  errors: Errors,
  requirement: PodFailurePolicyOnExitCodesRequirement,
  names: ReadonlySet<string>,
  path: FieldPath,
): void {
  const { operator = '', containerName, values } = requirement;
  requiredNamed(errors, path.child('operator'), operator, operators);
  if (containerName !== undefined && !names.has(containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(path.child('containerName'), containerName, detail));
  }
  const at = path.child('values');
  if (!values?.length) {
    errors.push(invalid(at, values === undefined ? null : [...values], 'at least one value is required'));
    return;
  }
  if (values.length > maximumExitCodes) errors.push(tooMany(at, values.length, maximumExitCodes));
  const seen = new Set<number>();
  values.forEach((value, index) => {
    if (operator === 'In' && value === 0) {
      errors.push(invalid(at.index(index), value, 'must not be 0 for the In operator'));
    }
    if (seen.has(value)) errors.push(duplicate(at.index(index), value));
    seen.add(value);
  });
  const isOrdered = values.every((value, index) => index === 0 || (values[index - 1] ?? 0) <= value);
  if (!isOrdered) errors.push(invalid(at, [...values], 'must be ordered'));
}

/** Of Indexed Jobs. `path` is that of the policy. */
export function validateSuccessPolicy(errors: Errors, spec: JobSpec, path: FieldPath): void {
  const rules = spec.successPolicy?.rules ?? [];
  const at = path.child('rules');
  if (rules.length === 0) {
    errors.push(required(at, 'at least one rules must be specified when the successPolicy is specified'));
  }
  if (rules.length > maximumRules) errors.push(tooMany(at, rules.length, maximumRules));
  rules.forEach((rule, index) => {
    validateSuccessRule(errors, rule, spec.completions ?? 0, at.index(index));
  });
}

function validateSuccessRule(errors: Errors, rule: SuccessPolicyRule, completions: number, path: FieldPath): void {
  const { succeededCount: count, succeededIndexes: indexes } = rule;
  if (count === undefined && indexes === undefined) {
    errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  }
  let total = 0;
  if (indexes !== undefined) {
    const at = path.child('succeededIndexes');
    if (utf8Length(indexes) > longestIndexes) errors.push(tooLong(at, longestIndexes));
    const counted = countIndexes(indexes, completions);
    if (typeof counted === 'number') total = counted;
    else errors.push(invalid(at, indexes, `error parsing succeededIndexes: ${counted}`));
  }
  if (count === undefined) return;
  const at = path.child('succeededCount');
  nonNegative(errors, path, 'succeededCount', count);
  if (count > completions) {
    const detail = `must be less than or equal to ${completions} (the number of specified completions)`;
    errors.push(invalid(at, count, detail));
  }
  if (indexes !== undefined && count > total) {
    const detail = `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`;
    errors.push(invalid(at, count, detail));
  }
}

/** How many indexes `1,3-5,7` names, or what is wrong with it. */
function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0;
  let last: number | undefined;
  let total = 0;
  for (const interval of text.split(',')) {
    const limits = parseInterval(interval, completions);
    if (typeof limits === 'string') return limits;
    const [first, end] = limits;
    if (last !== undefined && last >= first) return `non-increasing order, previous: ${last}, current: ${first}`;
    total += end - first + 1;
    last = end;
  }
  return total;
}

function parseInterval(interval: string, completions: number): [number, number] | string {
  const parts = interval.split('-');
  if (parts.length > 2) {
    return `the fragment ${goQuote(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  }
  const limits: number[] = [];
  for (const part of parts) {
    if (!/^[+]?[0-9]+$/.test(part) || Number(part) >= 2 ** 63) {
      return `cannot convert string to integer for index: ${goQuote(part)}`;
    }
    if (Number(part) >= completions) return `too large index: ${goQuote(part)}`;
    limits.push(Number(part));
  }
  const [first = 0, end = first] = limits;
  if (parts.length === 2 && first >= end) return `non-increasing order, previous: ${first}, current: ${end}`;
  return [first, end];
}
