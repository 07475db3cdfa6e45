/** VolumeRestrictions: some disks serve one Pod at a time, and a ReadWriteOncePod claim serves one Pod only. */
import type { Pod, Volume } from '../../api/types.ts';
import { type Cycle, fits, reject, type SchedulerPlugin, skip, unresolvable, unschedulable } from '../framework.ts';

const noDisk = unschedulable('node(s) had no available disk');
const claimTaken = unschedulable(
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
);

interface FilterState {
  readonly disks: readonly Volume[];
  /** Names of the Pod's claims that one Pod alone may use. */
  readonly exclusive: ReadonlySet<string>;
  /** How often these are used already, anywhere. */
  taken: number;
}

export const volumeRestrictions: SchedulerPlugin<FilterState> = {
  name: 'VolumeRestrictions',
  retryOn: [
    {
      on: 'Pod',
      actions: ['Delete'],
      helps: (pod, { old }) =>
        old !== undefined &&
        old.metadata?.namespace === pod.metadata?.namespace &&
        (disksOf(pod).some((disk) => (old.spec?.volumes ?? []).some((other) => collide(disk, other))) ||
          sharesClaim(pod, old)),
    },
    { on: 'Node', actions: ['Add'] },
    {
      on: 'PersistentVolumeClaim',
      actions: ['Add'],
      helps: (pod, { new: claim }) =>
        claim?.metadata?.namespace === pod.metadata?.namespace && claimNames(pod).has(claim?.metadata?.name ?? ''),
    },
  ],
  preFilter: (cycle) => {
    const disks = disksOf(cycle.pod);
    const exclusive = exclusiveClaims(cycle);
    if (typeof exclusive === 'string') return reject(unresolvable(exclusive));
    let taken = 0;
    for (const name of exclusive) if (cycle.snapshot.claimInUse(`${cycle.info.namespace}/${name}`)) taken += 1;
    return disks.length === 0 && taken === 0 ? skip : { kind: 'filter', state: { disks, exclusive, taken } };
  },
  filter: (_cycle, { disks, taken }, { pods }) => {
    if (disks.some((disk) => pods.some(({ volumes }) => volumes.some((other) => collide(disk, other))))) return noDisk;
    return taken > 0 ? claimTaken : fits;
  },
  podMoved: (_cycle, state, { volumes }, _node, by) => {
    for (const { persistentVolumeClaim } of volumes)
      if (state.exclusive.has(persistentVolumeClaim?.claimName ?? '')) state.taken += by;
  },
};

/** The names, or why they can't be told. */
function exclusiveClaims({ pod, info, listers }: Cycle): ReadonlySet<string> | string {
  const names = new Set<string>();
  for (const name of claimNames(pod)) {
    const claim = listers.persistentVolumeClaims.get(`${info.namespace}/${name}`);
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
    if (claim.spec?.accessModes?.includes('ReadWriteOncePod')) names.add(name);
  }
  return names;
}

function claimNames(pod: Pod): ReadonlySet<string> {
  return new Set(
    (pod.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
  );
}

function sharesClaim(a: Pod, b: Pod): boolean {
  const names = claimNames(b);
  return [...claimNames(a)].some((name) => names.has(name));
}

function disksOf(pod: Pod): readonly Volume[] {
  return (pod.spec?.volumes ?? []).filter(
    ({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }) =>
      gcePersistentDisk !== undefined || awsElasticBlockStore !== undefined || rbd !== undefined || iscsi !== undefined,
  );
}

/** The same disk, unless both only read (an AWS volume even then). */
function collide(a: Volume, b: Volume): boolean {
  const bothRead = (x?: { readonly readOnly?: boolean }, y?: { readonly readOnly?: boolean }): boolean =>
    x?.readOnly === true && y?.readOnly === true;
  if (a.gcePersistentDisk && b.gcePersistentDisk && a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName)
    if (!bothRead(a.gcePersistentDisk, b.gcePersistentDisk)) return true;
  if (a.awsElasticBlockStore && b.awsElasticBlockStore)
    if (a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID) return true;
  if (a.iscsi && b.iscsi && a.iscsi.iqn === b.iscsi.iqn && !bothRead(a.iscsi, b.iscsi)) return true;
  if (!a.rbd || !b.rbd || bothRead(a.rbd, b.rbd)) return false;
  const { monitors = [], pool, image } = a.rbd;
  return pool === b.rbd.pool && image === b.rbd.image && monitors.some((monitor) => b.rbd?.monitors?.includes(monitor));
}
