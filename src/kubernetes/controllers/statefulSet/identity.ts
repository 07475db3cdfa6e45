/** Names, labels and volumes by which a StatefulSet's Pods are told apart (stateful_set_utils.go). */
import { isPodAvailable, isPodReady } from '../../api/podReadiness.ts';
import type { PersistentVolumeClaim, Pod, StatefulSet, Volume } from '../../api/types.ts';
import { sameValue } from '../hash.ts';
import { podFromTemplate } from '../podControl.ts';

const revisionLabel = 'controller-revision-hash';
const nameLabel = 'statefulset.kubernetes.io/pod-name';
const indexLabel = 'apps.kubernetes.io/pod-index';

/** The number at the end of a Pod's name; -1 where there is none. */
export function ordinalOf(pod: Pod): number {
  const parts = /^(.*)-(\d+)$/.exec(pod.metadata?.name ?? '');
  return parts === null ? -1 : Number(parts[2]);
}

export function startOrdinal(set: StatefulSet): number {
  return set.spec?.ordinals?.start ?? 0;
}

export function isInRange(set: StatefulSet, pod: Pod): boolean {
  const index = ordinalOf(pod) - startOrdinal(set);
  return index >= 0 && index < (set.spec?.replicas ?? 1);
}

/** Whether the Pod's name is one that the set would give. */
export function isMember(set: StatefulSet, pod: Pod): boolean {
  const ordinal = ordinalOf(pod);
  return ordinal >= 0 && pod.metadata?.name === `${set.metadata?.name ?? ''}-${ordinal}`;
}

/** The Pod's revision, by the name of its ControllerRevision. */
export function revisionNameOf(pod: Pod): string {
  return pod.metadata?.labels?.[revisionLabel] ?? '';
}

/** The Pod of an ordinal, as the set at a revision has it. */
export function podOf(set: StatefulSet, ordinal: number, revision: string): Pod {
  const pod = podFromTemplate(set.spec?.template, set);
  const name = `${set.metadata?.name ?? ''}-${ordinal}`;
  const { labels } = pod.metadata ?? {};
  pod.metadata = {
    ...pod.metadata,
    name,
    labels: { ...labels, [nameLabel]: name, [indexLabel]: String(ordinal), [revisionLabel]: revision },
  };
  pod.spec = { ...pod.spec, hostname: name };
  if (set.spec?.serviceName) pod.spec.subdomain = set.spec.serviceName;
  const volumes = volumesOf(set, ordinal, pod.spec.volumes ?? []);
  if (volumes.length > 0) pod.spec.volumes = volumes;
  return pod;
}

/** Volumes of the claims first, then those of the template that no claim stands for. */
function volumesOf(set: StatefulSet, ordinal: number, volumes: readonly Volume[]): Volume[] {
  const claims = set.spec?.volumeClaimTemplates ?? [];
  return [
    ...claims.map((claim): Volume => {
      const name = claim.metadata?.name ?? '';
      return { name, persistentVolumeClaim: { claimName: claimName(set, name, ordinal) } };
    }),
    ...volumes.filter(({ name }) => !claims.some(({ metadata }) => metadata?.name === name)),
  ];
}

export function claimName(set: StatefulSet, template: string, ordinal: number): string {
  return `${template}-${set.metadata?.name ?? ''}-${ordinal}`;
}

/** The claims of a Pod, as they would be made. */
export function claimsOf(set: StatefulSet, pod: Pod): PersistentVolumeClaim[] {
  const { volumeClaimTemplates = [], selector = {} } = set.spec ?? {};
  return volumeClaimTemplates.map(({ metadata = {}, spec = {} }) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...metadata,
      name: claimName(set, metadata.name ?? '', ordinalOf(pod)),
      namespace: set.metadata?.namespace ?? '',
      labels: { ...metadata.labels, ...selector.matchLabels },
    },
    spec: structuredClone(spec),
  }));
}

/** Whether a stored Pod still bears the set's identity and volumes. */
export function identityMatches(set: StatefulSet, pod: Pod): boolean {
  if (pod.metadata?.labels?.[nameLabel] !== pod.metadata?.name) return false;
  const wanted = volumesOf(set, ordinalOf(pod), pod.spec?.volumes ?? []).filter(
    ({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined,
  );
  const given = pod.spec?.volumes ?? [];
  return wanted.every((volume) =>
    given.some(
      ({ name, persistentVolumeClaim }) =>
        name === volume.name && persistentVolumeClaim?.claimName === volume.persistentVolumeClaim?.claimName,
    ),
  );
}

/** The Pod with the set's identity restored. */
export function withIdentity(set: StatefulSet, pod: Pod): Pod {
  const { name = '' } = pod.metadata ?? {};
  const ordinal = ordinalOf(pod);
  const labels = { ...pod.metadata?.labels, [nameLabel]: name, [indexLabel]: String(ordinal) };
  const volumes = volumesOf(set, ordinal, pod.spec?.volumes ?? []);
  const spec = sameValue(volumes, pod.spec?.volumes ?? []) ? pod.spec : { ...pod.spec, volumes };
  return { ...pod, metadata: { ...pod.metadata, labels }, ...(spec !== undefined && { spec }) };
}

/** Stored, and not only planned. */
export function isCreated(pod: Pod): boolean {
  return (pod.status?.phase ?? '') !== '';
}

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status?.phase === 'Running' && isPodReady(pod);
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata?.deletionTimestamp !== undefined;
}

export function isUnavailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  return !isPodAvailable(pod, minReadySeconds, nowMs) || isTerminating(pod);
}
