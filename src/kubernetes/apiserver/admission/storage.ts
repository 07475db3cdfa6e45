/** PersistentVolumeClaims get the default StorageClass; claims and volumes get finalizers that protect them while in use. */
import type { KubernetesObject, PersistentVolumeClaim, StorageClass } from '../../api/types.ts';
import type { AdmissionPlugin } from './admission.ts';
import { forbid } from './refuse.ts';

const defaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  admit(request) {
    if (request.kind.kind !== 'PersistentVolumeClaim' || request.operation !== 'create' || request.subresource)
      return undefined;
    const claim = request.object as PersistentVolumeClaim;
    if (claim.metadata?.annotations?.[classAnnotation] !== undefined || claim.spec?.storageClassName !== undefined) {
      return undefined;
    }
    const name = defaultClassName(request.cluster.list<StorageClass>('storageclasses'));
    if (name !== undefined) claim.spec = { ...claim.spec, storageClassName: name };
    return undefined;
  },
};

/** Of several default classes the newest, then the first by name. */
function defaultClassName(classes: readonly StorageClass[]): string | undefined {
  const created = ({ metadata }: StorageClass): string => metadata?.creationTimestamp ?? '';
  const defaults = classes.filter(({ metadata }) =>
    defaultAnnotations.some((key) => metadata?.annotations?.[key] === 'true'),
  );
  const [first] = [...defaults].sort(
    (a, b) => compareText(created(b), created(a)) || compareText(a.metadata?.name ?? '', b.metadata?.name ?? ''),
  );
  return first?.metadata?.name;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const protection: Readonly<Record<string, string>> = {
  PersistentVolumeClaim: 'kubernetes.io/pvc-protection',
  PersistentVolume: 'kubernetes.io/pv-protection',
  VolumeAttributesClass: 'kubernetes.io/vac-protection',
};

/** plugin/pkg/admission/storage/storageobjectinuseprotection. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  admit(request) {
    const finalizer = protection[request.kind.kind];
    if (finalizer === undefined || request.operation !== 'create' || request.subresource) return undefined;
    addFinalizer(request.object, finalizer);
    return undefined;
  },
};

function addFinalizer(object: KubernetesObject, finalizer: string): void {
  const present = object.metadata?.finalizers ?? [];
  if (!present.includes(finalizer)) object.metadata = { ...object.metadata, finalizers: [...present, finalizer] };
}

/** plugin/pkg/admission/storage/persistentvolume/resize. */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate(request) {
    if (request.kind.kind !== 'PersistentVolumeClaim' || request.operation !== 'update' || request.subresource)
      return undefined;
    const [next, old] = [request.object as PersistentVolumeClaim, request.old as PersistentVolumeClaim];
    const [wanted, had] = [next.spec?.resources?.requests?.storage, old.spec?.resources?.requests?.storage];
    if (wanted === had || old.status?.phase !== 'Bound') return undefined;
    const name = next.metadata?.annotations?.[classAnnotation] ?? next.spec?.storageClassName ?? '';
    const found = name === '' ? undefined : request.cluster.get<StorageClass>('storageclasses', '', name);
    if (found?.allowVolumeExpansion) return undefined;
    return forbid(
      request,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  },
};
