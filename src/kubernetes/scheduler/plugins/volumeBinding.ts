/** VolumeBinding: a node must be able to get the Pod's volumes; claims that wait for a Pod are bound on the way. */
import { checkedSelectorOf, matchesLabels } from '../../api/labels.ts';
import { compareQuantities, quantityOf, quantityValue } from '../../api/quantity.ts';
import type {
  CSIStorageCapacity,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '../../api/types.ts';
import { deepEqual } from '../deepEqual.ts';
import { type Cycle, failed, type Rejection, reject, type SchedulerPlugin, skip, unresolvable } from '../framework.ts';
import type { Listers } from '../listers.ts';
import type { NodeInfo } from '../nodeInfo.ts';
import { claimClass, isFullyBound, neededClaim, ownershipTrouble, selectedNode, volumeClass } from '../volumeClaims.ts';
import { matchingVolume, reachableFrom } from '../volumeMatching.ts';
import { type VolumePlan, volumePlan } from '../volumePlan.ts';

const reasons = {
  otherNode: "node(s) didn't match PersistentVolume's node affinity",
  noVolume: "node(s) didn't find available persistent volumes to bind",
  noSpace: 'node(s) did not have enough free storage',
  noSuchVolume: 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)',
} as const;

/** Claims by what is to be done about them, and what was found out per node. */
interface FilterState {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Claims that wait for a Pod to be placed. */
  readonly waiting: readonly PersistentVolumeClaim[];
  /** Volumes that such claims may get, by storage class. */
  readonly volumes: ReadonlyMap<string, readonly PersistentVolume[]>;
  readonly plans: Map<string, Finds>;
}

interface Finds {
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[];
  readonly provisions: readonly PersistentVolumeClaim[];
}

export const volumeBinding: SchedulerPlugin<FilterState> = {
  name: 'VolumeBinding',
  retryOn: [
    {
      on: 'storage.k8s.io/StorageClass',
      actions: ['Add', 'Update'],
      helps: (_pod, { old, new: updated }) =>
        old === undefined || !deepEqual(old.allowedTopologies ?? [], updated?.allowedTopologies ?? []),
    },
    {
      on: 'PersistentVolumeClaim',
      actions: ['Add', 'Update'],
      helps: (pod, { new: claim }) =>
        pod.metadata?.namespace === claim?.metadata?.namespace &&
        (pod.spec?.volumes ?? []).some(
          (volume) => neededClaim(pod.metadata?.name ?? '', volume)?.name === claim?.metadata?.name,
        ),
    },
    { on: 'PersistentVolume', actions: ['Add', 'Update'] },
    { on: 'Node', actions: ['Add', 'UpdateNodeLabel'] },
    {
      on: 'storage.k8s.io/CSINode',
      actions: ['Add', 'Update'],
      helps: (_pod, { old, new: updated }) =>
        old === undefined ||
        old.metadata?.annotations?.[migratedPlugins] !== updated?.metadata?.annotations?.[migratedPlugins],
    },
    {
      on: 'storage.k8s.io/CSIDriver',
      actions: ['Update'],
      helps: (pod, { old, new: updated }) =>
        old?.spec?.storageCapacity === true &&
        updated?.spec?.storageCapacity !== true &&
        (pod.spec?.volumes ?? []).some(({ csi }) => csi !== undefined && csi.driver === updated?.metadata?.name),
    },
    {
      on: 'storage.k8s.io/CSIStorageCapacity',
      actions: ['Add', 'Update'],
      helps: (_pod, { old, new: updated }) => {
        const [before, after] = [volumeLimit(old), volumeLimit(updated)];
        return old === undefined || (after !== undefined && (before === undefined || after > before));
      },
    },
  ],
  preFilter: (cycle) => {
    const claims = podClaims(cycle);
    if (typeof claims === 'string') return reject(unresolvable(claims));
    if (claims === undefined) return skip;
    return sortClaims(claims, cycle.listers);
  },
  filter: ({ listers }, state, { node = {}, name }) => {
    const found = findVolumes(state, node, listers);
    if ('code' in found) return found;
    state.plans.set(name, found);
    return undefined;
  },
  // Scoring by free capacity (StorageCapacityScoring) is off by default.
  preScore: () => ({ kind: 'skip' }),
  reserve: ({ listers }, { waiting, plans }, node: NodeInfo): VolumePlan | undefined => {
    const finds = plans.get(node.name);
    if (finds === undefined || waiting.every((claim) => isFullyBound(currentClaim(claim, listers)))) return undefined;
    return volumePlan(finds.bindings, finds.provisions, node.name);
  },
};

