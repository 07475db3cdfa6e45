/** Which existing volume suits a claim on a node (`k8s.io/component-helpers/storage/volume`, FindMatchingVolume). */
import { checkedSelectorOf, matchesLabels } from '../api/labels.ts';
import { nodeSelectorMatcher } from '../api/nodeAffinity.ts';
import { compareQuantities, quantityOf } from '../api/quantity.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../api/types.ts';
import { claimClass, volumeClass } from './volumeClaims.ts';

/** The volume bound to the claim beforehand; else the smallest that will do. `taken`: names given to other claims. */
export function matchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  node: Node,
  taken: ReadonlySet<string>,
): PersistentVolume | undefined {
  const requested = quantityOf(claim.spec?.resources?.requests?.storage);
  let smallest: PersistentVolume | undefined;
  for (const volume of volumes) {
    const { metadata = {}, spec = {}, status = {} } = volume;
    if (taken.has(metadata.name ?? '') || metadata.deletionTimestamp) continue;
    const prebound = isBoundTo(volume, claim);
    if (spec.claimRef !== undefined && !prebound) continue;
    const capacity = quantityOf(spec.capacity?.storage);
    if (compareQuantities(capacity, requested) < 0 || !sameKind(claim, volume)) continue;
    const reachable = reachableFrom(volume, node);
    if (prebound) return reachable ? volume : undefined;
    if (status.phase !== 'Available' || !isWanted(claim, volume) || !reachable) continue;
    if (smallest === undefined || compareQuantities(quantityOf(smallest.spec?.capacity?.storage), capacity) > 0)
      smallest = volume;
  }
  return smallest;
}

/** Pre-bound by a person or bound by a controller. */
export function isBoundTo({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const ref = spec?.claimRef;
  if (ref === undefined || ref.name !== metadata?.name || ref.namespace !== metadata?.namespace) return false;
  return !ref.uid || ref.uid === metadata?.uid;
}

/** Whether a node meets the volume's node affinity. */
export function reachableFrom({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec?.nodeAffinity?.required;
  if (required === undefined) return true;
  return nodeSelectorMatcher(required)({ metadata: { labels: node.metadata?.labels ?? {} } }).matches;
}

function sameKind(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  return (
    (claim.spec?.volumeMode ?? 'Filesystem') === (volume.spec?.volumeMode ?? 'Filesystem') &&
    (claim.spec?.volumeAttributesClassName ?? '') === (volume.spec?.volumeAttributesClassName ?? '')
  );
}

function isWanted(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  const { selector, accessModes = [] } = claim.spec ?? {};
  if (selector !== undefined && !matchesLabels(checkedSelectorOf(selector), volume.metadata?.labels)) return false;
  return (
    volumeClass(volume) === claimClass(claim) &&
    accessModes.every((mode) => volume.spec?.accessModes?.includes(mode) === true)
  );
}
