/** Names for templates: short hashes as in `web-7d4b9c6f5d`. */
import { encodeSafely } from './safeEncode.ts';

/**
 * The hash of a template and how often it has collided: FNV-1a of 32 bits in the letters of generated names, as
 * Kubernetes has it (controller_utils.go, ComputeHash). Known infidelity: the text that is hashed is sorted JSON, not Go's
 * dump of the struct, so the names are stable but not those of a real cluster.
 */
export function templateHash(template: unknown, collisions?: number): string {
  return encodeSafely(String(fnv1a(`${stableText(template)}${collisions ?? ''}`)));
}

/** FNV-1a, 32 bits. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** JSON with sorted keys: equal values have equal texts. */
export function stableText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${stableText(member)}`).join(',')}}`;
}

/** Whether two values mean the same JSON, whatever the order of their keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || stableText(a) === stableText(b);
}
