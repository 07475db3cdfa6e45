/** What an update may keep wrong because the stored object already has it so (`pkg/api/pod/util.go`). */
import { FieldPath } from '../../api/fieldPath.ts';
import { isValidLabelValue } from '../../api/names.ts';
import type { Container, EphemeralContainer, ObjectMeta, PodAffinityTerm, PodSpec } from '../../api/types.ts';
import { selectorIsInvalid } from './labelSelector.ts';
import { isLocalNonReservedPath } from './localPath.ts';
import { matchLabelKeysAreInvalid } from './matchLabelKeys.ts';
import { isDeletionCost } from './podAnnotations.ts';
import { newPod, newTemplate, type PodTolerances } from './podTolerances.ts';
import { hugePagesDivide, isHugePages } from './resourceNames.ts';
import { hostSysctlProblem } from './sysctls.ts';

/** What an update of this Pod, or of this template, may keep. */
export function tolerancesOf(
  old: { metadata?: ObjectMeta; spec?: PodSpec } | undefined,
  isPod: boolean,
): PodTolerances {
  if (old === undefined) return isPod ? newPod : newTemplate;
  const { metadata = {}, spec = {} } = old;
  const at = FieldPath.root('spec');
  return {
    isPod,
    deletionCost: !isDeletionCost(metadata.annotations),
    selectorValues: affinityTerms(spec).some(
      (term) => selectorIsInvalid(term.labelSelector, at) || selectorIsInvalid(term.namespaceSelector, at),
    ),
    nodeAffinityValues: hasInvalidNodeAffinityValue(spec),
    spreadSelectors: some(spec.topologySpreadConstraints, ({ labelSelector }) => selectorIsInvalid(labelSelector, at)),
    spreadMatchLabelKeys: some(spec.topologySpreadConstraints, (constraint) => matchLabelKeysAreInvalid(constraint)),
    tokenPaths: some(spec.volumes, ({ projected }) =>
      some(projected?.sources, ({ serviceAccountToken }) => {
        return serviceAccountToken !== undefined && !isLocalNonReservedPath(serviceAccountToken.path ?? '');
      }),
    ),
    hostSysctls: some(spec.securityContext?.sysctls, ({ name }) => hostSysctlProblem(name ?? '', spec) !== undefined),
    indivisibleHugePages: usesIndivisibleHugePages(spec),
    anySELinuxChangePolicy: spec.securityContext?.seLinuxChangePolicy !== undefined,
    comparisonOperators: some(spec.tolerations, ({ operator }) => operator === 'Lt' || operator === 'Gt'),
    volumeDevicesInUserNamespaces:
      spec.hostUsers === false && allContainers(spec).some(({ volumeDevices }) => (volumeDevices?.length ?? 0) > 0),
    hostNetworkInUserNamespaces: spec.hostUsers === false && spec.hostNetwork === true,
    restartOnInitResize: some(
      spec.initContainers,
      ({ restartPolicy, resizePolicy }) =>
        restartPolicy !== 'Always' && some(resizePolicy, (policy) => policy.restartPolicy === 'RestartContainer'),
    ),
  };
}

function some<T>(list: readonly T[] | undefined, holds: (item: T) => boolean): boolean {
  return list?.some(holds) ?? false;
}

/** Init, regular, then ephemeral containers. */
function allContainers(spec: PodSpec): readonly (Container | EphemeralContainer)[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])];
}

function affinityTerms({ affinity }: PodSpec): PodAffinityTerm[] {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((side) => [
    ...(side?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(side?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => term.podAffinityTerm ?? {}),
  ]);
}

function hasInvalidNodeAffinityValue({ affinity }: PodSpec): boolean {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return some(required?.nodeSelectorTerms, (term) =>
    some(term.matchExpressions, ({ values }) => some(values, (value) => isValidLabelValue(value).length > 0)),
  );
}

function usesIndivisibleHugePages(spec: PodSpec): boolean {
  const lists = allContainers(spec).flatMap(({ resources }) => [resources?.limits, resources?.requests]);
  return [...lists, spec.overhead].some((list) =>
    Object.entries(list ?? {}).some(([name, amount]) => isHugePages(name) && !hugePagesDivide(name, amount)),
  );
}
