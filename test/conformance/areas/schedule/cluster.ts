/** The recordings' short objects as the API server would keep them, in a stub of it, with a scheduler at its side. */
import type { JsonValue } from '../../../../src/kubernetes/api/json.ts';
import { type Kind, kindNamed } from '../../../../src/kubernetes/api/schema/schema.ts';
import type { KubernetesObject, Pod } from '../../../../src/kubernetes/api/types.ts';
import type { AdmissionRequest } from '../../../../src/kubernetes/apiserver/admission/admission.ts';
import { defaultTolerationSeconds } from '../../../../src/kubernetes/apiserver/admission/defaultTolerationSeconds.ts';
import { priority } from '../../../../src/kubernetes/apiserver/admission/priority.ts';
import { runtimeClass } from '../../../../src/kubernetes/apiserver/admission/runtimeClass.ts';
import { decodeObject } from '../../../../src/kubernetes/apiserver/decode/decode.ts';
import { applyDefaults } from '../../../../src/kubernetes/apiserver/defaulting/defaulting.ts';
import { podStrategy } from '../../../../src/kubernetes/apiserver/strategy/pod.ts';
import { KubeScheduler, type SchedulerOptions } from '../../../../src/kubernetes/scheduler/scheduler.ts';
import { Kernel } from '../../../../src/kubernetes/simulation/kernel.ts';
import { quietCluster } from '../../../../src/kubernetes/simulation/latencies.ts';
import { Random } from '../../../../src/kubernetes/simulation/random.ts';
import { readDocuments } from '../../../../src/yaml/document.ts';
import { StubApi } from '../../../kubernetes/scheduler/stubApi.ts';

export type Lists = Readonly<Record<string, readonly JsonValue[]>>;

/** What the lists of a cluster hold, in the order in which the API server was given them. */
const lists: readonly (readonly [list: string, apiVersion: string, kind: string])[] = [
  ['namespaces', 'v1', 'Namespace'],
  ['priorityClasses', 'scheduling.k8s.io/v1', 'PriorityClass'],
  ['runtimeClasses', 'node.k8s.io/v1', 'RuntimeClass'],
  ['storageClasses', 'storage.k8s.io/v1', 'StorageClass'],
  ['csiDrivers', 'storage.k8s.io/v1', 'CSIDriver'],
  ['csiNodes', 'storage.k8s.io/v1', 'CSINode'],
  ['csiStorageCapacities', 'storage.k8s.io/v1', 'CSIStorageCapacity'],
  ['persistentVolumes', 'v1', 'PersistentVolume'],
  ['persistentVolumeClaims', 'v1', 'PersistentVolumeClaim'],
  ['volumeAttachments', 'storage.k8s.io/v1', 'VolumeAttachment'],
  ['services', 'v1', 'Service'],
  ['replicationControllers', 'v1', 'ReplicationController'],
  ['replicaSets', 'apps/v1', 'ReplicaSet'],
  ['statefulSets', 'apps/v1', 'StatefulSet'],
  ['podDisruptionBudgets', 'policy/v1', 'PodDisruptionBudget'],
  ['resourceClaims', 'resource.k8s.io/v1', 'ResourceClaim'],
  ['nodes', 'v1', 'Node'],
  ['pods', 'v1', 'Pod'],
];

const now = '2026-01-02T00:00:00Z';

export class RecordedCluster {
  readonly api = new StubApi();
  readonly kernel = new Kernel(1, Date.parse(now));
  readonly scheduler: KubeScheduler;

  constructor(cluster: Lists, options: SchedulerOptions) {
    const ports = { actor: 'kube-scheduler', kernel: this.kernel, api: this.api, latencies: quietCluster } as const;
    this.scheduler = new KubeScheduler({ ...ports, scenario: { name: 'recorded' } }, options);
    this.add('namespaces', { metadata: { name: 'default' } });
    for (const [list] of lists) for (const object of cluster[list] ?? []) this.add(list, object);
  }

  /** Creates an object of a list as it was long ago. */
  add(list: string, raw: JsonValue): void {
    const kind = kindOf(list);
    const object = list === 'pods' ? existingPod(raw) : settled(raw, kind);
    if (list === 'namespaces') {
      const name = object.metadata?.name ?? '';
      object.metadata = {
        ...object.metadata,
        labels: { ...object.metadata?.labels, 'kubernetes.io/metadata.name': name },
      };
    }
    this.api.put(kind.resource, object);
  }

