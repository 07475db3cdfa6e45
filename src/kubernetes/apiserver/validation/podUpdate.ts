/** What may change in a Pod: images, deadlines, more tolerations, fewer scheduling gates (core `ValidatePodUpdate`). */
import { forbidden, invalid, required } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isInRange } from '../../api/names.ts';
import type { Container, NodeAffinity, NodeSelectorTerm, Pod, PodSpec, Toleration } from '../../api/types.ts';
import { hasSpaceAround } from './containers.ts';
import { internal, shownMap } from './internalText.ts';
import { validateObjectMetaUpdate } from './metadata.ts';
import { specPath, validatePodMetadataAndSpec } from './pod.ts';
import { validatePodAnnotationsUpdate } from './podAnnotations.ts';
import type { PodTolerances } from './podTolerances.ts';
import type { Errors } from './rules.ts';
import { semanticEqual, semanticEqualPointers } from './semanticEqual.ts';
import { tolerancesOf } from './toleratedByOld.ts';
import { validateTolerations } from './tolerations.ts';

const longestDeadline = 2 ** 31 - 1;
const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** After the forbidden change's line the real server goes on with a dump of Go's differences, which is left out. */
export function validatePodUpdate(errors: Errors, next: Pod, old: Pod): void {
  const [spec, oldSpec] = [next.spec ?? {}, old.spec ?? {}];
  const tolerances = tolerancesOf(old, true);
  validatePodChange(errors, next, old, tolerances);
  if (!validateImages(errors, spec.containers, oldSpec.containers, specPath.child('containers'))) return;
  if (!validateImages(errors, spec.initContainers, oldSpec.initContainers, specPath.child('initContainers'))) return;
  if (!validateDeadline(errors, spec.activeDeadlineSeconds, oldSpec.activeDeadlineSeconds)) return;
  validateAddedTolerations(errors, spec.tolerations ?? [], oldSpec.tolerations ?? [], tolerances);
  validateDeletedGates(errors, spec, oldSpec);
  if (semanticEqual('PodSpec', spec, oldSpec)) return;
  const kept = withUpdatableOf(spec, oldSpec);
  if (oldSpec.schedulingGates?.length) validateGatedChanges(errors, kept, oldSpec);
  if (semanticEqual('PodSpec', kept, oldSpec)) return;
  errors.push(forbidden(specPath, `pod updates may not change fields other than ${updatable}\n`));
}

/** The Pod itself, its metadata and annotations: what all ways of changing a Pod check. */
export function validatePodChange(errors: Errors, next: Pod, old: Pod, tolerances: PodTolerances): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  validatePodMetadataAndSpec(errors, next, tolerances);
  const [annotations, oldAnnotations] = [next.metadata?.annotations, old.metadata?.annotations];
  validatePodAnnotationsUpdate(errors, annotations, oldAnnotations, next.spec ?? {}, tolerances);
}

/** False where containers came or went, after which nothing more is checked. */
function validateImages(
  errors: Errors,
  next: readonly Container[] = [],
  old: readonly Container[] = [],
  path: FieldPath,
): boolean {
  if (next.length !== old.length) {
    errors.push(forbidden(path, 'pod updates may not add or remove containers'));
    return false;
  }
  next.forEach(({ image = '' }, index) => {
    const at = path.index(index).child('image');
    if (image === '') errors.push(required(at));
    if (hasSpaceAround(image)) errors.push(invalid(at, image, 'must not have leading or trailing whitespace'));
  });
  return true;
}

/** False where the deadline is wrong, after which nothing more is checked. */
function validateDeadline(errors: Errors, next: number | undefined, old: number | undefined): boolean {
  const path = specPath.child('activeDeadlineSeconds');
  if (next === undefined) {
    if (old !== undefined) errors.push(invalid(path, null, 'must not update from a positive integer to nil value'));
    return true;
  }
  const [message] = isInRange(next, 0, longestDeadline);
  if (message !== undefined) errors.push(invalid(path, next, message));
  else if (old !== undefined && old < next) {
    errors.push(invalid(path, next, 'must be less than or equal to previous value'));
  } else return true;
  return false;
}

function validateAddedTolerations(
  errors: Errors,
  next: readonly Toleration[],
  old: readonly Toleration[],
  tolerances: PodTolerances,
): void {
  const path = specPath.child('tolerations');
  const kept = old.every((toleration) => next.some((other) => sameButSeconds(toleration, other)));
  if (kept) validateTolerations(errors, next, path, tolerances);
  else errors.push(forbidden(path, 'existing toleration can not be modified except its tolerationSeconds'));
}

