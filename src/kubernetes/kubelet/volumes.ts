/** Volumes of a Pod: what each needs before containers can start, what it holds, and the retries while it fails. */
import type { KeyToPath, Pod, ProjectedVolumeSource, Volume } from '../api/types.ts';
import type { Ports } from '../simulation/component.ts';
import { type Process, type Signal, sleep, waitFor } from '../simulation/process.ts';
import { fieldValue } from './downwardApi.ts';
import type { EventRecorder } from './events.ts';
import type { HostPaths } from './hostPaths.ts';
import { type ObjectSource, secretData } from './objects.ts';

/** A volume that is set up: its identity on the node, and the files the kubelet put there. */
export interface MountedVolume {
  readonly source: string;
  readonly files: Readonly<Record<string, string>>;
  readonly readOnly: boolean;
}

export interface VolumeManager {
  /** Waits until all volumes of the Pod are set up; false when that was given up or cancelled. */
  wait(pod: Pod, cancelled: Signal): Process<'mounted' | 'timeout' | 'cancelled'>;
  mounted(pod: Pod, volume: string): MountedVolume | undefined;
  /** Takes the volumes down. */
  unmount(pod: Pod): Process;
}

/** The kubelet looks this often whether volumes are ready, and gives up after that long (volume_manager.go). */
const pollMs = 300;
const timeoutMs = 123_000;
/** First and longest pause between attempts at one volume (exponentialbackoff). */
const firstRetryMs = 500;
const longestRetryMs = 122_000;
/** The reconciler looks for volumes to mount this often. */
const reconcileMs = 100;

type SetUp = { readonly ok: true; readonly value: MountedVolume } | { readonly ok: false; readonly error: string };

interface PodVolumes {
  readonly mounted: Map<string, MountedVolume>;
  readonly retries: Map<string, { at: number; delay: number }>;
}

export interface VolumeContext {
  readonly objects: ObjectSource;
  readonly hostPaths: HostPaths;
  readonly node: string;
  readonly hostIP: string;
}

