/** Claims and volumes in use are not deleted under those who use them (pkg/controller/volume/pvcprotection, pvprotection). */
import { isPodTerminal } from '../../api/podReadiness.ts';
import type { KubernetesObject, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import { keyOf } from '../../simulation/informer.ts';
import type { Process } from '../../simulation/process.ts';
import { type Controller, type ControllerContext, on } from '../controller.ts';
import { isRefused, isTrouble, type Trouble } from '../objectClient.ts';
import { podsUsing } from './persistentVolume.ts';

const claimFinalizer = 'kubernetes.io/pvc-protection';
const volumeFinalizer = 'kubernetes.io/pv-protection';

/** Lets a claim go once no Pod uses it. */
export const claimProtection: Controller = {
  name: 'pvc-protection-controller',
  workers: 1,
  watches: {
    persistentvolumeclaims: on<PersistentVolumeClaim>(({ type, object }) =>
      type !== 'DELETED' && isGoing(object, claimFinalizer) ? [keyOf(object)] : [],
    ),
    pods: on<Pod>(({ type, object }, caches) => {
      if (type !== 'DELETED' && !isPodTerminal(object)) return [];
      const { namespace = '' } = object.metadata ?? {};
      return (object.spec?.volumes ?? [])
        .flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])
        .map((name) => `${namespace}/${name}`)
        .filter((key) => {
          const claim = caches.get('persistentvolumeclaims', key);
          return claim !== undefined && isGoing(claim, claimFinalizer);
        });
    }),
  },
  start: (context) => (key) => {
    const claim = context.caches.get<PersistentVolumeClaim>('persistentvolumeclaims', key);
    const used = claim !== undefined && podsUsing(context.caches, claim).some(({ spec }) => spec?.nodeName);
    return letGo(context, used ? undefined : claim, claimFinalizer);
  },
};

/** Lets a volume go once it is not bound any more. */
export const volumeProtection: Controller = {
  name: 'pv-protection-controller',
  workers: 1,
  watches: {
    persistentvolumes: on<PersistentVolume>(({ type, object }) =>
      type !== 'DELETED' && isGoing(object, volumeFinalizer) ? [keyOf(object)] : [],
    ),
  },
  start: (context) => (key) => {
    const volume = context.caches.get<PersistentVolume>('persistentvolumes', key);
    return letGo(context, volume?.status?.phase === 'Bound' ? undefined : volume, volumeFinalizer);
  },
};

function isGoing({ metadata = {} }: KubernetesObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(finalizer) === true;
}

function* letGo(
  { client }: ControllerContext,
  object: KubernetesObject | undefined,
  finalizer: string,
): Process<Trouble | undefined> {
  if (object === undefined || !isGoing(object, finalizer)) return undefined;
  const { finalizers = [], ...metadata } = object.metadata ?? {};
  const left = finalizers.filter((one) => one !== finalizer);
  const updated = yield* client.update({
    ...object,
    metadata: { ...metadata, ...(left.length > 0 && { finalizers: left }) },
  });
  return isTrouble(updated) && !isRefused(updated, 'NotFound') ? updated : undefined;
}
