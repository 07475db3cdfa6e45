/** The status of a quota that no controller has looked at yet: what its namespace holds. */
import { formatQuantity, type Quantity, quantityOf } from '../../../api/quantity.ts';
import { kinds } from '../../../api/schema/schema.ts';
import type { ResourceQuota } from '../../../api/types.ts';
import type { ClusterView } from '../../clusterView.ts';
import { inScopes } from './scopes.ts';
import { addUsage, concerns, type Usage, usageOf } from './usage.ts';

/** The quota with hard limits and usage in its status, as the quota controller writes them. `unixMs`: now. */
export function withMeasuredStatus(quota: ResourceQuota, cluster: ClusterView, unixMs: number): ResourceQuota {
  const hard = quota.spec?.hard ?? {};
  const namespace = quota.metadata?.namespace ?? '';
  let used: Usage = new Map<string, Quantity>();
  for (const kind of kinds) {
    if (!kind.namespaced || !Object.keys(hard).some((name) => concerns(kind, name))) continue;
    for (const object of cluster.list(kind.resource, namespace)) {
      if (inScopes(quota, kind.kind, object)) used = addUsage(used, usageOf(kind, object, unixMs));
    }
  }
  const zero = quantityOf('0');
  const amounts = Object.keys(hard).map((name) => [name, formatQuantity(used.get(name) ?? zero)]);
  return { ...quota, status: { hard: { ...hard }, used: Object.fromEntries(amounts) as Record<string, string> } };
}
