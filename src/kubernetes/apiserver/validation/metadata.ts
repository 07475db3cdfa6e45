/** An object's metadata: name, namespace, labels, annotations, owners, finalizers (apimachinery `pkg/api/validation/objectmeta.go`). */
import { validateAnnotations as annotationErrors } from '../../api/annotations.ts';
import { forbidden, invalid, required } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { isQualifiedName } from '../../api/names.ts';
import type { ObjectMeta, OwnerReference } from '../../api/types.ts';
import { shownOwner, shownOwners } from './internalText.ts';
import { validateLabels } from './labelSelector.ts';
import { type NameRule, nameIsDNSLabel } from './nameRules.ts';
import { type Errors, immutableField, invalidEach, nonNegative } from './rules.ts';

export const metadataPath = FieldPath.root('metadata');
const standardFinalizers: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Metadata as a new object has it. `metadata.namespace` is set where the kind has namespaces. */
export function validateObjectMeta(
  errors: Errors,
  metadata: ObjectMeta,
  namespaced: boolean,
  nameRule: NameRule,
): void {
  const { name, generateName } = metadata;
  if (generateName) invalidEach(errors, metadataPath.child('generateName'), generateName, nameRule(generateName, true));
  if (!name) errors.push(required(metadataPath.child('name'), 'name or generateName is required'));
  else invalidEach(errors, metadataPath.child('name'), name, nameRule(name, false));
  validateCommonMeta(errors, metadata, namespaced);
  validateKubernetesFinalizers(errors, metadata.finalizers, metadataPath);
}

/** The checks that don't depend on the kind's rule for names; update requests go through them once more. */
export function validateCommonMeta(errors: Errors, metadata: ObjectMeta, namespaced: boolean): void {
  const { namespace } = metadata;
  if (!namespaced) {
    if (namespace) errors.push(forbidden(metadataPath.child('namespace'), 'not allowed on this type'));
  } else if (!namespace) errors.push(required(metadataPath.child('namespace')));
  else invalidEach(errors, metadataPath.child('namespace'), namespace, nameIsDNSLabel(namespace, false));
  nonNegative(errors, metadataPath, 'generation', metadata.generation);
  validateLabels(errors, metadata.labels, metadataPath, 'labels');
  validateAnnotations(errors, metadata.annotations, metadataPath);
  validateOwners(errors, metadata.ownerReferences);
  validateFinalizers(errors, metadata.finalizers);
}

/** The annotations below `parent`. */
export function validateAnnotations(
  errors: Errors,
  annotations: Readonly<Record<string, string>> | undefined,
  parent: FieldPath,
): void {
  if (annotations !== undefined) errors.push(...annotationErrors(annotations, parent.child('annotations')));
}

function validateOwners(errors: Errors, owners: readonly OwnerReference[] | undefined): void {
  if (owners === undefined) return;
  const path = metadataPath.child('ownerReferences');
  let controller: string | undefined;
  for (const owner of owners) {
    validateOwner(errors, owner, path);
    if (owner.controller !== true) continue;
    const current = `${owner.kind ?? ''}/${owner.name ?? ''}`;
    if (controller === undefined) controller = current;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`;
      errors.push(invalid(path, shownOwners(owners), detail));
    }
  }
}

function validateOwner(errors: Errors, owner: OwnerReference, path: FieldPath): void {
  const { apiVersion = '', kind = '', name = '', uid = '' } = owner;
  const parts = apiVersion.split('/');
  const version = parts.length === 1 ? apiVersion : parts.length === 2 ? (parts[1] ?? '') : '';
  if (version === '') errors.push(invalid(path.child('apiVersion'), apiVersion, 'version must not be empty'));
  if (kind === '') errors.push(invalid(path.child('kind'), kind, 'must not be empty'));
  if (name === '') errors.push(invalid(path.child('name'), name, 'must not be empty'));
  if (uid === '') errors.push(invalid(path.child('uid'), uid, 'must not be empty'));
  if ((apiVersion === 'v1' || apiVersion === '/v1') && kind === 'Event') {
    errors.push(invalid(path, shownOwner(owner), '/v1, Kind=Event is disallowed from being an owner'));
  }
}

function validateFinalizers(errors: Errors, finalizers: readonly string[] | undefined): void {
  if (finalizers === undefined) return;
  const path = metadataPath.child('finalizers');
  for (const finalizer of finalizers) invalidEach(errors, path, finalizer, isQualifiedName(finalizer));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(invalid(path, [...finalizers], detail));
  }
}

/** Finalizers without a domain are only those of Kubernetes itself. */
export function validateKubernetesFinalizers(
  errors: Errors,
  finalizers: readonly string[] | undefined,
  parent: FieldPath,
): void {
  finalizers?.forEach((finalizer, index) => {
    validateKubernetesFinalizer(errors, finalizer, parent.child('finalizers').index(index));
  });
}

export function validateKubernetesFinalizer(errors: Errors, finalizer: string, path: FieldPath): void {
  if (finalizer.includes('/') || standardFinalizers.has(finalizer)) return;
  errors.push(invalid(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'));
}

/** What may not change, and what must stay right, from one version of an object to the next. */
export function validateObjectMetaUpdate(errors: Errors, next: ObjectMeta, old: ObjectMeta): void {
  validateGenericMetaUpdate(errors, next, old);
  validateKubernetesFinalizers(errors, next.finalizers, metadataPath);
}

/**
 * As above without the finalizers' names: what every update meets before the kind's own checks. A missing resourceVersion
 * was filled in from the stored object before.
 */
export function validateGenericMetaUpdate(errors: Errors, next: ObjectMeta, old: ObjectMeta): void {
  if (old.deletionTimestamp !== undefined) {
    const added = (next.finalizers ?? []).filter((name) => !old.finalizers?.includes(name));
    if (added.length > 0) {
      const list = [...new Set(added)].sort().map((name) => JSON.stringify(name));
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list.join(', ')}}`;
      errors.push(forbidden(metadataPath.child('finalizers'), detail));
    }
  }
  if ((next.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(invalid(metadataPath.child('generation'), next.generation ?? 0, 'must not be decremented'));
  }
  for (const field of ['name', 'namespace', 'uid'] as const) {
    const value = next[field] ?? '';
    if (value !== (old[field] ?? '')) errors.push(invalid(metadataPath.child(field), value, immutableField));
  }
  for (const field of ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    const value = next[field];
    if (value !== old[field]) errors.push(invalid(metadataPath.child(field), value ?? null, immutableField));
  }
  validateLabels(errors, next.labels, metadataPath, 'labels');
  validateAnnotations(errors, next.annotations, metadataPath);
  validateOwners(errors, next.ownerReferences);
}
