/** Binds claims to volumes, and provisions volumes where their class can (pkg/controller/volume/persistentvolume). */
import { checkedSelectorOf, matchesLabels } from '../../api/labels.ts';
import { compareQuantities, quantityOf } from '../../api/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/types.ts';
import { keyOf } from '../../simulation/informer.ts';
import type { Process } from '../../simulation/process.ts';
import type { Caches } from '../caches.ts';
import { type Controller, type ControllerContext, on } from '../controller.ts';
import { isRefused, isTrouble, type Trouble } from '../objectClient.ts';

const selectedNode = 'volume.kubernetes.io/selected-node';
const provisionerAnnotations = [
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
];
const boundByController = 'pv.kubernetes.io/bound-by-controller';
const bindCompleted = 'pv.kubernetes.io/bind-completed';
const provisionedBy = 'pv.kubernetes.io/provisioned-by';
const hostPath = 'kubernetes.io/host-path';
const noProvisioner = 'kubernetes.io/no-provisioner';
const reclaimFinalizer = 'kubernetes.io/pv-controller';

export const persistentVolume: Controller = {
  name: 'persistent-volume-binder',
  eventSource: 'persistentvolume-controller',
  workers: 1,
  watches: {
    persistentvolumeclaims: on<PersistentVolumeClaim>(({ type, object }) =>
      type === 'DELETED' ? volumeKeys(object) : [`claim ${keyOf(object)}`],
    ),
    persistentvolumes: on<PersistentVolume>(({ type, object }) =>
      type === 'DELETED' ? [] : [`volume ${keyOf(object)}`],
    ),
  },
  start: (context) => (key) => {
    const [what, name = ''] = key.split(' ');
    return what === 'claim' ? syncClaim(context, name) : syncVolume(context, name);
  },
};

function volumeKeys({ spec }: PersistentVolumeClaim): string[] {
  return spec?.volumeName ? [`volume ${spec.volumeName}`] : [];
}

function* syncClaim(context: ControllerContext, key: string): Process<Trouble | undefined> {
  const { caches } = context;
  const claim = caches.get<PersistentVolumeClaim>('persistentvolumeclaims', key);
  if (claim === undefined || claim.metadata?.deletionTimestamp !== undefined) return undefined;
  if (claim.metadata?.annotations?.[bindCompleted] !== undefined) return yield* reportBound(context, claim);
  const volume = claim.spec?.volumeName
    ? caches.get<PersistentVolume>('persistentvolumes', claim.spec.volumeName)
    : volumeFor(caches, claim);
  if (volume !== undefined) return yield* bind(context, claim, volume);
  if (claim.spec?.volumeName) return undefined;
  const className = claim.spec?.storageClassName ?? '';
  if (className === '') {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    context.event(claim, 'Normal', 'FailedBinding', message);
    return undefined;
  }
  const storageClass = caches.get<StorageClass>('storageclasses', className);
  if (storageClass === undefined) {
    const message = `storageclass.storage.k8s.io "${className}" not found`;
    context.event(claim, 'Warning', 'ProvisioningFailed', message);
    return undefined;
  }
  const waits = storageClass.volumeBindingMode === 'WaitForFirstConsumer';
  if (waits && claim.metadata?.annotations?.[selectedNode] === undefined) {
    tellWaiting(context, claim);
    return undefined;
  }
  return yield* provision(context, claim, storageClass);
}

/** Whom a claim waits for. */
function tellWaiting(context: ControllerContext, claim: PersistentVolumeClaim): void {
  const waiting = podsUsing(context.caches, claim).filter(({ spec }) => !spec?.nodeName);
  const names = waiting.map(({ metadata }) => metadata?.name ?? '');
  if (names.length === 0) {
    const message = 'waiting for first consumer to be created before binding';
    context.event(claim, 'Normal', 'WaitForFirstConsumer', message);
  } else {
    const message = `waiting for pod${names.length > 1 ? 's' : ''} ${names.join(',')} to be scheduled`;
    context.event(claim, 'Normal', 'WaitForPodScheduled', message);
  }
}

export function podsUsing(caches: Caches, claim: PersistentVolumeClaim): Pod[] {
  return caches
    .list<Pod>('pods', claim.metadata?.namespace)
    .filter(({ spec }) =>
      spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata?.name),
    );
}

