/** What the scheduler knows and what it makes of it, without a word to anybody: cache, queue, promises and attempts. */
import type { KubernetesObject, Node, Pod } from '../api/types.ts';
import type { WatchEvent } from '../simulation/client.ts';
import {
  assignedPodDeleted,
  type ClusterEvent,
  clusterEvent,
  nodeUpdateEvents,
  podEvent,
  podUpdateEvents,
  type WatchedKind,
} from './clusterEvents.ts';
import { type CycleOptions, decide } from './cycle.ts';
import type { Decision } from './decision.ts';
import type { EnabledPlugin } from './framework.ts';
import { emptyCaches, type Listers, type ObjectCaches } from './listers.ts';
import { Nominator } from './nominator.ts';
import { type QueuedPod, type QueueObserver, SchedulingQueue } from './queue.ts';
import { Snapshot } from './snapshot.ts';

/** The name Pods call this scheduler by. */
export const schedulerName = 'default-scheduler';

/** Caches whose changes the queue hears of, with the event's resource. */
const announced: Partial<Record<keyof ObjectCaches, WatchedKind>> = {
  persistentVolumes: 'PersistentVolume',
  persistentVolumeClaims: 'PersistentVolumeClaim',
  storageClasses: 'storage.k8s.io/StorageClass',
  csiNodes: 'storage.k8s.io/CSINode',
  csiDrivers: 'storage.k8s.io/CSIDriver',
  csiStorageCapacities: 'storage.k8s.io/CSIStorageCapacity',
  volumeAttachments: 'storage.k8s.io/VolumeAttachment',
  resourceClaims: 'resource.k8s.io/ResourceClaim',
};

/** Times are Unix milliseconds (pkg/scheduler/eventhandlers.go, schedule_one.go). */
export class SchedulerState {
  readonly snapshot = new Snapshot();
  readonly caches: ObjectCaches = emptyCaches();
  readonly queue: SchedulingQueue;
  readonly listers: Listers;
  /** All Pods that are not over, by key. */
  readonly #pods = new Map<string, Pod>();
  readonly #nominator = new Nominator();
  /** Pods that are placed in thought, until the API server says so too: node by uid. */
  readonly #assumed = new Map<string, string>();
  /** Preemptors whose victims are being told, with the key of the last victim once its turn has come. */
  readonly #preempting = new Map<string, string | undefined>();
  readonly #plugins: readonly EnabledPlugin[];
  #startIndex = 0;

