/** Claims of storage. */
import { forbidden, invalid, namedString, required, shownAs, unsupported } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../../api/names.ts';
import { compareQuantities, formatQuantity, quantityOf, quantitySign } from '../../api/quantity.ts';
import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  TypedLocalObjectReference,
  TypedObjectReference,
} from '../../api/types.ts';
import { selectorIsInvalid, validateLabelSelector } from './labelSelector.ts';
import { metadataPath, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { type Errors, immutableField, invalidEach, oneOf, requiredText } from './rules.ts';
import { semanticEqual } from './semanticEqual.ts';

const specPath = FieldPath.root('spec');
const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** What an update may keep wrong. */
interface ClaimTolerances {
  readonly selectorValues: boolean;
  readonly dataSourceGroups: boolean;
}
const newClaim: ClaimTolerances = { selectorValues: false, dataSourceGroups: false };

export function validatePersistentVolumeClaim(errors: Errors, claim: PersistentVolumeClaim): void {
  validateClaim(errors, claim, newClaim);
}

function validateClaim(errors: Errors, claim: PersistentVolumeClaim, tolerances: ClaimTolerances): void {
  validateObjectMeta(errors, claim.metadata ?? {}, true, nameIsDNSSubdomain);
  validateClaimSpec(errors, claim.spec ?? {}, specPath, tolerances);
}

/** A claim's spec, of its own or in a template. */
export function validateClaimSpec(
  errors: Errors,
  spec: PersistentVolumeClaimSpec,
  path: FieldPath,
  tolerances = newClaim,
): void {
  validateAccessModes(errors, spec, tolerances, path);
  validateSize(errors, spec, path.child('resources').key('storage'));
  const { storageClassName, dataSource, dataSourceRef, volumeAttributesClassName } = spec;
  if (storageClassName) {
    invalidEach(errors, path.child('storageClassName'), storageClassName, isDNS1123Subdomain(storageClassName));
  }
  oneOf(errors, path, 'volumeMode', spec.volumeMode, ['Block', 'Filesystem']);
  const { dataSourceGroups } = tolerances;
  if (dataSource !== undefined) validateDataSource(errors, dataSource, dataSourceGroups, path.child('dataSource'));
  if (dataSourceRef !== undefined) {
    validateDataSource(errors, dataSourceRef, dataSourceGroups, path.child('dataSourceRef'));
    const { namespace } = dataSourceRef;
    if (namespace) {
      invalidEach(errors, path.child('dataSourceRef').child('namespace'), namespace, isDNS1123Label(namespace));
    }
  }
  validateBothSources(errors, dataSource, dataSourceRef, path);
  if (volumeAttributesClassName) {
    const at = path.child('volumeAttributesClassName');
    invalidEach(errors, at, volumeAttributesClassName, isDNS1123Subdomain(volumeAttributesClassName));
  }
}

function validateAccessModes(
  errors: Errors,
  spec: PersistentVolumeClaimSpec,
  tolerances: ClaimTolerances,
  path: FieldPath,
): void {
  const { accessModes: modes = [], selector } = spec;
  const at = path.child('accessModes');
  if (modes.length === 0) errors.push(required(at, 'at least 1 access mode is required'));
  validateLabelSelector(errors, selector, path, 'selector', tolerances.selectorValues);
  for (const mode of modes) {
    if (!accessModes.includes(mode)) errors.push(unsupported(at, namedString(mode), accessModes));
  }
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode));
  if (modes.includes('ReadWriteOncePod') && others) {
    errors.push(forbidden(at, 'may not use ReadWriteOncePod with other access modes'));
  }
}

function validateSize(errors: Errors, spec: PersistentVolumeClaimSpec, path: FieldPath): void {
  const size = spec.resources?.requests?.storage;
  if (size === undefined) {
    errors.push(required(path));
    return;
  }
  const amount = quantityOf(size);
  if (quantitySign(amount) <= 0) errors.push(invalid(path, formatQuantity(amount), 'must be greater than zero'));
}

function validateDataSource(
  errors: Errors,
  source: TypedLocalObjectReference | TypedObjectReference,
  anyGroup: boolean,
  path: FieldPath,
): void {
  const { name, kind = '', apiGroup = '' } = source;
  requiredText(errors, path, 'name', name);
  requiredText(errors, path, 'kind', kind);
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim') {
    errors.push(invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  }
  if (apiGroup !== '' && !anyGroup) {
    invalidEach(errors, path.child('apiGroup'), apiGroup, isDNS1123Subdomain(apiGroup));
  }
}