function sameButSeconds(a: Toleration, b: Toleration): boolean {
  return (['key', 'operator', 'value', 'effect'] as const).every((field) => (a[field] ?? '') === (b[field] ?? ''));
}

function validateDeletedGates(errors: Errors, { schedulingGates = [] }: PodSpec, old: PodSpec): void {
  const known = new Set(old.schedulingGates?.map(({ name }) => name));
  const added = new Map(schedulingGates.map(({ name = '' }, index) => [name, index]));
  for (const [name, index] of added) {
    if (known.has(name)) continue;
    const at = specPath.child('schedulingGates').index(index).child('name');
    errors.push(forbidden(at, `only deletion is allowed, but found new scheduling gate '${name}'`));
  }
}

/** The new spec with the old one's values where changes are allowed, so that it equals the old one if all others are. */
function withUpdatableOf(next: PodSpec, old: PodSpec): PodSpec {
  const kept: PodSpec = { ...next };
  for (const list of ['containers', 'initContainers'] as const) {
    const containers = next[list]?.map((container, index) => withImage(container, old[list]?.[index]?.image));
    if (containers !== undefined) kept[list] = containers;
  }
  keep(kept, old, 'activeDeadlineSeconds');
  keep(kept, old, 'schedulingGates');
  keep(kept, old, 'tolerations');
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && kept.terminationGracePeriodSeconds === 1) {
    keep(kept, old, 'terminationGracePeriodSeconds');
  }
  return kept;
}

function withImage(container: Container, image: string | undefined): Container {
  const { image: _replaced, ...rest } = container;
  return image === undefined ? rest : { ...rest, image };
}

function keep<Field extends keyof PodSpec>(spec: PodSpec, old: PodSpec, field: Field): void {
  const value = old[field];
  if (value === undefined) delete spec[field];
  else spec[field] = value;
}

/** While a Pod waits behind gates, it may become pickier about nodes. Sets in `kept` what was checked here. */
function validateGatedChanges(errors: Errors, kept: PodSpec, old: PodSpec): void {
  const { nodeSelector = {} } = old;
  const selected = kept.nodeSelector ?? {};
  if (Object.entries(nodeSelector).some(([key, value]) => selected[key] !== value)) {
    const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    errors.push(invalid(specPath.child('nodeSelector'), shownMap(kept.nodeSelector), detail));
  }
  keep(kept, old, 'nodeSelector');
  const [affinity, oldAffinity] = [kept.affinity?.nodeAffinity, old.affinity?.nodeAffinity];
  if (semanticEqualPointers('NodeAffinity', affinity, oldAffinity)) return;
  validateNodeAffinityChange(errors, affinity, oldAffinity);
  const { nodeAffinity: _checked, ...others } = kept.affinity ?? {};
  const merged = oldAffinity === undefined ? others : { ...others, nodeAffinity: oldAffinity };
  if (Object.keys(merged).length === 0 && old.affinity === undefined) delete kept.affinity;
  else kept.affinity = merged;
}

function validateNodeAffinityChange(
  errors: Errors,
  next: NodeAffinity | undefined,
  old: NodeAffinity | undefined,
): void {
  const hard = 'requiredDuringSchedulingIgnoredDuringExecution';
  const oldTerms = old?.[hard]?.nodeSelectorTerms ?? [];
  if (oldTerms.length === 0) return;
  const terms = next?.[hard]?.nodeSelectorTerms;
  const path = specPath.child('affinity').child('nodeAffinity').child(hard).child('nodeSelectorTerms');
  if (terms?.length !== oldTerms.length) {
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    errors.push(invalid(path, internal('[]NodeSelectorTerm', terms), detail));
    return;
  }
  terms.forEach((term, index) => {
    if (onlyAdds(term, oldTerms[index] ?? {})) return;
    const detail = 'only additions are allowed (no mutations or deletions)';
    errors.push(invalid(path.index(index), internal('NodeSelectorTerm', term), detail));
  });
}

function onlyAdds(next: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  const fields = ['matchExpressions', 'matchFields'] as const;
  if (fields.every((field) => !old[field]?.length)) return fields.every((field) => !next[field]?.length);
  return fields.every((field) => {
    const before = { [field]: old[field] ?? [] };
    const after = { [field]: (next[field] ?? []).slice(0, before[field]?.length) };
    return semanticEqual('NodeSelectorTerm', after, before);
  });
}
