/** Where Kubernetes' documentation explains a rule. */

const reference = 'https://kubernetes.io/docs/reference';

const pages: Readonly<Record<string, string>> = {
  Parse: 'https://yaml.org/spec/1.1/',
  Reading: 'https://yaml.org/type/',
  UnknownField: `${reference}/using-api/api-concepts/#field-validation`,
  DuplicateField: `${reference}/using-api/api-concepts/#field-validation`,
  TypeError: `${reference}/using-api/api-concepts/#field-validation`,
  Warning: 'https://kubernetes.io/blog/2020/09/03/warnings/',
  Mapping: `${reference}/using-api/deprecation-guide/`,
  Forbidden: `${reference}/access-authn-authz/admission-controllers/`,
  NotFound: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
};

const kindPages: Readonly<Record<string, string>> = {
  Pod: 'workload-resources/pod-v1/',
  PodTemplate: 'workload-resources/pod-template-v1/',
  ReplicationController: 'workload-resources/replication-controller-v1/',
  ReplicaSet: 'workload-resources/replica-set-v1/',
  Deployment: 'workload-resources/deployment-v1/',
  StatefulSet: 'workload-resources/stateful-set-v1/',
  DaemonSet: 'workload-resources/daemon-set-v1/',
  Job: 'workload-resources/job-v1/',
  CronJob: 'workload-resources/cron-job-v1/',
  PriorityClass: 'workload-resources/priority-class-v1/',
  Service: 'service-resources/service-v1/',
  ConfigMap: 'config-and-storage-resources/config-map-v1/',
  Secret: 'config-and-storage-resources/secret-v1/',
  PersistentVolumeClaim: 'config-and-storage-resources/persistent-volume-claim-v1/',
  PersistentVolume: 'config-and-storage-resources/persistent-volume-v1/',
  StorageClass: 'config-and-storage-resources/storage-class-v1/',
  ServiceAccount: 'authentication-resources/service-account-v1/',
  LimitRange: 'policy-resources/limit-range-v1/',
  ResourceQuota: 'policy-resources/resource-quota-v1/',
  PodDisruptionBudget: 'policy-resources/pod-disruption-budget-v1/',
  Namespace: 'cluster-resources/namespace-v1/',
  Node: 'cluster-resources/node-v1/',
  RuntimeClass: 'cluster-resources/runtime-class-v1/',
};

/** The page about a rule; where it has none of its own, about the kind. Podflight's own rules have none. */
export function documentationOf({ code, kind }: { readonly code: string; readonly kind: string }): string | undefined {
  if (code === 'Scenario' || code === 'Cluster') return undefined;
  return pages[code] ?? `${reference}/kubernetes-api/${kindPages[kind] ?? ''}`;
}
