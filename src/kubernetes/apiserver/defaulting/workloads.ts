/** Defaults of the kinds that make Pods from a template and keep them running. */
import type {
  DaemonSet,
  Deployment,
  PodTemplate,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../api/types.ts';
import { defaultPodTemplate } from './podSpec.ts';
import { defaultClaim } from './storage.ts';

const revisionHistoryLimit = 10;

export function defaultPodTemplateObject(object: PodTemplate): void {
  object.template ??= {};
  defaultPodTemplate(object.template);
}

/** A controller without selector or labels takes both from its template (the same map, as in Go). */
export function defaultReplicationController(controller: ReplicationController): void {
  controller.spec ??= {};
  const { spec } = controller;
  const labels = spec.template?.metadata?.labels;
  if (labels !== undefined) {
    if (isEmpty(spec.selector)) spec.selector = labels;
    controller.metadata ??= {};
    if (isEmpty(controller.metadata.labels)) controller.metadata.labels = labels;
  }
  spec.replicas ??= 1;
  if (spec.template !== undefined) defaultPodTemplate(spec.template);
}

function isEmpty(map: Readonly<Record<string, string>> | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}

export function defaultReplicaSet(set: ReplicaSet): void {
  set.spec ??= {};
  set.spec.replicas ??= 1;
  set.spec.template ??= {};
  defaultPodTemplate(set.spec.template);
}

export function defaultDeployment(deployment: Deployment): void {
  deployment.spec ??= {};
  const { spec } = deployment;
  spec.replicas ??= 1;
  spec.strategy ??= {};
  spec.strategy.type ||= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    spec.strategy.rollingUpdate.maxSurge ??= '25%';
  }
  spec.revisionHistoryLimit ??= revisionHistoryLimit;
  spec.progressDeadlineSeconds ??= 600;
  spec.template ??= {};
  defaultPodTemplate(spec.template);
}

export function defaultDaemonSet(set: DaemonSet): void {
  set.spec ??= {};
  const { spec } = set;
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ||= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= revisionHistoryLimit;
  spec.template ??= {};
  defaultPodTemplate(spec.template);
}

export function defaultStatefulSet(set: StatefulSet): void {
  set.spec ??= {};
  const { spec } = set;
  spec.podManagementPolicy ||= 'OrderedReady';
  spec.updateStrategy ??= {};
  if (!spec.updateStrategy.type) {
    spec.updateStrategy.type = 'RollingUpdate';
    spec.updateStrategy.rollingUpdate ??= {};
  }
  if (spec.updateStrategy.type === 'RollingUpdate' && spec.updateStrategy.rollingUpdate !== undefined) {
    spec.updateStrategy.rollingUpdate.partition ??= 0;
  }
  spec.persistentVolumeClaimRetentionPolicy ??= {};
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain';
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= revisionHistoryLimit;
  spec.template ??= {};
  defaultPodTemplate(spec.template);
  spec.volumeClaimTemplates?.forEach(defaultClaim);
}
