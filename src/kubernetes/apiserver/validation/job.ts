/** Jobs, and what CronJobs make them from. */

import { isDomainPrefixedPath } from '../../api/domainPaths.ts';
import { invalid, namedString, required, tooLong, unsupported } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { matchesLabels } from '../../api/labels.ts';
import { isDNS1123Label, utf8Length } from '../../api/names.ts';
import type { Job, JobSpec, ObjectMeta, PodTemplateSpec } from '../../api/types.ts';
import { internal, shownMap, shownSelector } from './internalText.ts';
import { validatePodFailurePolicy, validateSuccessPolicy } from './jobPolicies.ts';
import { validateLabelSelector } from './labelSelector.ts';
import { metadataPath, validateObjectMeta } from './metadata.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { validatePodTemplateSpec } from './podTemplate.ts';
import { newTemplate, type PodTolerances } from './podTolerances.ts';
import { type Errors, nonNegative } from './rules.ts';
import { readSelector, validateSelected } from './workloadTemplate.ts';

const specPath = FieldPath.root('spec');
const longestManagedBy = 63;
const maximumIndexedParallelism = 100_000;
const maximumFailedIndexes = 100_000;
const manyCompletions = 100_000;
const maximumWithManyCompletions = 10_000;

/** What a Job's checks need to know beside the Job itself. */
export interface JobTolerances {
  readonly template: PodTolerances;
  readonly selectorValues: boolean;
  /** The template must have the labels with Kubernetes' domain, as all made since 1.27 have. */
  readonly prefixedLabels: boolean;
}

export function validateJob(errors: Errors, job: Job): void {
  validateJobWith(errors, job, { template: newTemplate, selectorValues: false, prefixedLabels: true });
}

/** All that holds for a Job, new or changed. */
export function validateJobWith(errors: Errors, job: Job, tolerances: JobTolerances): void {
  const { metadata = {}, spec = {} } = job;
  validateObjectMeta(errors, metadata, true, nameIsDNSSubdomain);
  validateGeneratedSelector(errors, metadata, spec, tolerances.prefixedLabels);
  validateSelectingJobSpec(errors, spec, tolerances);
  const { completionMode, completions = 0 } = spec;
  if (completionMode !== 'Indexed' || completions <= 0) return;
  const { name = '' } = metadata;
  const longest = `${name}-${completions - 1}`;
  if (isDNS1123Label(longest).length > 0) {
    const detail = `will not able to create pod with invalid DNS label: ${longest}`;
    errors.push(invalid(metadataPath.child('name'), name, detail));
  }
}

/** A selector that the server made must still be the one that it made. */
function validateGeneratedSelector(errors: Errors, metadata: ObjectMeta, spec: JobSpec, prefixed: boolean): void {
  if (spec.manualSelector === true || spec.selector === undefined) return;
  const { uid = '', name = '' } = metadata;
  if (uid === '') errors.push(required(metadataPath.child('uid')));
  const expected: Record<string, string> = { 'controller-uid': uid, 'job-name': name };
  if (prefixed) {
    expected['batch.kubernetes.io/controller-uid'] = uid;
    expected['batch.kubernetes.io/job-name'] = name;
  }
  const labels = spec.template?.metadata?.labels;
  for (const [key, value] of Object.entries(expected)) {
    const at = specPath.child('template').child('metadata').child('labels').key(key);
    const actual = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (actual === undefined) errors.push(required(at, `must be '${value}'`));
    else if (actual !== value) errors.push(invalid(at, shownMap(labels), `must be '${value}'`));
  }
  const selector = readSelector(spec.selector);
  if (selector !== undefined && !matchesLabels(selector, expected)) {
    errors.push(invalid(specPath.child('selector'), shownSelector(spec.selector), '`selector` not auto-generated'));
  }
}

/** A Job's spec with its selector. */
export function validateSelectingJobSpec(errors: Errors, spec: JobSpec, tolerances: JobTolerances): void {
  validateJobSpec(errors, spec, specPath, tolerances.template);
  const { selector, template = {} } = spec;
  if (selector === undefined) errors.push(required(specPath.child('selector')));
  else validateLabelSelector(errors, selector, specPath, 'selector', tolerances.selectorValues);
  const read = readSelector(selector);
  if (read !== undefined) validateSelected(errors, template, read, specPath.child('template'));
}

/** A Job's spec without its selector, as in CronJobs. `path` is that of the spec. */
export function validateJobSpec(errors: Errors, spec: JobSpec, path: FieldPath, tolerances: PodTolerances): void {
  validateNumbers(errors, spec, path);
  validateManager(errors, spec.managedBy, path);
  validateCompletionMode(errors, spec, path);
  if (spec.podFailurePolicy !== undefined) validatePodFailurePolicy(errors, spec, path.child('podFailurePolicy'));
  if (spec.successPolicy !== undefined) {
    const at = path.child('successPolicy');
    if (spec.completionMode === 'Indexed') validateSuccessPolicy(errors, spec, at);
    else errors.push(invalid(at, internal('SuccessPolicy', spec.successPolicy), 'requires indexed completion mode'));
  }
  validateReplacementPolicy(errors, spec, path);
  const { template = {} } = spec;
  validatePodTemplateSpec(errors, template, path.child('template'), tolerances);
  validateRestartPolicy(errors, spec, template, path.child('template').child('spec').child('restartPolicy'));
}

