/** Resources of a whole Pod, and how its containers' fit into them. */
import { forbidden, invalid } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { type Amounts, podLimits, podRequests } from '../../api/podRequests.ts';
import { compareQuantities, formatQuantity, quantityOf } from '../../api/quantity.ts';
import type { Container, PodSpec, ResourceList } from '../../api/types.ts';
import { isHugePages } from './resourceNames.ts';
import { validateResources } from './resources.ts';
import { type Errors, sortedKeys } from './rules.ts';

export function validatePodResources(
  errors: Errors,
  spec: PodSpec,
  claimNames: ReadonlySet<string>,
  indivisibleHugePages: boolean,
  specPath: FieldPath,
): void {
  if (spec.resources === undefined) return;
  const path = specPath.child('resources');
  if (spec.os?.name === 'windows') {
    errors.push(forbidden(path, 'may not be set for a windows pod'));
    return;
  }
  const { limits = {}, requests = {}, claims } = spec.resources;
  if (claims !== undefined) {
    errors.push(forbidden(path.child('claims'), 'claims may not be set for Resources at pod-level'));
  }
  validateResources(errors, spec.resources, 'pod', claimNames, indivisibleHugePages, path);
  const ofContainers = { withoutPodLevel: true, withoutOverhead: true };
  validateTotals(errors, podRequests({ spec }, ofContainers), requests, 'requests', path);
  const pages = new Map([...podLimits({ spec }, ofContainers)].filter(([name]) => isHugePages(name)));
  validateTotals(errors, pages, limits, 'limits', path);
  validateContainerLimits(errors, spec.containers ?? [], limits, path);
}

/** What the containers ask for together may not exceed what the Pod does. */
function validateTotals(
  errors: Errors,
  totals: Amounts,
  ofPod: ResourceList,
  list: 'limits' | 'requests',
  path: FieldPath,
): void {
  for (const name of [...totals.keys()].sort()) {
    const total = totals.get(name);
    const amount = ofPod[name];
    if (total === undefined || amount === undefined) continue;
    const whole = quantityOf(amount);
    if (compareQuantities(total, whole) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container ${list} of ${formatQuantity(total)}`;
    errors.push(invalid(path.child(list).key(name), formatQuantity(whole), detail));
  }
}

function validateContainerLimits(
  errors: Errors,
  containers: readonly Container[],
  ofPod: ResourceList,
  path: FieldPath,
): void {
  containers.forEach(({ resources }, index) => {
    for (const name of sortedKeys(resources?.limits ?? {})) {
      const amount = ofPod[name];
      if (amount === undefined) continue;
      const [limit, whole] = [quantityOf(resources?.limits?.[name]), quantityOf(amount)];
      if (compareQuantities(limit, whole) <= 0) continue;
      const at = path.child('containers').index(index).key(name).child('limits');
      errors.push(
        invalid(at, formatQuantity(limit), `must be less than or equal to pod limits of ${formatQuantity(whole)}`),
      );
    }
  });
}
