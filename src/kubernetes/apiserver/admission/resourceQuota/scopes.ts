/** Which Pods a quota with scopes counts. */
import { qosClassOf } from '../../../api/qos.ts';
import type { KubernetesObject, Pod, PodAffinityTerm, ResourceQuota } from '../../../api/types.ts';

interface Scope {
  readonly name: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Whether the object is in every scope of the quota. Kinds other than Pods are in no scope. */
export function inScopes(quota: ResourceQuota, kind: string, object: KubernetesObject): boolean {
  return scopesOf(quota).every((scope) => kind === 'Pod' && inScope(scope, object as Pod));
}

function scopesOf({ spec }: ResourceQuota): Scope[] {
  const plain = (spec?.scopes ?? []).map((name) => ({ name, operator: 'Exists', values: [] }));
  const selected = (spec?.scopeSelector?.matchExpressions ?? []).map(
    ({ scopeName = '', operator = '', values = [] }) => ({
      name: scopeName,
      operator,
      values,
    }),
  );
  return [...plain, ...selected];
}

function inScope({ name, operator, values }: Scope, pod: Pod): boolean {
  const spec = pod.spec ?? {};
  switch (name) {
    case 'Terminating':
      return (spec.activeDeadlineSeconds ?? -1) >= 0;
    case 'NotTerminating':
      return (spec.activeDeadlineSeconds ?? -1) < 0;
    case 'BestEffort':
      return qosClassOf(pod) === 'BestEffort';
    case 'NotBestEffort':
      return qosClassOf(pod) !== 'BestEffort';
    case 'PriorityClass':
      return matchesClass(operator, values, spec.priorityClassName || undefined);
    case 'CrossNamespacePodAffinity':
      return crossesNamespaces(pod);
    default:
      return false;
  }
}

function matchesClass(operator: string, values: readonly string[], name: string | undefined): boolean {
  switch (operator) {
    case 'Exists':
      return name !== undefined;
    case 'DoesNotExist':
      return name === undefined;
    case 'In':
      return name !== undefined && values.includes(name);
    case 'NotIn':
      return name === undefined || !values.includes(name);
    default:
      return false;
  }
}

function crossesNamespaces({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
  const terms = [podAffinity, podAntiAffinity].flatMap((affinity): PodAffinityTerm[] => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap(
      ({ podAffinityTerm }) => podAffinityTerm ?? [],
    ),
  ]);
  return terms.some(({ namespaces, namespaceSelector }) => namespaces?.length || namespaceSelector !== undefined);
}
