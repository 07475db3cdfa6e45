/** Secrets: keys that can be files, at most 1 MiB, and what each type must hold. */
import { invalid, namedString, required, tooLong } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { isConfigMapKey } from '../../api/names.ts';
import type { Secret } from '../../api/types.ts';
import { base64Length, base64Text } from './base64.ts';
import { maximumDataBytes, validateUnchanged } from './configMap.ts';
import { jsonKind, jsonSyntaxProblem } from './goJsonSyntax.ts';
import { metadataPath, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { type Errors, immutableField, invalidEach } from './rules.ts';

const dataPath = FieldPath.root('data');
const serviceAccountAnnotation = 'kubernetes.io/service-account.name';

export function validateSecret(errors: Errors, secret: Secret): void {
  const { metadata = {}, data = {}, type = '' } = secret;
  validateObjectMeta(errors, metadata, true, nameIsDNSSubdomain);
  let bytes = 0;
  for (const key of Object.keys(data)) {
    const messages = isConfigMapKey(key);
    if (messages.length > 0) invalidEach(errors, dataPath.key(key), key, messages);
    bytes += base64Length(data[key] ?? '');
  }
  if (bytes > maximumDataBytes) errors.push(tooLong(dataPath, maximumDataBytes));
  validateType(errors, type, data, metadata.annotations ?? {});
}

function validateType(
  errors: Errors,
  type: string,
  data: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): void {
  const demand = (key: string) => {
    if (!Object.hasOwn(data, key)) errors.push(required(dataPath.key(key)));
  };
  switch (type) {
    case 'kubernetes.io/service-account-token':
      if (!annotations[serviceAccountAnnotation]) {
        errors.push(required(metadataPath.child('annotations').key(serviceAccountAnnotation)));
      }
      return;
    case 'kubernetes.io/dockercfg':
      validateJson(errors, data, '.dockercfg');
      return;
    case 'kubernetes.io/dockerconfigjson':
      validateJson(errors, data, '.dockerconfigjson');
      return;
    case 'kubernetes.io/basic-auth':
      if (Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password')) return;
      demand('username');
      demand('password');
      return;
    case 'kubernetes.io/ssh-auth':
      if (!data['ssh-privatekey']) errors.push(required(dataPath.key('ssh-privatekey')));
      return;
    case 'kubernetes.io/tls':
      demand('tls.crt');
      demand('tls.key');
      return;
    default:
  }
}

/** An entry that must be a JSON object. */
function validateJson(errors: Errors, data: Readonly<Record<string, string>>, key: string): void {
  const encoded = data[key];
  if (encoded === undefined) {
    errors.push(required(dataPath.key(key)));
    return;
  }
  const problem = jsonObjectProblem(base64Text(encoded));
  if (problem !== undefined) errors.push(invalid(dataPath.key(key), '<secret contents redacted>', problem));
}

function jsonObjectProblem(text: string): string | undefined {
  const syntax = jsonSyntaxProblem(text);
  if (syntax !== undefined) return syntax;
  const value: unknown = JSON.parse(text);
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined;
  return `json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`;
}

export function validateSecretUpdate(errors: Errors, next: Secret, old: Secret): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  const { type = '' } = next;
  if (type !== (old.type ?? '')) errors.push(invalid(FieldPath.root('type'), namedString(type), immutableField));
  if (old.immutable === true) validateUnchanged(errors, next, old, ['data']);
  validateSecret(errors, next);
}
