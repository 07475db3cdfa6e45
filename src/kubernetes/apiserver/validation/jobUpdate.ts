/** What may change in a Job: its parallelism, and its template while it waits suspended. */
import { invalid } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import type { Affinity, Container, Job, JobSpec, PodSpec, PodTemplateSpec } from '../../api/types.ts';
import { hasInvalidValue } from './daemonSet.ts';
import { internal, shownSelector } from './internalText.ts';
import { type JobTolerances, validateJobWith, validateSelectingJobSpec } from './job.ts';
import { validateObjectMetaUpdate } from './metadata.ts';
import { type Errors, immutable, immutableField } from './rules.ts';
import { semanticEqual, semanticEqualPointers } from './semanticEqual.ts';
import { tolerancesOf } from './toleratedByOld.ts';

const specPath = FieldPath.root('spec');

/** Everything is checked twice, once as a Job and once as a change. */
export function validateJobUpdate(errors: Errors, next: Job, old: Job): void {
  const spec = next.spec ?? {};
  const oldSpec = old.spec ?? {};
  const oldLabels = oldSpec.template?.metadata?.labels ?? {};
  const template = tolerancesOf(oldSpec.template ?? {}, false);
  const tolerances: JobTolerances = {
    template,
    selectorValues: template.selectorValues || hasInvalidValue(oldSpec.selector),
    prefixedLabels:
      Object.hasOwn(oldLabels, 'batch.kubernetes.io/job-name') &&
      Object.hasOwn(oldLabels, 'batch.kubernetes.io/controller-uid'),
  };
  validateJobWith(errors, next, tolerances);
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  validateSelectingJobSpec(errors, spec, tolerances);
  validateCompletions(errors, spec, oldSpec);
  const sameSelector = semanticEqualPointers('LabelSelector', spec.selector, oldSpec.selector);
  immutable(errors, specPath.child('selector'), sameSelector, () => shownSelector(spec.selector));
  validateTemplate(errors, spec.template ?? {}, old);
  validateScalar(errors, spec, oldSpec, 'completionMode');
  for (const [field, struct] of [
    ['podFailurePolicy', 'PodFailurePolicy'],
    ['backoffLimitPerIndex', undefined],
    ['managedBy', undefined],
    ['successPolicy', 'SuccessPolicy'],
  ] as const) {
    if (struct === undefined) validateScalar(errors, spec, oldSpec, field);
    else {
      const same = semanticEqualPointers(struct, spec[field], oldSpec[field]);
      immutable(errors, specPath.child(field), same, () => internal(`${struct}?`, spec[field]));
    }
  }
}

function validateScalar(
  errors: Errors,
  spec: JobSpec,
  old: JobSpec,
  field: 'completionMode' | 'backoffLimitPerIndex' | 'managedBy' | 'completions',
): void {
  const value = spec[field];
  if (value !== old[field]) errors.push(invalid(specPath.child(field), value ?? null, immutableField));
}

/** Completions of Indexed Jobs change together with the parallelism. */
function validateCompletions(errors: Errors, spec: JobSpec, old: JobSpec): void {
  if (spec.completionMode !== 'Indexed') {
    validateScalar(errors, spec, old, 'completions');
    return;
  }
  const { completions, parallelism } = spec;
  if (completions === undefined || completions === old.completions || completions === parallelism) return;
  const detail = 'can only be modified in tandem with spec.parallelism';
  errors.push(invalid(specPath.child('completions'), completions, detail));
}

function validateTemplate(errors: Errors, template: PodTemplateSpec, old: Job): void {
  const path = specPath.child('template');
  const suspended = old.spec?.suspend === true;
  const changeable = suspended && mayChange(old);
  const oldTemplate = old.spec?.template ?? {};
  const expected = changeable ? withSchedulingOf(oldTemplate, template) : oldTemplate;
  if (!changeable) {
    const same = semanticEqual('PodTemplateSpec', template, expected);
    immutable(errors, path, same, () => internal('PodTemplateSpec', template));
    return;
  }
  const spec = template.spec ?? {};
  const same = semanticEqual('PodSpec', spec, withResourcesOf(expected.spec ?? {}, spec));
  immutable(errors, specPath.child('template.spec'), same, () => internal('PodSpec', spec));
}

/** A suspended Job's template may change while no Pod was made from it. */
function mayChange({ status = {} }: Job): boolean {
  const suspendedCondition = status.conditions?.some(
    (condition) => condition.type === 'Suspended' && condition.status === 'True',
  );
  return (status.startTime === undefined || suspendedCondition === true) && !status.active;
}

/** The old template with what the new one says about scheduling, and its labels and annotations. */
function withSchedulingOf(old: PodTemplateSpec, next: PodTemplateSpec): PodTemplateSpec {
  const spec: PodSpec = { ...old.spec };
  const { nodeSelector, tolerations, schedulingGates, affinity } = next.spec ?? {};
  assign(spec, { nodeSelector, tolerations, schedulingGates, affinity: mergedAffinity(old.spec?.affinity, affinity) });
  const metadata = { ...old.metadata };
  assign(metadata, { labels: next.metadata?.labels, annotations: next.metadata?.annotations });
  return { metadata, spec };
}

function assign<T extends object>(target: T, members: { readonly [Key in keyof T]?: T[Key] | undefined }): void {
  for (const key of Object.keys(members) as (keyof T)[]) {
    const value = members[key];
    if (value === undefined) delete target[key];
    else target[key] = value;
  }
}

/** The old affinity with the new one's preferences of nodes. */
function mergedAffinity(old: Affinity | undefined, next: Affinity | undefined): Affinity | undefined {
  if (old === undefined && next === undefined) return undefined;
  const { nodeAffinity: _replaced, ...others } = old ?? {};
  if (next === undefined) return Object.keys(others).length === 0 ? undefined : others;
  return next.nodeAffinity === undefined ? others : { ...others, nodeAffinity: next.nodeAffinity };
}

/** The old spec with the new one's resources, where containers stand in the same places under the same names. */
function withResourcesOf(old: PodSpec, next: PodSpec): PodSpec {
  const spec = { ...old };
  for (const list of ['containers', 'initContainers'] as const) {
    const [before, after] = [old[list] ?? [], next[list] ?? []];
    if (before.length !== after.length || before.length === 0) continue;
    spec[list] = before.map((container, index): Container => {
      const other = after[index];
      if (other === undefined || (container.name ?? '') !== (other.name ?? '')) return container;
      const { resources: _replaced, ...rest } = container;
      return other.resources === undefined ? rest : { ...rest, resources: other.resources };
    });
  }
  return spec;
}
