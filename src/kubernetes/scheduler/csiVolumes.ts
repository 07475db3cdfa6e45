/** Which CSI driver attaches a volume to a node, and under which handle: what limits of drivers count. */
import type { CSINode, PersistentVolume, PersistentVolumeClaim, VolumeSource } from '../api/types.ts';
import type { Listers } from './listers.ts';
import { claimClass } from './volumeClaims.ts';

export interface CsiVolume {
  readonly driver: string;
  readonly handle: string;
}

/** Volume types from before CSI, which a CSI driver serves now (`k8s.io/csi-translation-lib`). */
const migrated: readonly {
  readonly provisioner: string;
  readonly driver: string;
  handle(source: VolumeSource): string | undefined;
}[] = [
  {
    provisioner: 'kubernetes.io/aws-ebs',
    driver: 'ebs.csi.aws.com',
    handle: ({ awsElasticBlockStore }) => awsElasticBlockStore?.volumeID?.replace(/^aws:\/\/.*\//, ''),
  },
  {
    provisioner: 'kubernetes.io/gce-pd',
    driver: 'pd.csi.storage.gke.io',
    handle: ({ gcePersistentDisk }) =>
      gcePersistentDisk && `projects/UNSPECIFIED/zones/UNSPECIFIED/disks/${gcePersistentDisk.pdName ?? ''}`,
  },
  {
    provisioner: 'kubernetes.io/azure-disk',
    driver: 'disk.csi.azure.com',
    handle: ({ azureDisk }) => azureDisk?.diskURI,
  },
  {
    provisioner: 'kubernetes.io/cinder',
    driver: 'cinder.csi.openstack.org',
    handle: ({ cinder }) => cinder?.volumeID,
  },
  {
    provisioner: 'kubernetes.io/portworx-volume',
    driver: 'pxd.portworx.com',
    handle: ({ portworxVolume }) => portworxVolume?.volumeID,
  },
];

/** Types that the plugin looks at, though not all of them are counted. */
export function isMigratable(source: VolumeSource): boolean {
  const { azureFile, vsphereVolume } = source;
  return azureFile !== undefined || vsphereVolume !== undefined || migratedVolume(source) !== undefined;
}

/** The CSI volume that a volume of an old type is in truth. */
export function migratedVolume(source: VolumeSource): CsiVolume | undefined {
  for (const { driver, handle } of migrated) {
    const found = handle(source);
    if (found !== undefined) return { driver, handle: found };
  }
  return undefined;
}

/** The CSI volume behind a claim; for an unbound one, what its class would provision. */
export function claimVolume(
  claim: PersistentVolumeClaim,
  csiNode: CSINode | undefined,
  listers: Listers,
): CsiVolume | undefined {
  const volume = claim.spec?.volumeName ? listers.persistentVolumes.get(claim.spec.volumeName) : undefined;
  const found = volume === undefined ? futureVolume(claim, csiNode, listers) : existingVolume(volume, csiNode);
  return found === undefined || found.driver === '' || found.handle === '' ? undefined : found;
}

function existingVolume({ spec = {} }: PersistentVolume, csiNode: CSINode | undefined): CsiVolume | undefined {
  if (spec.csi !== undefined) return { driver: spec.csi.driver ?? '', handle: spec.csi.volumeHandle ?? '' };
  return csiNode === undefined ? undefined : migratedVolume(spec as VolumeSource);
}

function futureVolume(
  claim: PersistentVolumeClaim,
  csiNode: CSINode | undefined,
  listers: Listers,
): CsiVolume | undefined {
  const storageClass = listers.storageClasses.get(claimClass(claim));
  if (storageClass === undefined) return undefined;
  const { namespace = '', name = '' } = claim.metadata ?? {};
  const provisioner = storageClass.provisioner ?? '';
  const handle = `unbound-${namespace}/${name}`;
  const old = migrated.find((type) => type.provisioner === provisioner);
  if (old === undefined) return { driver: provisioner, handle };
  return csiNode === undefined ? undefined : { driver: old.driver, handle };
}
