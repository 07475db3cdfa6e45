/** The volumes of `kubectl describe pod`: what kind each is and where it comes from. */
import { formatQuantity, quantityOf, quantitySign } from '../api/quantity.ts';
import type {
  EphemeralVolumeSource,
  LocalObjectReference,
  ProjectedVolumeSource,
  Volume,
  VolumeProjection,
  VolumeSource,
} from '../api/types.ts';
import {
  type DescribeWriter,
  describeAnnotations,
  describeAttributes,
  describeLabels,
  goList,
} from './describeWriter.ts';
import { storageClassName } from './storageTables.ts';

/** Lines below a volume's name: label with its colon, and value. */
type Rows = readonly (readonly [label: string, value: string | number | boolean])[];

interface VolumeKind {
  readonly of: keyof VolumeSource;
  rows(source: VolumeSource): Rows;
  /** What follows the rows. */
  more?(writer: DescribeWriter, source: VolumeSource): void;
}

export function describeVolumes(writer: DescribeWriter, volumes: readonly Volume[]): void {
  writer.write(0, volumes.length === 0 ? 'Volumes:\t<none>\n' : 'Volumes:\n');
  for (const volume of volumes) {
    writer.write(1, `${volume.name ?? ''}:\n`);
    const kind = volumeKinds.find(({ of }) => volume[of] !== undefined && volume[of] !== null);
    if (kind === undefined) writer.write(1, '<unknown>\n');
    for (const [label, value] of kind?.rows(volume) ?? []) writer.write(2, `${label}\t${value}\n`);
    kind?.more?.(writer, volume);
  }
}

function volumeKind<K extends keyof VolumeSource>(
  of: K,
  type: string,
  rows: (source: NonNullable<VolumeSource[K]>) => Rows,
): VolumeKind {
  return {
    of,
    rows: (volume) => {
      const source = volume[of];
      return source === undefined || source === null ? [] : [['Type:', type], ...rows(source)];
    },
  };
}

/** A reference as Go's `%v` prints a pointer to it. */
function reference(secret: LocalObjectReference | null | undefined): string {
  return secret ? `&LocalObjectReference{Name:${secret.name ?? ''},}` : 'nil';
}

