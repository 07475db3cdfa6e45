/** NodeUnschedulable: keeps Pods off cordoned nodes. */
import { tolerationsTolerate } from '../../api/taints.ts';
import type { Pod } from '../../api/types.ts';
import { fits, type SchedulerPlugin, unresolvable } from '../framework.ts';

const cordoned = unresolvable('node(s) were unschedulable');
const cordonTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

export const nodeUnschedulable: SchedulerPlugin = {
  name: 'NodeUnschedulable',
  retryOn: [
    {
      on: 'Node',
      actions: ['Add', 'UpdateNodeTaint'],
      helps: (_pod, { old, new: updated }) =>
        (old === undefined || old.spec?.unschedulable === true) && updated?.spec?.unschedulable !== true,
    },
    {
      on: 'Pod',
      actions: ['UpdatePodToleration'],
      helps: (pod, { new: updated }) =>
        updated !== undefined && updated.metadata?.uid === pod.metadata?.uid && toleratesCordon(updated),
    },
  ],
  passesAll: ({ pod, snapshot }) => !snapshot.anyCordoned || toleratesCordon(pod),
  filter: ({ pod }, _state, node) => (!node.cordoned || toleratesCordon(pod) ? fits : cordoned),
};

function toleratesCordon(pod: Pod): boolean {
  return tolerationsTolerate(pod.spec?.tolerations, cordonTaint);
}
