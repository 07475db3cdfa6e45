/** Pods of a file that would stay Pending in a world: why, and on which field. */
import { isJsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import { compareQuantities, parseQuantity } from '../kubernetes/api/quantity.ts';
import type { Pod } from '../kubernetes/api/types.ts';
import type { LoadedWorld, Unplaced } from '../kubernetes/cluster.ts';
import { type ClientRequest, requestsOf } from '../kubernetes/kubectl/documents.ts';
import type { World, WorldObject } from '../kubernetes/world.ts';
import type { TextRange, YamlDocument } from '../yaml/document.ts';
import { valueAt } from './fieldText.ts';
import { type Documents, isManifestDocument } from './manifests.ts';
import { Neighbourhood } from './neighbours.ts';
import { placeOfValue } from './place.ts';

export interface PendingPod {
  /** Which document of the file, from 0. */
  readonly document: number;
  /** The field that keeps the Pod off most nodes. */
  readonly range: TextRange;
  /** The text of the FailedScheduling event. */
  readonly message: string;
}

/** Kinds whose objects, in the same file, decide about a Pod's place wherever they stand. */
const countingKinds: ReadonlySet<string> = new Set([
  ...['Namespace', 'ServiceAccount', 'LimitRange', 'PriorityClass', 'RuntimeClass'],
  ...['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass'],
]);

/**
 * Asks the scheduler about each Pod of a file by itself; what it was asked before about the same text it is not asked again.
 * Left alone are Pods that the API server would refuse, and those that wait for what a controller or the rest of the file brings.
 */
export class PendingPods {
  readonly #neighbourhood: Neighbourhood;
  readonly #requests = new WeakMap<object, readonly ClientRequest[]>();
  readonly #answers = new WeakMap<object, { readonly world: LoadedWorld; readonly unplaced: Unplaced | undefined }>();

  constructor(world: World) {
    this.#neighbourhood = new Neighbourhood(world);
  }

  find(file: Documents): PendingPod[] {
    const requests = file.documents.map((document) => this.#requestsOf(document));
    const present = requests.flat().flatMap(({ kind, body }) => (countingKinds.has(kind) ? [body as WorldObject] : []));
    const others = requests.flat().filter(({ kind }) => !countingKinds.has(kind)).length > 1;
    return file.documents.flatMap((document, index) => {
      const [request, ...more] = requests[index] ?? [];
      if (request?.kind !== 'Pod' || more.length > 0) return [];
      const unplaced = this.#ask(document, request, present);
      if (unplaced === undefined || passes(unplaced, others)) return [];
      const path = fieldToBlame(unplaced, document.value);
      return [{ document: index, range: placeOfValue({ document, text: file.text }, path), message: unplaced.message }];
    });
  }

  #requestsOf(document: YamlDocument): readonly ClientRequest[] {
    if (!isManifestDocument(document) || document.problem !== undefined) return [];
    let requests = this.#requests.get(document.content);
    if (requests === undefined) {
      requests = requestsOf(document, { file: 'manifest.yaml', namespace: 'default' }).requests;
      this.#requests.set(document.content, requests);
    }
    return requests;
  }

  #ask(document: YamlDocument, request: ClientRequest, present: readonly WorldObject[]): Unplaced | undefined {
    const { body, kind, namespace } = request;
    if (!isJsonObject(body)) return undefined;
    const assumed = this.#neighbourhood.assumptions(body, kind, namespace, present);
    const world = this.#neighbourhood.with([...present, ...assumed.map(({ object }) => object)]);
    const known = this.#answers.get(document.content);
    if (known?.world === world) return known.unplaced;
    const verdict = world.dryRun(request);
    const unplaced = verdict.outcome === 'accepted' ? world.placement.failure(verdict.object as Pod) : undefined;
    this.#answers.set(document.content, { world, unplaced });
    return unplaced;
  }
}

/** Whether a failure may well pass by itself. */
function passes({ message, plugin }: Unplaced, others: boolean): boolean {
  return message.includes('unbound immediate PersistentVolumeClaims') || (plugin === 'InterPodAffinity' && others);
}

type Path = readonly (string | number)[];

/** The field that asks for what most nodes do not have. */
function fieldToBlame({ plugin, resource }: Unplaced, pod: JsonValue | undefined): Path {
  switch (plugin) {
    case 'NodeAffinity':
      return firstThere(pod, [
        ['spec', 'nodeSelector'],
        ['spec', 'affinity', 'nodeAffinity'],
      ]);
    case 'NodeResourcesFit':
      return greatestRequest(pod, resource ?? '');
    case 'TaintToleration':
      return firstThere(pod, [['spec', 'tolerations']]);
    case 'PodTopologySpread':
      return ['spec', 'topologySpreadConstraints'];
    case 'InterPodAffinity':
      return firstThere(pod, [
        ['spec', 'affinity', 'podAffinity'],
        ['spec', 'affinity', 'podAntiAffinity'],
      ]);
    case 'VolumeBinding':
    case 'VolumeZone':
    case 'VolumeRestrictions':
    case 'NodeVolumeLimits':
      return firstThere(pod, [['spec', 'volumes']]);
    default:
      return [];
  }
}

function firstThere(pod: JsonValue | undefined, paths: readonly Path[]): Path {
  return paths.find((path) => valueAt(pod, path) !== undefined) ?? [];
}

/** The request for a resource that is greatest; a limit stands for a request that is left out. */
function greatestRequest(pod: JsonValue | undefined, resource: string): Path {
  let best: Path = [];
  let most: string | undefined;
  for (const list of ['containers', 'initContainers']) {
    const containers = valueAt(pod, ['spec', list]);
    for (const index of Array.isArray(containers) ? containers.keys() : []) {
      const at = ['spec', list, index, 'resources'];
      const path = firstThere(pod, [
        [...at, 'requests', resource],
        [...at, 'limits', resource],
      ]);
      const value = path.length === 0 ? undefined : valueAt(pod, path);
      const amount = typeof value === 'string' ? value : JSON.stringify(value);
      if (value === undefined || (most !== undefined && !isMore(amount, most))) continue;
      best = path;
      most = amount;
    }
  }
  return best;
}

function isMore(amount: string, than: string): boolean {
  const a = parseQuantity(amount);
  const b = parseQuantity(than);
  return typeof a !== 'string' && typeof b !== 'string' && compareQuantities(a, b) > 0;
}
