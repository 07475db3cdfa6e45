/** DaemonSets. */
import { invalid, required, unsupported } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { isValidLabelValue } from '../../api/names.ts';
import type { DaemonSet, DaemonSetUpdateStrategy, LabelSelector } from '../../api/types.ts';
import { validateSameSelector } from './deployment.ts';
import { internal } from './internalText.ts';
import { isNone, validateAtMost100Percent, validatePositiveIntOrPercent } from './intOrPercent.ts';
import { validateLabelSelector } from './labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { validatePodTemplateSpec } from './podTemplate.ts';
import { newTemplate, type PodTolerances } from './podTolerances.ts';
import { type Errors, nonNegative } from './rules.ts';
import { tolerancesOf } from './toleratedByOld.ts';
import { readSelector, validateNotEmpty, validateRunsForever, validateSelected } from './workloadTemplate.ts';

const specPath = FieldPath.root('spec');
const templatePath = specPath.child('template');

export function validateDaemonSet(errors: Errors, daemonSet: DaemonSet): void {
  validateObjectMeta(errors, daemonSet.metadata ?? {}, true, nameIsDNSSubdomain);
  validateSpec(errors, daemonSet, newTemplate);
}

function validateSpec(errors: Errors, { spec = {} }: DaemonSet, tolerances: PodTolerances): void {
  const { selector, template = {} } = spec;
  validateLabelSelector(errors, selector, specPath, 'selector', tolerances.selectorValues);
  const read = readSelector(selector);
  if (read !== undefined) validateSelected(errors, template, read, templatePath);
  validateNotEmpty(errors, selector, 'daemonset', specPath);
  validatePodTemplateSpec(errors, template, templatePath, tolerances);
  validateRunsForever(errors, template, 'DaemonSet', templatePath);
  nonNegative(errors, specPath, 'minReadySeconds', spec.minReadySeconds);
  validateStrategy(errors, spec.updateStrategy ?? {});
  nonNegative(errors, specPath, 'revisionHistoryLimit', spec.revisionHistoryLimit);
}

function validateStrategy(errors: Errors, strategy: DaemonSetUpdateStrategy): void {
  const path = specPath.child('updateStrategy');
  const rolling = path.child('rollingUpdate');
  const { type, rollingUpdate } = strategy;
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    errors.push(unsupported(path, internal('DaemonSetUpdateStrategy', strategy), ['RollingUpdate', 'OnDelete']));
  } else if (rollingUpdate === undefined) errors.push(required(rolling));
  else {
    const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
    const [unavailable, surge] = [rolling.child('maxUnavailable'), rolling.child('maxSurge')];
    validatePositiveIntOrPercent(errors, maxUnavailable, unavailable);
    validatePositiveIntOrPercent(errors, maxSurge, surge);
    validateAtMost100Percent(errors, maxUnavailable, unavailable);
    validateAtMost100Percent(errors, maxSurge, surge);
    const [noneUnavailable, noSurge] = [isNone(maxUnavailable), isNone(maxSurge)];
    if (!noneUnavailable && !noSurge) {
      errors.push(invalid(surge, maxSurge, 'may not be set when maxUnavailable is non-zero'));
    } else if (noneUnavailable && noSurge) errors.push(required(unavailable, 'cannot be 0 when maxSurge is 0'));
  }
}

export function validateDaemonSetUpdate(errors: Errors, next: DaemonSet, old: DaemonSet): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  validateSameSelector(errors, next, old);
  const tolerances = tolerancesOf(old.spec?.template ?? {}, false);
  const selectorValues = tolerances.selectorValues || hasInvalidValue(old.spec?.selector);
  validateSpec(errors, next, { ...tolerances, selectorValues });
}

/** Whether a selector's expressions hold what is no label value. */
export function hasInvalidValue(selector: LabelSelector | undefined): boolean {
  const values = selector?.matchExpressions?.flatMap((expression) => expression.values ?? []) ?? [];
  return values.some((value) => isValidLabelValue(value).length > 0);
}
