/** ReplicationControllers. */
import { invalid, required } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { matchesLabels, selectorFromMap } from '../../api/labels.ts';
import type { ReplicationController, ReplicationControllerSpec } from '../../api/types.ts';
import { shownMap } from './internalText.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { validatePodTemplateSpec } from './podTemplate.ts';
import { newTemplate, type PodTolerances } from './podTolerances.ts';
import { type Errors, nonNegative } from './rules.ts';
import { tolerancesOf } from './toleratedByOld.ts';
import { validateRunsForever } from './workloadTemplate.ts';

const specPath = FieldPath.root('spec');
const templatePath = specPath.child('template');

/** Of the names only the final one is checked, not what it was generated from. */
export function validateReplicationController(errors: Errors, controller: ReplicationController): void {
  const { generateName, ...metadata } = controller.metadata ?? {};
  validateObjectMeta(errors, metadata, true, nameIsDNSSubdomain);
  validateSpec(errors, controller.spec ?? {}, newTemplate);
}

function validateSpec(errors: Errors, spec: ReplicationControllerSpec, tolerances: PodTolerances): void {
  const { replicas, selector = {}, template } = spec;
  nonNegative(errors, specPath, 'minReadySeconds', spec.minReadySeconds);
  const selectsAll = Object.keys(selector).length === 0;
  if (selectsAll) errors.push(required(specPath.child('selector')));
  if (replicas === undefined) errors.push(required(specPath.child('replicas')));
  nonNegative(errors, specPath, 'replicas', replicas);
  if (template === undefined) {
    errors.push(required(templatePath));
    return;
  }
  const labels = template.metadata?.labels;
  if (!selectsAll && !matchesLabels(selectorFromMap(selector), labels)) {
    const at = templatePath.child('metadata').child('labels');
    errors.push(invalid(at, shownMap(labels), '`selector` does not match template `labels`'));
  }
  validatePodTemplateSpec(errors, template, templatePath, tolerances);
  validateRunsForever(errors, template, 'ReplicationController', templatePath);
}

export function validateReplicationControllerUpdate(
  errors: Errors,
  next: ReplicationController,
  old: ReplicationController,
): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  validateSpec(errors, next.spec ?? {}, tolerancesOf(old.spec?.template, false));
}
