/** A StatefulSet's volume claims: made before their Pods, and owned as the retention policy says (stateful_pod_control.go). */
import type { KubernetesObject, OwnerReference, PersistentVolumeClaim, Pod, StatefulSet } from '../../api/types.ts';
import { keyOf } from '../../simulation/informer.ts';
import type { Process } from '../../simulation/process.ts';
import type { ControllerContext } from '../controller.ts';
import { isRefused, isTrouble, type Trouble } from '../objectClient.ts';
import { controllerReference } from '../ownership.ts';
import { claimsOf, isInRange } from './identity.ts';

/** Makes the claims that are missing. */
export function* createClaims(context: ControllerContext, set: StatefulSet, pod: Pod): Process<Trouble | undefined> {
  const troubles: string[] = [];
  for (const claim of claimsOf(set, pod)) {
    const name = claim.metadata?.name ?? '';
    const stored = context.caches.get<PersistentVolumeClaim>('persistentvolumeclaims', keyOf(claim));
    if (stored !== undefined) {
      if (stored.metadata?.deletionTimestamp !== undefined) troubles.push(`pvc ${name} is being deleted`);
      continue;
    }
    const created = yield* context.client.create(claim);
    if (isTrouble(created)) troubles.push(`failed to create PVC ${name}: ${created.trouble}`);
    if (isRefused(created, 'AlreadyExists')) continue;
    const podName = pod.metadata?.name ?? '';
    const setName = set.metadata?.name ?? '';
    if (isTrouble(created)) {
      const message = `Create Claim ${name} for Pod ${podName} in StatefulSet ${setName} failed error: ${created.trouble}`;
      context.event(set, 'Warning', 'FailedCreate', message);
    } else {
      const message = `Create Claim ${name} Pod ${podName} in StatefulSet ${setName} success`;
      context.event(set, 'Normal', 'SuccessfulCreate', message);
    }
  }
  const [first] = troubles;
  if (first === undefined) return undefined;
  return { trouble: troubles.length === 1 ? first : `[${troubles.join(', ')}]` };
}

function storedClaims({ caches }: ControllerContext, set: StatefulSet, pod: Pod): PersistentVolumeClaim[] {
  return claimsOf(set, pod).flatMap(
    (claim) => caches.get<PersistentVolumeClaim>('persistentvolumeclaims', keyOf(claim)) ?? [],
  );
}

/** Whether the owners of all claims are those that the retention policy asks for. */
export function ownersMatch(context: ControllerContext, set: StatefulSet, pod: Pod): boolean {
  return storedClaims(context, set, pod).every((claim) => isUpToDate(claim, set, pod));
}

/** Gives the Pod's claims the owners that the retention policy asks for. */
export function* updateOwners(context: ControllerContext, set: StatefulSet, pod: Pod): Process<Trouble | undefined> {
  for (const claim of storedClaims(context, set, pod)) {
    if (hasUnexpectedController(claim, set, pod)) {
      const message = `PersistentVolumeClaim ${claim.metadata?.name ?? ''} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`;
      context.event(set, 'Warning', 'ConflictingController', message);
    }
    if (isUpToDate(claim, set, pod)) continue;
    const { ownerReferences: before = [], ...metadata } = claim.metadata ?? {};
    const others = before.filter((owner) => !names(owner, set) && !names(owner, pod));
    const owner = hasUnexpectedController(claim, set, pod) ? undefined : wishedOwner(set, pod);
    const ownerReferences = owner === undefined ? others : [...others, controllerReference(owner)];
    const updated = yield* context.client.update({
      ...claim,
      metadata: { ...metadata, ...(ownerReferences.length > 0 && { ownerReferences }) },
    });
    if (!isTrouble(updated)) continue;
    return {
      trouble: `could not update claim ${claim.metadata?.name ?? ''} for delete policy ownerRefs: ${updated.trouble}`,
    };
  }
  return undefined;
}

/** A claim that still names a Pod of the same name that is gone: the new Pod has to wait until it goes too. */
export function hasStaleClaim(context: ControllerContext, set: StatefulSet, pod: Pod): boolean {
  if (set.spec?.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return false;
  return storedClaims(context, set, pod).some((claim) => isStale(claim, pod));
}

/** With whom a claim goes: the set, or the Pod once it is scaled away. */
function wishedOwner(set: StatefulSet, pod: Pod): KubernetesObject | undefined {
  const { whenScaled = 'Retain', whenDeleted = 'Retain' } = set.spec?.persistentVolumeClaimRetentionPolicy ?? {};
  if (whenScaled === 'Delete' && !isInRange(set, pod)) return { apiVersion: 'v1', kind: 'Pod', ...pod };
  return whenDeleted === 'Delete' ? set : undefined;
}

function isUpToDate(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  if (isStale(claim, set) || isStale(claim, pod)) return true;
  const owns = (object: KubernetesObject): boolean =>
    claim.metadata?.ownerReferences?.some(({ uid }) => uid === object.metadata?.uid) === true;
  if (hasUnexpectedController(claim, set, pod)) return !owns(set) && !owns(pod);
  const loose = claim.metadata?.ownerReferences?.some(
    ({ uid, controller }) => (uid === set.metadata?.uid || uid === pod.metadata?.uid) && controller !== true,
  );
  if (loose) return false;
  const owner = wishedOwner(set, pod);
  return owns(set) === (owner === set) && owns(pod) === (owner !== undefined && owner !== set);
}

function names(owner: OwnerReference, object: KubernetesObject): boolean {
  const { kind = 'Pod', apiVersion = 'v1' } = object;
  return owner.kind === kind && owner.apiVersion === apiVersion && owner.name === object.metadata?.name;
}

/** An owner of the same name that has another UID. */
function isStale(claim: PersistentVolumeClaim, object: KubernetesObject): boolean {
  return (
    claim.metadata?.ownerReferences?.some((owner) => names(owner, object) && owner.uid !== object.metadata?.uid) ===
    true
  );
}

function hasUnexpectedController(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  const { whenScaled = 'Retain', whenDeleted = 'Retain' } = set.spec?.persistentVolumeClaimRetentionPolicy ?? {};
  if (whenScaled === 'Retain' && whenDeleted === 'Retain') return false;
  return (claim.metadata?.ownerReferences ?? []).some((owner) => {
    for (const object of [set, pod]) if (names(owner, object)) return owner.uid !== object.metadata?.uid;
    return owner.controller === true;
  });
}