export function volumeManager(ports: Ports, events: EventRecorder, context: VolumeContext): VolumeManager {
  const { kernel, latencies } = ports;
  const pods = new Map<string, PodVolumes>();

  /** Tries the volumes that are due; true when all are there. */
  const reconcile = (pod: Pod, volumes: readonly Volume[], state: PodVolumes): boolean => {
    let all = true;
    for (const volume of volumes) {
      const name = volume.name ?? '';
      if (state.mounted.has(name)) continue;
      const retry = state.retries.get(name);
      if (retry !== undefined && kernel.now() < retry.at) {
        all = false;
        continue;
      }
      const outcome = setUp(context, pod, volume);
      if (outcome.ok) {
        state.mounted.set(name, outcome.value);
        state.retries.delete(name);
        continue;
      }
      all = false;
      const delay = retry === undefined ? firstRetryMs : Math.min(retry.delay * 2, longestRetryMs);
      state.retries.set(name, { at: kernel.now() + delay, delay });
      events.pod(pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${name}" : ${outcome.error}`);
    }
    return all;
  };

  return {
    *wait(pod, cancelled) {
      const volumes = usedVolumes(pod);
      if (volumes.length === 0) return 'mounted';
      const uid = pod.metadata?.uid ?? '';
      const state = pods.get(uid) ?? { mounted: new Map(), retries: new Map() };
      pods.set(uid, state);
      if (volumes.every(({ name }) => state.mounted.has(name ?? ''))) return 'mounted';
      const begun = kernel.now();
      if (yield* waitFor(cancelled, reconcileMs)) return 'cancelled';
      while (!reconcile(pod, volumes, state)) {
        if (kernel.now() - begun >= timeoutMs) return 'timeout';
        const due = Math.min(...[...state.retries.values()].map(({ at }) => at), begun + timeoutMs);
        const wait = Math.ceil((due - kernel.now()) / reconcileMs) * reconcileMs;
        if (yield* waitFor(cancelled, wait)) return 'cancelled';
      }
      const late = (kernel.now() - begun) % pollMs;
      return (yield* waitFor(cancelled, pollMs - late)) ? 'cancelled' : 'mounted';
    },
    mounted: (pod, volume) => pods.get(pod.metadata?.uid ?? '')?.mounted.get(volume),
    *unmount(pod) {
      if (pods.delete(pod.metadata?.uid ?? '')) yield* sleep(latencies.unmount, 'unmounting volumes');
    },
  };
}

/** Volumes that some container mounts; others are never set up. */
function usedVolumes(pod: Pod): readonly Volume[] {
  const spec = pod.spec ?? {};
  const used = new Set<string | undefined>();
  for (const list of [spec.initContainers, spec.containers, spec.ephemeralContainers]) {
    for (const container of list ?? []) {
      for (const { name } of container.volumeMounts ?? []) used.add(name);
      for (const { name } of container.volumeDevices ?? []) used.add(name);
    }
  }
  return (spec.volumes ?? []).filter(({ name }) => used.has(name));
}

function setUp(context: VolumeContext, pod: Pod, volume: Volume): SetUp {
  const own = `pod/${pod.metadata?.uid}/${volume.name}`;
  if (volume.configMap !== undefined) {
    const { name, optional, items } = volume.configMap;
    return mountedFiles(own, configMapFiles(context, pod, name ?? '', items, optional === true));
  }
  if (volume.secret !== undefined) {
    const { secretName, optional, items } = volume.secret;
    return mountedFiles(own, secretFiles(context, pod, secretName ?? '', items, optional === true));
  }
  if (volume.projected !== undefined) return mountedFiles(own, projectedFiles(context, pod, volume.projected));
  if (volume.downwardAPI !== undefined) {
    return mountedFiles(own, downwardFiles(context, pod, volume.downwardAPI.items ?? []));
  }
  if (volume.hostPath !== undefined) {
    const { path = '', type = '' } = volume.hostPath;
    const error = context.hostPaths.check(path, type);
    if (error !== undefined) return { ok: false, error };
    return { ok: true, value: { source: `host/${path}`, files: {}, readOnly: false } };
  }
  if (volume.persistentVolumeClaim !== undefined) {
    const claim = context.objects.claim(pod.metadata?.namespace ?? '', volume.persistentVolumeClaim.claimName ?? '');
    const source = `claim/${pod.metadata?.namespace}/${claim?.metadata?.name ?? volume.persistentVolumeClaim.claimName}`;
    return { ok: true, value: { source, files: {}, readOnly: volume.persistentVolumeClaim.readOnly === true } };
  }
  return { ok: true, value: { source: own, files: {}, readOnly: volume.image !== undefined } };
}

type Files = { readonly files: Record<string, string> } | { readonly error: string };

function mountedFiles(source: string, files: Files): SetUp {
  if ('error' in files) return { ok: false, error: files.error };
  return { ok: true, value: { source, files: files.files, readOnly: true } };
}

function configMapFiles(
  { objects }: VolumeContext,
  pod: Pod,
  name: string,
  items: readonly KeyToPath[] | undefined,
  optional: boolean,
): Files {
  const object = objects.configMap(pod.metadata?.namespace ?? '', name);
  // The root CA's ConfigMap is published into every namespace by a controller, sooner than any Pod needs it.
  if (object === undefined && !optional && name !== 'kube-root-ca.crt') {
    return { error: `configmap "${name}" not found` };
  }
  const data = { ...object?.data, ...object?.binaryData } as Record<string, string>;
  return chosen(data, items, optional || object === undefined, 'configmap references non-existent config key');
}

function secretFiles(
  { objects }: VolumeContext,
  pod: Pod,
  name: string,
  items: readonly KeyToPath[] | undefined,
  optional: boolean,
): Files {
  const object = objects.secret(pod.metadata?.namespace ?? '', name);
  if (object === undefined && !optional) return { error: `secret "${name}" not found` };
  const data = object === undefined ? {} : secretData(object);
  return chosen(data, items, optional, 'references non-existent secret key');
}

function chosen(
  data: Readonly<Record<string, string>>,
  items: readonly KeyToPath[] | undefined,
  optional: boolean,
  missing: string,
): Files {
  if (items === undefined || items.length === 0) return { files: { ...data } };
  const files: Record<string, string> = {};
  for (const { key = '', path = '' } of items) {
    const value = data[key];
    if (value !== undefined) files[path] = value;
    else if (!optional) return { error: `${missing}: ${key}` };
  }
  return { files };
}

function projectedFiles(context: VolumeContext, pod: Pod, projected: ProjectedVolumeSource): Files {
  const files: Record<string, string> = {};
  const errors: string[] = [];
  for (const source of projected.sources ?? []) {
    const { secret, configMap, downwardAPI, serviceAccountToken } = source;
    let part: Files = { files: {} };
    if (secret) part = secretFiles(context, pod, secret.name ?? '', secret.items, secret.optional === true);
    else if (configMap) {
      part = configMapFiles(context, pod, configMap.name ?? '', configMap.items, configMap.optional === true);
    } else if (downwardAPI) part = downwardFiles(context, pod, downwardAPI.items ?? []);
    else if (serviceAccountToken) part = { files: { [serviceAccountToken.path ?? 'token']: 'token' } };
    if ('error' in part) errors.push(part.error);
    else Object.assign(files, part.files);
  }
  const [only] = errors;
  if (only === undefined) return { files };
  return { error: errors.length === 1 ? only : `[${[...new Set(errors)].join(', ')}]` };
}

function downwardFiles(
  context: VolumeContext,
  pod: Pod,
  items: NonNullable<NonNullable<Volume['downwardAPI']>['items']>,
): Files {
  const files: Record<string, string> = {};
  for (const { path = '', fieldRef, resourceFieldRef } of items) {
    files[path] = fieldValue(pod, context, fieldRef, resourceFieldRef) ?? '';
  }
  return { files };
}
