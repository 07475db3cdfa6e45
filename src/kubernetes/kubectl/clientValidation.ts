/** What kubectl itself checks of an object before it sends it (kubectl pkg/validation). */
import { isJsonObject, JsonNumber, type JsonValue } from '../api/json.ts';
import { schemaErrors } from './openApi.ts';
import { type GroupVersion, groupVersionText, hasServerValidation, parseGroupVersion } from './restMapping.ts';

/** The texts of what is wrong; empty when the object may be sent. Under `Warn` kubectl knows no schema, under `Ignore` nothing. */
export function clientErrors(
  value: JsonValue,
  exactNumbers: boolean,
  validation: 'Strict' | 'Warn' | 'Ignore',
): readonly string[] {
  if (validation === 'Ignore') return [];
  const number = exactNumbers ? tooLargeNumber(value) : undefined;
  if (number !== undefined) return [`json: cannot unmarshal number ${number} into Go value of type float64`];
  const found = objectKind(value);
  if ('errors' in found) return found.errors;
  const { groupVersion, kind } = found;
  if (validation === 'Warn' || hasServerValidation(groupVersion, kind)) return [];
  const apiVersion = groupVersionText(groupVersion);
  return apiVersion === 'v1' && kind === 'List' ? listErrors(value) : schemaErrors(value, apiVersion, kind);
}

/** A list of anything has no schema: its items are checked one by one. */
function listErrors(value: JsonValue): readonly string[] {
  const items = isJsonObject(value) ? value.items : undefined;
  if (!Array.isArray(items)) return ['invalid object to validate'];
  return items.flatMap((item) => {
    const found = objectKind(item);
    return 'errors' in found ? found.errors : schemaErrors(item, groupVersionText(found.groupVersion), found.kind);
  });
}

type FoundKind =
  | { readonly groupVersion: GroupVersion; readonly kind: string }
  | { readonly errors: readonly string[] };

function objectKind(value: JsonValue): FoundKind {
  if (!isJsonObject(value)) return { errors: ['invalid object to validate'] };
  const { apiVersion, kind } = value;
  const errors = [...stringErrors('apiVersion', apiVersion), ...stringErrors('kind', kind)];
  const groupVersion = typeof apiVersion === 'string' ? parseGroupVersion(apiVersion) : undefined;
  if (typeof apiVersion === 'string' && groupVersion === undefined) {
    errors.unshift(`unexpected GroupVersion string: ${apiVersion}`);
  }
  if (groupVersion === undefined || typeof kind !== 'string') return { errors };
  return { groupVersion, kind };
}

function stringErrors(name: string, value: JsonValue | undefined): string[] {
  if (value === undefined || value === null) return [`${name} not set`];
  return typeof value === 'string' ? [] : [`${name} isn't string type`];
}

/** The first number, in the order of the text, that no double can hold; only JSON can spell one. */
function tooLargeNumber(root: JsonValue): string | undefined {
  const pending: JsonValue[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value instanceof JsonNumber) {
      if (!Number.isFinite(Number(value.text))) return value.text;
    } else if (Array.isArray(value) || isJsonObject(value)) {
      const members = Object.values(value);
      for (let i = members.length - 1; i >= 0; i--) pending.push(members[i] as JsonValue);
    }
  }
  return undefined;
}
