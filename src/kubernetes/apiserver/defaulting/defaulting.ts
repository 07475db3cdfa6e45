/** Fills what an object leaves out, before admission sees it. */
import type { AnyObject, KubernetesObject } from '../../api/types.ts';
import { convertToInternal } from '../conversion/internal.ts';
import {
  defaultLimitRange,
  defaultNamespace,
  defaultNode,
  defaultPriorityClass,
  defaultResourceQuota,
  defaultSecret,
} from './cluster.ts';
import { defaultCronJob, defaultJob } from './jobs.ts';
import { defaultPod } from './pod.ts';
import { defaultResourceClaim, defaultResourceClaimTemplate } from './resourceClaim.ts';
import { defaultEndpointSlice, defaultEndpoints, defaultService } from './service.ts';
import {
  defaultClaim,
  defaultCsiDriver,
  defaultPersistentVolume,
  defaultStorageClass,
  defaultVolumeAttachment,
} from './storage.ts';
import {
  defaultDaemonSet,
  defaultDeployment,
  defaultPodTemplateObject,
  defaultReplicaSet,
  defaultReplicationController,
  defaultStatefulSet,
} from './workloads.ts';

/**
 * Applies the defaults of the object's version, in place, and then what conversion to the internal version settles, as
 * the API server does right after decoding (`pkg/apis/<group>/v1/{defaults,conversion}.go`). Kinds without defaults, and
 * unknown ones, stay as they are.
 */
export function applyDefaults(object: KubernetesObject): void {
  defaulters[`${object.apiVersion} ${object.kind}`]?.(object);
  convertToInternal(object);
}

type Defaulter = (object: KubernetesObject) => void;

/** A kind's defaulter; the table's key vouches for the type. */
function of<T extends AnyObject>(fill: (object: T) => void): Defaulter {
  return (object) => fill(object as T);
}

const defaulters: Readonly<Record<string, Defaulter>> = {
  'v1 Pod': of(defaultPod),
  'v1 PodTemplate': of(defaultPodTemplateObject),
  'v1 ReplicationController': of(defaultReplicationController),
  'apps/v1 ReplicaSet': of(defaultReplicaSet),
  'apps/v1 Deployment': of(defaultDeployment),
  'apps/v1 StatefulSet': of(defaultStatefulSet),
  'apps/v1 DaemonSet': of(defaultDaemonSet),
  'batch/v1 Job': of(defaultJob),
  'batch/v1 CronJob': of(defaultCronJob),
  'v1 Service': of(defaultService),
  'v1 Endpoints': of(defaultEndpoints),
  'discovery.k8s.io/v1 EndpointSlice': of(defaultEndpointSlice),
  'v1 PersistentVolume': of(defaultPersistentVolume),
  'v1 PersistentVolumeClaim': of(defaultClaim),
  'storage.k8s.io/v1 StorageClass': of(defaultStorageClass),
  'storage.k8s.io/v1 CSIDriver': of(defaultCsiDriver),
  'storage.k8s.io/v1 VolumeAttachment': of(defaultVolumeAttachment),
  'v1 Namespace': of(defaultNamespace),
  'v1 Node': of(defaultNode),
  'v1 Secret': of(defaultSecret),
  'v1 LimitRange': of(defaultLimitRange),
  'v1 ResourceQuota': of(defaultResourceQuota),
  'scheduling.k8s.io/v1 PriorityClass': of(defaultPriorityClass),
  'resource.k8s.io/v1 ResourceClaim': of(defaultResourceClaim),
  'resource.k8s.io/v1 ResourceClaimTemplate': of(defaultResourceClaimTemplate),
};
