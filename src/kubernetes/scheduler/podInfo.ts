/** A Pod as the scheduler sees it: what plugins need of the thousands of Pods that run already, and no more. */
import { checkedSelectorOf, type Labels, matchesLabels, type Selector } from '../api/labels.ts';
import type { Container, Pod, PodAffinityTerm, PodSpec, Volume } from '../api/types.ts';
import type { NodeInfo } from './nodeInfo.ts';
import { type Requests, requestsOf } from './resources.ts';

export interface PodInfo {
  /** `namespace/name`. */
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly priority: number;
  /** Unix milliseconds; undefined before a kubelet has started it. */
  readonly startTime: number | undefined;
  readonly kin: PodKin;
  readonly requests: Requests;
  readonly hostPorts: readonly HostPort[];
  /** Its claims that other Pods may want too, `namespace/name`. */
  readonly claims: readonly string[];
  /** Its volumes that any plugin looks at: claims and disks. */
  readonly volumes: readonly Volume[];
  /** It is on its way out because this scheduler told it to go. */
  readonly preempted: boolean;
}

/**
 * Pods that look the same to spreading and affinity: same namespace, labels and terms. Thousands of Pods share a few of
 * these, so that a selector is tried once for all of them. Interned by the snapshot.
 */
export interface PodKin {
  /** What makes two Pods kin, as text. */
  readonly identity: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** Terminating Pods don't count for spreading. */
  readonly terminating: boolean;
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly WeightedTerm[];
  readonly preferredAntiAffinity: readonly WeightedTerm[];
  /** How many of them are on which node. */
  readonly nodes: Map<NodeInfo, number>;
}

/** A pod affinity term, read once (`k8s.io/kube-scheduler/framework/types.go`, AffinityTerm). */
export interface AffinityTerm {
  readonly namespaces: ReadonlySet<string>;
  readonly namespaceSelector: Selector;
  readonly selector: Selector;
  readonly topologyKey: string;
}

export interface WeightedTerm extends AffinityTerm {
  readonly weight: number;
}

export interface HostPort {
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

/** Whether `term` means a Pod of that namespace and labels. `namespaceLabels` as far as the asker knows them. */
export function termMatches(
  term: AffinityTerm,
  pod: { readonly namespace: string; readonly labels: Labels },
  namespaceLabels: Labels | undefined,
): boolean {
  return (
    (term.namespaces.has(pod.namespace) || matchesLabels(term.namespaceSelector, namespaceLabels)) &&
    matchesLabels(term.selector, pod.labels)
  );
}

const none: readonly never[] = [];
export const anyAddress = '0.0.0.0';

/** `intern` gives the one object for all Pods of a kin. */
export function podInfo(pod: Pod, intern: (kin: PodKin) => PodKin): PodInfo {
  const { metadata = {}, spec = {}, status = {} } = pod;
  const { namespace = '', name = '' } = metadata;
  const volumes = spec.volumes?.filter(isOfInterest) ?? none;
  return {
    key: `${namespace}/${name}`,
    name,
    namespace,
    uid: metadata.uid ?? '',
    priority: spec.priority ?? 0,
    startTime: status.startTime ? Date.parse(status.startTime) : undefined,
    kin: intern(kinOf(pod)),
    requests: requestsOf(pod),
    hostPorts: hostPortsOf(spec),
    claims: volumes.length === 0 ? none : claimsOf(namespace, volumes),
    volumes,
    preempted:
      Boolean(metadata.deletionTimestamp) &&
      status.conditions?.some(
        ({ type, status: is, reason }) =>
          type === 'DisruptionTarget' && is === 'True' && reason === 'PreemptionByScheduler',
      ) === true,
  };
}

function kinOf(pod: Pod): PodKin {
  const { namespace = '', labels = {}, deletionTimestamp } = pod.metadata ?? {};
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  const terminating = Boolean(deletionTimestamp);
  const sorted = Object.entries(labels).sort(byKey);
  return {
    identity: JSON.stringify([namespace, terminating, sorted, podAffinity, podAntiAffinity]),
    namespace,
    labels,
    terminating,
    requiredAffinity: terms(namespace, podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAntiAffinity: terms(namespace, podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    preferredAffinity: weighted(namespace, podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAntiAffinity: weighted(namespace, podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    nodes: new Map(),
  };
}

/** The terms that must hold, as `pod` states them. */
export function requiredTermsOf(pod: Pod): {
  readonly affinity: readonly AffinityTerm[];
  readonly antiAffinity: readonly AffinityTerm[];
} {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  const namespace = pod.metadata?.namespace ?? '';
  return {
    affinity: terms(namespace, podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    antiAffinity: terms(namespace, podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
  };
}

function byKey([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}

function terms(namespace: string, list: readonly PodAffinityTerm[] | undefined): readonly AffinityTerm[] {
  return list?.map((term) => affinityTerm(namespace, term)) ?? none;
}

function weighted(
  namespace: string,
  list: readonly { readonly weight?: number; readonly podAffinityTerm?: PodAffinityTerm }[] | undefined,
): readonly WeightedTerm[] {
  return (
    list?.map(({ weight = 0, podAffinityTerm = {} }) => ({ ...affinityTerm(namespace, podAffinityTerm), weight })) ??
    none
  );
}

/** A term without namespaces and namespace selector means the Pod's own namespace. */
function affinityTerm(namespace: string, term: PodAffinityTerm): AffinityTerm {
  const { namespaces = [], namespaceSelector, labelSelector, topologyKey = '' } = term;
  return {
    namespaces: new Set(namespaces.length === 0 && namespaceSelector === undefined ? [namespace] : namespaces),
    namespaceSelector: checkedSelectorOf(namespaceSelector),
    selector: checkedSelectorOf(labelSelector),
    topologyKey,
  };
}

/** Host ports of containers and sidecars; other init containers are gone before anybody could collide with them. */
export function hostPortsOf(spec: PodSpec): readonly HostPort[] {
  let ports: HostPort[] | undefined;
  const take = (container: Container): void => {
    for (const { hostPort = 0, hostIP, protocol } of container.ports ?? none) {
      if (hostPort <= 0) continue;
      ports ??= [];
      ports.push({ address: hostIP || anyAddress, protocol: protocol || 'TCP', port: hostPort });
    }
  };
  for (const container of spec.initContainers ?? none) if (container.restartPolicy === 'Always') take(container);
  for (const container of spec.containers ?? none) take(container);
  return ports ?? none;
}

/** An unspecified address is every address. */
export function portsCollide(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return a.address === b.address || a.address === anyAddress || b.address === anyAddress;
}

function isOfInterest(volume: Volume): boolean {
  return (
    volume.persistentVolumeClaim !== undefined ||
    volume.ephemeral !== undefined ||
    volume.gcePersistentDisk !== undefined ||
    volume.awsElasticBlockStore !== undefined ||
    volume.iscsi !== undefined ||
    volume.rbd !== undefined ||
    volume.azureDisk !== undefined ||
    volume.cinder !== undefined ||
    volume.portworxVolume !== undefined
  );
}

function claimsOf(namespace: string, volumes: readonly Volume[]): readonly string[] {
  return volumes.flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim === undefined ? [] : [`${namespace}/${persistentVolumeClaim.claimName ?? ''}`],
  );
}
