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
  filter: ({ pod }, _state, { node }) => (keepsOff(node?.spec?.taints, pod.spec?.tolerations) ? untolerated : fits),
  preScore: ({ pod }) => ({
    kind: 'score',
    state: (pod.spec?.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule'),
  }),
  score: (_cycle, tolerations, { node }) => mildTaints(node?.spec?.taints, tolerations),
  normalise: (_cycle, _state, raw) => scaleToHighest(raw, true),
  arithmetic: (_cycle, _state, _node, raw) => ({ id: 'scheduler.score.taints', args: { taints: raw } }),
};

/** Whether a NoSchedule or NoExecute taint is not tolerated. */
function keepsOff(taints: readonly Taint[] | undefined, tolerations: readonly Toleration[] | undefined): boolean {
  return (
    taints !== undefined &&
    taints.length > 0 &&
    firstUntoleratedTaint(taints, tolerations, schedulingEffects) !== undefined
  );
}

function mildTaints(taints: readonly Taint[] | undefined, tolerations: MildTolerations): number {
  let count = 0;
  for (const taint of taints ?? [])
    if (taint.effect === 'PreferNoSchedule' && !tolerationsTolerate(tolerations, taint)) count += 1;
  return count;
}