  constructor(plugins: readonly EnabledPlugin[], observe: QueueObserver = () => {}) {
    this.#plugins = plugins;
    this.listers = {
      ...this.caches,
      nominatedPods: (node) => {
        if (this.#nominator.empty) return [];
        return [...this.#nominator.promised(node)].map((promised) =>
          this.snapshot.describe(this.queue.get(promised.key)?.pod ?? promised.bare),
        );
      },
      isPreempting: (uid) => this.#isPreempting(uid),
    };
    this.queue = new SchedulingQueue(plugins, this.listers, observe);
  }

  pod(key: string): Pod | undefined {
    return this.#pods.get(key);
  }

  /** Watches of Pods leave out those that are over. */
  podChanged({ type, object, old }: WatchEvent<Pod>, now: number): void {
    const key = keyOf(object);
    if (type === 'DELETED') {
      this.#pods.delete(key);
      this.#podDeleted(object, now);
      return;
    }
    this.#pods.set(key, object);
    if (type === 'ADDED' || old === undefined) this.#podAdded(object, now);
    else this.#podUpdated(old, object, now);
  }

  nodeChanged(event: WatchEvent<Node>, now: number): void {
    const { object, old } = event;
    switch (event.type) {
      case 'ADDED':
        this.snapshot.setNode(object);
        this.#announce(clusterEvent('Node', 'Add', { new: object }), now);
        return;
      case 'MODIFIED':
        this.snapshot.setNode(object);
        for (const event of nodeUpdateEvents(old ?? object, object)) this.#announce(event, now);
        return;
      case 'DELETED':
        this.#announce(clusterEvent('Node', 'Delete', { old: object }), now);
        this.snapshot.removeNode(object.metadata?.name ?? '');
        return;
      default:
        event.type satisfies never;
    }
  }

  /** Any of the other objects. */
  objectChanged(cache: keyof ObjectCaches, event: WatchEvent<KubernetesObject>, now: number): void {
    const { object, old } = event;
    const { namespace, name = '' } = object.metadata ?? {};
    const key = namespace ? `${namespace}/${name}` : name;
    if (event.type === 'DELETED') this.caches[cache].delete(key);
    else this.caches[cache].set(key, object);
    const kind = announced[cache];
    if (kind === undefined) return;
    switch (event.type) {
      case 'ADDED':
        this.#announce(clusterEvent(kind, 'Add', { new: object }), now);
        return;
      case 'MODIFIED':
        this.#announce(clusterEvent(kind, 'Update', { old, new: object }), now);
        return;
      case 'DELETED':
        this.#announce(clusterEvent(kind, 'Delete', { old: object }), now);
        return;
      default:
        event.type satisfies never;
    }
  }

  /** The next Pod to place, if any. `skipped` hears of Pods that are passed over on their way out. */
  next(skipped: (pod: Pod) => void): QueuedPod | undefined {
    for (;;) {
      const queued = this.queue.pop();
      if (queued === undefined) return undefined;
      const leaving = Boolean(queued.pod.metadata?.deletionTimestamp);
      if (!leaving && !this.#assumed.has(queued.uid)) return queued;
      if (leaving) skipped(queued.pod);
      this.queue.done(queued.uid);
    }
  }

  /** Decides; a Pod that fits is from now on thought to be on its node. */
  attempt(queued: QueuedPod, options: CycleOptions): Decision {
    const decision = decide(this.#plugins, this.snapshot, this.listers, queued.pod, {
      ...options,
      startIndex: this.#startIndex,
    });
    const nodes = this.snapshot.nodes.length;
    if (nodes > 0) this.#startIndex = (this.#startIndex + decision.examined) % nodes;
    const victims = decision.preemption?.chosen?.victims ?? [];
    if (victims.length > 0) this.#preempting.set(queued.uid, undefined);
    if (decision.chosen !== undefined) this.#assume(queued.pod, decision.chosen, decision);
    return decision;
  }

  /** The Pod goes back into the queue. False when it is gone or has a node: then nobody needs to hear of the failure. */
  putBack(queued: QueuedPod, rejectedBy: readonly string[], nominate: string | undefined, now: number): boolean {
    queued.rejectedBy.clear();
    queued.gatedBy = undefined;
    for (const plugin of rejectedBy) queued.rejectedBy.add(plugin);
    const known = this.#pods.get(queued.key);
    if (known === undefined || known.spec?.nodeName || known.metadata?.uid !== queued.uid) {
      this.queue.done(queued.uid);
      return false;
    }
    queued.pod = known;
    this.queue.addUnschedulable(queued, now);
    this.#nominator.add(known, nominate ?? known.status?.nominatedNodeName);
    return true;
  }

  /** The attempt went well; binding goes on by itself. */
  placed(queued: QueuedPod): void {
    this.queue.done(queued.uid);
  }

  /** Binding failed: the Pod is not on its node after all, which may help others. */
  forget(pod: Pod, decision: Decision, now: number): void {
    for (const { volume } of decision.volumes?.bindings ?? []) this.caches.persistentVolumes.restore(nameOf(volume));
    for (const claim of decision.volumes?.provisions ?? []) this.caches.persistentVolumeClaims.restore(keyOf(claim));
    this.#forgetAssumed(pod, now);
  }

  /** The last victim's turn has come; once it is on its way out, the preemptor may be retried. */
  lastVictim(preemptor: string, victim: string): void {
    this.#preempting.set(preemptor, victim);
  }

  /** All victims have been told. */
  preempted(preemptor: string): void {
    this.#preempting.delete(preemptor);
  }

  /** Pods of lower priority that were promised `node`, and lose that promise. */
  outranked(node: string, priority: number): Pod[] {
    return [...this.#nominator.promised(node)].flatMap(({ key }) => {
      const pod = this.queue.get(key)?.pod;
      return pod !== undefined && (pod.spec?.priority ?? 0) < priority ? [pod] : [];
    });
  }

