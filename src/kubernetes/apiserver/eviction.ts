/** Evicting a Pod: a delete that PodDisruptionBudgets may refuse for now. */
import { checkedSelectorOf, matchesLabels } from '../api/labels.ts';
import { failure, type Status } from '../api/status.ts';
import type { Pod, PodDisruptionBudget } from '../api/types.ts';
import type { RequestContext } from './request.ts';

/** The refusal, or undefined when the Pod may go (pkg/registry/core/pod/storage/eviction.go). */
export function evictionRefusal(pod: Pod, context: RequestContext): Status | undefined {
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || pod.metadata?.deletionTimestamp)
    return undefined;
  const budget = context.cluster
    .list<PodDisruptionBudget>('poddisruptionbudgets', context.namespace)
    .find((candidate) => matchesLabels(checkedSelectorOf(candidate.spec?.selector), pod.metadata?.labels));
  if (budget === undefined || (budget.status?.disruptionsAllowed ?? 0) > 0) return undefined;
  const { desiredHealthy = 0, currentHealthy = 0 } = budget.status ?? {};
  const why = `The disruption budget ${budget.metadata?.name ?? ''} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  const message = "Cannot evict pod as it would violate the pod's disruption budget.";
  return failure('TooManyRequests', message, { causes: [{ reason: 'DisruptionBudget', message: why }] });
}
