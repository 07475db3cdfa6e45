/** Where a kind keeps the template of its Pods. */
import type { CronJob, Deployment, KubernetesObject, PodTemplate, PodTemplateSpec } from '../../api/types.ts';

/** The template of an object that makes Pods; undefined for other kinds and where there is none. */
export function podTemplateOf(object: KubernetesObject): PodTemplateSpec | undefined {
  switch (object.kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
    case 'ReplicationController':
      return (object as Deployment).spec?.template;
    case 'CronJob':
      return (object as CronJob).spec?.jobTemplate?.spec?.template;
    case 'PodTemplate':
      return (object as PodTemplate).template;
    default:
      return undefined;
  }
}