const migratedPlugins = 'storage.alpha.kubernetes.io/migrated-plugins';

function currentClaim(claim: PersistentVolumeClaim, listers: Listers): PersistentVolumeClaim {
  const { namespace = '', name = '' } = claim.metadata ?? {};
  return listers.persistentVolumeClaims.get(`${namespace}/${name}`) ?? claim;
}

/** The Pod's claims; undefined if it needs none; or what is wrong with one. */
function podClaims({ pod, info, listers }: Cycle): readonly PersistentVolumeClaim[] | string | undefined {
  const claims: PersistentVolumeClaim[] = [];
  for (const volume of pod.spec?.volumes ?? []) {
    const needed = neededClaim(info.name, volume);
    if (needed === undefined) continue;
    const { name, ephemeral } = needed;
    const claim = listers.persistentVolumeClaims.get(`${info.namespace}/${name}`);
    if (claim === undefined) {
      return ephemeral
        ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
        : `persistentvolumeclaim "${name}" not found`;
    }
    if (claim.status?.phase === 'Lost')
      return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`;
    if (claim.metadata?.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
    const trouble = ephemeral ? ownershipTrouble(claim, info) : undefined;
    if (trouble !== undefined) return trouble;
    claims.push(claim);
  }
  return claims.length === 0 ? undefined : claims;
}

/** A claim that ought to be bound by now is waited for. */
function sortClaims(
  claims: readonly PersistentVolumeClaim[],
  listers: Listers,
): ReturnType<NonNullable<typeof volumeBinding.preFilter>> {
  const bound: PersistentVolumeClaim[] = [];
  const waiting: PersistentVolumeClaim[] = [];
  let immediate = false;
  for (const claim of claims) {
    if (isFullyBound(claim)) {
      bound.push(claim);
      continue;
    }
    const className = claimClass(claim);
    const storageClass = className === '' ? undefined : listers.storageClasses.get(className);
    if (storageClass !== undefined && storageClass.volumeBindingMode === undefined)
      return reject(failed(`VolumeBindingMode not set for StorageClass "${className}"`));
    if (storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !claim.spec?.volumeName) waiting.push(claim);
    else immediate = true;
  }
  if (immediate) return reject(unresolvable('pod has unbound immediate PersistentVolumeClaims'));
  const volumes = new Map<string, PersistentVolume[]>();
  for (const claim of waiting) volumes.set(claimClass(claim), []);
  if (waiting.length > 0)
    for (const volume of listers.persistentVolumes.list()) volumes.get(volumeClass(volume))?.push(volume);
  return { kind: 'filter', state: { bound, waiting, volumes, plans: new Map() } };
}

/** What the claims would get on the node, or why they get nothing there. */
function findVolumes(state: FilterState, node: Node, listers: Listers): Finds | Rejection {
  const found: string[] = [];
  const trouble = checkBound(state.bound, node, listers);
  if (trouble === reasons.otherNode) found.push(trouble);
  const waiting = placeWaiting(state, node, listers);
  if ('code' in waiting) return waiting;
  if (waiting.why !== undefined) found.push(waiting.why);
  if (trouble === reasons.noSuchVolume) found.push(trouble);
  return found.length === 0 ? waiting : unresolvable(...found);
}

/** The first bound claim whose volume is missing or elsewhere decides. */
function checkBound(claims: readonly PersistentVolumeClaim[], node: Node, listers: Listers): string | undefined {
  for (const claim of claims) {
    const volume = listers.persistentVolumes.get(claim.spec?.volumeName ?? '');
    if (volume === undefined) return reasons.noSuchVolume;
    if (!reachableFrom(volume, node)) return reasons.otherNode;
  }
  return undefined;
}

/** Existing volumes for the waiting claims, the smallest claim first; the rest is to be provisioned. */
function placeWaiting(
  { waiting, volumes }: FilterState,
  node: Node,
  listers: Listers,
): (Finds & { readonly why?: string }) | Rejection {
  const nowhere = { bindings: [], provisions: [] };
  const provisions: PersistentVolumeClaim[] = [];
  const open: PersistentVolumeClaim[] = [];
  for (const claim of waiting) {
    const chosen = claim.metadata?.annotations?.[selectedNode];
    if (chosen === undefined) open.push(claim);
    else if (chosen === node.metadata?.name) provisions.push(claim);
    else return { ...nowhere, why: reasons.noVolume };
  }
  const bindings: { claim: PersistentVolumeClaim; volume: PersistentVolume }[] = [];
  const taken = new Set<string>();
  for (const claim of open.toSorted(bySize)) {
    const volume = matchingVolume(claim, volumes.get(claimClass(claim)) ?? [], node, taken);
    if (volume === undefined) provisions.push(claim);
    else {
      taken.add(volume.metadata?.name ?? '');
      bindings.push({ claim, volume });
    }
  }
  for (const claim of provisions) {
    const trouble = whyNotProvisioned(claim, node, listers);
    if (trouble === undefined) continue;
    return typeof trouble === 'string' ? { ...nowhere, why: trouble } : trouble;
  }
  return { bindings, provisions };
}

function bySize(a: PersistentVolumeClaim, b: PersistentVolumeClaim): number {
  return compareQuantities(
    quantityOf(a.spec?.resources?.requests?.storage),
    quantityOf(b.spec?.resources?.requests?.storage),
  );
}

function whyNotProvisioned(claim: PersistentVolumeClaim, node: Node, listers: Listers): string | Rejection | undefined {
  const className = claimClass(claim);
  if (className === '') {
    const { namespace = '', name = '' } = claim.metadata ?? {};
    return failed(`no class for claim "${namespace}/${name}"`);
  }
  const storageClass = listers.storageClasses.get(className);
  if (storageClass === undefined) return failed(`failed to find storage class "${className}"`);
  const { provisioner } = storageClass;
  if (!provisioner || provisioner === 'kubernetes.io/no-provisioner') return reasons.noVolume;
  if (!isAllowedTopology(storageClass, node)) return reasons.noVolume;
  return hasCapacity(claim, storageClass, node, listers) ? undefined : reasons.noSpace;
}

function isAllowedTopology({ allowedTopologies = [] }: StorageClass, node: Node): boolean {
  if (allowedTopologies.length === 0) return true;
  const labels = node.metadata?.labels ?? {};
  return allowedTopologies.some(
    ({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.length > 0 &&
      matchLabelExpressions.every(({ key = '', values = [] }) => values.includes(labels[key] ?? '') && key in labels),
  );
}

/** Asked only of drivers that report capacity. */
function hasCapacity(claim: PersistentVolumeClaim, storageClass: StorageClass, node: Node, listers: Listers): boolean {
  const requested = claim.spec?.resources?.requests?.storage;
  if (requested === undefined) return true;
  if (listers.csiDrivers.get(storageClass.provisioner ?? '')?.spec?.storageCapacity !== true) return true;
  const size = quantityValue(quantityOf(requested));
  for (const capacity of listers.csiStorageCapacities.list()) {
    const limit = volumeLimit(capacity);
    if (capacity.storageClassName !== storageClass.metadata?.name || limit === undefined || limit < size) continue;
    if (capacity.nodeTopology === undefined) continue;
    if (matchesLabels(checkedSelectorOf(capacity.nodeTopology), node.metadata?.labels)) return true;
  }
  return false;
}

function volumeLimit(capacity: CSIStorageCapacity | undefined): bigint | undefined {
  const amount = capacity?.maximumVolumeSize ?? capacity?.capacity;
  return amount === undefined ? undefined : quantityValue(quantityOf(amount));
}
