/** ReplicaSets. */
import type { ReplicaSet } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { dropGatedTemplateFields } from './gatedFields.ts';
import { firstGeneration, keep, nextGeneration, specChanged } from './parts.ts';

/** `pkg/registry/apps/replicaset/strategy.go` */
export const replicaSetStrategy: Strategy<ReplicaSet> = {
  prepareForCreate(set) {
    delete set.status;
    firstGeneration(set);
    dropGatedTemplateFields(set.spec?.template, undefined);
  },
  prepareForUpdate(set, old) {
    keep(set, old, 'status');
    dropGatedTemplateFields(set.spec?.template, old.spec?.template);
    nextGeneration(set, old, specChanged(set, old, 'ReplicaSetSpec'));
  },
  subresources: { status: (set, old) => keep(set, old, 'spec') },
};
