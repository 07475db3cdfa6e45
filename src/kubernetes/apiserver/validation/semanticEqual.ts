/** Whether two values mean the same to Kubernetes: absent equals empty, amounts compare by value (`equality.Semantic`). */

import { goJson } from '../../api/goText.ts';
import { compareQuantities, quantityOf } from '../../api/quantity.ts';
import { structNamed, type Type } from '../../api/schema/schema.ts';

type Members = Readonly<Record<string, unknown>>;

/** Compares two structs of the named type of `facts.json`; undefined is a zero value. */
export function semanticEqual(struct: string, a: object | undefined, b: object | undefined): boolean {
  return a === b || structsEqual(struct, (a ?? {}) as Members, (b ?? {}) as Members);
}

/** The same for pointers: an absent struct differs from one without members. */
export function semanticEqualPointers(struct: string, a: object | undefined, b: object | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return semanticEqual(struct, a, b);
}

/** Fields that only the versioned types have: a stored object shows what the internal one never held. */
const versionedOnly: Readonly<Record<string, readonly string[]>> = {
  PodSpec: ['serviceAccount'],
  PersistentVolumeClaim: ['apiVersion', 'kind'],
};

function structsEqual(struct: string, a: Members, b: Members): boolean {
  const skipped = versionedOnly[struct];
  return structNamed(struct).fields.every(
    ({ name, type }) => skipped?.includes(name) || valuesEqual(type, a[name], b[name]),
  );
}

function valuesEqual(type: Type, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  switch (type.is) {
    case 'list':
      return listsEqual(type.item, (a ?? []) as readonly unknown[], (b ?? []) as readonly unknown[]);
    case 'map':
      return mapsEqual(type.value, (a ?? {}) as Members, (b ?? {}) as Members);
    default:
      break;
  }
  if (type.pointer && (isNil(a) || isNil(b))) return isNil(a) && isNil(b);
  switch (type.is) {
    case 'struct':
      return structsEqual(type.struct, (a ?? {}) as Members, (b ?? {}) as Members);
    case 'Quantity':
      return compareQuantities(quantityOf(a), quantityOf(b)) === 0;
    case 'string':
      return (a ?? '') === (b ?? '');
    case 'bool':
      return (a ?? false) === (b ?? false);
    default:
      return goJson(a ?? zeroOf(type.is)) === goJson(b ?? zeroOf(type.is));
  }
}

/** Stored objects have null where Go writes a nil that it does not leave out. */
function isNil(value: unknown): boolean {
  return value === undefined || value === null;
}

function zeroOf(type: Type['is']): 0 | null {
  return type === 'int32' || type === 'int64' || type === 'IntOrString' ? 0 : null;
}

function listsEqual(item: Type, a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => valuesEqual(item, value, b[index]));
}

function mapsEqual(value: Type, a: Members, b: Members): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && valuesEqual(value, a[key], b[key]));
}
