/** Who was promised which node by preemption. */
import type { Pod } from '../api/types.ts';

export interface Promised {
  /** `namespace/name`. */
  readonly key: string;
  /** What is remembered of the Pod itself: while it is in flight it counts as one that asks for nothing. */
  readonly bare: Pod;
}

/** Pods that wait for the room preemption makes for them (pkg/scheduler/backend/queue/nominator.go). */
export class Nominator {
  readonly #nodeOf = new Map<string, string>();
  /** By node, then by uid in order of nomination. */
  readonly #pods = new Map<string, Map<string, Promised>>();

  /** `node` undefined: what the Pod's status says. Empty: nothing is promised. */
  add(pod: Pod, node = pod.status?.nominatedNodeName): void {
    const { uid = '', namespace = '', name = '' } = pod.metadata ?? {};
    this.delete(uid);
    if (!node) return;
    this.#nodeOf.set(uid, node);
    const pods = this.#pods.get(node) ?? new Map<string, Promised>();
    pods.set(uid, { key: `${namespace}/${name}`, bare: { metadata: { uid, namespace, name } } });
    this.#pods.set(node, pods);
  }

  /** Keeps a promise that is not in the Pod's status yet. */
  update(old: Pod, updated: Pod): void {
    const uid = old.metadata?.uid ?? '';
    const unsaid = !old.status?.nominatedNodeName && !updated.status?.nominatedNodeName;
    this.add(updated, unsaid ? this.#nodeOf.get(uid) : updated.status?.nominatedNodeName);
  }

  delete(uid: string): void {
    const node = this.#nodeOf.get(uid);
    if (node === undefined) return;
    this.#nodeOf.delete(uid);
    const pods = this.#pods.get(node);
    pods?.delete(uid);
    if (pods?.size === 0) this.#pods.delete(node);
  }

  /** The Pods that are promised `node`. */
  promised(node: string): Iterable<Promised> {
    return this.#pods.get(node)?.values() ?? [];
  }

  get empty(): boolean {
    return this.#nodeOf.size === 0;
  }
}
