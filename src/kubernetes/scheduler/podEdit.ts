/** Small changes to a Pod's fields, made on a copy. */
import type { JsonValue } from '../api/json.ts';
import type { Pod } from '../api/types.ts';

export type FieldPath = readonly (string | number)[];

/** `append` puts a value at the end of the list at `path`, making the list if there is none. */
export type PodEdit =
  | { readonly kind: 'remove'; readonly path: FieldPath }
  | { readonly kind: 'set'; readonly path: FieldPath; readonly value: JsonValue }
  | { readonly kind: 'append'; readonly path: FieldPath; readonly value: JsonValue };

/** The Pod as it would be; the given one stays as it is. */
export function editedPod(pod: Pod, edit: PodEdit): Pod {
  return changeAt(pod, edit.path, (before) => {
    switch (edit.kind) {
      case 'remove':
        return undefined;
      case 'set':
        return edit.value;
      case 'append':
        return [...(Array.isArray(before) ? before : []), edit.value];
      default:
        return edit satisfies never;
    }
  }) as Pod;
}

/** `change` answers undefined to take the field or the item out. */
function changeAt(value: unknown, path: FieldPath, change: (before: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (typeof key === 'number') {
    const list = Array.isArray(value) ? value : [];
    const changed = changeAt(list[key], rest, change);
    return changed === undefined ? list.toSpliced(key, 1) : list.with(key, changed);
  }
  const { [key]: before, ...others } = (value ?? {}) as Record<string, unknown>;
  const changed = changeAt(before, rest, change);
  return changed === undefined ? others : { ...others, [key]: changed };
}
