/** Which taints a Pod's tolerations let it live with. */
import { parseInt64 } from './int64.ts';
import { isDecimalInteger } from './names.ts';
import type { Taint, Toleration } from './types.ts';

/**
 * Whether one toleration covers one taint (`Toleration.ToleratesTaint`). `compareNumbers` is the
 * TaintTolerationComparisonOperators gate, off by default: without it `Gt` and `Lt` cover nothing.
 */
export function toleratesTaint(toleration: Toleration, taint: Taint, compareNumbers = false): boolean {
  const { key = '', operator = '', value = '', effect = '' } = toleration;
  if (effect !== '' && effect !== (taint.effect ?? '')) return false;
  if (key !== '' && key !== (taint.key ?? '')) return false;
  switch (operator) {
    case '':
    case 'Equal':
      return value === (taint.value ?? '');
    case 'Exists':
      return true;
    case 'Lt':
    case 'Gt':
      return compareNumbers && comparesTaint(operator, taint.value ?? '', value);
    default:
      return false;
  }
}

function comparesTaint(operator: 'Lt' | 'Gt', taint: string, toleration: string): boolean {
  const left = canonicalInt64(taint);
  const right = canonicalInt64(toleration);
  if (left === undefined || right === undefined) return false;
  return operator === 'Lt' ? left < right : left > right;
}

function canonicalInt64(text: string): bigint | undefined {
  return isDecimalInteger(text).length === 0 ? parseInt64(text) : undefined;
}

/** Whether any toleration covers the taint. */
export function tolerationsTolerate(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return tolerations?.some((toleration) => toleratesTaint(toleration, taint)) ?? false;
}

/** The first of the taints with one of `effects` (all, if left out) that no toleration covers. */
export function firstUntoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects?: readonly string[],
): Taint | undefined {
  return taints?.find(
    (taint) => (effects?.includes(taint.effect ?? '') ?? true) && !tolerationsTolerate(tolerations, taint),
  );
}

/** Effects that keep a Pod from being placed, or put it out. */
export const schedulingEffects: readonly string[] = ['NoSchedule', 'NoExecute'];
