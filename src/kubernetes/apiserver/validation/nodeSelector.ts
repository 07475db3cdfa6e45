/** Selectors over nodes, by label and by field. */
import { forbidden, invalid, namedString, required } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Subdomain, isValidLabelValue } from '../../api/names.ts';
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from '../../api/types.ts';
import { validateLabelName } from './labelSelector.ts';
import { type Errors, invalidEach } from './rules.ts';

/** `anyValue` tolerates values that no label can have. */
export function validateNodeSelector(errors: Errors, selector: NodeSelector, anyValue: boolean, path: FieldPath): void {
  const terms = path.child('nodeSelectorTerms');
  if (!selector.nodeSelectorTerms?.length) {
    errors.push(required(terms, 'must have at least one node selector term'));
    return;
  }
  selector.nodeSelectorTerms.forEach((term, index) => {
    validateNodeSelectorTerm(errors, term, anyValue, terms.index(index));
  });
}

export function validateNodeSelectorTerm(
  errors: Errors,
  term: NodeSelectorTerm,
  anyValue: boolean,
  path: FieldPath,
): void {
  term.matchExpressions?.forEach((requirement, index) => {
    validateExpression(errors, requirement, anyValue, path.child('matchExpressions').index(index));
  });
  term.matchFields?.forEach((requirement, index) => {
    validateField(errors, requirement, path.child('matchFields').index(index));
  });
}

function validateExpression(
  errors: Errors,
  requirement: NodeSelectorRequirement,
  anyValue: boolean,
  path: FieldPath,
): void {
  const { key = '', operator = '', values = [] } = requirement;
  const at = path.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        errors.push(forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        errors.push(required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      }
      break;
    default:
      errors.push(invalid(path.child('operator'), namedString(operator), 'not a valid selector operator'));
  }
  validateLabelName(errors, key, path.child('key'));
  if (anyValue) return;
  values.forEach((value, index) => {
    invalidEach(errors, at.index(index), value, isValidLabelValue(value));
  });
}

/** The only field is the node's name, and only one name may be given. */
function validateField(errors: Errors, requirement: NodeSelectorRequirement, path: FieldPath): void {
  const { key = '', operator = '', values = [] } = requirement;
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalid(path.child('operator'), namedString(operator), 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(path.child('values'), detail));
  }
  if (key !== 'metadata.name') {
    errors.push(invalid(path.child('key'), key, 'not a valid field selector key'));
    return;
  }
  values.forEach((value, index) => {
    invalidEach(errors, path.child('values').index(index), value, isDNS1123Subdomain(value));
  });
}
