/** VolumeZone: a bound volume with zone labels can be used in its zones only. */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import { deepEqual } from '../deepEqual.ts';
import { fits, reject, type SchedulerPlugin, skip, unresolvable } from '../framework.ts';
import type { Listers } from '../listers.ts';
import { claimClass } from '../volumeClaims.ts';

const otherZone = unresolvable('node(s) had no available volume zone');

/** The labels looked at, with what a node may call the same. */
const topologyLabels: readonly (readonly [label: string, now: string])[] = [
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['topology.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['topology.kubernetes.io/region', 'topology.kubernetes.io/region'],
];

interface VolumeTopology {
  readonly label: string;
  readonly now: string;
  /** Zones that the volume is in: `__` parts them. */
  readonly values: readonly string[];
}

export const volumeZone: SchedulerPlugin<readonly VolumeTopology[]> = {
  name: 'VolumeZone',
  retryOn: [
    {
      on: 'storage.k8s.io/StorageClass',
      actions: ['Add'],
      helps: (_pod, { new: storageClass }) => storageClass?.volumeBindingMode === 'WaitForFirstConsumer',
    },
    { on: 'Node', actions: ['Add', 'UpdateNodeLabel'] },
    {
      on: 'PersistentVolumeClaim',
      actions: ['Add', 'Update'],
      helps: (pod, { new: claim }) =>
        pod.metadata?.namespace === claim?.metadata?.namespace && claimNames(pod).includes(claim?.metadata?.name ?? ''),
    },
    {
      on: 'PersistentVolume',
      actions: ['Add', 'Update'],
      helps: (_pod, { old, new: volume }) =>
        old === undefined || !deepEqual(topologiesOf(old), topologiesOf(volume ?? {})),
    },
  ],
  preFilter: ({ pod, listers }) => {
    const topologies = podTopologies(pod, listers);
    if (typeof topologies === 'string') return reject(unresolvable(topologies));
    return topologies.length === 0 ? skip : { kind: 'filter', state: topologies };
  },
  filter: (_cycle, topologies, { labels }) => {
    if (!topologyLabels.some(([label]) => labels[label] !== undefined)) return fits;
    return topologies.every(({ label, now, values }) => values.includes(labels[label] ?? labels[now] ?? ''))
      ? fits
      : otherZone;
  },
};

/** Where the Pod's volumes are, or why that can't be told. */
function podTopologies(pod: Pod, listers: Listers): readonly VolumeTopology[] | string {
  const topologies: VolumeTopology[] = [];
  for (const name of claimNames(pod)) {
    if (name === '') return 'PersistentVolumeClaim had no name';
    const claim = listers.persistentVolumeClaims.get(`${pod.metadata?.namespace ?? ''}/${name}`);
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
    const volumeName = claim.spec?.volumeName;
    if (!volumeName) {
      const trouble = whyUnbound(claim, listers);
      if (trouble !== undefined) return trouble;
      continue;
    }
    const volume = listers.persistentVolumes.get(volumeName);
    if (volume === undefined) return `persistentvolume "${volumeName}" not found`;
    topologies.push(...topologiesOf(volume));
  }
  return topologies;
}

/** Undefined where the claim waits for a Pod to be placed. */
function whyUnbound(claim: PersistentVolumeClaim, listers: Listers): string | undefined {
  const className = claimClass(claim);
  if (className === '') return 'PersistentVolumeClaim had no pv name and storageClass name';
  const storageClass = listers.storageClasses.get(className);
  if (storageClass === undefined) return `storageclass.storage.k8s.io "${className}" not found`;
  if (storageClass.volumeBindingMode === undefined) return `VolumeBindingMode not set for StorageClass "${className}"`;
  return storageClass.volumeBindingMode === 'WaitForFirstConsumer' ? undefined : 'PersistentVolume had no name';
}

function topologiesOf({ metadata }: PersistentVolume): VolumeTopology[] {
  return topologyLabels.flatMap(([label, now]) => {
    const zones = metadata?.labels?.[label];
    const values = zones?.split('__').map((zone) => zone.trim());
    return values === undefined || values.includes('') ? [] : [{ label, now, values }];
  });
}

function claimNames(pod: Pod): string[] {
  return (pod.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim === undefined ? [] : [persistentVolumeClaim.claimName ?? ''],
  );
}
