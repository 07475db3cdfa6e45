/** StatefulSets. */
import type { StatefulSet } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { dropGatedTemplateFields } from './gatedFields.ts';
import { firstGeneration, keep, nextGeneration, specChanged } from './parts.ts';

/** `pkg/registry/apps/statefulset/strategy.go` */
export const statefulSetStrategy: Strategy<StatefulSet> = {
  prepareForCreate(set) {
    delete set.status;
    firstGeneration(set);
    dropMaxUnavailable(set, undefined);
    dropGatedTemplateFields(set.spec?.template, undefined);
  },
  prepareForUpdate(set, old) {
    keep(set, old, 'status');
    dropMaxUnavailable(set, old);
    dropGatedTemplateFields(set.spec?.template, old.spec?.template);
    nextGeneration(set, old, specChanged(set, old, 'StatefulSetSpec'));
  },
  subresources: { status: (set, old) => keep(set, old, 'spec') },
};

/** The feature MaxUnavailableStatefulSet is off by default. */
function dropMaxUnavailable(set: StatefulSet, old: StatefulSet | undefined): void {
  if (old?.spec?.updateStrategy?.rollingUpdate?.maxUnavailable === undefined) {
    delete set.spec?.updateStrategy?.rollingUpdate?.maxUnavailable;
  }
}
