/** Which kinds a Kubernetes 1.36 API server serves, and under which resources: what kubectl learns from discovery. */

/** Where objects of a kind are sent. */
export interface RestMapping {
  readonly apiVersion: string;
  /** The kind as the server spells it; a manifest may spell it in lower case. */
  readonly kind: string;
  /** The plural in URLs and messages; empty for lists, which are only taken apart. */
  readonly resource: string;
  readonly namespaced: boolean;
}

/** Served with default settings (`kubectl api-resources`): `Kind resource`, cluster-scoped ones with a star. */
const served: Readonly<Record<string, string>> = {
  v1: `Binding bindings, ComponentStatus componentstatuses*, ConfigMap configmaps, Endpoints endpoints, Event events,
    LimitRange limitranges, Namespace namespaces*, Node nodes*, PersistentVolumeClaim persistentvolumeclaims,
    PersistentVolume persistentvolumes*, Pod pods, PodTemplate podtemplates,
    ReplicationController replicationcontrollers, ResourceQuota resourcequotas, Secret secrets,
    ServiceAccount serviceaccounts, Service services`,
  'admissionregistration.k8s.io/v1': `MutatingAdmissionPolicy mutatingadmissionpolicies*,
    MutatingAdmissionPolicyBinding mutatingadmissionpolicybindings*,
    MutatingWebhookConfiguration mutatingwebhookconfigurations*,
    ValidatingAdmissionPolicy validatingadmissionpolicies*,
    ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings*,
    ValidatingWebhookConfiguration validatingwebhookconfigurations*`,
  'apiextensions.k8s.io/v1': 'CustomResourceDefinition customresourcedefinitions*',
  'apiregistration.k8s.io/v1': 'APIService apiservices*',
  'apps/v1': `ControllerRevision controllerrevisions, DaemonSet daemonsets, Deployment deployments,
    ReplicaSet replicasets, StatefulSet statefulsets`,
  'authentication.k8s.io/v1': 'SelfSubjectReview selfsubjectreviews*, TokenReview tokenreviews*',
  'authorization.k8s.io/v1': `LocalSubjectAccessReview localsubjectaccessreviews,
    SelfSubjectAccessReview selfsubjectaccessreviews*, SelfSubjectRulesReview selfsubjectrulesreviews*,
    SubjectAccessReview subjectaccessreviews*`,
  'autoscaling/v1': 'HorizontalPodAutoscaler horizontalpodautoscalers',
  'autoscaling/v2': 'HorizontalPodAutoscaler horizontalpodautoscalers',
  'batch/v1': 'CronJob cronjobs, Job jobs',
  'certificates.k8s.io/v1': 'CertificateSigningRequest certificatesigningrequests*',
  'coordination.k8s.io/v1': 'Lease leases',
  'discovery.k8s.io/v1': 'EndpointSlice endpointslices',
  'events.k8s.io/v1': 'Event events',
  'flowcontrol.apiserver.k8s.io/v1': `FlowSchema flowschemas*,
    PriorityLevelConfiguration prioritylevelconfigurations*`,
  'networking.k8s.io/v1': `IngressClass ingressclasses*, Ingress ingresses, IPAddress ipaddresses*,
    NetworkPolicy networkpolicies, ServiceCIDR servicecidrs*`,
  'node.k8s.io/v1': 'RuntimeClass runtimeclasses*',
  'policy/v1': 'PodDisruptionBudget poddisruptionbudgets',
  'rbac.authorization.k8s.io/v1': `ClusterRoleBinding clusterrolebindings*, ClusterRole clusterroles*,
    RoleBinding rolebindings, Role roles`,
  'resource.k8s.io/v1': `DeviceClass deviceclasses*, ResourceClaim resourceclaims,
    ResourceClaimTemplate resourceclaimtemplates, ResourceSlice resourceslices*`,
  'scheduling.k8s.io/v1': 'PriorityClass priorityclasses*',
  'storage.k8s.io/v1': `CSIDriver csidrivers*, CSINode csinodes*, CSIStorageCapacity csistoragecapacities,
    StorageClass storageclasses*, VolumeAttachment volumeattachments*,
    VolumeAttributesClass volumeattributesclasses*`,
};

/** Kinds that can be created and nothing else; the server has no PATCH for them. */
const createdOnly = new Set([
  'Binding',
  'ComponentStatus',
  'SelfSubjectReview',
  'TokenReview',
  'LocalSubjectAccessReview',
  'SelfSubjectAccessReview',
  'SelfSubjectRulesReview',
  'SubjectAccessReview',
]);

const mappings = new Map<string, RestMapping>();
for (const [apiVersion, kinds] of Object.entries(served)) {
  for (const entry of kinds.split(/,\s+/)) {
    const [kind = '', resource = ''] = entry.split(' ');
    const mapping = { apiVersion, kind, resource: resource.replace('*', ''), namespaced: !resource.endsWith('*') };
    mappings.set(`${apiVersion} ${kind}`, mapping);
    mappings.set(`${apiVersion} ${kind.toLowerCase()}`, mapping);
    mappings.set(`${apiVersion} ${kind}List`, { ...mapping, kind: `${kind}List`, resource: '' });
  }
  mappings.set(`${apiVersion} List`, { apiVersion, kind: 'List', resource: '', namespaced: false });
}

/** An API group and one of its versions. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** `apps/v1`, `v1` and odder spellings taken apart; undefined where Go can't. */
export function parseGroupVersion(apiVersion: string): GroupVersion | undefined {
  const parts = apiVersion.split('/');
  if (parts.length > 2) return undefined;
  const [first = '', second] = parts;
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

export function groupVersionText({ group, version }: GroupVersion): string {
  return group === '' ? version : `${group}/${version}`;
}

/**
 * The mapping of a kind, also where it is spelt all in lower case; undefined where the server knows no such kind. Without a version
 * it is the one of any version.
 */
export function restMapping(groupVersion: GroupVersion, kind: string): RestMapping | undefined {
  if (groupVersion.version !== '') return mappings.get(`${groupVersionText(groupVersion)} ${kind}`);
  const inGroup = (name: string): boolean => parseGroupVersion(name)?.group === groupVersion.group;
  const apiVersion = Object.keys(served).find((name) => inGroup(name) && mappings.has(`${name} ${kind}`));
  return apiVersion === undefined ? undefined : mappings.get(`${apiVersion} ${kind}`);
}

/** Whether the server itself looks for unknown fields, so that kubectl leaves that to it. */
export function hasServerValidation(groupVersion: GroupVersion, kind: string): boolean {
  const mapping = mappings.get(`${groupVersionText(groupVersion)} ${kind}`);
  return mapping !== undefined && mapping.kind === kind && mapping.resource !== '' && !createdOnly.has(kind);
}
