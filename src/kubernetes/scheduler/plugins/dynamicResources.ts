/** DynamicResources: holds Pods back whose ResourceClaims are not there. Devices themselves are not modelled. */
import type { Pod } from '../../api/types.ts';
import { reject, type SchedulerPlugin, skip, unresolvable } from '../framework.ts';
import type { Listers } from '../listers.ts';
import { isControlledBy } from '../volumeClaims.ts';

export const dynamicResources: SchedulerPlugin = {
  name: 'DynamicResources',
  retryOn: [
    { on: 'Node', actions: ['Add', 'UpdateNodeLabel', 'UpdateNodeAllocatable'] },
    {
      on: 'resource.k8s.io/ResourceClaim',
      actions: ['Add', 'Update'],
      helps: (pod, { new: claim }, listers) =>
        whatIsMissing(pod, listers) === undefined && usesClaim(pod, claim?.metadata?.name ?? ''),
    },
    {
      on: 'Pod',
      actions: ['UpdatePodGeneratedResourceClaim'],
      helps: (pod, { new: updated }, listers) =>
        updated !== undefined &&
        updated.metadata?.uid === pod.metadata?.uid &&
        whatIsMissing(updated, listers) === undefined,
    },
  ],
  preEnqueue: whatIsMissing,
  preFilter: ({ pod, listers }) => {
    const missing = whatIsMissing(pod, listers);
    return missing === undefined ? skip : reject(unresolvable(missing));
  },
  // Scores devices, of which there are none here: every node gets 0, which no node gains by.
  score: () => 0,
  arithmetic: () => ({ id: 'scheduler.score.noDevices' }),
};

interface ClaimName {
  readonly name?: string;
  readonly problem?: string;
  /** Made from a template, for this Pod only. */
  readonly own?: boolean;
}

/** The first claim that keeps the Pod from being scheduled, in the plugin's words. */
function whatIsMissing(pod: Pod, listers: Listers): string | undefined {
  const { namespace = '', name: podName = '', uid = '' } = pod.metadata ?? {};
  for (const { name, problem, own } of claimNames(pod)) {
    if (problem !== undefined) return problem;
    if (name === undefined) continue;
    const claim = listers.resourceClaims.get(`${namespace}/${name}`);
    if (claim === undefined) return `resourceclaim.resource.k8s.io "${name}" not found`;
    if (claim.metadata?.deletionTimestamp) return `resourceclaim "${name}" is being deleted`;
    if (own && !isControlledBy(claim, uid))
      return `ResourceClaim ${namespace}/${name} was not created for Pod ${namespace}/${podName} (Pod is not owner)`;
  }
  return undefined;
}

/** Claims made from a template bear the name that the Pod's status gives; none where no claim is needed. */
function claimNames(pod: Pod): ClaimName[] {
  const { namespace = '', name: podName = '' } = pod.metadata ?? {};
  return (pod.spec?.resourceClaims ?? []).map((claim): ClaimName => {
    if (claim.resourceClaimName !== undefined) return { name: claim.resourceClaimName };
    const made = pod.status?.resourceClaimStatuses?.find(({ name }) => name === claim.name);
    if (made === undefined) return { problem: `pod "${namespace}/${podName}": ResourceClaim not created yet` };
    return made.resourceClaimName === undefined ? {} : { name: made.resourceClaimName, own: true };
  });
}

function usesClaim(pod: Pod, claim: string): boolean {
  return claimNames(pod).some(({ name }) => name === claim);
}
