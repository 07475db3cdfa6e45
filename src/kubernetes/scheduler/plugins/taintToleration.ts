/** TaintToleration: keeps Pods off nodes whose taints they don't tolerate, and prefers nodes with fewer mild taints. */
import { firstUntoleratedTaint, schedulingEffects, tolerationsTolerate } from '../../api/taints.ts';
import type { Taint, Toleration } from '../../api/types.ts';
import { fits, type SchedulerPlugin, scaleToHighest, unresolvable } from '../framework.ts';

const untolerated = unresolvable('node(s) had untolerated taint(s)');

/** Tolerations that may speak about PreferNoSchedule taints. */
type MildTolerations = readonly Toleration[];

export const taintToleration: SchedulerPlugin<undefined, MildTolerations> = {
  name: 'TaintToleration',
  retryOn: [
    {
      on: 'Node',
      actions: ['Add', 'UpdateNodeTaint'],
      helps: (pod, { old, new: updated }) =>
        (old === undefined || keepsOff(old.spec?.taints, pod.spec?.tolerations)) &&
        !keepsOff(updated?.spec?.taints, pod.spec?.tolerations),
    },
    {
      on: 'Pod',
      actions: ['UpdatePodToleration'],
      helps: (pod, { new: updated }) => updated?.metadata?.uid === pod.metadata?.uid,
    },
  ],
  passesAll: ({ snapshot }) => !snapshot.anyTainted,
  filter: ({ pod }, _state, { hardTaints }) =>
    hardTaints.length > 0 && firstUntoleratedTaint(hardTaints, pod.spec?.tolerations) !== undefined
      ? untolerated
      : fits,
  preScore: ({ pod }) => ({
    kind: 'score',
    state: (pod.spec?.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule'),
  }),
  score: (_cycle, tolerations, { mildTaints }) =>
    mildTaints.length === 0 ? 0 : mildTaints.filter((taint) => !tolerationsTolerate(tolerations, taint)).length,
  normalise: (_cycle, _state, raw) => scaleToHighest(raw, true),
  arithmetic: (_cycle, _state, _node, raw) => ({ id: 'scheduler.score.taints', args: { taints: raw } }),
};

/** Whether a NoSchedule or NoExecute taint is not tolerated. */
function keepsOff(taints: readonly Taint[] | undefined, tolerations: readonly Toleration[] | undefined): boolean {
  return firstUntoleratedTaint(taints, tolerations, schedulingEffects) !== undefined;
}
