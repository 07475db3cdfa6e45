/** Amounts of resources are rounded up to thousandths before anything else looks at them. */
import { formatQuantity, parseQuantity, roundUpQuantity } from '../../api/quantity.ts';
import type { ResourceList, ResourceRequirements } from '../../api/types.ts';

const milli = -3;

/** What may be finer than a thousandth: fractions, exponents, and the suffixes `n` and `u`. */
const maybeFiner = /[.eEnu]/;

/** A list that can hold any name. */
export function emptyResourceList(): ResourceList {
  return Object.create(null) as ResourceList;
}

/** Rounds each amount up (SetDefaults_ResourceList). */
export function roundResourceList(list: ResourceList | undefined): void {
  if (list === undefined) return;
  for (const [name, text] of Object.entries(list)) {
    if (!maybeFiner.test(text)) continue;
    const quantity = parseQuantity(text);
    if (typeof quantity !== 'string') list[name] = formatQuantity(roundUpQuantity(quantity, milli));
  }
}

/** Rounds requests and limits. */
export function roundResources(resources: ResourceRequirements | undefined): void {
  roundResourceList(resources?.limits);
  roundResourceList(resources?.requests);
}
