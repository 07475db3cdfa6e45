/** Which nodes and which neighbours a Pod asks for. */
import { invalid, required } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Label } from '../../api/names.ts';
import type { Affinity, NodeAffinity, PodAffinity, PodAffinityTerm } from '../../api/types.ts';
import { validateLabelName, validateLabelSelector } from './labelSelector.ts';
import { validateMatchLabelKeys } from './matchLabelKeys.ts';
import { validateNodeSelector, validateNodeSelectorTerm } from './nodeSelector.ts';
import type { PodTolerances } from './podTolerances.ts';
import { type Errors, invalidEach } from './rules.ts';

const hard = 'requiredDuringSchedulingIgnoredDuringExecution';
const soft = 'preferredDuringSchedulingIgnoredDuringExecution';

export function validateAffinity(errors: Errors, affinity: Affinity, tolerances: PodTolerances, path: FieldPath): void {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity !== undefined) {
    validateNodeAffinity(errors, nodeAffinity, tolerances.nodeAffinityValues, path.child('nodeAffinity'));
  }
  const { selectorValues } = tolerances;
  if (podAffinity !== undefined) validatePodAffinity(errors, podAffinity, selectorValues, path.child('podAffinity'));
  if (podAntiAffinity !== undefined) {
    validatePodAffinity(errors, podAntiAffinity, selectorValues, path.child('podAntiAffinity'));
  }
}

function validateNodeAffinity(errors: Errors, affinity: NodeAffinity, anyValue: boolean, path: FieldPath): void {
  const selector = affinity[hard];
  if (selector !== undefined) validateNodeSelector(errors, selector, anyValue, path.child(hard));
  affinity[soft]?.forEach(({ weight = 0, preference = {} }, index) => {
    const at = path.child(soft).index(index);
    validateWeight(errors, weight, at);
    // A preference for values that no label can have is allowed: the only node there is may still be chosen.
    validateNodeSelectorTerm(errors, preference, true, at.child('preference'));
  });
}

function validateWeight(errors: Errors, weight: number, path: FieldPath): void {
  if (weight > 0 && weight <= 100) return;
  errors.push(invalid(path.child('weight'), weight, 'must be in the range 1-100'));
}

function validatePodAffinity(errors: Errors, affinity: PodAffinity, anyValue: boolean, path: FieldPath): void {
  affinity[hard]?.forEach((term, index) => {
    validateTerm(errors, term, anyValue, path.child(hard).index(index));
  });
  affinity[soft]?.forEach(({ weight = 0, podAffinityTerm = {} }, index) => {
    const at = path.child(soft).index(index);
    validateWeight(errors, weight, at);
    validateTerm(errors, podAffinityTerm, anyValue, at.child('podAffinityTerm'));
  });
}

function validateTerm(errors: Errors, term: PodAffinityTerm, anyValue: boolean, path: FieldPath): void {
  const { labelSelector, namespaceSelector, namespaces, matchLabelKeys, mismatchLabelKeys, topologyKey = '' } = term;
  validateLabelSelector(errors, labelSelector, path, 'labelSelector', anyValue);
  validateLabelSelector(errors, namespaceSelector, path, 'namespaceSelector', anyValue);
  for (const name of namespaces ?? []) invalidEach(errors, path.child('namespace'), name, isDNS1123Label(name));
  validateMatchLabelKeys(errors, { matchLabelKeys, mismatchLabelKeys, labelSelector }, path);
  if (topologyKey === '') errors.push(required(path.child('topologyKey'), 'can not be empty'));
  validateLabelName(errors, topologyKey, path.child('topologyKey'));
}
