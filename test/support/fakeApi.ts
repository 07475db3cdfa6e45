/** A small API server for tests of one component: keeps objects, merges patches, delivers watches at once. */

import type { KubernetesObject, Pod } from '../../src/kubernetes/api/types.ts';
import type {
  ApiClient,
  ApiRequest,
  ApiResponse,
  WatchEvent,
  WatchOptions,
} from '../../src/kubernetes/simulation/client.ts';
import type { Kernel } from '../../src/kubernetes/simulation/kernel.ts';
import { type Process, sleep } from '../../src/kubernetes/simulation/process.ts';

type Members = Record<string, unknown>;

export class FakeApi implements ApiClient {
  /** Requests that change something, in order. */
  readonly changes: { readonly at: number; readonly what: string; readonly body: unknown }[] = [];
  readonly #kernel: Kernel;
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #watches: { options: WatchOptions; deliver: (event: WatchEvent) => void }[] = [];
  #revision = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get(resource: string, namespace: string, name: string): KubernetesObject | undefined {
    return this.#objects.get(`${resource}/${namespace}/${name}`);
  }

  list(resource: string): KubernetesObject[] {
    return [...this.#objects].filter(([key]) => key.startsWith(`${resource}/`)).map(([, object]) => object);
  }

  /** Stores an object as somebody else's write. */
  put(resource: string, object: KubernetesObject): void {
    const { namespace = '', name = '' } = object.metadata ?? {};
    this.#store(`${resource}/${namespace}/${name}`, resource, object);
  }

  remove(resource: string, namespace: string, name: string): void {
    const key = `${resource}/${namespace}/${name}`;
    const object = this.#objects.get(key);
    this.#objects.delete(key);
    if (object !== undefined) this.#notify(resource, 'DELETED', object, object);
  }

  *request(request: ApiRequest): Process<ApiResponse> {
    yield* sleep(5, 'a request');
    const { resource, namespace = '', verb } = request;
    const body = request.body as Members | undefined;
    const name = request.name ?? ((body?.metadata as Members | undefined)?.name as string);
    const key = `${resource}/${namespace}/${name}`;
    const old = this.#objects.get(key);
    if (verb !== 'get' && verb !== 'list') {
      const what = [verb, resource, name, request.subresource].filter(Boolean).join(' ');
      this.changes.push({ at: this.#kernel.now(), what, body });
    }
    if (verb !== 'create' && old === undefined) return { code: 404, object: {}, warnings: [] };
    switch (verb) {
      case 'get':
      case 'list':
        return { code: 200, object: old ?? {}, warnings: [] };
      case 'create':
        return { code: 201, object: this.#store(key, resource, body as KubernetesObject), warnings: [] };
      case 'update':
        return { code: 200, object: this.#store(key, resource, body as KubernetesObject), warnings: [] };
      case 'patch':
        return { code: 200, object: this.#store(key, resource, merge(old, body) as KubernetesObject), warnings: [] };
      case 'delete':
      case 'deletecollection':
        this.remove(resource, namespace, name);
        return { code: 200, object: {}, warnings: [] };
    }
  }

  watch<T extends KubernetesObject>(options: WatchOptions, deliver: (event: WatchEvent<T>) => void): void {
    this.#watches.push({ options, deliver: deliver as (event: WatchEvent) => void });
    for (const object of this.list(options.resource)) {
      if (options.select?.(object) !== false) deliver({ type: 'ADDED', object: object as T });
    }
  }

  #store(key: string, resource: string, object: KubernetesObject): KubernetesObject {
    const old = this.#objects.get(key);
    this.#revision += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } };
    this.#objects.set(key, stored as KubernetesObject);
    this.#notify(resource, old === undefined ? 'ADDED' : 'MODIFIED', stored as KubernetesObject, old);
    return stored as KubernetesObject;
  }

  #notify(
    resource: string,
    type: WatchEvent['type'],
    object: KubernetesObject,
    old: KubernetesObject | undefined,
  ): void {
    for (const { options, deliver } of this.#watches) {
      if (options.resource !== resource || options.select?.(object) === false) continue;
      const entered = old === undefined || options.select?.(old) === false;
      const seen = type === 'MODIFIED' && entered ? 'ADDED' : type;
      this.#kernel.after(1, () => deliver({ type: seen, object, ...(old === undefined ? {} : { old }) }));
    }
  }
}

/** Enough of a strategic merge for statuses of Pods: conditions go by type, other lists are replaced. */
function merge(old: unknown, patch: unknown): unknown {
  if (!isObject(old) || !isObject(patch)) return patch;
  const merged: Members = { ...old };
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete merged[key];
    else if (key === 'conditions') merged[key] = mergeConditions(old[key], value);
    else merged[key] = merge(old[key], value);
  }
  return merged;
}

function mergeConditions(old: unknown, patch: unknown): unknown {
  const merged = [...((old as Members[] | undefined) ?? [])];
  for (const item of patch as Members[]) {
    const at = merged.findIndex(({ type }) => type === item.type);
    if (at < 0) merged.push(item);
    else merged[at] = merge(merged[at], item) as Members;
  }
  return merged;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A Pod as the API server has it once it is bound. */
export function boundPod(name: string, spec: Pod['spec'], node = 'node-1'): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, generation: 1 },
    spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, nodeName: node, ...spec },
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }], qosClass: 'BestEffort' },
  };
}
