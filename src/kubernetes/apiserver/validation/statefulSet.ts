/** StatefulSets. */
import { forbidden, invalid, namedString, required, unsupported } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Label } from '../../api/names.ts';
import type { PodTemplateSpec, StatefulSet, StatefulSetSpec, Volume } from '../../api/types.ts';
import { internal, shownSelector } from './internalText.ts';
import { isNone, validateAtMost100Percent, validatePositiveIntOrPercent } from './intOrPercent.ts';
import { validateLabels } from './labelSelector.ts';
import { validateAnnotations, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { nameIsDNSLabel } from './nameRules.ts';
import { validateClaimSpec } from './persistentVolumeClaim.ts';
import { validatePodAnnotations } from './podAnnotations.ts';
import { validatePodTemplateSpec } from './podTemplate.ts';
import { newTemplate, type PodTolerances } from './podTolerances.ts';
import { type Errors, invalidEach, nonNegative } from './rules.ts';
import { semanticEqual } from './semanticEqual.ts';
import { tolerancesOf } from './toleratedByOld.ts';
import { readSelector, validateRequiredSelector, validateRunsForever, validateSelected } from './workloadTemplate.ts';

const specPath = FieldPath.root('spec');
const templatePath = specPath.child('template');

/** What an update leaves unchecked. */
interface Skipped {
  readonly serviceName: boolean;
  readonly template: boolean;
  readonly claims: boolean;
}
const nothingSkipped: Skipped = { serviceName: false, template: false, claims: false };

export function validateStatefulSet(errors: Errors, statefulSet: StatefulSet): void {
  validateObjectMeta(errors, statefulSet.metadata ?? {}, true, nameIsDNSLabel);
  validateSpec(errors, statefulSet.spec ?? {}, newTemplate, nothingSkipped);
}

function validateSpec(errors: Errors, spec: StatefulSetSpec, tolerances: PodTolerances, skipped: Skipped): void {
  const { podManagementPolicy = '', ordinals, serviceName, selector } = spec;
  const managementPath = specPath.child('podManagementPolicy');
  if (podManagementPolicy === '') errors.push(required(managementPath));
  else if (podManagementPolicy !== 'OrderedReady' && podManagementPolicy !== 'Parallel') {
    errors.push(invalid(managementPath, namedString(podManagementPolicy), "must be 'OrderedReady' or 'Parallel'"));
  }
  validateUpdateStrategy(errors, spec);
  validateRetention(errors, spec);
  if (!skipped.claims) {
    spec.volumeClaimTemplates?.forEach((claim, index) => {
      validateClaimSpec(errors, claim.spec ?? {}, specPath.child('volumeClaimTemplates').index(index).child('spec'));
    });
  }
  nonNegative(errors, specPath, 'replicas', spec.replicas);
  nonNegative(errors, specPath, 'minReadySeconds', spec.minReadySeconds);
  nonNegative(errors, specPath, 'ordinals.start', ordinals?.start);
  if (serviceName && !skipped.serviceName) {
    invalidEach(errors, specPath.child('serviceName'), serviceName, isDNS1123Label(serviceName));
  }
  validateRequiredSelector(errors, selector, 'statefulset', specPath);
  const read = readSelector(selector);
  const template = spec.template ?? {};
  if (read === undefined) errors.push(invalid(specPath.child('selector'), shownSelector(selector), ''));
  else {
    validateSelected(errors, template, read, templatePath);
    validateTemplate(errors, templateOfPods(spec), tolerances, skipped);
  }
  validateRunsForever(errors, template, 'StatefulSet', templatePath);
}

/** The template's metadata is checked twice. */
function validateTemplate(
  errors: Errors,
  template: PodTemplateSpec,
  tolerances: PodTolerances,
  skipped: Skipped,
): void {
  if (!skipped.template) validatePodTemplateSpec(errors, template, templatePath, tolerances);
  const { metadata = {}, spec = {} } = template;
  validateLabels(errors, metadata.labels, templatePath, 'labels');
  validateAnnotations(errors, metadata.annotations, templatePath);
  validatePodAnnotations(errors, metadata.annotations, spec, templatePath.child('annotations'), tolerances);
}

/** The template with what the controller will set: names from the set, and a volume for each claim, which come first. */
function templateOfPods(spec: StatefulSetSpec): PodTemplateSpec {
  const template = spec.template ?? {};
  const claims = spec.volumeClaimTemplates ?? [];
  const { subdomain, hostname, ...podSpec } = template.spec ?? {};
  if (claims.length === 0) return subdomain || hostname ? { ...template, spec: podSpec } : template;
  const byName = new Map<string, Volume>();
  for (const { metadata } of claims) {
    const name = metadata?.name ?? '';
    byName.set(name, { name, persistentVolumeClaim: { claimName: name } });
  }
  const others = podSpec.volumes?.filter(({ name }) => !byName.has(name ?? '')) ?? [];
  return { ...template, spec: { ...podSpec, volumes: [...byName.values(), ...others] } };
}

function validateUpdateStrategy(errors: Errors, { updateStrategy = {} }: StatefulSetSpec): void {
  const path = specPath.child('updateStrategy');
  const { type = '', rollingUpdate } = updateStrategy;
  switch (type) {
    case '':
      errors.push(required(path));
      return;
    case 'OnDelete':
      if (rollingUpdate !== undefined) {
        const shown = internal('RollingUpdateStatefulSetStrategy', rollingUpdate);
        const detail = "only allowed for updateStrategy 'RollingUpdate'";
        errors.push(invalid(path.child('rollingUpdate'), shown, detail));
      }
      return;
    case 'RollingUpdate': {
      if (rollingUpdate === undefined) return;
      nonNegative(errors, path.child('rollingUpdate'), 'partition', rollingUpdate.partition);
      const { maxUnavailable } = rollingUpdate;
      if (maxUnavailable === undefined) return;
      const at = path.child('rollingUpdate').child('maxUnavailable');
      validatePositiveIntOrPercent(errors, maxUnavailable, at);
      if (isNone(maxUnavailable)) errors.push(invalid(at, maxUnavailable, 'cannot be 0'));
      validateAtMost100Percent(errors, maxUnavailable, at);
      return;
    }
    default: {
      const shown = internal('StatefulSetUpdateStrategy', updateStrategy);
      errors.push(invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'"));
    }
  }
}

function validateRetention(errors: Errors, { persistentVolumeClaimRetentionPolicy: policy }: StatefulSetSpec): void {
  if (policy === undefined) return;
  for (const field of ['whenDeleted', 'whenScaled'] as const) {
    const value = policy[field] ?? '';
    if (value === 'Retain' || value === 'Delete') continue;
    const at = specPath.child('persistentVolumeClaimRetentionPolicy').child(field);
    errors.push(unsupported(at, namedString(value), ['Retain', 'Delete']));
  }
}

/** Fields that updates may change, in no order. */
const changeable = [
  'replicas',
  'template',
  'updateStrategy',
  'minReadySeconds',
  'ordinals',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
] as const;

export function validateStatefulSetUpdate(errors: Errors, next: StatefulSet, old: StatefulSet): void {
  const oldSpec = old.spec ?? {};
  const tolerances = tolerancesOf(oldSpec.template ?? {}, false);
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  const oldErrors: Errors = [];
  const skipped = { serviceName: true, template: false, claims: true };
  validateSpec(oldErrors, oldSpec, tolerances, skipped);
  validateSpec(errors, next.spec ?? {}, tolerances, { ...skipped, template: oldErrors.length > 0 });
  const kept: Partial<Record<string, unknown>> = { ...next.spec };
  for (const field of changeable) kept[field] = oldSpec[field];
  if (semanticEqual('StatefulSetSpec', kept, oldSpec)) return;
  const detail =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  errors.push(forbidden(specPath, detail));
}
