/** What a controller is, and what the manager gives it. */
import type { KubernetesObject } from '../api/types.ts';
import type { WatchEvent } from '../simulation/client.ts';
import type { Kernel } from '../simulation/kernel.ts';
import type { Process } from '../simulation/process.ts';
import type { Scenario } from '../simulation/scenario.ts';
import type { CachedResource, Caches } from './caches.ts';
import type { ObjectClient, Trouble } from './objectClient.ts';

/** One control loop: what it watches, which keys that queues, and what it does for a key. */
export interface Controller {
  /** As its ServiceAccount and user agent: `replicaset-controller`. */
  readonly name: string;
  /** Who its Events are from, where that is another name. */
  readonly eventSource?: string;
  /** Keys synced at a time (kube-controller-manager's `--concurrent-…-syncs`). */
  readonly workers: number;
  readonly watches: Watches;
  /** Begins its periodic work, if it has any; answers what syncs one key. Trouble is tried again after a back-off. */
  start(context: ControllerContext): Reconcile;
}

export type Reconcile = (key: string) => Process<Trouble | undefined>;

/** The keys that a change of a resource queues. */
export type Watches = {
  readonly [R in CachedResource]?: (event: WatchEvent<never>, caches: Caches) => Iterable<string>;
};

export type EventType = 'Normal' | 'Warning';

export interface ControllerContext {
  readonly kernel: Kernel;
  readonly scenario: Scenario;
  readonly client: ObjectClient;
  readonly caches: Caches;
  /** Records an Event about `object`. */
  event(object: KubernetesObject, type: EventType, reason: string, message: string): void;
  /** Queues a key after `ms`; an idle one does not keep a simulation going that has come to rest. */
  requeue(key: string, ms: number, options?: { readonly idle?: boolean }): void;
}

/** A watch handler with its object's type. */
export function on<T extends KubernetesObject>(
  keys: (event: WatchEvent<T>, caches: Caches) => Iterable<string>,
): (event: WatchEvent<never>, caches: Caches) => Iterable<string> {
  return keys as (event: WatchEvent<never>, caches: Caches) => Iterable<string>;
}
