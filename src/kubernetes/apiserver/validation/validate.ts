/** Whether an object may be stored: the rules of every kind, in the server's order. */
import type { FieldError } from '../../api/fieldError.ts';
import { kindNamed } from '../../api/schema/schema.ts';
import type { AnyObject, KubernetesObject } from '../../api/types.ts';
import { validateConfigMap, validateConfigMapUpdate } from './configMap.ts';
import { validateCronJob, validateCronJobUpdate } from './cronJob.ts';
import { validateDaemonSet, validateDaemonSetUpdate } from './daemonSet.ts';
import {
  validateDeployment,
  validateDeploymentUpdate,
  validateReplicaSet,
  validateReplicaSetUpdate,
} from './deployment.ts';
import { validateJob } from './job.ts';
import { validateJobUpdate } from './jobUpdate.ts';
import { validateCommonMeta, validateGenericMetaUpdate } from './metadata.ts';
import {
  validateNamespace,
  validateNamespaceUpdate,
  validateServiceAccount,
  validateServiceAccountUpdate,
} from './namespace.ts';
import { validatePersistentVolumeClaim, validatePersistentVolumeClaimUpdate } from './persistentVolumeClaim.ts';
import { validatePod } from './pod.ts';
import { validateEphemeralContainersUpdate, validatePodResize } from './podSubresources.ts';
import { validatePodTemplate, validatePodTemplateUpdate } from './podTemplate.ts';
import { validatePodUpdate } from './podUpdate.ts';
import { validateReplicationController, validateReplicationControllerUpdate } from './replicationController.ts';
import type { Errors } from './rules.ts';
import { validateSecret, validateSecretUpdate } from './secret.ts';
import { validateService } from './service.ts';
import { validateServiceUpdate } from './serviceUpdate.ts';
import { validateStatefulSet, validateStatefulSetUpdate } from './statefulSet.ts';

interface KindRules {
  create(errors: Errors, object: KubernetesObject): void;
  update(errors: Errors, next: KubernetesObject, old: KubernetesObject): void;
}

/** The rules of one kind, where its objects are known to be of that kind by their `kind`. */
function rules<Kind extends AnyObject>(
  create: (errors: Errors, object: Kind) => void,
  update: (errors: Errors, next: Kind, old: Kind) => void,
): KindRules {
  return {
    create: (errors, object) => create(errors, object as Kind),
    update: (errors, next, old) => update(errors, next as Kind, old as Kind),
  };
}

/** Kinds without an entry are not checked. */
const rulesByKind: Readonly<Record<string, KindRules>> = {
  'v1 Pod': rules(validatePod, validatePodUpdate),
  'v1 PodTemplate': rules(validatePodTemplate, validatePodTemplateUpdate),
  'v1 ReplicationController': rules(validateReplicationController, validateReplicationControllerUpdate),
  'apps/v1 Deployment': rules(validateDeployment, validateDeploymentUpdate),
  'apps/v1 ReplicaSet': rules(validateReplicaSet, validateReplicaSetUpdate),
  'apps/v1 StatefulSet': rules(validateStatefulSet, validateStatefulSetUpdate),
  'apps/v1 DaemonSet': rules(validateDaemonSet, validateDaemonSetUpdate),
  'batch/v1 Job': rules(validateJob, validateJobUpdate),
  'batch/v1 CronJob': rules(validateCronJob, validateCronJobUpdate),
  'v1 Namespace': rules(validateNamespace, validateNamespaceUpdate),
  'v1 ConfigMap': rules(validateConfigMap, validateConfigMapUpdate),
  'v1 Secret': rules(validateSecret, validateSecretUpdate),
  'v1 Service': rules(validateService, validateServiceUpdate),
  'v1 ServiceAccount': rules(validateServiceAccount, validateServiceAccountUpdate),
  'v1 PersistentVolumeClaim': rules(validatePersistentVolumeClaim, validatePersistentVolumeClaimUpdate),
};

const podSubresources: Readonly<Record<string, KindRules['update']>> = {
  resize: rules(validatePod, validatePodResize).update,
  ephemeralcontainers: rules(validatePod, validateEphemeralContainersUpdate).update,
};

function rulesOf({ apiVersion = '', kind = '' }: KubernetesObject): KindRules | undefined {
  const name = `${apiVersion} ${kind}`;
  return Object.hasOwn(rulesByKind, name) ? rulesByKind[name] : undefined;
}

/**
 * What is wrong with a new object, after defaulting, mutating admission and the strategy's preparation. Metadata of kinds
 * in scope is held to stricter rules than those that all kinds share, so that these add nothing.
 */
export function validateCreate(object: KubernetesObject): FieldError[] {
  const errors: Errors = [];
  rulesOf(object)?.create(errors, object);
  return errors;
}

/** What is wrong with a change. `subresource`: `resize` or `ephemeralcontainers` of Pods; others are not checked. */
export function validateUpdate(next: KubernetesObject, old: KubernetesObject, subresource = ''): FieldError[] {
  const change = changeRules(next, subresource);
  if (change === undefined) return [];
  const { metadata = {}, apiVersion = '', kind = '' } = next;
  const common: Errors = [];
  validateCommonMeta(common, metadata, kindNamed(apiVersion, kind)?.namespaced !== false);
  validateGenericMetaUpdate(common, metadata, old.metadata ?? {});
  const errors: Errors = [];
  change(errors, next, old);
  return [...common, ...errors];
}

function changeRules(next: KubernetesObject, subresource: string): KindRules['update'] | undefined {
  if (subresource === '') return rulesOf(next)?.update;
  return Object.hasOwn(podSubresources, subresource) ? podSubresources[subresource] : undefined;
}