  #isPreempting(uid: string): boolean {
    if (!this.#preempting.has(uid)) return false;
    const last = this.#preempting.get(uid);
    if (last === undefined) return true;
    const victim = this.#pods.get(last);
    return victim !== undefined && !victim.metadata?.deletionTimestamp;
  }

  #assume(pod: Pod, node: string, decision: Decision): void {
    const uid = pod.metadata?.uid ?? '';
    this.snapshot.setPod(pod, node);
    this.#assumed.set(uid, node);
    this.#nominator.delete(uid);
    for (const { volume } of decision.volumes?.bindings ?? [])
      this.caches.persistentVolumes.assume(nameOf(volume), volume);
    for (const claim of decision.volumes?.provisions ?? [])
      this.caches.persistentVolumeClaims.assume(keyOf(claim), claim);
  }

  #forgetAssumed(pod: Pod, now: number): void {
    const uid = pod.metadata?.uid ?? '';
    const node = this.#assumed.get(uid);
    if (node === undefined) return;
    this.#assumed.delete(uid);
    this.snapshot.removePod(uid);
    this.#announce(assignedPodDeleted({ ...pod, spec: { ...pod.spec, nodeName: node } }), now);
  }

  #announce(event: ClusterEvent, now: number, concerns?: (pod: Pod) => boolean): void {
    this.queue.moveAll(event, now, concerns);
  }

  #podAdded(pod: Pod, now: number): void {
    if (pod.spec?.nodeName) this.#podAssigned(pod, now);
    else if (isOurs(pod)) {
      this.queue.add(pod, now);
      this.#nominator.add(pod);
    }
  }

  #podAssigned(pod: Pod, now: number): void {
    this.snapshot.setPod(pod, pod.spec?.nodeName ?? '');
    this.#assumed.delete(pod.metadata?.uid ?? '');
    this.#announce(podEvent('Add', { new: pod }), now);
  }

  #podUpdated(old: Pod, pod: Pod, now: number): void {
    if (old.spec?.nodeName) {
      this.snapshot.setPod(pod, pod.spec?.nodeName ?? '');
      for (const event of podUpdateEvents(old, pod)) this.#announce(event, now);
      return;
    }
    if (pod.spec?.nodeName) {
      this.#podAssigned(pod, now);
      if (isOurs(old)) this.#leaveQueue(old);
      return;
    }
    if (!isOurs(old)) return;
    if (this.#assumed.has(pod.metadata?.uid ?? '')) {
      if (pod.metadata?.deletionTimestamp && !old.metadata?.deletionTimestamp) this.#forgetAssumed(pod, now);
      return;
    }
    if (this.queue.update(old, pod, now)) this.#nominator.update(old, pod);
    const before = old.status?.nominatedNodeName;
    if (before && before !== pod.status?.nominatedNodeName) this.#freeNomination(old, now);
  }

  #podDeleted(pod: Pod, now: number): void {
    const uid = pod.metadata?.uid ?? '';
    if (pod.spec?.nodeName) {
      this.snapshot.removePod(uid);
      this.#announce(podEvent('Delete', { old: pod }), now);
      return;
    }
    if (!isOurs(pod)) return;
    this.#leaveQueue(pod);
    if (this.#assumed.has(uid)) this.#forgetAssumed(pod, now);
    else if (pod.status?.nominatedNodeName) this.#freeNomination(pod, now);
  }

  /** The room that `pod` was promised is there for Pods of its priority and below. */
  #freeNomination(pod: Pod, now: number): void {
    const priority = pod.spec?.priority ?? 0;
    this.#announce(assignedPodDeleted(pod), now, (other) => (other.spec?.priority ?? 0) <= priority);
  }

  #leaveQueue(pod: Pod): void {
    this.#nominator.delete(pod.metadata?.uid ?? '');
    this.queue.delete(keyOf(pod));
  }
}

function isOurs(pod: Pod): boolean {
  return pod.spec?.schedulerName === schedulerName;
}

function keyOf({ metadata = {} }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

function nameOf({ metadata }: KubernetesObject): string {
  return metadata?.name ?? '';
}
