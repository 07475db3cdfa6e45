/** Which kind a body says it is: the first thing that the API server reads of it. */
import type { Fault } from '../../api/fault.ts';
import { isObjectNode, type JsonNode, keysOf, kindWord, stringOf, valueAt } from '../../api/reading/jsonNode.ts';

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const typeMeta =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/**
 * The group, version and kind, empty where the body does not say, or why they can't be read.
 * Keys count in any case here, as `encoding/json` has it, while everything after is case-sensitive.
 */
export function readGroupVersionKind(node: JsonNode): GroupVersionKind | { readonly fault: Fault } {
  const found = { apiVersion: '', kind: '' };
  let fault: Fault | undefined;
  const saveError = (what: string, ...path: string[]): void => {
    const message = `couldn't get version/kind; json parse error: json: cannot unmarshal ${what}`;
    fault ??= { path, reason: 'TypeError', message };
  };
  if (node !== null && !isObjectNode(node)) saveError(`${kindWord(node)} into Go value of type ${typeMeta}`);
  if (isObjectNode(node)) {
    for (const [index, key] of keysOf(node).entries()) {
      const field = fieldNamed(key);
      const value = field === undefined ? null : valueAt(node, key, index);
      if (field === undefined || value === null) continue;
      const text = stringOf(value);
      if (text === undefined) saveError(`${kindWord(value)} into Go struct field .${field} of type string`, key);
      else found[field] = text;
    }
  }
  if (fault !== undefined) return { fault };
  return parseGroupVersion(found.apiVersion, found.kind);
}

function fieldNamed(key: string): 'apiVersion' | 'kind' | undefined {
  if (key.length !== 4 && key.length !== 10) return undefined;
  const folded = key.replace('\u212a', 'k').replace('\u017f', 's').toLowerCase();
  if (folded === 'kind') return 'kind';
  return folded === 'apiversion' ? 'apiVersion' : undefined;
}

function parseGroupVersion(apiVersion: string, kind: string): GroupVersionKind | { readonly fault: Fault } {
  if (apiVersion === '' || apiVersion === '/') return { group: '', version: '', kind };
  const parts = apiVersion.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2) {
    const message = `unexpected GroupVersion string: ${apiVersion}`;
    return { fault: { path: ['apiVersion'], reason: 'TypeError', message } };
  }
  return second === undefined ? { group: '', version: first, kind } : { group: first, version: second, kind };
}

/** `apps/v1`, or `v1` for the core group. */
export function groupVersionText({ group, version }: GroupVersionKind): string {
  return group === '' ? version : `${group}/${version}`;
}
