/** What a document finds in the cluster: the world, what stands before it in its file, and what is taken for granted. */
import { isJsonObject, type JsonObject } from '../kubernetes/api/json.ts';
import { LoadedWorld } from '../kubernetes/cluster.ts';
import type { World, WorldObject } from '../kubernetes/world.ts';

/** Kinds whose objects decide about the fate of others. */
const rulingKinds: ReadonlySet<string> = new Set([
  'Namespace',
  'ServiceAccount',
  'LimitRange',
  'ResourceQuota',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'IngressClass',
  'VolumeAttributesClass',
]);

/** Whether later documents of a file have to be judged with this object in place. */
export function rules({ kind }: WorldObject): boolean {
  return rulingKinds.has(kind);
}

/** Whether a ruling object can decide about a request: in the request's namespace, or where there are none. */
export function countsFor(object: WorldObject, { namespace }: { readonly namespace: string }): boolean {
  if (object.kind === 'Namespace') return nameOf(object) === namespace;
  const own = namespaceOf(object);
  return own === '' || own === namespace;
}

/** Loaded worlds that were asked for lately; a file needs a handful. */
const keptWorlds = 24;

/** A world, and what it becomes with a few objects more. Loading is done once for the same objects. */
export class Neighbourhood {
  readonly world: World;
  readonly #loaded = new Map<string, LoadedWorld>();
  readonly #assumed = new Map<string, WorldObject>();
  readonly #ids = new WeakMap<object, number>();
  #lastId = 0;

  constructor(world: World) {
    this.world = world;
  }

  /** Names the same objects by the same text. */
  key(objects: readonly object[]): string {
    return objects.map((object) => this.#id(object)).join(' ');
  }

  /** The world with `objects` created in it. */
  with(objects: readonly WorldObject[]): LoadedWorld {
    const key = this.key(objects);
    const loaded = this.#loaded.get(key) ?? new LoadedWorld(this.extended(objects));
    this.#loaded.delete(key);
    this.#loaded.set(key, loaded);
    for (const oldest of this.#loaded.keys()) {
      if (this.#loaded.size <= keptWorlds) break;
      this.#loaded.delete(oldest);
    }
    return loaded;
  }

  /** The world as data, with `objects` in it. */
  extended(objects: readonly WorldObject[]): World {
    if (objects.length === 0) return this.world;
    return { ...this.world, objects: [...this.world.objects, ...objects.flatMap(withFollowers)] };
  }

  /** What is taken for granted for a body to be judged by what it says. The same need is always the same object. */
  assumptions(body: JsonObject, kind: string, namespace: string, before: readonly WorldObject[]): Assumption[] {
    if (this.world.owned) return [];
    const missing = needs(body, kind, namespace).filter(
      ({ object }) => !this.world.objects.some(same(object)) && !before.some(same(object)),
    );
    return missing.map(({ object, path }) => ({ object: this.#interned(object), path }));
  }

  #interned(object: WorldObject): WorldObject {
    const key = `${object.kind} ${namespaceOf(object)}/${nameOf(object)}`;
    const known = this.#assumed.get(key) ?? object;
    this.#assumed.set(key, known);
    return known;
  }

  #id(object: object): number {
    let id = this.#ids.get(object);
    if (id === undefined) {
      id = ++this.#lastId;
      this.#ids.set(object, id);
    }
    return id;
  }
}

/** A namespace soon has its default service account, made by a controller. */
function withFollowers(object: WorldObject): WorldObject[] {
  if (object.kind !== 'Namespace') return [object];
  return [object, serviceAccount('default', nameOf(object))];
}

/** An object that a document needs and that a world which is nobody's cluster does not hold. */
export interface Assumption {
  readonly object: WorldObject;
  /** The field that needs it. */
  readonly path: readonly string[];
}

/** The objects that a body names without which it would be refused, and its namespace. */
function needs(body: JsonObject, kind: string, namespace: string): Assumption[] {
  const needed: Assumption[] = [];
  if (namespace !== '') needed.push({ object: namespaceObject(namespace), path: ['metadata', 'namespace'] });
  const spec = isJsonObject(body.spec) && kind === 'Pod' ? body.spec : undefined;
  for (const [field, make] of Object.entries(podNeeds)) {
    const name = spec?.[field];
    if (typeof name === 'string' && name !== '') needed.push({ object: make(name, namespace), path: ['spec', field] });
  }
  return needed;
}

const podNeeds: Readonly<Record<string, (name: string, namespace: string) => WorldObject>> = {
  serviceAccountName: serviceAccount,
  priorityClassName: (name) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value: 0,
  }),
  runtimeClassName: (name) => ({
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name },
    handler: name,
  }),
};

function namespaceObject(name: string): WorldObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function serviceAccount(name: string, namespace: string): WorldObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
}

function same(a: WorldObject): (b: WorldObject) => boolean {
  return (b) => a.kind === b.kind && nameOf(a) === nameOf(b) && namespaceOf(a) === namespaceOf(b);
}

function nameOf(object: WorldObject): string {
  return metadataText(object, 'name');
}

function namespaceOf(object: WorldObject): string {
  return metadataText(object, 'namespace');
}

function metadataText({ metadata }: WorldObject, field: string): string {
  const value = (metadata as Readonly<Record<string, unknown>> | undefined)?.[field];
  return typeof value === 'string' ? value : '';
}
