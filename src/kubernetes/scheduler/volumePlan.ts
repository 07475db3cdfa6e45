/** Volumes that the scheduler binds on its way to binding a Pod. */
import type { PersistentVolume, PersistentVolumeClaim } from '../api/types.ts';
import { selectedNode } from './volumeClaims.ts';
import { isBoundTo } from './volumeMatching.ts';

/** Objects as they are to be written. */
export interface VolumePlan {
  /** Existing volumes pre-bound to claims. */
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  /** Claims to be provisioned for the chosen node. */
  readonly provisions: readonly PersistentVolumeClaim[];
}

const boundByController = 'pv.kubernetes.io/bound-by-controller';

/** The plan for `node`; undefined when there is nothing to write. */
export function volumePlan(
  bindings: VolumePlan['bindings'],
  provisions: readonly PersistentVolumeClaim[],
  node: string,
): VolumePlan | undefined {
  if (bindings.length + provisions.length === 0) return undefined;
  return {
    bindings: bindings.map(({ volume, claim }) => ({ volume: boundTo(volume, claim), claim })),
    provisions: provisions.map((claim) => withAnnotation(claim, selectedNode, node)),
  };
}

/** The volume with a reference to the claim, and a note if no person put it there. */
function boundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const noted = isBoundTo(volume, claim) ? volume : withAnnotation(volume, boundByController, 'yes');
  const { namespace, name, uid, resourceVersion } = claim.metadata ?? {};
  const before = volume.spec?.claimRef;
  if (before?.name === name && before?.namespace === namespace && before?.uid === uid) return noted;
  const claimRef = {
    kind: 'PersistentVolumeClaim',
    apiVersion: 'v1',
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  return { ...noted, spec: { ...noted.spec, claimRef } };
}

function withAnnotation<T extends PersistentVolume | PersistentVolumeClaim>(object: T, key: string, value: string): T {
  const { metadata = {} } = object;
  if (metadata.annotations?.[key] !== undefined && key === boundByController) return object;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, [key]: value } } };
}