/** The volume that is meant for the claim already, or the smallest free one that is big enough. */
function volumeFor(caches: Caches, claim: PersistentVolumeClaim): PersistentVolume | undefined {
  const {
    accessModes = [],
    resources = {},
    storageClassName = '',
    volumeMode = 'Filesystem',
    selector,
  } = claim.spec ?? {};
  const wanted = quantityOf(resources.requests?.storage ?? '0');
  const waits =
    caches.get<StorageClass>('storageclasses', storageClassName)?.volumeBindingMode === 'WaitForFirstConsumer';
  const fitting = caches.list<PersistentVolume>('persistentvolumes').filter(({ metadata, spec = {} }) => {
    const { claimRef } = spec;
    if (claimRef !== undefined) {
      const meant = claimRef.name === claim.metadata?.name && claimRef.namespace === claim.metadata?.namespace;
      return meant && (claimRef.uid === undefined || claimRef.uid === claim.metadata?.uid);
    }
    return (
      !waits &&
      metadata?.deletionTimestamp === undefined &&
      (spec.storageClassName ?? '') === storageClassName &&
      (spec.volumeMode ?? 'Filesystem') === volumeMode &&
      accessModes.every((mode) => spec.accessModes?.includes(mode)) &&
      compareQuantities(quantityOf(spec.capacity?.storage ?? '0'), wanted) >= 0 &&
      (selector === undefined || matchesLabels(checkedSelectorOf(selector), metadata?.labels))
    );
  });
  const size = ({ spec }: PersistentVolume) => quantityOf(spec?.capacity?.storage ?? '0');
  const reserved = fitting.find(({ spec }) => spec?.claimRef !== undefined);
  return reserved ?? fitting.sort((a, b) => compareQuantities(size(a), size(b)))[0];
}

function* provision(
  context: ControllerContext,
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
): Process<Trouble | undefined> {
  const { provisioner = '' } = storageClass;
  if (provisioner === noProvisioner) return undefined;
  const { annotations = {} } = claim.metadata ?? {};
  if (annotations[provisionerAnnotations[0] as string] !== provisioner) {
    const told = Object.fromEntries(provisionerAnnotations.map((annotation) => [annotation, provisioner]));
    const updated = yield* context.client.update({
      ...claim,
      metadata: { ...claim.metadata, annotations: { ...annotations, ...told } },
    });
    // The change of the claim brings it back here.
    return isTrouble(updated) && !isRefused(updated, 'Conflict') ? updated : undefined;
  }
  const volume = volumeOf(claim, storageClass);
  if (context.caches.get('persistentvolumes', volume.metadata?.name ?? '') !== undefined) return undefined;
  const created = yield* context.client.create(volume);
  if (isTrouble(created)) return isRefused(created, 'AlreadyExists') ? undefined : created;
  const message = `Successfully provisioned volume ${volume.metadata?.name ?? ''} using ${provisioner}`;
  context.event(claim, 'Normal', 'ProvisioningSucceeded', message);
  return undefined;
}

/**
 * The volume that a provisioner makes. Known infidelity: volumes of external provisioners, which are not part of the
 * controller manager, are made here too, as directories of the node.
 */
function volumeOf(claim: PersistentVolumeClaim, storageClass: StorageClass): PersistentVolume {
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = claim.metadata ?? {};
  const { accessModes = [], resources = {}, volumeMode = 'Filesystem' } = claim.spec ?? {};
  const { provisioner = '', reclaimPolicy = 'Delete' } = storageClass;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: `pvc-${uid}`,
      annotations: {
        ...(provisioner === hostPath && { 'kubernetes.io/createdby': 'hostpath-dynamic-provisioner' }),
        [boundByController]: 'yes',
        [provisionedBy]: provisioner,
      },
      finalizers: [reclaimFinalizer],
    },
    spec: {
      accessModes: [...accessModes],
      capacity: { storage: resources.requests?.storage ?? '0' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion },
      hostPath: { path: `/tmp/hostpath_pv/${uid}`, type: '' },
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.metadata?.name ?? '',
      volumeMode,
    },
  };
}