function validateNumbers(errors: Errors, spec: JobSpec, path: FieldPath): void {
  nonNegative(errors, path, 'parallelism', spec.parallelism);
  nonNegative(errors, path, 'completions', spec.completions);
  nonNegative(errors, path, 'activeDeadlineSeconds', spec.activeDeadlineSeconds);
  nonNegative(errors, path, 'backoffLimit', spec.backoffLimit);
  nonNegative(errors, path, 'ttlSecondsAfterFinished', spec.ttlSecondsAfterFinished);
  nonNegative(errors, path, 'backoffLimitPerIndex', spec.backoffLimitPerIndex);
  nonNegative(errors, path, 'maxFailedIndexes', spec.maxFailedIndexes);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    errors.push(required(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified'));
  }
}

function validateManager(errors: Errors, managedBy: string | undefined, path: FieldPath): void {
  if (managedBy === undefined) return;
  const at = path.child('managedBy');
  errors.push(...isDomainPrefixedPath(at, managedBy));
  if (utf8Length(managedBy) > longestManagedBy) errors.push(tooLong(at, longestManagedBy));
}

function validateCompletionMode(errors: Errors, spec: JobSpec, path: FieldPath): void {
  const { completionMode: mode, backoffLimitPerIndex, maxFailedIndexes } = spec;
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed') {
    errors.push(unsupported(path.child('completionMode'), namedString(mode), ['NonIndexed', 'Indexed']));
  }
  if (mode === 'Indexed') validateIndexed(errors, spec, path);
  if (mode !== undefined && mode !== 'NonIndexed') return;
  for (const [field, value] of Object.entries({ backoffLimitPerIndex, maxFailedIndexes })) {
    if (value !== undefined) errors.push(invalid(path.child(field), value, 'requires indexed completion mode'));
  }
}

function validateIndexed(errors: Errors, spec: JobSpec, path: FieldPath): void {
  const { completions, parallelism, maxFailedIndexes, backoffLimitPerIndex } = spec;
  const atMost = (field: string, value: number | undefined, maximum: number, detail: string) => {
    if (value !== undefined && value > maximum) errors.push(invalid(path.child(field), value, detail));
  };
  if (completions === undefined) errors.push(required(path.child('completions'), 'when completion mode is Indexed'));
  const limit = `must be less than or equal to ${maximumIndexedParallelism}`;
  atMost('parallelism', parallelism, maximumIndexedParallelism, `${limit} when completion mode is Indexed`);
  if (completions !== undefined) {
    atMost('maxFailedIndexes', maxFailedIndexes, completions, 'must be less than or equal to completions');
  }
  atMost(
    'maxFailedIndexes',
    maxFailedIndexes,
    maximumFailedIndexes,
    `must be less than or equal to ${maximumFailedIndexes}`,
  );
  if (completions === undefined || completions <= manyCompletions || backoffLimitPerIndex === undefined) return;
  if (maxFailedIndexes === undefined) {
    const detail = `must be specified when completions is above ${manyCompletions}`;
    errors.push(required(path.child('maxFailedIndexes'), detail));
  }
  const detail = `must be less than or equal to ${maximumWithManyCompletions} when completions are above ${manyCompletions} and used with backoff limit per index`;
  atMost('parallelism', parallelism, maximumWithManyCompletions, detail);
  atMost('maxFailedIndexes', maxFailedIndexes, maximumWithManyCompletions, detail);
}

function validateReplacementPolicy(errors: Errors, spec: JobSpec, path: FieldPath): void {
  const { podReplacementPolicy: policy, podFailurePolicy } = spec;
  const supported = podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  if (policy === undefined || supported.includes(policy)) return;
  errors.push(unsupported(path.child('podReplacementPolicy'), namedString(policy), supported));
}

function validateRestartPolicy(errors: Errors, spec: JobSpec, template: PodTemplateSpec, path: FieldPath): void {
  const { restartPolicy = '' } = template.spec ?? {};
  switch (restartPolicy) {
    case '':
    case 'Always':
      errors.push(required(path, 'valid values: "OnFailure", "Never"'));
      return;
    case 'Never':
      return;
    case 'OnFailure':
      if (spec.podFailurePolicy === undefined) return;
      errors.push(invalid(path, restartPolicy, 'only "Never" is supported when podFailurePolicy is specified'));
      return;
    default:
      errors.push(unsupported(path, namedString(restartPolicy), ['OnFailure', 'Never']));
  }
}
