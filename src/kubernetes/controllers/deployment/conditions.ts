/** Conditions of a Deployment's status (deployment_util.go). */
import type { Deployment, DeploymentCondition, DeploymentStatus } from '../../api/types.ts';
import type { Kernel } from '../../simulation/kernel.ts';

export function conditionOf(status: DeploymentStatus | undefined, type: string): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

export function newCondition(
  kernel: Kernel,
  type: string,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
): DeploymentCondition {
  const now = kernel.timestamp();
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

/** Puts a condition in, last of all, unless one of its status and reason is there; changes `status`. */
export function setCondition(status: DeploymentStatus, condition: DeploymentCondition): void {
  const current = conditionOf(status, condition.type ?? '');
  if (current?.status === condition.status && current?.reason === condition.reason) return;
  const since = current?.status === condition.status ? current?.lastTransitionTime : condition.lastTransitionTime;
  removeCondition(status, condition.type ?? '');
  status.conditions = [
    ...(status.conditions ?? []),
    { ...condition, ...(since !== undefined && { lastTransitionTime: since }) },
  ];
}

export function removeCondition(status: DeploymentStatus, type: string): void {
  status.conditions = (status.conditions ?? []).filter((condition) => condition.type !== type);
}

/** The status of a draft, made where there is none. */
export function statusOfDraft(deployment: Deployment): DeploymentStatus {
  deployment.status ??= {};
  return deployment.status;
}
