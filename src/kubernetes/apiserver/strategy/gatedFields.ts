/** Fields whose features are off in 1.36 by default: dropped unless the stored object already has them. */
import type { Container, ContainerStatus, PodSpec, PodStatus, PodTemplateSpec } from '../../api/types.ts';

/**
 * Drops them from a Pod's spec (`pkg/api/pod`, dropDisabledFields): stop signals (ContainerStopSignals), projected trust
 * bundles and Pod certificates (ClusterTrustBundleProjection, PodCertificateRequest), scheduling groups (GenericWorkload).
 */
export function dropGatedFields(spec: PodSpec | undefined, old: PodSpec | undefined): void {
  if (spec === undefined) return;
  if (!sourcesOf(old).some((source) => source.clusterTrustBundle !== undefined)) {
    for (const source of sourcesOf(spec)) if (source.clusterTrustBundle !== undefined) delete source.clusterTrustBundle;
  }
  if (!sourcesOf(old).some((source) => source.podCertificate !== undefined)) {
    for (const source of sourcesOf(spec)) if (source.podCertificate !== undefined) delete source.podCertificate;
  }
  if (old?.schedulingGroup === undefined && spec.schedulingGroup !== undefined) delete spec.schedulingGroup;
  if (!containersOf(old).some((container) => container.lifecycle?.stopSignal !== undefined)) {
    containersOf(spec).forEach(dropStopSignal);
  }
}

export function dropGatedTemplateFields(template: PodTemplateSpec | undefined, old: PodTemplateSpec | undefined): void {
  dropGatedFields(template?.spec, old?.spec);
}

/** Drops image digests (ImageVolumeWithDigest) and node-allocatable claims (DRANodeAllocatableResources) from a status. */
export function dropGatedStatusFields(status: PodStatus | undefined, old: PodStatus | undefined): void {
  if (status === undefined) return;
  if (!mountsOf(old).some((mount) => mount.volumeStatus !== undefined)) {
    for (const mount of mountsOf(status)) delete mount.volumeStatus;
  }
  if ((old?.nodeAllocatableResourceClaimStatuses ?? []).length === 0)
    delete status.nodeAllocatableResourceClaimStatuses;
}

function sourcesOf(spec: PodSpec | undefined) {
  return (spec?.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? []);
}

function containersOf(spec: PodSpec | undefined): Container[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? []), ...(spec?.ephemeralContainers ?? [])];
}

function dropStopSignal(container: Container): void {
  if (container.lifecycle?.stopSignal === undefined) return;
  delete container.lifecycle.stopSignal;
  if (Object.keys(container.lifecycle).length === 0) delete container.lifecycle;
}

function mountsOf(status: PodStatus | undefined) {
  const all: ContainerStatus[][] = [
    status?.containerStatuses ?? [],
    status?.initContainerStatuses ?? [],
    status?.ephemeralContainerStatuses ?? [],
  ];
  return all.flat().flatMap((containerStatus) => containerStatus.volumeMounts ?? []);
}
