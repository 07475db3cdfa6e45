/** Binding a Pod to a node: the `binding` subresource that the scheduler POSTs to. */
import { conflictStatus, type Status } from '../api/status.ts';
import type { Binding, Pod, PodCondition } from '../api/types.ts';

const pods = { group: '', name: 'pods' };

/** The Pod as bound, in one atomic change (pkg/registry/core/pod/storage, assignPod); or the conflict. */
export function bindPod(
  pod: Pod,
  binding: Binding,
  now: string,
): { readonly object: Pod } | { readonly status: Status } {
  const name = pod.metadata?.name ?? '';
  const refusal = refusalToBind(pod, name);
  if (refusal !== undefined) return { status: conflictStatus({ group: '', name: 'pods/binding' }, name, refusal) };
  const uid = binding.metadata?.uid;
  if (uid && uid !== pod.metadata?.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata?.uid ?? ''}`;
    return { status: conflictStatus(pods, name, why) };
  }
  const { nominatedNodeName: _cleared, ...status } = pod.status ?? {};
  const metadata = { ...pod.metadata };
  if (binding.metadata?.annotations)
    metadata.annotations = { ...metadata.annotations, ...binding.metadata.annotations };
  if (binding.metadata?.labels) metadata.labels = { ...metadata.labels, ...binding.metadata.labels };
  return {
    object: {
      ...pod,
      metadata,
      spec: { ...pod.spec, nodeName: binding.target?.name ?? '' },
      status: { ...status, conditions: withScheduled(status.conditions ?? [], now) },
    },
  };
}

function refusalToBind(pod: Pod, name: string): string | undefined {
  if (pod.metadata?.deletionTimestamp) return `pod ${name} is being deleted, cannot be assigned to a host`;
  if (pod.spec?.nodeName) return `pod ${name} is already assigned to node "${pod.spec.nodeName}"`;
  if (pod.spec?.schedulingGates?.length) return `pod ${name} has non-empty .spec.schedulingGates`;
  return undefined;
}

function withScheduled(conditions: readonly PodCondition[], now: string): PodCondition[] {
  const before = conditions.find((condition) => condition.type === 'PodScheduled');
  const since = before?.status === 'True' ? before.lastTransitionTime : now;
  const scheduled: PodCondition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    ...(since && { lastTransitionTime: since }),
  };
  if (before === undefined) return [...conditions, scheduled];
  return conditions.map((condition) => (condition === before ? scheduled : condition));
}
