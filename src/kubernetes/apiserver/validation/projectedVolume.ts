/** Volumes put together from several sources, and files that show the Pod to its containers. */

import { isDomainPrefixedKey } from '../../api/domainPaths.ts';
import { forbidden, invalid, namedString, required, tooLong, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { utf8Length } from '../../api/names.ts';
import type {
  ClusterTrustBundleProjection,
  DownwardAPIVolumeFile,
  DownwardAPIVolumeSource,
  PodCertificateProjection,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '../../api/types.ts';
import { validateFieldRef, validateResourceFieldRef } from './env.ts';
import { internal, shownSelector } from './internalText.ts';
import { validateLabelSelector } from './labelSelector.ts';
import { validateLocalNonReservedPath } from './localPath.ts';
import { type Errors, fileMode, requiredText, sortedKeys } from './rules.ts';
import { isKubernetesSigner, trustBundleNameProblems, validateSignerName } from './signerNames.ts';
import { validateItem } from './volumeSources.ts';

const volumeFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
const shortestToken = 600;
const longestToken = 2 ** 32;

/** Errors of its files stand at the source, without their index. */
export function validateDownwardAPIVolume(errors: Errors, source: DownwardAPIVolumeSource, path: FieldPath): void {
  fileMode(errors, path, 'defaultMode', source.defaultMode);
  for (const file of source.items ?? []) validateDownwardAPIFile(errors, file, path);
}

function validateDownwardAPIFile(errors: Errors, file: DownwardAPIVolumeFile, path: FieldPath): void {
  const { path: name = '', fieldRef, resourceFieldRef, mode } = file;
  requiredText(errors, path, 'path', name);
  validateLocalNonReservedPath(errors, path, 'path', name);
  if (fieldRef !== undefined) {
    validateFieldRef(errors, fieldRef, volumeFields, path.child('fieldRef'));
    if (resourceFieldRef !== undefined) {
      errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
    }
  } else if (resourceFieldRef !== undefined) {
    validateResourceFieldRef(errors, resourceFieldRef, path.child('resourceFieldRef'), true);
  } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  fileMode(errors, path, 'mode', mode);
}

/** Checks one projected volume; `anyTokenPath` tolerates token files outside of it. */
export function validateProjectedVolume(
  errors: Errors,
  volume: ProjectedVolumeSource,
  anyTokenPath: boolean,
  path: FieldPath,
): void {
  fileMode(errors, path, 'defaultMode', volume.defaultMode);
  const files = new ProjectedFiles(errors, path);
  volume.sources?.forEach((source, index) => {
    const at = path.child('sources').index(index);
    validateItemsSource(errors, source.secret, files, at, 'secret');
    validateItemsSource(errors, source.configMap, files, at, 'configMap');
    for (const file of source.downwardAPI?.items ?? []) {
      validateDownwardAPIFile(errors, file, at.child('downwardAPI'));
      if (file.path) files.add(file.path);
    }
    if (source.serviceAccountToken !== undefined) {
      validateToken(errors, source.serviceAccountToken, anyTokenPath, at.child('serviceAccountToken'), path);
    }
    if (source.clusterTrustBundle !== undefined) {
      validateTrustBundle(errors, source.clusterTrustBundle, files, at.child('clusterTrustBundle'));
    }
    if (source.podCertificate !== undefined) {
      validateCertificate(errors, source.podCertificate, files, at.child('podCertificate'));
    }
    if (sourceCount(source) > 1) {
      errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
    }
  });
}

function sourceCount(source: VolumeProjection): number {
  return Object.values(source).filter((part) => part !== undefined).length;
}

/** The files of a volume, each of which may come from one source only. */
class ProjectedFiles {
  readonly #errors: Errors;
  readonly #path: FieldPath;
  readonly #seen = new Set<string>();

  constructor(errors: Errors, path: FieldPath) {
    this.#errors = errors;
    this.#path = path;
  }

  /** `shown` is the value that the error names: the file, or the object that it comes from. */
  add(file: string, shown = file): void {
    if (!this.#seen.has(file)) this.#seen.add(file);
    else this.#errors.push(invalid(this.#path, shown, 'conflicting duplicate paths'));
  }
}

function validateItemsSource(
  errors: Errors,
  source: VolumeProjection['secret'],
  files: ProjectedFiles,
  parent: FieldPath,
  field: 'secret' | 'configMap',
): void {
  if (source === undefined) return;
  const { name = '', items } = source;
  const path = parent.child(field);
  requiredText(errors, path, 'name', name);
  items?.forEach((item, index) => {
    validateItem(errors, item, path.child('items').index(index));
    if (item.path) files.add(item.path, name);
  });
}

/** The path of the token's file is reported at the volume. */
function validateToken(
  errors: Errors,
  { expirationSeconds = 0, path: file }: ServiceAccountTokenProjection,
  anyPath: boolean,
  path: FieldPath,
  volumePath: FieldPath,
): void {
  const at = path.child('expirationSeconds');
  if (expirationSeconds < shortestToken) {
    errors.push(invalid(at, expirationSeconds, 'may not specify a duration less than 10 minutes'));
  }
  if (expirationSeconds > longestToken) {
    errors.push(invalid(at, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  if (!file) errors.push(required(volumePath.child('path')));
  else if (!anyPath) validateLocalNonReservedPath(errors, volumePath, 'path', file);
}

function validateTrustBundle(
  errors: Errors,
  bundle: ClusterTrustBundleProjection,
  files: ProjectedFiles,
  path: FieldPath,
): void {
  const { name, signerName, labelSelector, path: file = '' } = bundle;
  if (name !== undefined && signerName !== undefined) {
    const shown = internal('ClusterTrustBundleProjection', bundle);
    errors.push(invalid(path, shown, 'only one of name and signerName may be used'));
  } else if (name !== undefined) {
    if (name === '') errors.push(required(path.child('name'), 'must be a valid object name'));
    for (const message of trustBundleNameProblems(name)) {
      errors.push(invalid(path.child('name'), name, `not a valid clustertrustbundlename: ${message}`));
    }
    if (labelSelector !== undefined) {
      const detail = 'labelSelector must be unset if name is specified';
      errors.push(invalid(path.child('labelSelector'), shownSelector(labelSelector), detail));
    }
  } else if (signerName !== undefined) {
    if (signerName === '') errors.push(required(path.child('signerName'), 'must be a valid signer name'));
    validateSignerName(errors, signerName, path.child('signerName'));
    validateLabelSelector(errors, labelSelector, path, 'labelSelector');
  } else errors.push(required(path, 'either name or signerName must be specified'));
  requiredText(errors, path, 'path', file);
  validateLocalNonReservedPath(errors, path, 'path', file);
  files.add(file);
}

const keyTypes = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];
const shortestCertificate = 3600;
const longestCertificate = 91 * 24 * 3600;
const longestKubernetesCertificate = 24 * 3600;
const maximumAnnotationBytes = 256 * 1024;

function validateCertificate(
  errors: Errors,
  certificate: PodCertificateProjection,
  files: ProjectedFiles,
  path: FieldPath,
): void {
  const { signerName = '', keyType = '', userAnnotations } = certificate;
  validateSignerName(errors, signerName, path.child('signerName'));
  if (userAnnotations !== undefined) validateUserAnnotations(errors, userAnnotations, path.child('userAnnotations'));
  if (!keyTypes.includes(keyType)) errors.push(unsupported(path.child('keyType'), namedString(keyType), keyTypes));
  validateExpiration(errors, certificate.maxExpirationSeconds, signerName, path.child('maxExpirationSeconds'));
  let found = false;
  for (const field of ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const) {
    const file = certificate[field];
    if (!file) continue;
    found = true;
    validateLocalNonReservedPath(errors, path, field, file);
    files.add(file);
  }
  if (!found) {
    errors.push(required(path, 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath'));
  }
}

function validateExpiration(errors: Errors, seconds: number | undefined, signer: string, path: FieldPath): void {
  if (seconds === undefined) return;
  if (seconds < shortestCertificate) {
    errors.push(invalid(path, seconds, `if provided, maxExpirationSeconds must be >= ${shortestCertificate}`));
  }
  const longest = isKubernetesSigner(signer) ? longestKubernetesCertificate : longestCertificate;
  if (seconds > longest) {
    errors.push(invalid(path, seconds, `if provided, maxExpirationSeconds must be <= ${longest}`));
  }
}

function validateUserAnnotations(errors: Errors, annotations: Record<string, string>, path: FieldPath): void {
  let bytes = 0;
  for (const key of sortedKeys(annotations)) {
    errors.push(...isDomainPrefixedKey(path, key.toLowerCase()));
    bytes += utf8Length(key) + utf8Length(annotations[key] ?? '');
  }
  if (bytes > maximumAnnotationBytes) errors.push(tooLong(path, maximumAnnotationBytes));
}
