/** Pods: their first status, selectors completed from labels, and what each subresource may change. */
import { qosClassOf } from '../../api/qos.ts';
import type { Container, LabelSelector, Pod, PodAffinityTerm } from '../../api/types.ts';
import { syncAppArmorProfiles } from './appArmor.ts';
import type { Strategy } from './context.ts';
import { dropGatedFields, dropGatedStatusFields } from './gatedFields.ts';
import { firstGeneration, keep, keepMetadataForStatus, nextGeneration, specChanged } from './parts.ts';

/** `pkg/registry/core/pod/strategy.go` */
export const podStrategy: Strategy<Pod> = {
  prepareForCreate(pod, context) {
    firstGeneration(pod);
    pod.status = { phase: 'Pending', qosClass: qosClassOf(pod) };
    dropGatedFields(pod.spec, undefined);
    holdGated(pod, context.now);
    completeSelectors(pod);
    syncAppArmorProfiles(pod, context);
  },
  prepareForUpdate(pod, old) {
    keep(pod, old, 'status');
    dropGatedFields(pod.spec, old.spec);
    bumpGeneration(pod, old);
  },
  subresources: {
    status(pod, old) {
      keep(pod, old, 'spec');
      pod.metadata ??= {};
      delete pod.metadata.deletionTimestamp;
      keep(pod.metadata, old.metadata ?? {}, 'ownerReferences');
      pod.status ??= {};
      if (!pod.status.qosClass && old.status?.qosClass) pod.status.qosClass = old.status.qosClass;
      keepObservedGenerations(pod, old);
      dropGatedStatusFields(pod.status, old.status);
    },
    ephemeralcontainers(pod, old) {
      const added = pod.spec?.ephemeralContainers;
      pod.spec = { ...old.spec };
      if (added === undefined) delete pod.spec.ephemeralContainers;
      else pod.spec.ephemeralContainers = added;
      keep(pod, old, 'status');
      keepMetadataForStatus(pod, old);
      dropGatedFields(pod.spec, old.spec);
      bumpGeneration(pod, old);
    },
    resize(pod, old) {
      keepAllButResources(pod, old);
      dropGatedFields(pod.spec, old.spec);
      dropGatedStatusFields(pod.status, old.status);
      bumpGeneration(pod, old);
    },
  },
};

function bumpGeneration(pod: Pod, old: Pod): void {
  nextGeneration(pod, old, specChanged(pod, old, 'PodSpec'));
}

/** A Pod with scheduling gates is born with the condition that says so. */
function holdGated(pod: Pod, now: string): void {
  if ((pod.spec?.schedulingGates ?? []).length === 0 || pod.status === undefined) return;
  pod.status.conditions = [
    {
      type: 'PodScheduled',
      status: 'False',
      lastTransitionTime: now,
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    },
  ];
}

/** `matchLabelKeys` and `mismatchLabelKeys` become expressions over the Pod's own labels. */
function completeSelectors(pod: Pod): void {
  const labels = pod.metadata?.labels ?? {};
  const { affinity, topologySpreadConstraints } = pod.spec ?? {};
  for (const terms of [affinity?.podAffinity, affinity?.podAntiAffinity]) {
    for (const weighted of terms?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
      completeTerm(weighted.podAffinityTerm, labels);
    }
    for (const term of terms?.requiredDuringSchedulingIgnoredDuringExecution ?? []) completeTerm(term, labels);
  }
  for (const constraint of topologySpreadConstraints ?? []) {
    addExpressions(constraint.labelSelector, constraint.matchLabelKeys, 'In', labels);
  }
}

function completeTerm(term: PodAffinityTerm | undefined, labels: Readonly<Record<string, string>>): void {
  addExpressions(term?.labelSelector, term?.matchLabelKeys, 'In', labels);
  addExpressions(term?.labelSelector, term?.mismatchLabelKeys, 'NotIn', labels);
}

function addExpressions(
  selector: LabelSelector | undefined,
  keys: readonly string[] | undefined,
  operator: 'In' | 'NotIn',
  labels: Readonly<Record<string, string>>,
): void {
  if (selector === undefined) return;
  for (const key of keys ?? []) {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (value === undefined) continue;
    selector.matchExpressions ??= [];
    selector.matchExpressions.push({ key, operator, values: [value] });
  }
}

/** A status that leaves out observed generations keeps the old ones, condition by condition of a type. */
function keepObservedGenerations(pod: Pod, old: Pod): void {
  if (pod.status === undefined) return;
  if (!pod.status.observedGeneration && old.status?.observedGeneration) {
    pod.status.observedGeneration = old.status.observedGeneration;
  }
  const before = [...(old.status?.conditions ?? [])];
  for (const condition of pod.status.conditions ?? []) {
    const at = before.findIndex((earlier) => earlier.type === condition.type);
    const [earlier] = at < 0 ? [] : before.splice(at, 1);
    if (!condition.observedGeneration && earlier?.observedGeneration) {
      condition.observedGeneration = earlier.observedGeneration;
    }
  }
}

/** Added, removed or renamed containers are left for validation to refuse. */
function keepAllButResources(pod: Pod, old: Pod): void {
  const given = pod.spec ?? {};
  const before = old.spec ?? {};
  if (count(given.containers) !== count(before.containers)) return;
  if (count(given.initContainers) !== count(before.initContainers)) return;
  pod.spec = { ...before };
  keep(pod.spec, given, 'resources');
  keep(pod.spec, given, 'containers');
  keep(pod.spec, given, 'initContainers');
  if (given.containers) pod.spec.containers = withResources(given.containers, before.containers ?? []);
  if (given.initContainers) pod.spec.initContainers = withResources(given.initContainers, before.initContainers ?? []);
  keep(pod, old, 'status');
  keepMetadataForStatus(pod, old);
}

function count(containers: readonly Container[] | undefined): number {
  return (containers ?? []).length;
}

function withResources(given: Container[], before: readonly Container[]): Container[] {
  if (given.some((container, index) => (container.name ?? '') !== (before[index]?.name ?? ''))) return given;
  return before.map((container, index) => {
    const resized: Container = { ...container };
    keep(resized, given[index] ?? {}, 'resources');
    keep(resized, given[index] ?? {}, 'resizePolicy');
    return resized;
  });
}
