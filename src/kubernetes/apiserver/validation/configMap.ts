/** Config maps: keys that can be files, at most 1 MiB, and changes of immutable ones. */
import { forbidden, invalid, tooLong } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { isConfigMapKey, utf8Length } from '../../api/names.ts';
import type { ConfigMap } from '../../api/types.ts';
import { base64Length } from './base64.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { emptyPath } from './resourceClaims.ts';
import { type Errors, invalidEach } from './rules.ts';
import { semanticEqual } from './semanticEqual.ts';

export const maximumDataBytes = 1024 * 1024;
const dataPath = FieldPath.root('data');
const binaryPath = FieldPath.root('binaryData');

export function validateConfigMap(errors: Errors, { metadata = {}, data = {}, binaryData = {} }: ConfigMap): void {
  validateObjectMeta(errors, metadata, true, nameIsDNSSubdomain);
  let bytes = 0;
  for (const key of Object.keys(data)) {
    const messages = isConfigMapKey(key);
    if (messages.length > 0) invalidEach(errors, dataPath.key(key), key, messages);
    if (Object.hasOwn(binaryData, key)) {
      errors.push(invalid(dataPath.key(key), key, 'duplicate of key present in binaryData'));
    }
    bytes += utf8Length(data[key] ?? '');
  }
  for (const key of Object.keys(binaryData)) {
    const messages = isConfigMapKey(key);
    if (messages.length > 0) invalidEach(errors, binaryPath.key(key), key, messages);
    bytes += base64Length(binaryData[key] ?? '');
  }
  if (bytes > maximumDataBytes) errors.push(tooLong(emptyPath, maximumDataBytes));
}

export function validateConfigMapUpdate(errors: Errors, next: ConfigMap, old: ConfigMap): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  if (old.immutable === true) {
    validateUnchanged(errors, next, old, ['data', 'binaryData']);
  }
  validateConfigMap(errors, next);
}

/** What an immutable config map or secret may not change. */
export function validateUnchanged<Fields extends string>(
  errors: Errors,
  next: { immutable?: boolean } & Partial<Record<Fields, Record<string, string>>>,
  old: Partial<Record<Fields, Record<string, string>>>,
  fields: readonly Fields[],
): void {
  const detail = 'field is immutable when `immutable` is set';
  if (next.immutable !== true) errors.push(forbidden(FieldPath.root('immutable'), detail));
  for (const field of fields) {
    const [a, b] = [{ data: next[field] }, { data: old[field] }];
    // Go's reflect.DeepEqual, unlike the semantic one, tells a missing map from an empty one.
    const sameKind = (a.data === undefined) === (b.data === undefined);
    if (!sameKind || !semanticEqual('ConfigMap', a, b)) errors.push(forbidden(FieldPath.root(field), detail));
  }
}