  /** Puts a changed object in the place of the old one. */
  update(list: string, name: string, namespace: string, patch: JsonValue): void {
    const { resource, namespaced } = kindOf(list);
    const old = this.api.get(resource, namespaced ? `${namespace}/${name}` : name);
    this.api.put(resource, mergePatch((old ?? {}) as JsonValue, patch) as KubernetesObject);
  }

  delete(list: string, name: string, namespace: string): void {
    const { resource, namespaced } = kindOf(list);
    this.api.delete(resource, namespaced ? `${namespace}/${name}` : name);
  }

  /** Creates the Pod of a manifest, with admission. Answers its key. */
  create(manifest: string, uid: string | undefined, status: Pod['status'] = {}): string {
    const pod = decoded((readDocuments(manifest)[0]?.value ?? null) as JsonValue, kindOf('pods'), 'Strict') as Pod;
    this.#admit(pod);
    podStrategy.prepareForCreate?.(pod, strategyContext());
    pod.status = { ...pod.status, ...status };
    if (uid !== undefined) pod.metadata = { ...pod.metadata, uid };
    this.api.put('pods', pod);
    return `${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`;
  }

  #admit(pod: Pod): void {
    const request: AdmissionRequest = {
      operation: 'create',
      kind: kindOf('pods'),
      namespace: pod.metadata?.namespace ?? '',
      name: pod.metadata?.name ?? '',
      object: pod,
      cluster: {
        get: <T extends KubernetesObject>(resource: string, namespace: string, name: string) =>
          this.api.get<T>(resource, namespace === '' ? name : `${namespace}/${name}`),
        list: <T extends KubernetesObject>(resource: string) => this.api.list<T>(resource),
      },
      random: new Random(1),
      now,
      warn: () => {},
    };
    for (const plugin of [priority, defaultTolerationSeconds, runtimeClass]) {
      const refusal = plugin.admit?.(request);
      if (refusal !== undefined) throw new Error(refusal.message);
    }
  }
}

function kindOf(list: string): Kind {
  const [, apiVersion = '', kind = ''] = lists.find(([name]) => name === list) ?? [];
  const found = kindNamed(apiVersion, kind);
  if (found === undefined) throw new Error(`${list}: unknown list`);
  return found;
}

function decoded(raw: JsonValue, kind: Kind, validation: 'Strict' | 'Ignore'): KubernetesObject {
  const answer = decodeObject({ ...(raw as object), apiVersion: kind.apiVersion, kind: kind.kind }, kind, validation);
  if ('status' in answer) throw new Error(answer.status.message);
  const { object } = answer;
  applyDefaults(object);
  const { namespace = 'default', name = '' } = object.metadata ?? {};
  const uid = [kind.kind, ...(kind.namespaced ? [namespace] : []), name].join('-');
  object.metadata = { uid, ...object.metadata, ...(kind.namespaced && { namespace }) };
  return object;
}

function settled(raw: JsonValue, kind: Kind): KubernetesObject {
  return decoded(raw, kind, 'Ignore');
}

/** A Pod that went through creation once; its status is as given, and it runs if it has a node. */
function existingPod(raw: JsonValue): Pod {
  const pod = decoded(raw, kindOf('pods'), 'Ignore') as Pod;
  const given = pod.status ?? {};
  const { deletionTimestamp } = pod.metadata ?? {};
  podStrategy.prepareForCreate?.(pod, strategyContext());
  const phase = given.phase || (pod.spec?.nodeName ? 'Running' : (pod.status?.phase ?? ''));
  const conditions = [...(pod.status?.conditions ?? []), ...(given.conditions ?? [])];
  pod.status = { ...pod.status, ...given, phase, conditions };
  if (deletionTimestamp) pod.metadata = { ...pod.metadata, deletionTimestamp };
  return pod;
}

function strategyContext(): { now: string; random: Random; warn(): void } {
  return { now, random: new Random(1), warn: () => {} };
}

/** RFC 7386. */
function mergePatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged: Record<string, JsonValue> =
    typeof target === 'object' && target !== null && !Array.isArray(target)
      ? ({ ...target } as Record<string, JsonValue>)
      : {};
  for (const [key, value] of Object.entries(patch as Record<string, JsonValue>)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key] ?? null, value);
  }
  return merged;
}
