/** Taints that a Pod tolerates. */
import { invalid, namedString, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { goQuote } from '../../api/goText.ts';
import { isDecimalInteger, isValidLabelValue } from '../../api/names.ts';
import type { Toleration } from '../../api/types.ts';
import { validateLabelName } from './labelSelector.ts';
import type { PodTolerances } from './podTolerances.ts';
import { type Errors, invalidEach } from './rules.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTolerations(
  errors: Errors,
  tolerations: readonly Toleration[],
  path: FieldPath,
  tolerances: PodTolerances,
): void {
  tolerations.forEach((toleration, index) => {
    validateToleration(errors, toleration, tolerances.comparisonOperators, path.index(index));
  });
}

function validateToleration(errors: Errors, toleration: Toleration, comparisons: boolean, path: FieldPath): void {
  const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration;
  if (key !== '') validateLabelName(errors, key, path.child('key'));
  const operatorPath = path.child('operator');
  if (key === '' && operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(invalid(operatorPath, namedString(operator), detail));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    errors.push(invalid(path.child('effect'), namedString(effect), detail));
  }
  switch (operator) {
    case '':
    case 'Equal': {
      const messages = isValidLabelValue(value);
      if (messages.length > 0) errors.push(invalid(operatorPath, value, messages.join(';')));
      break;
    }
    case 'Exists':
      if (value !== '') errors.push(invalid(operatorPath, value, "value must be empty when `operator` is 'Exists'"));
      break;
    case 'Lt':
    case 'Gt':
      if (comparisons) validateNumber(errors, value, path.child('value'));
      else errors.push(unsupported(operatorPath, namedString(operator), ['Equal', 'Exists', 'Lt', 'Gt']));
      break;
    default:
      errors.push(unsupported(operatorPath, namedString(operator), ['Equal', 'Exists']));
  }
  if (effect !== '' && !effects.includes(effect)) {
    errors.push(unsupported(path.child('effect'), namedString(effect), effects));
  }
}

/** A decimal integer of 64 bits. */
function validateNumber(errors: Errors, value: string, path: FieldPath): void {
  invalidEach(errors, path, value, isDecimalInteger(value));
  const problem = parseIntProblem(value);
  if (problem !== undefined) {
    errors.push(invalid(path, value, `strconv.ParseInt: parsing ${goQuote(value)}: ${problem}`));
  }
}

function parseIntProblem(text: string): string | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return 'invalid syntax';
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? undefined : 'value out of range';
}
