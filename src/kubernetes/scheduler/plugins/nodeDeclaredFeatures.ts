/** NodeDeclaredFeatures: a Pod that needs a new feature goes to nodes that declare it. */
import type { Pod } from '../../api/types.ts';
import { anyPodUpdate } from '../clusterEvents.ts';
import { deepEqual } from '../deepEqual.ts';
import { fits, type SchedulerPlugin, skip, unresolvable } from '../framework.ts';

const lacking = unresolvable("node(s) didn't match Pod's required features");

/** Features that a Pod's spec can call for (`k8s.io/component-helpers/nodedeclaredfeatures/features`), sorted. */
const features: readonly { readonly name: string; neededBy(pod: Pod): boolean }[] = [
  {
    name: 'RestartAllContainersOnContainerExits',
    neededBy: ({ spec = {} }) =>
      [...(spec.containers ?? []), ...(spec.initContainers ?? [])].some(({ restartPolicyRules = [] }) =>
        restartPolicyRules.some(({ action }) => action === 'RestartAllContainers'),
      ),
  },
  {
    name: 'UserNamespacesHostNetworkSupport',
    neededBy: ({ spec }) => spec?.hostNetwork === true && spec.hostUsers === false,
  },
];

export const nodeDeclaredFeatures: SchedulerPlugin<readonly string[]> = {
  name: 'NodeDeclaredFeatures',
  retryOn: [
    {
      on: 'Node',
      actions: ['Add', 'UpdateNodeDeclaredFeature'],
      helps: (_pod, { old, new: updated }) =>
        old === undefined || !deepEqual(old.status?.declaredFeatures ?? [], updated?.status?.declaredFeatures ?? []),
    },
    {
      on: 'Pod',
      actions: anyPodUpdate,
      helps: (pod, { old, new: updated }) =>
        pod.metadata?.uid === updated?.metadata?.uid &&
        !deepEqual(neededFeatures(old ?? {}), neededFeatures(updated ?? {})),
    },
  ],
  preFilter: ({ pod }) => {
    const needed = neededFeatures(pod);
    return needed.length === 0 ? skip : { kind: 'filter', state: needed };
  },
  filter: (_cycle, needed, { node }) =>
    needed.every((name) => node?.status?.declaredFeatures?.includes(name)) ? fits : lacking,
};

function neededFeatures(pod: Pod): string[] {
  return features.filter((feature) => feature.neededBy(pod)).map(({ name }) => name);
}
