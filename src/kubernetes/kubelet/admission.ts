/** Whether a node takes a Pod that is bound to it, and the reason of a refusal (pkg/kubelet/lifecycle/predicate.go). */
import { requiredNodeAffinity } from '../api/nodeAffinity.ts';
import { type Amounts, amountsOf, podRequests } from '../api/podRequests.ts';
import { type Quantity, quantityMilliValue, quantityValue } from '../api/quantity.ts';
import { firstUntoleratedTaint } from '../api/taints.ts';
import type { Node, Pod, PodSpec } from '../api/types.ts';

export interface Refusal {
  /** `OutOfcpu`, `NodeAffinity`, ...: reason of the Event and of the status. */
  readonly reason: string;
  readonly message: string;
}

/**
 * The first reason to refuse `pod` beside `others`, with the resources that each was granted; undefined: it is taken.
 * Critical Pods are treated as any others: none is evicted for them.
 */
export function admitPod(pod: Pod, others: readonly Pod[], node: Node | undefined): Refusal | undefined {
  const spec = pod.spec ?? {};
  return sysctlForbidden(spec) ?? nodeUnsuitable(pod, node) ?? (node && predicateFailed(pod, spec, others, node));
}

/** Sysctls that any Pod may set, by the host namespace that must not be shared for it (sysctl/safe_sysctls.go). */
const safeSysctls: Readonly<Record<string, 'IPC' | 'Net'>> = {
  'kernel.shm_rmid_forced': 'IPC',
  'net.ipv4.ip_local_port_range': 'Net',
  'net.ipv4.tcp_syncookies': 'Net',
  'net.ipv4.ping_group_range': 'Net',
  'net.ipv4.ip_unprivileged_port_start': 'Net',
  'net.ipv4.ip_local_reserved_ports': 'Net',
  'net.ipv4.tcp_keepalive_time': 'Net',
  'net.ipv4.tcp_fin_timeout': 'Net',
  'net.ipv4.tcp_keepalive_intvl': 'Net',
  'net.ipv4.tcp_keepalive_probes': 'Net',
  'net.ipv4.tcp_rmem': 'Net',
  'net.ipv4.tcp_wmem': 'Net',
};

function sysctlForbidden(spec: PodSpec): Refusal | undefined {
  for (const { name = '' } of spec.securityContext?.sysctls ?? []) {
    const normal = withDots(name);
    const namespace = Object.hasOwn(safeSysctls, normal) ? safeSysctls[normal] : undefined;
    const shared = namespace === 'IPC' ? spec.hostIPC : spec.hostNetwork;
    if (namespace !== undefined && shared !== true) continue;
    const why = namespace === undefined ? 'not allowlisted' : `not allowed with host ${namespace} enabled`;
    return { reason: 'SysctlForbidden', message: `forbidden sysctl: "${normal}" ${why}` };
  }
  return undefined;
}

/** Names may be written with slashes, where dots stand for themselves (component-helpers, NormalizeName). */
function withDots(name: string): string {
  const separator = /[./]/.exec(name)?.[0];
  if (separator !== '/') return name;
  return name.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.'));
}

function nodeUnsuitable(pod: Pod, node: Node | undefined): Refusal | undefined {
  if (node === undefined) return { reason: 'InvalidNodeInfo', message: 'Kubelet cannot get node info.' };
  const asked = pod.metadata?.labels?.['kubernetes.io/os'];
  if (asked !== undefined && asked !== 'linux') {
    const message = "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label";
    return { reason: 'PodOSSelectorNodeLabelDoesNotMatch', message };
  }
  if (pod.spec?.os !== undefined && pod.spec.os.name !== 'linux') {
    return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" };
  }
  const strict = pod.spec?.securityContext?.supplementalGroupsPolicy === 'Strict';
  if (strict && node.status?.features?.supplementalGroupsPolicy !== true) {
    const message = 'SupplementalGroupsPolicy=Strict is not supported in this node';
    return { reason: 'SupplementalGroupsPolicyNotSupported', message };
  }
  return undefined;
}

function predicateFailed(pod: Pod, spec: PodSpec, others: readonly Pod[], node: Node): Refusal | undefined {
  const insufficient = insufficientResource(pod, others, node);
  if (insufficient !== undefined) return insufficient;
  if (!requiredNodeAffinity(spec)(node).matches) {
    return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  }
  if (spec.nodeName !== node.metadata?.name) {
    return failed('NodeName', "node(s) didn't match the requested node name");
  }
  if (portTaken(spec, others)) {
    return failed('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  }
  if (firstUntoleratedTaint(node.spec?.taints, spec.tolerations, ['NoExecute']) !== undefined) {
    return failed('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  }
  return undefined;
}

function failed(predicate: string, why: string): Refusal {
  return { reason: predicate, message: `Predicate ${predicate} failed: ${why}` };
}

const requestsOfPods = new WeakMap<Pod, Amounts>();

/** What a Pod that is there counts for; Pods are never mutated. */
function requestsOf(pod: Pod): Amounts {
  let requests = requestsOfPods.get(pod);
  if (requests === undefined) {
    requests = podRequests(pod, { useStatus: true });
    requestsOfPods.set(pod, requests);
  }
  return requests;
}

/** The first resource that there is not enough of (scheduler, noderesources.Fits). */
function insufficientResource(pod: Pod, others: readonly Pod[], node: Node): Refusal | undefined {
  const allocatable = amountsOf(node.status?.allocatable);
  const lacking = (name: string, requested: bigint, used: bigint, capacity: bigint): Refusal => ({
    reason: `OutOf${name}`,
    message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  });
  const places = wholeValueOf(allocatable.get('pods'));
  if (BigInt(others.length) + 1n > places) return lacking('pods', 1n, BigInt(others.length), places);
  const requests = podRequests(pod);
  const names = ['cpu', 'memory', 'ephemeral-storage', ...[...requests.keys()].filter(isScalar).sort()];
  for (const name of names) {
    const amount = name === 'cpu' ? milliValueOf : wholeValueOf;
    const requested = amount(requests.get(name));
    if (requested === 0n || (isExtended(name) && !allocatable.has(name))) continue;
    const capacity = amount(allocatable.get(name));
    const used = others.reduce((sum, other) => sum + amount(requestsOf(other).get(name)), 0n);
    if (requested > capacity - used) return lacking(name, requested, used, capacity);
  }
  return undefined;
}

function wholeValueOf(quantity: Quantity | undefined): bigint {
  return quantity === undefined ? 0n : quantityValue(quantity);
}

function milliValueOf(quantity: Quantity | undefined): bigint {
  return quantity === undefined ? 0n : quantityMilliValue(quantity);
}

function isScalar(name: string): boolean {
  return name.includes('/') || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-');
}

/** A resource of somebody other than Kubernetes. */
function isExtended(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');
}

interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

function portTaken(spec: PodSpec, others: readonly Pod[]): boolean {
  const wanted = hostPorts(spec);
  if (wanted.length === 0) return false;
  const taken = others.flatMap((other) => hostPorts(other.spec ?? {}));
  return wanted.some((one) =>
    taken.some(
      (other) =>
        one.port === other.port &&
        one.protocol === other.protocol &&
        (one.ip === other.ip || one.ip === '0.0.0.0' || other.ip === '0.0.0.0'),
    ),
  );
}

function hostPorts(spec: PodSpec): HostPort[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...(spec.containers ?? []), ...sidecars].flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, hostIP, protocol }) =>
      hostPort === undefined || hostPort === 0
        ? []
        : [{ ip: hostIP || '0.0.0.0', protocol: protocol || 'TCP', port: hostPort }],
    ),
  );
}
