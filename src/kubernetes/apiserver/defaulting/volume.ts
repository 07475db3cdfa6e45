/** Defaults of volumes, those of Pods and the persistent ones. */
import { defaultPullPolicy } from '../../api/imageReference.ts';
import { structNamed } from '../../api/schema/schema.ts';
import type {
  AzureDiskVolumeSource,
  DownwardAPIVolumeFile,
  PersistentVolumeClaimSpec,
  PersistentVolumeSource,
  ProjectedVolumeSource,
  Volume,
  VolumeSource,
} from '../../api/types.ts';
import { defaultFieldRef } from './container.ts';
import { roundResources } from './resourceList.ts';

/** 0644 */
const defaultMode = 420;
const tokenSeconds = 3600;

/** Fills what a Pod's volume leaves out; one without a source is an empty directory. */
export function defaultVolume(volume: Volume): void {
  if (!hasSource(volume)) volume.emptyDir = {};
  if (volume.image !== undefined) volume.image.pullPolicy ||= defaultPullPolicy(volume.image.reference ?? '');
  if (volume.secret !== undefined) volume.secret.defaultMode ??= defaultMode;
  if (volume.configMap !== undefined) volume.configMap.defaultMode ??= defaultMode;
  if (volume.downwardAPI !== undefined) {
    volume.downwardAPI.defaultMode ??= defaultMode;
    defaultFiles(volume.downwardAPI.items);
  }
  if (volume.projected !== undefined) defaultProjected(volume.projected);
  const claim = volume.ephemeral?.volumeClaimTemplate;
  if (claim !== undefined) {
    claim.spec ??= {};
    defaultClaimSpec(claim.spec);
  }
  defaultCommonSources(volume);
}

function hasSource(volume: VolumeSource): boolean {
  const { byName } = structNamed('VolumeSource');
  return Object.keys(volume).some((field) => byName.has(field));
}

function defaultProjected(projected: ProjectedVolumeSource): void {
  projected.defaultMode ??= defaultMode;
  for (const source of projected.sources ?? []) {
    defaultFiles(source.downwardAPI?.items);
    if (source.serviceAccountToken !== undefined) source.serviceAccountToken.expirationSeconds ??= tokenSeconds;
  }
}

function defaultFiles(files: readonly DownwardAPIVolumeFile[] | undefined): void {
  for (const file of files ?? []) defaultFieldRef(file.fieldRef);
}

/** Fills the sources that Pods and persistent volumes share. */
export function defaultCommonSources(source: VolumeSource | PersistentVolumeSource): void {
  if (source.hostPath !== undefined) source.hostPath.type ??= '';
  if (source.iscsi !== undefined) source.iscsi.iscsiInterface ||= 'default';
  if (source.rbd !== undefined) {
    source.rbd.pool ||= 'rbd';
    source.rbd.user ||= 'admin';
    source.rbd.keyring ||= '/etc/ceph/keyring';
  }
  if (source.azureDisk !== undefined) defaultAzureDisk(source.azureDisk);
  if (source.scaleIO !== undefined) {
    source.scaleIO.storageMode ||= 'ThinProvisioned';
    source.scaleIO.fsType ||= 'xfs';
  }
}

function defaultAzureDisk(disk: AzureDiskVolumeSource): void {
  disk.cachingMode ??= 'ReadWrite';
  disk.fsType ??= 'ext4';
  disk.readOnly ??= false;
  disk.kind ??= 'Shared';
}

/** Fills the spec of a claim, of its own or in a Pod's ephemeral volume. */
export function defaultClaimSpec(spec: PersistentVolumeClaimSpec): void {
  spec.volumeMode ??= 'Filesystem';
  roundResources(spec.resources);
}
