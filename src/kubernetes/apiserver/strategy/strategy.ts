/** The strategies of all kinds: what the API server itself changes in an object before it is stored. */
import type { KubernetesObject, Service } from '../../api/types.ts';
import { convertFromInternal } from '../conversion/internal.ts';
import type { Strategy, StrategyContext } from './context.ts';
import { cronJobStrategy } from './cronJob.ts';
import { csiDriverStrategy } from './csiDriver.ts';
import { daemonSetStrategy } from './daemonSet.ts';
import { deploymentStrategy } from './deployment.ts';
import { endpointSliceStrategy } from './endpointSlice.ts';
import { jobStrategy } from './job.ts';
import { leaseStrategy } from './lease.ts';
import { limitRangeStrategy } from './limitRange.ts';
import { namespaceStrategy } from './namespace.ts';
import { nodeStrategy } from './node.ts';
import { persistentVolumeStrategy } from './persistentVolume.ts';
import { persistentVolumeClaimStrategy } from './persistentVolumeClaim.ts';
import { podStrategy } from './pod.ts';
import { podDisruptionBudgetStrategy } from './podDisruptionBudget.ts';
import { podTemplateStrategy } from './podTemplate.ts';
import { priorityClassStrategy } from './priorityClass.ts';
import { replicaSetStrategy } from './replicaSet.ts';
import { replicationControllerStrategy } from './replicationController.ts';
import { resourceClaimStrategy } from './resourceClaim.ts';
import { resourceQuotaStrategy } from './resourceQuota.ts';
import { secretStrategy } from './secret.ts';
import { serviceStrategy } from './service.ts';
import { serviceAccountStrategy } from './serviceAccount.ts';
import { type AllocationContext, type AllocationRefusal, allocateForService } from './serviceAllocation.ts';
import { statefulSetStrategy } from './statefulSet.ts';
import { volumeAttachmentStrategy } from './volumeAttachment.ts';

/** Kinds without an entry are stored as they come. */
const strategies: Readonly<Record<string, Strategy<KubernetesObject>>> = {
  'v1 Pod': podStrategy,
  'v1 PodTemplate': podTemplateStrategy,
  'v1 ReplicationController': replicationControllerStrategy,
  'apps/v1 ReplicaSet': replicaSetStrategy,
  'apps/v1 Deployment': deploymentStrategy,
  'apps/v1 StatefulSet': statefulSetStrategy,
  'apps/v1 DaemonSet': daemonSetStrategy,
  'batch/v1 Job': jobStrategy,
  'batch/v1 CronJob': cronJobStrategy,
  'v1 Namespace': namespaceStrategy,
  'v1 Node': nodeStrategy,
  'v1 Secret': secretStrategy,
  'v1 Service': serviceStrategy,
  'v1 ServiceAccount': serviceAccountStrategy,
  'discovery.k8s.io/v1 EndpointSlice': endpointSliceStrategy,
  'v1 PersistentVolume': persistentVolumeStrategy,
  'v1 PersistentVolumeClaim': persistentVolumeClaimStrategy,
  'storage.k8s.io/v1 CSIDriver': csiDriverStrategy,
  'storage.k8s.io/v1 VolumeAttachment': volumeAttachmentStrategy,
  'v1 LimitRange': limitRangeStrategy,
  'v1 ResourceQuota': resourceQuotaStrategy,
  'scheduling.k8s.io/v1 PriorityClass': priorityClassStrategy,
  'policy/v1 PodDisruptionBudget': podDisruptionBudgetStrategy,
  'coordination.k8s.io/v1 Lease': leaseStrategy,
  'resource.k8s.io/v1 ResourceClaim': resourceClaimStrategy,
};

function strategyOf(object: KubernetesObject): Strategy<KubernetesObject> | undefined {
  return strategies[`${object.apiVersion} ${object.kind}`];
}

/**
 * Gives out what is finite (Services' addresses and ports), in place, or says why it can't. Comes after mutating
 * admission and before `prepareForCreate` or `prepareForUpdate`.
 */
export function allocate(
  object: KubernetesObject,
  old: KubernetesObject | undefined,
  context: AllocationContext,
): AllocationRefusal {
  if (object.apiVersion !== 'v1' || object.kind !== 'Service') return undefined;
  return allocateForService(object as Service, old as Service | undefined, context);
}

/** Sets, in place, what clients may not: the first status and generation, generated selectors and the like. */
export function prepareForCreate(object: KubernetesObject, context: StrategyContext): void {
  strategyOf(object)?.prepareForCreate?.(object, context);
}

/**
 * Gives `object`, in place, what an update of it or of a subresource (`status`, `resize`, …) may not change, and the next
 * generation. `object` may share parts with `old` afterwards: write it with `encodeObject`, change neither.
 */
export function prepareForUpdate(
  object: KubernetesObject,
  old: KubernetesObject,
  subresource: string,
  context: StrategyContext,
): void {
  // The old object is one that was written: only what has its form compares with it.
  convertFromInternal(object);
  const strategy = strategyOf(object);
  const prepare = strategy?.subresources?.[subresource];
  if (prepare !== undefined) prepare(object, old, context);
  else strategy?.prepareForUpdate?.(object, old, context);
}

/** The last touch after validation, in place. */
export function canonicalize(object: KubernetesObject): void {
  strategyOf(object)?.canonicalize?.(object);
}
