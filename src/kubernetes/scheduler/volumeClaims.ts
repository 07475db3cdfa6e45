/** What several volume plugins ask of claims. */
import type { KubernetesObject, PersistentVolume, PersistentVolumeClaim, Volume } from '../api/types.ts';

const betaClass = 'volume.beta.kubernetes.io/storage-class';
const bindCompleted = 'pv.kubernetes.io/bind-completed';
export const selectedNode = 'volume.kubernetes.io/selected-node';

/** Name of the claim's storage class; empty for none. */
export function claimClass({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata?.annotations?.[betaClass] ?? spec?.storageClassName ?? '';
}

/** Name of the volume's storage class; empty for none. */
export function volumeClass({ metadata, spec }: PersistentVolume): string {
  return metadata?.annotations?.[betaClass] ?? spec?.storageClassName ?? '';
}

/** Bound on both sides. */
export function isFullyBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return Boolean(spec?.volumeName) && metadata?.annotations?.[bindCompleted] !== undefined;
}

export interface NeededClaim {
  readonly name: string;
  /** Made for this Pod, and to be owned by it. */
  readonly ephemeral: boolean;
}

/** The claim that a volume of the Pod needs, if any. */
export function neededClaim(podName: string, volume: Volume): NeededClaim | undefined {
  if (volume.persistentVolumeClaim !== undefined)
    return { name: volume.persistentVolumeClaim.claimName ?? '', ephemeral: false };
  return volume.ephemeral === undefined ? undefined : { name: `${podName}-${volume.name ?? ''}`, ephemeral: true };
}

/** What is wrong with an ephemeral claim that was made for somebody else. */
export function ownershipTrouble(
  claim: PersistentVolumeClaim,
  pod: { readonly namespace: string; readonly name: string; readonly uid: string },
): string | undefined {
  if (claim.metadata?.namespace === pod.namespace && isControlledBy(claim, pod.uid)) return undefined;
  const { namespace = '', name = '' } = claim.metadata ?? {};
  return `PVC ${namespace}/${name} was not created for pod ${pod.namespace}/${pod.name} (pod is not owner)`;
}

export function isControlledBy({ metadata }: KubernetesObject, uid: string): boolean {
  return metadata?.ownerReferences?.find(({ controller }) => controller === true)?.uid === uid;
}
