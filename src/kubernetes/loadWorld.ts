/** Puts a world's objects into etcd as if they had been created long ago. */
import type { JsonValue } from './api/json.ts';
import { type Kind, kindNamed } from './api/schema/schema.ts';
import type { KubernetesObject, Pod, ResourceQuota } from './api/types.ts';
import { withMeasuredStatus } from './apiserver/admission/resourceQuota/status.ts';
import { viewOf } from './apiserver/clusterView.ts';
import { decodeObject } from './apiserver/decode/decode.ts';
import { applyDefaults } from './apiserver/defaulting/defaulting.ts';
import { keyPrefix, storageKey } from './apiserver/keys.ts';
import type { Random } from './simulation/random.ts';
import type { Store } from './simulation/store.ts';
import type { World, WorldObject } from './world.ts';

/** An object of a world that could not be taken in, and why. */
export interface WorldProblem {
  readonly object: WorldObject;
  readonly message: string;
}

/** Loads `world`; later objects of the same name replace earlier ones. What cannot be read is answered, not thrown. */
export function loadWorld(
  world: World,
  store: Store<KubernetesObject>,
  { now, random }: { readonly now: string; readonly random: Random },
): WorldProblem[] {
  const problems: WorldProblem[] = [];
  for (const object of world.objects) {
    const kind = kindNamed(object.apiVersion, object.kind);
    if (kind === undefined) {
      problems.push({ object, message: `no matches for kind "${object.kind}" in version "${object.apiVersion}"` });
      continue;
    }
    const decoded = decodeObject(object as unknown as JsonValue, kind, 'Ignore');
    if ('status' in decoded) {
      problems.push({ object, message: decoded.status.message });
      continue;
    }
    const stored = settled(decoded.object, kind, now, random);
    const { namespace = '', name = '' } = stored.metadata ?? {};
    const key = storageKey(kind.resource, namespace, name);
    store.put(key, (revision) => versioned(stored, revision), store.get(key)?.modRevision ?? 0);
  }
  measureQuotas(store, Date.parse(now));
  return problems;
}

/** Quotas written without a status, as people write them, get the one that their namespace's content makes. */
function measureQuotas(store: Store<KubernetesObject>, unixMs: number): void {
  for (const { key, value, modRevision } of store.range(keyPrefix('resourcequotas'))) {
    if ((value as ResourceQuota).status?.hard !== undefined) continue;
    const measured = withMeasuredStatus(value as ResourceQuota, viewOf(store), unixMs);
    store.put(key, (revision) => versioned(measured, revision), modRevision);
  }
}

function versioned(object: KubernetesObject, revision: number): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

/** The object with what the API server and, for Pods, the admission plugins would long have filled in. */
function settled(object: KubernetesObject, kind: Kind, now: string, random: Random): KubernetesObject {
  applyDefaults(object);
  object.apiVersion = kind.apiVersion;
  object.kind = kind.kind;
  object.metadata ??= {};
  const metadata = object.metadata;
  if (kind.namespaced) metadata.namespace ??= 'default';
  metadata.uid ??= random.uuid();
  metadata.creationTimestamp ??= now;
  if (kind.kind === 'Pod') settlePod(object as Pod, now);
  return object;
}

function settlePod(pod: Pod, now: string): void {
  const { spec, status } = pod;
  if (spec === undefined) return;
  spec.priority ??= 0;
  pod.metadata = { generation: 1, ...pod.metadata };
  pod.status = { phase: spec.nodeName ? 'Running' : 'Pending', ...status };
  if (spec.nodeName === undefined || pod.status.phase !== 'Running') return;
  pod.status.startTime ??= now;
  pod.status.conditions ??= [
    'PodReadyToStartContainers',
    'Initialized',
    'Ready',
    'ContainersReady',
    'PodScheduled',
  ].map((type) => ({ type, status: 'True', lastTransitionTime: now }));
  pod.status.containerStatuses ??= (spec.containers ?? []).map(({ name = '', image = '' }) => ({
    name,
    image,
    imageID: image,
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: now } },
    lastState: {},
  }));
}