function goMap(map: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${pairs.map(([key, value]) => `${key}:${value}`).join(' ')}]`;
}

function describeEphemeral(writer: DescribeWriter, source: EphemeralVolumeSource | undefined): void {
  const { metadata, spec = {} } = source?.volumeClaimTemplate ?? {};
  if (source?.volumeClaimTemplate === undefined) return;
  const nested = writer.nested(2);
  nested.write(0, `StorageClass:\t${storageClassName(metadata, spec.storageClassName)}\n`);
  nested.write(0, `Volume:\t${spec.volumeName ?? ''}\n`);
  describeLabels(nested, 'Labels', metadata?.labels);
  describeAnnotations(nested, 'Annotations', metadata?.annotations);
  // A template has no status: what it would be bound to has a capacity of 0 and no access modes.
  nested.write(0, `Capacity:\t${spec.volumeName ? '0' : ''}\n`);
  nested.write(0, 'Access Modes:\t\n');
  if (spec.volumeMode !== undefined) nested.write(0, `VolumeMode:\t${spec.volumeMode}\n`);
  if (spec.dataSource === undefined) return;
  nested.write(0, 'DataSource:\n');
  if (spec.dataSource.apiGroup !== undefined) nested.write(1, `APIGroup:\t${spec.dataSource.apiGroup}\n`);
  nested.write(1, `Kind:\t${spec.dataSource.kind ?? ''}\n`);
  nested.write(1, `Name:\t${spec.dataSource.name ?? ''}\n`);
}

function projectedRows({ sources = [] }: ProjectedVolumeSource): Rows {
  return sources.flatMap(projectionRows);
}

/** Kinds of sources that `describe` does not know give no rows. */
function projectionRows(source: VolumeProjection): Rows {
  const { secret, downwardAPI, configMap, serviceAccountToken } = source;
  if (secret) return named('SecretName:', secret);
  if (downwardAPI) return [['DownwardAPI:', true]];
  if (configMap) return named('ConfigMapName:', configMap);
  return serviceAccountToken ? [['TokenExpirationSeconds:', serviceAccountToken.expirationSeconds ?? 3600]] : [];
}

function named(label: string, { name = '', optional = false }: { name?: string; optional?: boolean }): Rows {
  return [
    [label, name],
    ['Optional:', optional],
  ];
}

/** In the order in which the kinds are looked for (kubectl `pkg/describe/describe.go`, describeVolumes). */
const volumeKinds: readonly VolumeKind[] = [
  volumeKind('hostPath', 'HostPath (bare host directory volume)', ({ path = '', type }) => [
    ['Path:', path],
    ['HostPathType:', type ?? '<none>'],
  ]),
  volumeKind(
    'emptyDir',
    "EmptyDir (a temporary directory that shares a pod's lifetime)",
    ({ medium = '', sizeLimit }) => {
      const limit = quantityOf(sizeLimit);
      return [
        ['Medium:', medium],
        ['SizeLimit:', quantitySign(limit) > 0 ? formatQuantity(limit) : '<unset>'],
      ];
    },
  ),
  volumeKind(
    'gcePersistentDisk',
    'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    ({ pdName = '', fsType = '', partition = 0, readOnly = false }) => [
      ['PDName:', pdName],
      ['FSType:', fsType],
      ['Partition:', partition],
      ['ReadOnly:', readOnly],
    ],
  ),
  volumeKind(
    'awsElasticBlockStore',
    'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    ({ volumeID = '', fsType = '', partition = 0, readOnly = false }) => [
      ['VolumeID:', volumeID],
      ['FSType:', fsType],
      ['Partition:', partition],
      ['ReadOnly:', readOnly],
    ],
  ),
  volumeKind(
    'gitRepo',
    'GitRepo (a volume that is pulled from git when the pod is created)',
    ({ repository = '', revision = '' }) => [
      ['Repository:', repository],
      ['Revision:', revision],
    ],
  ),
  volumeKind('secret', 'Secret (a volume populated by a Secret)', ({ secretName = '', optional = false }) => [
    ['SecretName:', secretName],
    ['Optional:', optional],
  ]),
  volumeKind('configMap', 'ConfigMap (a volume populated by a ConfigMap)', (source) => named('Name:', source)),
  volumeKind(
    'nfs',
    'NFS (an NFS mount that lasts the lifetime of a pod)',
    ({ server = '', path = '', readOnly = false }) => [
      ['Server:', server],
      ['Path:', path],
      ['ReadOnly:', readOnly],
    ],
  ),
  volumeKind(
    'iscsi',
    "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    (iscsi) => [
      ['TargetPortal:', iscsi.targetPortal ?? ''],
      ['IQN:', iscsi.iqn ?? ''],
      ['Lun:', iscsi.lun ?? 0],
      ['ISCSIInterface', iscsi.iscsiInterface ?? ''],
      ['FSType:', iscsi.fsType ?? ''],
      ['ReadOnly:', iscsi.readOnly ?? false],
      ['Portals:', goList(iscsi.portals)],
      ['DiscoveryCHAPAuth:', iscsi.chapAuthDiscovery ?? false],
      ['SessionCHAPAuth:', iscsi.chapAuthSession ?? false],
      ['SecretRef:', reference(iscsi.secretRef)],
      ['InitiatorName:', iscsi.initiatorName ?? '<none>'],
    ],
  ),
  volumeKind(
    'glusterfs',
    "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    ({ endpoints = '', path = '', readOnly = false }) => [
      ['EndpointsName:', endpoints],
      ['Path:', path],
      ['ReadOnly:', readOnly],
    ],
  ),
  volumeKind(
    'persistentVolumeClaim',
    'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    ({ claimName = '', readOnly = false }) => [
      ['ClaimName:', claimName],
      ['ReadOnly:', readOnly],
    ],
  ),
  {
    ...volumeKind(
      'ephemeral',
      'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
      () => [],
    ),
    more: (writer, { ephemeral }) => describeEphemeral(writer, ephemeral),
  },
  volumeKind('rbd', "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)", (rbd) => [
    ['CephMonitors:', goList(rbd.monitors)],
    ['RBDImage:', rbd.image ?? ''],
    ['FSType:', rbd.fsType ?? ''],
    ['RBDPool:', rbd.pool ?? ''],
    ['RadosUser:', rbd.user ?? ''],
    ['Keyring:', rbd.keyring ?? ''],
    ['SecretRef:', reference(rbd.secretRef)],
    ['ReadOnly:', rbd.readOnly ?? false],
  ]),
  volumeKind(
    'quobyte',
    "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
    ({ registry = '', volume = '', readOnly = false }) => [
      ['Registry:', registry],
      ['Volume:', volume],
      ['ReadOnly:', readOnly],
    ],
  ),
  {
    ...volumeKind('downwardAPI', 'DownwardAPI (a volume populated by information about the pod)', () => []),
    more: (writer, { downwardAPI }) => {
      writer.write(2, 'Items:\n');
      for (const { fieldRef, resourceFieldRef, path = '' } of downwardAPI?.items ?? []) {
        if (fieldRef) writer.write(3, `${fieldRef.fieldPath ?? ''} -> ${path}\n`);
        if (resourceFieldRef) writer.write(3, `${resourceFieldRef.resource ?? ''} -> ${path}\n`);
      }
    },
  },
  volumeKind(
    'azureDisk',
    'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    ({ diskName = '', diskURI = '', kind = '', fsType = '', cachingMode = '', readOnly = false }) => [
      ['DiskName:', diskName],
      ['DiskURI:', diskURI],
      ['Kind: ', kind],
      ['FSType:', fsType],
      ['CachingMode:', cachingMode],
      ['ReadOnly:', readOnly],
    ],
  ),
  volumeKind(
    'vsphereVolume',
    'vSphereVolume (a Persistent Disk resource in vSphere)',
    ({ volumePath = '', fsType = '', storagePolicyName = '' }) => [
      ['VolumePath:', volumePath],
      ['FSType:', fsType],
      ['StoragePolicyName:', storagePolicyName],
    ],
  ),
  volumeKind(
    'cinder',
    'Cinder (a Persistent Disk resource in OpenStack)',
    ({ volumeID = '', fsType = '', readOnly = false, secretRef }) => [
      ['VolumeID:', volumeID],
      ['FSType:', fsType],
      ['ReadOnly:', readOnly],
      ['SecretRef:', reference(secretRef)],
    ],
  ),
  volumeKind(
    'photonPersistentDisk',
    'PhotonPersistentDisk (a Persistent Disk resource in photon platform)',
    ({ pdID = '', fsType = '' }) => [
      ['PdID:', pdID],
      ['FSType:', fsType],
    ],
  ),
  volumeKind('portworxVolume', 'PortworxVolume (a Portworx Volume resource)', ({ volumeID = '' }) => [
    ['VolumeID:', volumeID],
  ]),
  volumeKind('scaleIO', 'ScaleIO (a persistent volume backed by a block device in ScaleIO)', (scaleIO) => [
    ['Gateway:', scaleIO.gateway ?? ''],
    ['System:', scaleIO.system ?? ''],
    ['Protection Domain:', scaleIO.protectionDomain ?? ''],
    ['Storage Pool:', scaleIO.storagePool ?? ''],
    ['Storage Mode:', scaleIO.storageMode ?? ''],
    ['VolumeName:', scaleIO.volumeName ?? ''],
    ['FSType:', scaleIO.fsType ?? ''],
    ['ReadOnly:', scaleIO.readOnly ?? false],
  ]),
  volumeKind('cephfs', "CephFS (a CephFS mount on the host that shares a pod's lifetime)", (cephfs) => [
    ['Monitors:', goList(cephfs.monitors)],
    ['Path:', cephfs.path ?? ''],
    ['User:', cephfs.user ?? ''],
    ['SecretFile:', cephfs.secretFile ?? ''],
    ['SecretRef:', reference(cephfs.secretRef)],
    ['ReadOnly:', cephfs.readOnly ?? false],
  ]),
  volumeKind('storageos', 'StorageOS (a StorageOS Persistent Disk resource)', (storageos) => [
    ['VolumeName:', storageos.volumeName ?? ''],
    ['VolumeNamespace:', storageos.volumeNamespace ?? ''],
    ['FSType:', storageos.fsType ?? ''],
    ['ReadOnly:', storageos.readOnly ?? false],
  ]),
  volumeKind('fc', 'FC (a Fibre Channel disk)', ({ targetWWNs = [], lun, fsType = '', readOnly = false }) => [
    ['TargetWWNs:', targetWWNs.join(', ')],
    ['LUN:', lun ?? '<none>'],
    ['FSType:', fsType],
    ['ReadOnly:', readOnly],
  ]),
  volumeKind(
    'azureFile',
    'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    ({ secretName = '', shareName = '', readOnly = false }) => [
      ['SecretName:', secretName],
      ['ShareName:', shareName],
      ['ReadOnly:', readOnly],
    ],
  ),
  volumeKind(
    'flexVolume',
    'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    (flex) => [
      ['Driver:', flex.driver ?? ''],
      ['FSType:', flex.fsType ?? ''],
      ['SecretRef:', reference(flex.secretRef)],
      ['ReadOnly:', flex.readOnly ?? false],
      ['Options:', goMap(flex.options)],
    ],
  ),
  volumeKind(
    'flocker',
    'Flocker (a Flocker volume mounted by the Flocker agent)',
    ({ datasetName = '', datasetUUID = '' }) => [
      ['DatasetName:', datasetName],
      ['DatasetUUID:', datasetUUID],
    ],
  ),
  volumeKind('projected', 'Projected (a volume that contains injected data from multiple sources)', projectedRows),
  {
    ...volumeKind(
      'csi',
      'CSI (a Container Storage Interface (CSI) volume source)',
      ({ driver = '', fsType = '', readOnly = false }) => [
        ['Driver:', driver],
        ['FSType:', fsType],
        ['ReadOnly:', readOnly],
      ],
    ),
    more: (writer, { csi }) => describeAttributes(writer, 'VolumeAttributes', csi?.volumeAttributes),
  },
  volumeKind('image', 'Image (a container image or OCI artifact)', ({ reference: image = '', pullPolicy = '' }) => [
    ['Reference:', image],
    ['PullPolicy:', pullPolicy],
  ]),
];
