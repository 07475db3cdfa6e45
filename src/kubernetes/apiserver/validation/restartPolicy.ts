/** When containers are restarted: policies of their own, rules by exit code, and what a resize does. */
import { duplicate, invalid, namedString, required, tooMany, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import type { ContainerResizePolicy, ContainerRestartRule } from '../../api/types.ts';
import type { Errors } from './rules.ts';
import type { AnyContainer } from './visitContainers.ts';

const maximumRules = 20;
const maximumExitCodes = 255;
const policies = ['Always', 'Never', 'OnFailure'];
const ruleActions = ['Restart', 'RestartAllContainers'];
const exitCodeOperators = ['In', 'NotIn'];
const rulesNeedPolicy = 'must specify restartPolicy when restart rules are used';

/** A regular container's policy and rules. `path` is that of the container. */
export function validateContainerRestart(errors: Errors, container: AnyContainer, path: FieldPath): void {
  const { restartPolicy, restartPolicyRules = [] } = container;
  if (restartPolicy === undefined) {
    if (restartPolicyRules.length === 0) return;
    errors.push(required(path.child('restartPolicy'), rulesNeedPolicy));
  } else if (!policies.includes(restartPolicy)) {
    errors.push(unsupported(path.child('restartPolicy'), namedString(restartPolicy), policies));
  }
  validateRules(errors, restartPolicyRules, path.child('restartPolicyRules'));
}

/** An init container's: rules without a policy are not looked into. */
export function validateInitContainerRestart(errors: Errors, container: AnyContainer, path: FieldPath): void {
  if (container.restartPolicy !== undefined) validateContainerRestart(errors, container, path);
  else if (container.restartPolicyRules?.length) {
    errors.push(required(path.child('restartPolicy'), rulesNeedPolicy));
  }
}

function validateRules(errors: Errors, rules: readonly ContainerRestartRule[], path: FieldPath): void {
  if (rules.length > maximumRules) errors.push(tooMany(path, rules.length, maximumRules));
  rules.forEach(({ action = '', exitCodes }, index) => {
    const at = path.index(index);
    if (!ruleActions.includes(action)) {
      errors.push(unsupported(at.child('action'), namedString(action), ruleActions));
    }
    if (exitCodes === undefined) {
      errors.push(required(at.child('exitCodes'), 'must be specified'));
      return;
    }
    const { operator = '', values = [] } = exitCodes;
    if (!exitCodeOperators.includes(operator)) {
      const operatorPath = at.child('exitCodes').child('operator');
      errors.push(unsupported(operatorPath, namedString(operator), exitCodeOperators));
    }
    if (values.length > maximumExitCodes) {
      errors.push(tooMany(at.child('exitCodes').child('values'), values.length, maximumExitCodes));
    }
  });
}

const resizableResources = ['cpu', 'memory'];
const resizeRestarts = ['NotRequired', 'RestartContainer'];

/** Errors stand at the list, except for resources named twice. */
export function validateResizePolicy(
  errors: Errors,
  resizePolicy: readonly ContainerResizePolicy[],
  podRestartPolicy: string | undefined,
  path: FieldPath,
): void {
  const seen = new Set<string>();
  resizePolicy.forEach(({ resourceName = '', restartPolicy = '' }, index) => {
    if (seen.has(resourceName)) errors.push(duplicate(path.index(index), namedString(resourceName)));
    seen.add(resourceName);
    requiredAt(errors, path, resourceName, resizableResources);
    requiredAt(errors, path, restartPolicy, resizeRestarts);
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      const detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
      errors.push(invalid(path, namedString(restartPolicy), detail));
    }
  });
}

function requiredAt(errors: Errors, path: FieldPath, value: string, supported: readonly string[]): void {
  if (value === '') errors.push(required(path));
  else if (!supported.includes(value)) errors.push(unsupported(path, namedString(value), supported));
}
