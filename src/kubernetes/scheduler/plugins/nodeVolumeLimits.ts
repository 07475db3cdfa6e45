/** NodeVolumeLimits: a node can attach so many volumes of one CSI driver. */
import type { CSINode, Volume } from '../../api/types.ts';
import { type CsiVolume, claimVolume, isMigratable, migratedVolume, successorOf } from '../csiVolumes.ts';
import {
  type Cycle,
  failed,
  fits,
  type Rejection,
  type SchedulerPlugin,
  skip,
  unresolvable,
  unschedulable,
} from '../framework.ts';
import type { Listers } from '../listers.ts';
import type { NodeInfo } from '../nodeInfo.ts';
import { neededClaim, ownershipTrouble } from '../volumeClaims.ts';

const tooMany = unschedulable('node(s) exceed max volume count');

export const nodeVolumeLimits: SchedulerPlugin<readonly Volume[]> = {
  name: 'NodeVolumeLimits',
  retryOn: [
    { on: 'storage.k8s.io/CSINode', actions: ['Add'] },
    {
      on: 'storage.k8s.io/CSINode',
      actions: ['Update'],
      helps: (_pod, { old, new: updated }) => {
        const before = limitsOf(old);
        return [...limitsOf(updated)].some(([driver, limit]) => limit > (before.get(driver) ?? 0));
      },
    },
    {
      on: 'Pod',
      actions: ['Delete'],
      helps: (_pod, { old = {} }) =>
        Boolean(old.spec?.nodeName || old.status?.nominatedNodeName) && (old.spec?.volumes ?? []).some(isCounted),
    },
    {
      on: 'PersistentVolumeClaim',
      actions: ['Add'],
      helps: (pod, { new: claim }) =>
        claim?.metadata?.namespace === pod.metadata?.namespace &&
        (pod.spec?.volumes ?? []).some(
          (volume) => neededClaim(pod.metadata?.name ?? '', volume)?.name === claim?.metadata?.name,
        ),
    },
    {
      on: 'storage.k8s.io/VolumeAttachment',
      actions: ['Delete'],
      helps: (pod, { old }) =>
        (pod.spec?.volumes ?? []).some(
          (volume) => volume.persistentVolumeClaim !== undefined || successorOf(volume) === old?.spec?.attacher,
        ),
    },
  ],
  preFilter: ({ pod }) => {
    const volumes = (pod.spec?.volumes ?? []).filter(isCounted);
    return volumes.length === 0 ? skip : { kind: 'filter', state: volumes };
  },
  filter: checkLimits,
};

function isCounted(volume: Volume): boolean {
  return volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined || isMigratable(volume);
}

function checkLimits({ info, listers }: Cycle, volumes: readonly Volume[], node: NodeInfo): Rejection | undefined {
  const csiNode = listers.csiNodes.get(node.name);
  const wanted = attachable(info, volumes, csiNode, listers, true);
  if ('code' in wanted) return wanted;
  const limits = limitsOf(csiNode);
  if (wanted.size === 0 || limits.size === 0) return fits;
  const attached = new Map<string, CsiVolume>();
  for (const pod of node.pods) {
    const found = attachable(pod, pod.volumes, csiNode, listers, false);
    if ('code' in found) return found;
    for (const [name, volume] of found) attached.set(name, volume);
  }
  const counts = new Map<string, number>();
  const count = (driver: string): void => {
    counts.set(driver, (counts.get(driver) ?? 0) + 1);
  };
  for (const { driver } of attached.values()) count(driver);
  for (const [name, driver] of attachments(node.name, listers)) if (!attached.has(name)) count(driver);
  const drivers = new Set<string>();
  for (const [name, { driver }] of wanted) {
    if (attached.has(name)) continue;
    count(driver);
    drivers.add(driver);
  }
  for (const driver of drivers) {
    const limit = limits.get(driver);
    if (limit !== undefined && (counts.get(driver) ?? 0) > limit) return tooMany;
  }
  return fits;
}

/** The CSI volumes that a Pod's volumes come to, by a name that is the driver's and the volume's own. */
function attachable(
  pod: { readonly namespace: string; readonly name: string; readonly uid: string },
  volumes: readonly Volume[],
  csiNode: CSINode | undefined,
  listers: Listers,
  isNew: boolean,
): ReadonlyMap<string, CsiVolume> | Rejection {
  const found = new Map<string, CsiVolume>();
  for (const volume of volumes) {
    const needed = neededClaim(pod.name, volume);
    let csi: CsiVolume | undefined;
    if (needed === undefined) {
      const migrated = csiNode === undefined ? undefined : migratedVolume(volume);
      if (migrated !== undefined && 'trouble' in migrated)
        return failed(`converting volume(${volume.name ?? ''}) from inline to csi: ${migrated.trouble}`);
      csi = migrated;
    } else {
      if (needed.name === '') return failed('PersistentVolumeClaim had no name');
      const claim = listers.persistentVolumeClaims.get(`${pod.namespace}/${needed.name}`);
      if (claim === undefined) {
        if (!isNew) continue;
        const trouble = `persistentvolumeclaim "${needed.name}" not found`;
        return unresolvable(`looking up PVC ${pod.namespace}/${needed.name}: ${trouble}`);
      }
      const trouble = needed.ephemeral ? ownershipTrouble(claim, pod) : undefined;
      if (trouble !== undefined) return failed(trouble);
      csi = claimVolume(claim, csiNode, listers);
    }
    if (csi !== undefined) found.set(`${csi.driver}/${csi.handle}`, csi);
  }
  return found;
}

/** Volumes that are attached to the node, whoever uses them: drivers by volume. */
function* attachments(node: string, listers: Listers): Iterable<[string, string]> {
  for (const { spec } of listers.volumeAttachments.list()) {
    if (spec?.nodeName !== node || !spec.attacher || spec.source?.persistentVolumeName === undefined) continue;
    const csi = listers.persistentVolumes.get(spec.source.persistentVolumeName)?.spec?.csi;
    if (csi !== undefined) yield [`${spec.attacher}/${csi.volumeHandle ?? ''}`, spec.attacher];
  }
}

function limitsOf(csiNode: CSINode | undefined): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { name = '', allocatable } of csiNode?.spec?.drivers ?? [])
    if (allocatable?.count !== undefined) limits.set(name, allocatable.count);
  return limits;
}
