/** Templates of Pods: in workloads, and as objects of their own. */
import { forbidden } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import type { PodTemplate, PodTemplateSpec } from '../../api/types.ts';
import { validateLabels } from './labelSelector.ts';
import { validateAnnotations, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { validatePodAnnotations } from './podAnnotations.ts';
import { validatePodSpec } from './podSpec.ts';
import { newTemplate, type PodTolerances } from './podTolerances.ts';
import type { Errors } from './rules.ts';
import { validateAppArmorAgreement, validateSeccompAgreement } from './securityProfiles.ts';
import { tolerancesOf } from './toleratedByOld.ts';

/** Labels and annotations are reported without `metadata` in their paths. */
export function validatePodTemplateSpec(
  errors: Errors,
  template: PodTemplateSpec,
  path: FieldPath,
  tolerances: PodTolerances,
): void {
  const { metadata = {}, spec = {} } = template;
  validateLabels(errors, metadata.labels, path, 'labels');
  validateAnnotations(errors, metadata.annotations, path);
  validatePodAnnotations(errors, metadata.annotations, spec, path.child('annotations'), tolerances);
  const at = path.child('spec');
  validatePodSpec(errors, spec, undefined, at, tolerances);
  validateSeccompAgreement(errors, metadata, spec, at);
  validateAppArmorAgreement(errors, metadata, spec, at);
  if (spec.ephemeralContainers?.length) {
    errors.push(forbidden(at.child('ephemeralContainers'), 'ephemeral containers not allowed in pod template'));
  }
}

export function validatePodTemplate(errors: Errors, { metadata = {}, template = {} }: PodTemplate): void {
  validateObjectMeta(errors, metadata, true, nameIsDNSSubdomain);
  validatePodTemplateSpec(errors, template, FieldPath.root('template'), newTemplate);
}

export function validatePodTemplateUpdate(errors: Errors, next: PodTemplate, old: PodTemplate): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  const tolerances = tolerancesOf(old.template, false);
  validatePodTemplateSpec(errors, next.template ?? {}, FieldPath.root('template'), tolerances);
}
