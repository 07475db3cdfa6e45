/** Leases: no candidates, since the feature CoordinatedLeaderElection is off by default. */
import type { Lease } from '../../api/types.ts';
import type { Strategy } from './context.ts';

/** `pkg/registry/coordination/lease/strategy.go` */
export const leaseStrategy: Strategy<Lease> = {
  prepareForCreate(lease) {
    delete lease.spec?.strategy;
    delete lease.spec?.preferredHolder;
  },
  prepareForUpdate(lease, old) {
    if (old.spec?.strategy === undefined) delete lease.spec?.strategy;
    if (old.spec?.preferredHolder === undefined) delete lease.spec?.preferredHolder;
  },
};
