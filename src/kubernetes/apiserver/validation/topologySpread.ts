/** How evenly Pods are to be spread. */
import { duplicate, invalid, namedString, required, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import type { TopologySpreadConstraint } from '../../api/types.ts';
import { validateLabelSelector } from './labelSelector.ts';
import { validateMatchLabelKeys, validateUnmergedKeys } from './matchLabelKeys.ts';
import type { PodTolerances } from './podTolerances.ts';
import { type Errors, oneOf, positive } from './rules.ts';

const actions = ['DoNotSchedule', 'ScheduleAnyway'];
const inclusionPolicies = ['Honor', 'Ignore'];

export function validateTopologySpread(
  errors: Errors,
  constraints: readonly TopologySpreadConstraint[],
  tolerances: PodTolerances,
  path: FieldPath,
): void {
  const last = new Map(constraints.map((constraint, index) => [pairOf(constraint), index]));
  constraints.forEach((constraint, index) => {
    const { topologyKey = '', whenUnsatisfiable = '', minDomains, labelSelector, matchLabelKeys } = constraint;
    const at = path.index(index);
    positive(errors, at, 'maxSkew', constraint.maxSkew);
    if (topologyKey === '') errors.push(required(at.child('topologyKey'), 'can not be empty'));
    if (!actions.includes(whenUnsatisfiable)) {
      errors.push(unsupported(at.child('whenUnsatisfiable'), namedString(whenUnsatisfiable), actions));
    }
    if (last.get(pairOf(constraint)) !== index) {
      errors.push(duplicate(at.child('{topologyKey, whenUnsatisfiable}'), pairOf(constraint)));
    }
    if (minDomains !== undefined) validateMinDomains(errors, minDomains, whenUnsatisfiable, at);
    oneOf(errors, at, 'nodeAffinityPolicy', constraint.nodeAffinityPolicy, inclusionPolicies);
    oneOf(errors, at, 'nodeTaintsPolicy', constraint.nodeTaintsPolicy, inclusionPolicies);
    if (!tolerances.spreadMatchLabelKeys) validateMatchLabelKeys(errors, { matchLabelKeys, labelSelector }, at);
    else validateUnmergedKeys(errors, { matchLabelKeys, labelSelector }, at.child('matchLabelKeys'));
    if (!tolerances.spreadSelectors) validateLabelSelector(errors, labelSelector, at, 'labelSelector');
  });
}

function pairOf({ topologyKey = '', whenUnsatisfiable = '' }: TopologySpreadConstraint): string {
  return `{${topologyKey}, ${whenUnsatisfiable}}`;
}

function validateMinDomains(errors: Errors, minDomains: number, action: string, path: FieldPath): void {
  positive(errors, path, 'minDomains', minDomains);
  if (action === 'DoNotSchedule') return;
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
  errors.push(invalid(path.child('minDomains'), minDomains, detail));
}
