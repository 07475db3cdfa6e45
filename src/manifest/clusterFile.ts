/** A cluster as a file of ordinary objects: a preset written out, a file read as a world, and what is impossible in one. */
import { isJsonObject, type JsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import { parseQuantity } from '../kubernetes/api/quantity.ts';
import { requestsOf } from '../kubernetes/kubectl/documents.ts';
import type { World, WorldObject } from '../kubernetes/world.ts';
import { freshCluster } from '../kubernetes/worlds/builders.ts';
import { readDocuments, type YamlDocument } from '../yaml/document.ts';
import { writeYaml } from '../yaml/write.ts';
import { valueAt } from './fieldText.ts';
import type { Finding } from './findings.ts';
import type { Documents } from './manifests.ts';
import { placeOfValue } from './place.ts';

/** The world that files describing a cluster are judged in: what every fresh cluster holds, and nobody's. */
export const bareWorld: World = { name: 'fresh', owned: false, objects: freshCluster() };

/** A preset as a file to be changed at will; what every fresh cluster holds is left out. */
export function clusterText({ name, objects }: World): string {
  const own = objects.filter((object) => !bareWorld.objects.some((fresh) => keyOf(fresh) === keyOf(object)));
  const heading = [
    `# The cluster that Podflight simulates, begun as its preset "${name}".`,
    '# Nodes, Pods, PersistentVolumes, StorageClasses, quotas and the like, as `kubectl get -o yaml` shows them.',
    '# Change them at will: unsaved edits count. The namespaces of a fresh cluster and their ServiceAccounts are always there.',
  ];
  return [heading.map((line) => `${line}\n`).join(''), ...own.map((object) => writeYaml(object as JsonObject))].join(
    '---\n',
  );
}

/** The cluster that a file describes. Of objects with the same name the last counts; what cannot be read is left out. */
export function worldOfText(name: string, text: string): World {
  const objects = readDocuments(text).flatMap((document) => objectsIn(document));
  return { name, owned: true, objects: [...bareWorld.objects, ...objects] };
}

/** What cannot be so in a cluster, though each object by itself may be valid. */
export function impossibilities(file: Documents): Finding[] {
  const all = file.documents.map((document) => objectsIn(document));
  const nodes = new Set(all.flat().filter(isKind('Node')).map(nameOf));
  const claims = new Set(all.flat().filter(isKind('PersistentVolumeClaim')).map(keyOf));
  const seen = new Set<string>();
  return file.documents.flatMap((document, index) => {
    const found: Impossibility[] = [];
    for (const object of all[index] ?? []) {
      const key = keyOf(object);
      if (seen.has(key)) {
        const message = `${object.kind} "${nameOf(object)}" stands in this file before: this one takes its place.`;
        found.push({ severity: 'error', path: ['metadata', 'name'], message });
      }
      seen.add(key);
      if (object.kind === 'Node') found.push(...negativeAmounts(object));
      if (object.kind === 'Pod') found.push(...missing(object, nodes, claims));
    }
    return found.map(({ path, ...finding }) => ({
      ...finding,
      document: index,
      // A list's items are shown by the list.
      range: placeOfValue({ document, text: file.text }, all[index]?.length === 1 ? path : ['kind']),
      code: 'Cluster',
      kind: all[index]?.[0]?.kind ?? '',
      fullMessage: finding.message,
    }));
  });
}

interface Impossibility {
  readonly severity: Finding['severity'];
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function objectsIn(document: YamlDocument): WorldObject[] {
  return requestsOf(document, { file: 'cluster.yaml', namespace: 'default' }).requests.flatMap(({ body }) =>
    isJsonObject(body) && typeof body.apiVersion === 'string' && typeof body.kind === 'string'
      ? [body as WorldObject]
      : [],
  );
}

function negativeAmounts(node: WorldObject): Impossibility[] {
  return ['capacity', 'allocatable'].flatMap((list) => {
    const amounts = valueAt(node as JsonObject, ['status', list]);
    if (!isJsonObject(amounts)) return [];
    return Object.entries(amounts).flatMap(([resource, amount]): Impossibility[] => {
      if (!isNegative(amount)) return [];
      const message = `A node cannot have less than no ${resource}: must be greater than or equal to 0`;
      return [{ severity: 'error', path: ['status', list, resource], message }];
    });
  });
}

function isNegative(amount: JsonValue): boolean {
  const written = typeof amount === 'string' ? amount : JSON.stringify(amount);
  return typeof parseQuantity(written) !== 'string' && /^\s*-/.test(written) && /[1-9]/.test(written);
}

function missing(pod: WorldObject, nodes: ReadonlySet<string>, claims: ReadonlySet<string>): Impossibility[] {
  const found: Impossibility[] = [];
  const node = textAt(pod, 'spec', 'nodeName');
  if (node !== '' && !nodes.has(node)) {
    const message = `No Node "${node}" is in this cluster: the Pod takes up no room.`;
    found.push({ severity: 'warning', path: ['spec', 'nodeName'], message });
  }
  const volumes = valueAt(pod as JsonObject, ['spec', 'volumes']);
  for (const index of Array.isArray(volumes) ? volumes.keys() : []) {
    const path = ['spec', 'volumes', index, 'persistentVolumeClaim', 'claimName'];
    const claimName = textAt(pod, ...path);
    if (claimName === '') continue;
    const namespace = textAt(pod, 'metadata', 'namespace');
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: claimName, namespace } };
    if (claims.has(keyOf(claim))) continue;
    const message = `No PersistentVolumeClaim "${claimName}" is in the namespace "${namespace || 'default'}".`;
    found.push({ severity: 'warning', path, message });
  }
  return found;
}

function isKind(kind: string): (object: WorldObject) => boolean {
  return (object) => object.kind === kind;
}

function keyOf(object: WorldObject): string {
  return `${object.apiVersion} ${object.kind} ${textAt(object, 'metadata', 'namespace') || 'default'}/${nameOf(object)}`;
}

function nameOf(object: WorldObject): string {
  return textAt(object, 'metadata', 'name');
}

function textAt(object: WorldObject, ...path: readonly (string | number)[]): string {
  const value = valueAt(object as JsonObject, path);
  return typeof value === 'string' ? value : '';
}
