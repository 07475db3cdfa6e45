/** What the API server itself may look at while it answers: stored objects, by kind and name. */
import type { KubernetesObject } from '../api/types.ts';
import type { Store } from '../simulation/store.ts';
import { keyPrefix, storageKey } from './keys.ts';

export interface ClusterView {
  /** A stored object; `namespace` is '' for what has none. */
  get<T extends KubernetesObject>(resource: string, namespace: string, name: string): T | undefined;
  /** The stored objects of a resource, in key order; of all namespaces when none is given. */
  list<T extends KubernetesObject>(resource: string, namespace?: string): readonly T[];
}

/** The view of a store. */
export function viewOf(store: Pick<Store<KubernetesObject>, 'get' | 'range'>): ClusterView {
  return {
    get: <T extends KubernetesObject>(resource: string, namespace: string, name: string) =>
      store.get(storageKey(resource, namespace, name))?.value as T | undefined,
    list: <T extends KubernetesObject>(resource: string, namespace?: string) =>
      store.range(keyPrefix(resource, namespace)).map((stored) => stored.value as T),
  };
}
