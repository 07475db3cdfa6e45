/** The clusters that recorded requests were sent to. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../../../src/kubernetes/api/json.ts';
import type { KubernetesObject } from '../../../../src/kubernetes/api/types.ts';
import { Etcd } from '../../../../src/kubernetes/etcd/etcd.ts';
import { loadWorld } from '../../../../src/kubernetes/loadWorld.ts';
import { Random } from '../../../../src/kubernetes/simulation/random.ts';
import type { Store } from '../../../../src/kubernetes/simulation/store.ts';
import type { World, WorldObject } from '../../../../src/kubernetes/world.ts';
import { freshCluster } from '../../../../src/kubernetes/worlds/builders.ts';
import { readDocuments } from '../../../../src/yaml/document.ts';

export const now = '2026-05-04T12:00:00Z';

/** A fresh cluster, with the objects of `worlds/NAME.yaml` in `folder` where the case names a world. */
export function recordedWorld(folder: string, name?: string): World {
  const objects = [...freshCluster(), ...(name === undefined ? [] : worldObjects(folder, name))];
  return { name: name ?? 'fresh', owned: true, objects };
}

const loaded = new Map<string, Store<KubernetesObject>>();

/** The same, stored, for requests that change nothing: each world is loaded once. */
export function sharedWorld(folder: string, name?: string): Store<KubernetesObject> {
  const key = `${folder}\n${name ?? ''}`;
  const known = loaded.get(key);
  if (known !== undefined) return known;
  const store = new Etcd<KubernetesObject>();
  const problems = loadWorld(recordedWorld(folder, name), store, { now, random: new Random(7) });
  if (problems.length > 0) throw new Error(`world ${name}: ${problems.map(({ message }) => message).join('; ')}`);
  loaded.set(key, store);
  return store;
}

function worldObjects(folder: string, name: string): WorldObject[] {
  const file = join(folder, 'worlds', `${name}.yaml`);
  if (!existsSync(file)) throw new Error(`no world ${name} in ${folder}`);
  return readDocuments(readFileSync(file, 'utf8')).flatMap(({ value, problem }) => {
    if (problem !== undefined) throw new Error(`${file}: ${problem.message}`);
    return value === undefined ? [] : [settled(value)];
  });
}

/** Namespaces that were deleted after their creation are marked by an annotation. */
function settled(value: JsonValue): WorldObject {
  const object = value as JsonObject & { apiVersion: string; kind: string; metadata?: JsonObject };
  const annotations = object.metadata?.annotations as JsonObject | undefined;
  if (annotations?.['oracle/terminating'] === undefined) return object;
  return {
    ...object,
    metadata: { ...object.metadata, deletionTimestamp: now },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Terminating' },
  };
}
