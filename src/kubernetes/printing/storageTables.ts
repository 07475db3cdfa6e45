/** `kubectl get` of volumes, claims, classes and drivers. */
import { formatQuantity, quantityOf } from '../api/quantity.ts';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  ObjectMeta,
  PersistentVolume,
  PersistentVolumeClaim,
  ResourceClaimTemplate,
  ResourceV1ResourceClaim,
  StorageClass,
  VolumeAttachment,
} from '../api/types.ts';
import { age } from './age.ts';
import { columns, type KindTable, kindTable, nameColumn, wideColumns } from './table.ts';

const betaClass = 'volume.beta.kubernetes.io/storage-class';

/** The class in the old annotation, else in the field. */
export function storageClassName(metadata: ObjectMeta | undefined, field: string | undefined): string {
  return metadata?.annotations?.[betaClass] ?? field ?? '';
}

const modeNames = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

/** `RWO,ROX` */
export function accessModesText(modes: readonly string[] | undefined): string {
  return modeNames.flatMap(([mode, short]) => (modes?.includes(mode) === true ? [short] : [])).join(',');
}

const persistentVolume = kindTable<PersistentVolume>(
  [
    nameColumn,
    ...columns('Capacity', 'Access Modes', 'Reclaim Policy', 'Status', 'Claim', 'StorageClass'),
    ...columns('VolumeAttributesClass', 'Reason', 'Age'),
    ...wideColumns('VolumeMode'),
  ],
  ({ metadata = {}, spec = {}, status = {} }, nowMs) => [
    metadata.name ?? '',
    formatQuantity(quantityOf(spec.capacity?.storage)),
    accessModesText(spec.accessModes),
    spec.persistentVolumeReclaimPolicy ?? '',
    metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
    spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
    storageClassName(metadata, spec.storageClassName),
    spec.volumeAttributesClassName ?? '<unset>',
    status.reason ?? '',
    age(metadata.creationTimestamp, nowMs),
    spec.volumeMode ?? '<unset>',
  ],
);

const persistentVolumeClaim = kindTable<PersistentVolumeClaim>(
  [
    nameColumn,
    ...columns('Status', 'Volume', 'Capacity', 'Access Modes', 'StorageClass', 'VolumeAttributesClass', 'Age'),
    ...wideColumns('VolumeMode'),
  ],
  ({ metadata = {}, spec = {}, status = {} }, nowMs) => [
    metadata.name ?? '',
    metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
    spec.volumeName ?? '',
    spec.volumeName ? formatQuantity(quantityOf(status.capacity?.storage)) : '',
    spec.volumeName ? accessModesText(status.accessModes) : '',
    storageClassName(metadata, spec.storageClassName),
    spec.volumeAttributesClassName ?? '<unset>',
    age(metadata.creationTimestamp, nowMs),
    spec.volumeMode ?? '<unset>',
  ],
);

const defaultClassKeys = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

const storageClass = kindTable<StorageClass>(
  [nameColumn, ...columns('Provisioner', 'ReclaimPolicy', 'VolumeBindingMode', 'AllowVolumeExpansion', 'Age')],
  (object, nowMs) => {
    const { metadata = {}, provisioner = '' } = object;
    const isDefault = defaultClassKeys.some((key) => metadata.annotations?.[key] === 'true');
    return [
      (metadata.name ?? '') + (isDefault ? ' (default)' : ''),
      provisioner,
      object.reclaimPolicy ?? 'Delete',
      object.volumeBindingMode ?? 'Immediate',
      object.allowVolumeExpansion ?? false,
      age(metadata.creationTimestamp, nowMs),
    ];
  },
);

const csiNode = kindTable<CSINode>(
  [nameColumn, ...columns('Drivers:integer', 'Age')],
  ({ metadata = {}, spec }, nowMs) => [
    metadata.name ?? '',
    spec?.drivers?.length ?? 0,
    age(metadata.creationTimestamp, nowMs),
  ],
);

const csiDriver = kindTable<CSIDriver>(
  [
    nameColumn,
    ...columns('AttachRequired:boolean', 'PodInfoOnMount:boolean', 'StorageCapacity:boolean', 'TokenRequests'),
    ...columns('RequiresRepublish:boolean', 'Modes', 'Age'),
  ],
  ({ metadata = {}, spec = {} }, nowMs) => [
    metadata.name ?? '',
    spec.attachRequired ?? true,
    spec.podInfoOnMount ?? false,
    spec.storageCapacity ?? false,
    spec.tokenRequests?.map(({ audience }) => audience ?? '').join(',') ?? '<unset>',
    spec.requiresRepublish ?? false,
    spec.volumeLifecycleModes?.join(',') || '<none>',
    age(metadata.creationTimestamp, nowMs),
  ],
);

const csiStorageCapacity = kindTable<CSIStorageCapacity>(
  [nameColumn, ...columns('StorageClassName', 'Capacity')],
  ({ metadata = {}, storageClassName: className = '', capacity }) => [
    metadata.name ?? '',
    className,
    capacity === undefined ? '<unset>' : formatQuantity(quantityOf(capacity)),
  ],
);

const volumeAttachment = kindTable<VolumeAttachment>(
  [nameColumn, { ...nameColumn, name: 'Attacher' }, ...columns('PV', 'Node', 'Attached:boolean', 'Age')],
  ({ metadata = {}, spec = {}, status = {} }, nowMs) => [
    metadata.name ?? '',
    spec.attacher ?? '',
    spec.source?.persistentVolumeName ?? '',
    spec.nodeName ?? '',
    status.attached ?? false,
    age(metadata.creationTimestamp, nowMs),
  ],
);

const resourceClaim = kindTable<ResourceV1ResourceClaim>([nameColumn, ...columns('State', 'Age')], (object, nowMs) => [
  object.metadata?.name ?? '',
  claimState(object),
  age(object.metadata?.creationTimestamp, nowMs),
]);

function claimState({ metadata, status }: ResourceV1ResourceClaim): string {
  const deleted = Boolean(metadata?.deletionTimestamp);
  if (!status?.allocation) return deleted ? 'deleted' : 'pending';
  const reserved = (status.reservedFor ?? []).length > 0;
  return [...(deleted ? ['deleted'] : []), 'allocated', ...(reserved ? ['reserved'] : [])].join(',');
}

const resourceClaimTemplate = kindTable<ResourceClaimTemplate>(
  [nameColumn, ...columns('Age')],
  ({ metadata = {} }, nowMs) => [metadata.name ?? '', age(metadata.creationTimestamp, nowMs)],
);

export const storageTables: Readonly<Record<string, KindTable>> = {
  PersistentVolume: persistentVolume,
  PersistentVolumeClaim: persistentVolumeClaim,
  StorageClass: storageClass,
  CSINode: csiNode,
  CSIDriver: csiDriver,
  CSIStorageCapacity: csiStorageCapacity,
  VolumeAttachment: volumeAttachment,
  ResourceClaim: resourceClaim,
  ResourceClaimTemplate: resourceClaimTemplate,
};