/** Four writes bind: the volume's claim and phase, the claim's volume and phase. */
function* bind(
  context: ControllerContext,
  claim: PersistentVolumeClaim,
  stored: PersistentVolume,
): Process<Trouble | undefined> {
  const { client } = context;
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = claim.metadata ?? {};
  let volume = stored;
  if (volume.spec?.claimRef?.uid !== uid) {
    const byUser = volume.spec?.claimRef !== undefined;
    const annotations = { ...volume.metadata?.annotations, ...(!byUser && { [boundByController]: 'yes' }) };
    const updated = yield* client.update({
      ...volume,
      metadata: { ...volume.metadata, annotations },
      spec: {
        ...volume.spec,
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion },
      },
    });
    if (isTrouble(updated)) return updated;
    volume = updated;
  }
  if (volume.status?.phase !== 'Bound') {
    const updated = yield* client.update({ ...volume, status: { ...volume.status, phase: 'Bound' } }, 'status');
    if (isTrouble(updated)) return updated;
    volume = updated;
  }
  const bySelf = !claim.spec?.volumeName;
  const updated = yield* client.update({
    ...claim,
    metadata: {
      ...claim.metadata,
      annotations: {
        ...claim.metadata?.annotations,
        ...(bySelf && { [boundByController]: 'yes' }),
        [bindCompleted]: 'yes',
      },
    },
    spec: { ...claim.spec, volumeName: volume.metadata?.name ?? '' },
  });
  if (isTrouble(updated)) return updated;
  return yield* writeBound(context, updated, volume);
}

function* writeBound(
  { client }: ControllerContext,
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
): Process<Trouble | undefined> {
  const { accessModes = [], capacity = {} } = volume.spec ?? {};
  const status = { ...claim.status, phase: 'Bound', accessModes: [...accessModes], capacity };
  const updated = yield* client.update({ ...claim, status }, 'status');
  return isTrouble(updated) ? updated : undefined;
}

/** A bound claim says so, or that its volume is gone. */
function* reportBound(context: ControllerContext, claim: PersistentVolumeClaim): Process<Trouble | undefined> {
  const volume = context.caches.get<PersistentVolume>('persistentvolumes', claim.spec?.volumeName ?? '');
  if (volume === undefined) {
    if (claim.status?.phase === 'Lost') return undefined;
    const message = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
    context.event(claim, 'Warning', 'ClaimLost', message);
    const lost = yield* context.client.update({ ...claim, status: { ...claim.status, phase: 'Lost' } }, 'status');
    return isTrouble(lost) ? lost : undefined;
  }
  if (claim.status?.phase === 'Bound' || volume.spec?.claimRef?.uid !== claim.metadata?.uid) return undefined;
  return yield* writeBound(context, claim, volume);
}

/** A volume whose claim is gone is released, and then reclaimed as its policy says. */
function* syncVolume(context: ControllerContext, name: string): Process<Trouble | undefined> {
  const { caches, client } = context;
  const volume = caches.get<PersistentVolume>('persistentvolumes', name);
  if (volume === undefined) return undefined;
  const { claimRef, persistentVolumeReclaimPolicy = 'Retain' } = volume.spec ?? {};
  if (claimRef === undefined) return yield* setPhase(context, volume, 'Available');
  const key = `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`;
  const claim = caches.get<PersistentVolumeClaim>('persistentvolumeclaims', key);
  if (claimRef.uid === undefined) return yield* setPhase(context, volume, 'Available');
  if (claim?.metadata?.uid === claimRef.uid) {
    if (claim.status?.phase !== 'Bound' && claim.metadata.deletionTimestamp === undefined) {
      return yield* syncClaim(context, key);
    }
    return undefined;
  }
  if (volume.status?.phase !== 'Released' && volume.status?.phase !== 'Failed') {
    return yield* setPhase(context, volume, 'Released');
  }
  if (persistentVolumeReclaimPolicy !== 'Delete') return undefined;
  const finalizers = volume.metadata?.finalizers ?? [];
  if (finalizers.includes(reclaimFinalizer)) {
    const updated = yield* client.update({
      ...volume,
      metadata: { ...volume.metadata, finalizers: finalizers.filter((finalizer) => finalizer !== reclaimFinalizer) },
    });
    return isTrouble(updated) && !isRefused(updated, 'NotFound') ? updated : undefined;
  }
  if (volume.metadata?.deletionTimestamp !== undefined) return undefined;
  const trouble = yield* client.delete(volume);
  return isRefused(trouble, 'NotFound') ? undefined : trouble;
}

function* setPhase(
  { client }: ControllerContext,
  volume: PersistentVolume,
  phase: string,
): Process<Trouble | undefined> {
  if (volume.status?.phase === phase) return undefined;
  const updated = yield* client.update({ ...volume, status: { ...volume.status, phase } }, 'status');
  return isTrouble(updated) ? updated : undefined;
}
