/** The strategic merge patch that turns one Pod status into another, as the kubelet sends it. */
import type { PodStatus } from '../api/types.ts';

/** Lists of a Pod's status that are patched item by item, with the key of their items; all others are replaced. */
const mergeKeys: Readonly<Record<string, string>> = { conditions: 'type', hostIPs: 'ip', podIPs: 'ip' };

type Members = Readonly<Record<string, unknown>>;

/** The patch for `status`, or undefined where nothing differs (apimachinery, strategicpatch.CreateTwoWayMergePatch). */
export function statusPatch(old: PodStatus, status: PodStatus): object | undefined {
  return objectPatch(old as Members, status as Members, mergeKeys);
}

function objectPatch(old: Members, now: Members, keys: Readonly<Record<string, string>>): object | undefined {
  const patch: Record<string, unknown> = {};
  let changed = false;
  for (const name of Object.keys(now).sort()) {
    const before = old[name];
    const after = now[name];
    if (after === undefined || same(before, after)) continue;
    const key = keys[name];
    if (key !== undefined && Array.isArray(before) && Array.isArray(after)) {
      const items = listPatch(before, after, key);
      if (items.length === 0) continue;
      patch[`$setElementOrder/${name}`] = after.map((item: Members) => ({ [key]: item[key] }));
      patch[name] = items;
    } else if (isObject(before) && isObject(after)) patch[name] = objectPatch(before, after, {});
    else patch[name] = after;
    changed = true;
  }
  for (const name of Object.keys(old)) {
    if (old[name] === undefined || old[name] === null || now[name] !== undefined) continue;
    changed = true;
    patch[name] = null;
  }
  return changed ? patch : undefined;
}

function listPatch(before: readonly Members[], after: readonly Members[], key: string): object[] {
  const patches: object[] = [];
  for (const item of after) {
    const old = before.find((one) => one[key] === item[key]);
    if (old === undefined) patches.push(item);
    else {
      const patch = objectPatch(old, item, {});
      if (patch !== undefined) patches.push({ ...patch, [key]: item[key] });
    }
  }
  for (const item of before) {
    if (!after.some((one) => one[key] === item[key])) patches.push({ $patch: 'delete', [key]: item[key] });
  }
  return patches;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are equal; absent members, undefined and null are the same. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b || ((a === undefined || a === null) && (b === undefined || b === null))) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  const left = a as Members;
  const right = b as Members;
  for (const key in left) if (!same(left[key], right[key])) return false;
  for (const key in right) if (left[key] === undefined && right[key] !== undefined && right[key] !== null) return false;
  return true;
}