function validateBothSources(
  errors: Errors,
  source: TypedLocalObjectReference | undefined,
  reference: TypedObjectReference | undefined,
  path: FieldPath,
): void {
  if (source === undefined || reference === undefined) return;
  // Go prints the other path as a struct without visible fields.
  const shown = shownAs('{}');
  if (reference.namespace) {
    errors.push(invalid(path, shown, 'may not be specified when dataSourceRef.namespace is specified'));
  } else if (
    source.apiGroup !== reference.apiGroup ||
    (source.kind ?? '') !== (reference.kind ?? '') ||
    (source.name ?? '') !== (reference.name ?? '')
  ) {
    errors.push(invalid(path, shown, 'must match dataSourceRef'));
  }
}

/** A bound claim may grow and change its attributes; else only the volume's name may be filled in, once. */
export function validatePersistentVolumeClaimUpdate(
  errors: Errors,
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  const oldSpec = old.spec ?? {};
  const spec = next.spec ?? {};
  validateClaim(errors, next, {
    selectorValues: selectorIsInvalid(oldSpec.selector, specPath),
    dataSourceGroups: oldSpec.dataSource?.apiGroup !== undefined || oldSpec.dataSourceRef?.apiGroup !== undefined,
  });
  validateSpecChange(errors, next, old);
  const [size, oldSize] = [spec, oldSpec].map(({ resources }) => quantityOf(resources?.requests?.storage));
  const capacity = quantityOf(old.status?.capacity?.storage);
  if (size !== undefined && oldSize !== undefined && compareQuantities(size, oldSize) < 0) {
    if (compareQuantities(size, capacity) <= 0) {
      const at = specPath.child('resources').child('requests').child('storage');
      errors.push(forbidden(at, 'field can not be less than status.capacity'));
    }
  }
  if (spec.volumeMode !== oldSpec.volumeMode) {
    errors.push(invalid(FieldPath.root('volumeMode'), spec.volumeMode ?? null, immutableField));
  }
  validateAttributesClass(errors, spec.volumeAttributesClassName, old);
}

function validateSpecChange(errors: Errors, next: PersistentVolumeClaim, old: PersistentVolumeClaim): void {
  const oldSpec = { ...old.spec };
  const spec = { ...next.spec };
  const oldAnnotation = old.metadata?.annotations?.[classAnnotation];
  const annotation = next.metadata?.annotations?.[classAnnotation];
  if (!oldSpec.volumeName && spec.volumeName !== undefined) oldSpec.volumeName = spec.volumeName;
  const fromAnnotation =
    oldAnnotation !== undefined &&
    oldSpec.storageClassName === undefined &&
    spec.storageClassName === oldAnnotation &&
    (annotation === undefined || annotation === oldAnnotation);
  if (fromAnnotation) delete spec.storageClassName;
  else {
    if ((annotation ?? '') !== (oldAnnotation ?? '')) {
      const at = metadataPath.child('annotations').child(classAnnotation);
      errors.push(invalid(at, annotation ?? '', immutableField));
    }
    const filledIn = spec.storageClassName !== undefined && oldSpec.storageClassName === undefined;
    if (filledIn && (oldAnnotation === undefined || spec.storageClassName === oldAnnotation)) {
      delete spec.storageClassName;
    }
  }
  if (next.status?.phase === 'Bound') {
    const storage = oldSpec.resources?.requests?.storage;
    if (spec.resources?.requests !== undefined && storage !== undefined) {
      spec.resources = { ...spec.resources, requests: { ...spec.resources.requests, storage } };
    }
    delete spec.volumeAttributesClassName;
    delete oldSpec.volumeAttributesClassName;
  }
  if (semanticEqual('PersistentVolumeClaimSpec', spec, oldSpec)) return;
  const detail =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n';
  errors.push(forbidden(specPath, detail));
}

function validateAttributesClass(errors: Errors, name: string | undefined, old: PersistentVolumeClaim): void {
  if (name === old.spec?.volumeAttributesClassName) return;
  if (old.status?.currentVolumeAttributesClassName === undefined || name) return;
  const what = name === undefined ? 'nil' : 'empty string';
  const detail = `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`;
  errors.push(forbidden(specPath.child('volumeAttributesClassName'), detail));
}
