/** ResourceClaims. */
import type { ResourceV1ResourceClaim } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { keep, keepMetadataForStatus } from './parts.ts';

/** `pkg/registry/resource/resourceclaim/strategy.go`; fields of features that are off are not looked for. */
export const resourceClaimStrategy: Strategy<ResourceV1ResourceClaim> = {
  prepareForCreate(claim) {
    delete claim.status;
  },
  prepareForUpdate: (claim, old) => keep(claim, old, 'status'),
  subresources: {
    status(claim, old) {
      keep(claim, old, 'spec');
      keepMetadataForStatus(claim, old);
    },
  },
};
