/** Where kinds that make Pods keep their template. */
import type { KubernetesObject, PodTemplateSpec } from '../../../api/types.ts';

const paths: Readonly<Record<string, readonly string[]>> = {
  PodTemplate: ['template'],
  ReplicationController: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** The template, or undefined for kinds without one. */
export function podTemplateOf(kind: string, object: KubernetesObject): PodTemplateSpec | undefined {
  const path = paths[kind];
  if (path === undefined) return undefined;
  let at: unknown = object;
  for (const name of path) at = (at as Record<string, unknown> | undefined)?.[name];
  return at as PodTemplateSpec | undefined;
}
