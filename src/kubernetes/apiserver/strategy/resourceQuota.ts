/** ResourceQuotas. */
import type { ResourceQuota } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { keep } from './parts.ts';

/** `pkg/registry/core/resourcequota/strategy.go` */
export const resourceQuotaStrategy: Strategy<ResourceQuota> = {
  prepareForCreate(quota) {
    delete quota.status;
  },
  prepareForUpdate: (quota, old) => keep(quota, old, 'status'),
  subresources: { status: (quota, old) => keep(quota, old, 'spec') },
};
