/** What the controllers know of the cluster: one watch a resource, shared by all, with the indexes they look things up by. */
import { kinds } from '../api/schema/schema.ts';
import type { KubernetesObject, OwnerReference, Pod } from '../api/types.ts';
import type { ApiClient, WatchEvent } from '../simulation/client.ts';
import { keyOf } from '../simulation/informer.ts';

/** Resources that are watched, in the order in which a write to several would be seen. */
export const cachedResources = [
  'namespaces',
  'nodes',
  'serviceaccounts',
  'configmaps',
  'secrets',
  'persistentvolumes',
  'persistentvolumeclaims',
  'storageclasses',
  'resourcequotas',
  'limitranges',
  'poddisruptionbudgets',
  'leases',
  'services',
  'endpoints',
  'endpointslices',
  'cronjobs',
  'jobs',
  'controllerrevisions',
  'daemonsets',
  'statefulsets',
  'deployments',
  'replicasets',
  'replicationcontrollers',
  'resourceclaims',
  'resourceclaimtemplates',
  'podtemplates',
  'pods',
] as const;

export type CachedResource = (typeof cachedResources)[number];

/** An object with the resource it is one of. */
export interface Located {
  readonly resource: CachedResource;
  readonly object: KubernetesObject;
}

export class Caches {
  readonly #objects = new Map<CachedResource, Map<string, KubernetesObject>>();
  /** By namespace: resource → objects. */
  readonly #spaces = new Map<string, Map<string, KubernetesObject>>();
  readonly #podsByController = new Map<string, Map<string, Pod>>();
  readonly #podsByNode = new Map<string, Map<string, Pod>>();
  /** All objects that name an owner, by the owner's UID. */
  readonly #dependents = new Map<string, Map<string, Located>>();
  readonly #uids = new Map<string, Located>();

  /** Opens the watches; `changed` is called after each change has been taken in, but for what was there at the start. */
  connect(api: ApiClient, changed: (resource: CachedResource, event: WatchEvent) => void): void {
    let starting = true;
    for (const resource of cachedResources) {
      const kind = kinds.find((one) => one.resource === resource);
      if (kind === undefined) continue;
      this.#objects.set(resource, new Map());
      api.watch({ apiVersion: kind.apiVersion, resource, silent: true }, (event) => {
        const key = keyOf(event.object);
        const old = this.#objects.get(resource)?.get(key);
        if (old !== undefined) this.#forget(resource, key, old);
        if (event.type !== 'DELETED') this.#keep(resource, key, event.object);
        if (!starting) changed(resource, old === undefined ? event : { ...event, old });
      });
    }
    starting = false;
  }

  get<T extends KubernetesObject>(resource: CachedResource, key: string): T | undefined {
    return this.#objects.get(resource)?.get(key) as T | undefined;
  }

  /** Objects of a resource, in one namespace where it is given. */
  list<T extends KubernetesObject>(resource: CachedResource, namespace?: string): T[] {
    const objects =
      namespace === undefined ? this.#objects.get(resource) : this.#spaces.get(`${resource} ${namespace}`);
    return [...((objects?.values() ?? []) as Iterable<T>)];
  }

  /** Pods that the object with this UID controls. */
  podsOf(uid: string | undefined): Pod[] {
    return [...(this.#podsByController.get(uid ?? '')?.values() ?? [])];
  }

  /** Pods of a namespace that nobody controls. */
  orphanPods(namespace: string | undefined): Pod[] {
    return [...(this.#podsByController.get(`/${namespace ?? ''}`)?.values() ?? [])];
  }

  podsOnNode(node: string): Pod[] {
    return [...(this.#podsByNode.get(node)?.values() ?? [])];
  }

  /** Objects that name the object with this UID as an owner. */
  dependentsOf(uid: string | undefined): Located[] {
    return [...(this.#dependents.get(uid ?? '')?.values() ?? [])];
  }

  byUid(uid: string): Located | undefined {
    return this.#uids.get(uid);
  }

  #keep(resource: CachedResource, key: string, object: KubernetesObject): void {
    this.#objects.get(resource)?.set(key, object);
    const { namespace, uid = '', ownerReferences = [] } = object.metadata ?? {};
    if (namespace !== undefined) add(this.#spaces, `${resource} ${namespace}`, key, object);
    const located = { resource, object };
    this.#uids.set(uid, located);
    for (const owner of ownerReferences) add(this.#dependents, owner.uid ?? '', uid, located);
    if (resource !== 'pods') return;
    add(this.#podsByController, controllerKey(object as Pod), key, object as Pod);
    add(this.#podsByNode, (object as Pod).spec?.nodeName ?? '', key, object as Pod);
  }

  #forget(resource: CachedResource, key: string, old: KubernetesObject): void {
    this.#objects.get(resource)?.delete(key);
    const { namespace, uid = '', ownerReferences = [] } = old.metadata ?? {};
    if (namespace !== undefined) this.#spaces.get(`${resource} ${namespace}`)?.delete(key);
    this.#uids.delete(uid);
    for (const owner of ownerReferences) this.#dependents.get(owner.uid ?? '')?.delete(uid);
    if (resource !== 'pods') return;
    this.#podsByController.get(controllerKey(old as Pod))?.delete(key);
    this.#podsByNode.get((old as Pod).spec?.nodeName ?? '')?.delete(key);
  }
}

function add<T>(index: Map<string, Map<string, T>>, at: string, key: string, value: T): void {
  const entries = index.get(at);
  if (entries === undefined) index.set(at, new Map([[key, value]]));
  else entries.set(key, value);
}

function controllerKey({ metadata = {} }: Pod): string {
  return controllerOf(metadata.ownerReferences)?.uid ?? `/${metadata.namespace ?? ''}`;
}

/** The owner that controls an object. */
export function controllerOf(owners: readonly OwnerReference[] | undefined): OwnerReference | undefined {
  return owners?.find(({ controller }) => controller === true);
}
