/** An API server just good enough for a scheduler: it keeps objects, tells watchers at once, and takes no time. */
import type { KubernetesObject, Pod } from '../../../src/kubernetes/api/types.ts';
import type {
  ApiClient,
  ApiRequest,
  ApiResponse,
  WatchEvent,
  WatchOptions,
} from '../../../src/kubernetes/simulation/client.ts';
import type { Process } from '../../../src/kubernetes/simulation/process.ts';

type Deliver = (event: WatchEvent) => void;

export class StubApi implements ApiClient {
  /** Writes in the order they were made. */
  readonly requests: ApiRequest[] = [];
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #watches: { readonly options: WatchOptions; readonly deliver: Deliver }[] = [];
  #revision = 0;

  get<T extends KubernetesObject>(resource: string, key: string): T | undefined {
    return this.#objects.get(resource)?.get(key) as T | undefined;
  }

  list<T extends KubernetesObject>(resource: string): readonly T[] {
    return [...(this.#objects.get(resource)?.values() ?? [])] as T[];
  }

  /** Creates or replaces an object. */
  put(resource: string, object: KubernetesObject): void {
    const objects = this.#objects.get(resource) ?? new Map<string, KubernetesObject>();
    this.#objects.set(resource, objects);
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#revision) } };
    const key = keyOf(object);
    const old = objects.get(key);
    objects.set(key, stored);
    this.#tell(
      resource,
      old === undefined ? { type: 'ADDED', object: stored } : { type: 'MODIFIED', object: stored, old },
    );
  }

  delete(resource: string, key: string): void {
    const object = this.get(resource, key);
    if (object === undefined) return;
    this.#objects.get(resource)?.delete(key);
    this.#tell(resource, { type: 'DELETED', object });
  }

  /** A watch begins with the objects there are, by namespace and name. */
  watch<T extends KubernetesObject>(options: WatchOptions, deliver: (event: WatchEvent<T>) => void): void {
    this.#watches.push({ options, deliver: deliver as Deliver });
    const objects = [...(this.#objects.get(options.resource) ?? [])];
    for (const [, object] of objects.sort(([a], [b]) => (a < b ? -1 : 1)))
      if (options.select?.(object) !== false) deliver({ type: 'ADDED', object: object as T });
  }

  // biome-ignore lint/correctness/useYield: this API server takes no time
  *request(request: ApiRequest): Process<ApiResponse> {
    this.requests.push(request);
    this.#apply(request);
    return { code: 200, object: {}, warnings: [] };
  }

  #apply({ verb, resource, subresource, namespace = '', name = '', body }: ApiRequest): void {
    const key = namespace === '' ? name : `${namespace}/${name}`;
    if (verb === 'delete') this.delete(resource, key);
    else if (subresource === 'binding') this.#bind(key, (body as { target: { name: string } }).target.name);
    else if (verb === 'patch' && subresource === 'status') this.#patchStatus(key, (body as { status: object }).status);
    else if (verb === 'update') this.put(resource, body as KubernetesObject);
  }

  #bind(key: string, node: string): void {
    const pod = this.get<Pod>('pods', key);
    if (pod === undefined) return;
    const { nominatedNodeName: _, ...status } = pod.status ?? {};
    this.put('pods', { ...pod, spec: { ...pod.spec, nodeName: node }, status } as Pod);
  }

  #patchStatus(key: string, patch: { nominatedNodeName?: string | null; conditions?: { type: string }[] }): void {
    const pod = this.get<Pod>('pods', key);
    if (pod === undefined) return;
    const status = { ...pod.status };
    if (patch.nominatedNodeName === null) delete status.nominatedNodeName;
    else if (patch.nominatedNodeName !== undefined) status.nominatedNodeName = patch.nominatedNodeName;
    const conditions = [...(status.conditions ?? [])];
    for (const change of patch.conditions ?? []) {
      const at = conditions.findIndex(({ type }) => type === change.type);
      if (at < 0) conditions.push(change);
      else conditions[at] = { ...conditions[at], ...change };
    }
    this.put('pods', { ...pod, status: { ...status, conditions } } as Pod);
  }

  #tell(resource: string, event: WatchEvent): void {
    for (const { options, deliver } of this.#watches) {
      if (options.resource !== resource) continue;
      const selects = (object: KubernetesObject | undefined): boolean =>
        object !== undefined && options.select?.(object) !== false;
      const before = event.type === 'MODIFIED' && selects(event.old);
      if (event.type !== 'MODIFIED') {
        if (selects(event.object)) deliver(event);
      } else if (selects(event.object)) deliver(before ? event : { type: 'ADDED', object: event.object });
      else if (before) deliver({ type: 'DELETED', object: event.object });
    }
  }
}

function keyOf({ metadata = {} }: KubernetesObject): string {
  const { namespace, name = '' } = metadata;
  return namespace ? `${namespace}/${name}` : name;
}
