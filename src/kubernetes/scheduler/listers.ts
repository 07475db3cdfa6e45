/** The other objects that plugins look up: claims, volumes, classes, budgets, namespaces, and what selects Pods. */
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  KubernetesObject,
  Namespace,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  ResourceV1ResourceClaim,
  Service,
  StatefulSet,
  StorageClass,
  VolumeAttachment,
} from '../api/types.ts';
import type { PodInfo } from './podInfo.ts';

/** Objects of one kind by key: `namespace/name`, or the name where there are no namespaces. */
export interface Lister<T> {
  get(key: string): T | undefined;
  list(): Iterable<T>;
}

export interface Listers {
  readonly namespaces: Lister<Namespace>;
  readonly persistentVolumeClaims: Lister<PersistentVolumeClaim>;
  readonly persistentVolumes: Lister<PersistentVolume>;
  readonly storageClasses: Lister<StorageClass>;
  readonly csiNodes: Lister<CSINode>;
  readonly csiDrivers: Lister<CSIDriver>;
  readonly csiStorageCapacities: Lister<CSIStorageCapacity>;
  readonly volumeAttachments: Lister<VolumeAttachment>;
  readonly resourceClaims: Lister<ResourceV1ResourceClaim>;
  readonly podDisruptionBudgets: Lister<PodDisruptionBudget>;
  readonly services: Lister<Service>;
  readonly replicationControllers: Lister<ReplicationController>;
  readonly replicaSets: Lister<ReplicaSet>;
  readonly statefulSets: Lister<StatefulSet>;
  /** Pods that preemption has promised a node and that still wait in the queue, by that node's name. */
  nominatedPods(node: string): readonly PodInfo[];
  /** Whether the Pod's victims are still being told to leave. */
  isPreempting(uid: string): boolean;
}

/** A lister that the scheduler keeps up to date itself, with room for versions it only assumes. */
export class ObjectCache<T extends KubernetesObject> implements Lister<T> {
  readonly #objects = new Map<string, T>();
  /** Changes the scheduler has decided on and not yet seen come back from the API server. */
  readonly #assumed = new Map<string, T>();

  get(key: string): T | undefined {
    return this.#assumed.get(key) ?? this.#objects.get(key);
  }

  /** What the API server said last, whatever is assumed. */
  stored(key: string): T | undefined {
    return this.#objects.get(key);
  }

  *list(): Iterable<T> {
    if (this.#assumed.size === 0) yield* this.#objects.values();
    else for (const [key, object] of this.#objects) yield this.#assumed.get(key) ?? object;
  }

  set(key: string, object: T): void {
    this.#objects.set(key, object);
    this.#assumed.delete(key);
  }

  delete(key: string): void {
    this.#objects.delete(key);
    this.#assumed.delete(key);
  }

  assume(key: string, object: T): void {
    this.#assumed.set(key, object);
  }

  /** Goes back to what the API server said. */
  restore(key: string): void {
    this.#assumed.delete(key);
  }
}

export interface ObjectCaches {
  readonly namespaces: ObjectCache<Namespace>;
  readonly persistentVolumeClaims: ObjectCache<PersistentVolumeClaim>;
  readonly persistentVolumes: ObjectCache<PersistentVolume>;
  readonly storageClasses: ObjectCache<StorageClass>;
  readonly csiNodes: ObjectCache<CSINode>;
  readonly csiDrivers: ObjectCache<CSIDriver>;
  readonly csiStorageCapacities: ObjectCache<CSIStorageCapacity>;
  readonly volumeAttachments: ObjectCache<VolumeAttachment>;
  readonly resourceClaims: ObjectCache<ResourceV1ResourceClaim>;
  readonly podDisruptionBudgets: ObjectCache<PodDisruptionBudget>;
  readonly services: ObjectCache<Service>;
  readonly replicationControllers: ObjectCache<ReplicationController>;
  readonly replicaSets: ObjectCache<ReplicaSet>;
  readonly statefulSets: ObjectCache<StatefulSet>;
}

export function emptyCaches(): ObjectCaches {
  return {
    namespaces: new ObjectCache(),
    persistentVolumeClaims: new ObjectCache(),
    persistentVolumes: new ObjectCache(),
    storageClasses: new ObjectCache(),
    csiNodes: new ObjectCache(),
    csiDrivers: new ObjectCache(),
    csiStorageCapacities: new ObjectCache(),
    volumeAttachments: new ObjectCache(),
    resourceClaims: new ObjectCache(),
    podDisruptionBudgets: new ObjectCache(),
    services: new ObjectCache(),
    replicationControllers: new ObjectCache(),
    replicaSets: new ObjectCache(),
    statefulSets: new ObjectCache(),
  };
}
