/** Which CSI driver attaches a volume to a node, and under which handle: what limits of drivers count. */
import type { CSINode, PersistentVolume, PersistentVolumeClaim, VolumeSource } from '../api/types.ts';
import type { Listers } from './listers.ts';
import { claimClass } from './volumeClaims.ts';

export interface CsiVolume {
  readonly driver: string;
  readonly handle: string;
}

/** A volume of an old type that no driver takes over as it is written. */
export interface Untranslatable {
  readonly trouble: string;
}

interface Successor {
  readonly provisioner: string;
  readonly driver: string;
  /** Undefined for a volume of another type. */
  handle(source: VolumeSource): string | Untranslatable | undefined;
}

/** Volume types from before CSI, which a CSI driver serves now (`k8s.io/csi-translation-lib`). */
const successors: readonly Successor[] = [
  {
    provisioner: 'kubernetes.io/aws-ebs',
    driver: 'ebs.csi.aws.com',
    handle: ({ awsElasticBlockStore }) => awsElasticBlockStore && ebsHandle(awsElasticBlockStore.volumeID ?? ''),
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
    handle: ({ azureDisk }) => {
      if (azureDisk === undefined) return undefined;
      const { kind = 'Managed', diskURI = '' } = azureDisk;
      return kind.toLowerCase() === 'managed'
        ? diskURI
        : { trouble: `kind(${kind}) is not supported in csi migration` };
    },
  },
  {
    provisioner: 'kubernetes.io/cinder',
    driver: 'cinder.csi.openstack.org',
    handle: ({ cinder }) => cinder && (cinder.volumeID ?? ''),
  },
  {
    provisioner: 'kubernetes.io/portworx-volume',
    driver: 'pxd.portworx.com',
    handle: ({ portworxVolume }) => portworxVolume && (portworxVolume.volumeID ?? ''),
  },
];

/** Either the bare ID, or `aws://zone/ID`. */
function ebsHandle(volumeId: string): string | Untranslatable {
  if (!volumeId.startsWith('aws://')) return volumeId;
  const handle = /^aws:\/\/[^/]*\/+(vol-[^/]*)\/*$/.exec(volumeId)?.[1];
  const trouble = `failed to translate Kubernetes ID to EBS Volume ID Invalid format for AWS volume (${volumeId})`;
  return handle ?? { trouble };
}

/** Types that the plugin looks at, though not all of them are counted. */
export function isMigratable(source: VolumeSource): boolean {
  const { azureFile, vsphereVolume } = source;
  return azureFile !== undefined || vsphereVolume !== undefined || successorOf(source) !== undefined;
}

/** The driver that serves volumes of an old type now. */
export function successorOf(source: VolumeSource): string | undefined {
  return successors.find(({ handle }) => handle(source) !== undefined)?.driver;
}

/** The CSI volume that a volume of an old type is in truth; undefined for other types. */
export function migratedVolume(source: VolumeSource): CsiVolume | Untranslatable | undefined {
  for (const { driver, handle } of successors) {
    const found = handle(source);
    if (found !== undefined) return typeof found === 'string' ? { driver, handle: found } : found;
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
  const migrated = csiNode === undefined ? undefined : migratedVolume(spec as VolumeSource);
  return migrated === undefined || 'trouble' in migrated ? undefined : migrated;
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
  const successor = successors.find((type) => type.provisioner === provisioner);
  if (successor === undefined) return { driver: provisioner, handle };
  return csiNode === undefined ? undefined : { driver: successor.driver, handle };
}
