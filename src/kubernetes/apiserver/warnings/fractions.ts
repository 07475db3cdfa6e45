/** Amounts of bytes that are no whole numbers. */
import type { FieldPath } from '../../api/fieldPath.ts';
import { goQuote } from '../../api/goText.ts';
import { formatQuantity, quantityMilliValue, quantityOf } from '../../api/quantity.ts';
import type { PersistentVolumeClaimSpec, ResourceList } from '../../api/types.ts';

/** What is neither a fraction nor so large that thousandths of it overflow, at a glance. */
const plainAmount = /^[0-9]{1,6}(?:[kMG]i?)?$/;

/** A warning if the amount of `name` in `list` is a fraction; `path` is that of the list. */
export function fractionWarnings(list: ResourceList | undefined, name: string, path: () => FieldPath): string[] {
  const text = list?.[name];
  if (text === undefined || plainAmount.test(text)) return [];
  const amount = quantityOf(text);
  if (quantityMilliValue(amount) % 1000n === 0n) return [];
  const shown = goQuote(formatQuantity(amount));
  return [`${path().key(name)}: fractional byte value ${shown} is invalid, must be an integer`];
}

/** Warnings for a claim's spec at `path`. */
export function claimWarnings({ resources }: PersistentVolumeClaimSpec, path: FieldPath): string[] {
  const at = (list: string) => () => path.child('resources').child(list);
  return [
    ...fractionWarnings(resources?.requests, 'storage', at('requests')),
    ...fractionWarnings(resources?.limits, 'storage', at('limits')),
  ];
}
