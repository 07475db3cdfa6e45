/** Deployments and ReplicaSets. */
import { forbidden, invalid, required, unsupported } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import type { Deployment, DeploymentStrategy, PodTemplateSpec, ReplicaSet } from '../../api/types.ts';
import { internal, shownSelector } from './internalText.ts';
import { isNone, validateAtMost100Percent, validatePositiveIntOrPercent } from './intOrPercent.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { validatePodTemplateSpec } from './podTemplate.ts';
import { newTemplate, type PodTolerances } from './podTolerances.ts';
import { type Errors, immutable, mustBeNonNegative, nonNegative } from './rules.ts';
import { semanticEqualPointers } from './semanticEqual.ts';
import { tolerancesOf } from './toleratedByOld.ts';
import { readSelector, validateRequiredSelector, validateRunsForever, validateSelected } from './workloadTemplate.ts';

const specPath = FieldPath.root('spec');
const templatePath = specPath.child('template');
const rollbackTo = 'deprecated.deployment.rollback.to';
const unreadableSelector = 'invalid label selector';

export function validateDeployment(errors: Errors, deployment: Deployment): void {
  validateObjectMeta(errors, deployment.metadata ?? {}, true, nameIsDNSSubdomain);
  validateDeploymentSpec(errors, deployment, newTemplate);
}

function validateDeploymentSpec(errors: Errors, { metadata, spec = {} }: Deployment, tolerances: PodTolerances): void {
  nonNegative(errors, specPath, 'replicas', spec.replicas);
  validateSelection(errors, spec, tolerances);
  validateStrategy(errors, spec.strategy ?? {});
  nonNegative(errors, specPath, 'minReadySeconds', spec.minReadySeconds);
  nonNegative(errors, specPath, 'revisionHistoryLimit', spec.revisionHistoryLimit);
  validateRollback(errors, metadata?.annotations?.[rollbackTo]);
  const { progressDeadlineSeconds: deadline } = spec;
  nonNegative(errors, specPath, 'progressDeadlineSeconds', deadline);
  if (deadline !== undefined && deadline <= (spec.minReadySeconds ?? 0)) {
    errors.push(invalid(specPath.child('progressDeadlineSeconds'), deadline, 'must be greater than minReadySeconds'));
  }
}

/** The revision to go back to, which only the internal type has as a field. */
function validateRollback(errors: Errors, text: string | undefined): void {
  const revision = Number(text ?? 0);
  if (revision < 0) errors.push(invalid(specPath.child('rollback').child('version'), revision, mustBeNonNegative));
}

/** Selector and template; messages for both kinds speak of deployments and ReplicaSets alike. */
function validateSelection(
  errors: Errors,
  { selector, template = {} }: NonNullable<ReplicaSet['spec']>,
  tolerances: PodTolerances,
): void {
  validateRequiredSelector(errors, selector, 'deployment', specPath);
  const read = readSelector(selector);
  if (read === undefined) {
    errors.push(invalid(specPath.child('selector'), shownSelector(selector), unreadableSelector));
    return;
  }
  validateSelected(errors, template, read, templatePath);
  validateTemplate(errors, template, tolerances);
}

function validateTemplate(errors: Errors, template: PodTemplateSpec, tolerances: PodTolerances): void {
  validatePodTemplateSpec(errors, template, templatePath, tolerances);
  validateRunsForever(errors, template, 'ReplicaSet', templatePath);
}

function validateStrategy(errors: Errors, strategy: DeploymentStrategy): void {
  const path = specPath.child('strategy');
  const rolling = path.child('rollingUpdate');
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    if (rollingUpdate !== undefined) {
      errors.push(forbidden(rolling, "may not be specified when strategy `type` is 'Recreate'"));
    }
  } else if (type !== 'RollingUpdate') {
    errors.push(unsupported(path, internal('DeploymentStrategy', strategy), ['Recreate', 'RollingUpdate']));
  } else if (rollingUpdate === undefined) {
    errors.push(required(rolling, 'this should be defaulted and never be nil'));
  } else {
    const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
    const unavailable = rolling.child('maxUnavailable');
    validatePositiveIntOrPercent(errors, maxUnavailable, unavailable);
    validatePositiveIntOrPercent(errors, maxSurge, rolling.child('maxSurge'));
    if (isNone(maxUnavailable) && isNone(maxSurge)) {
      errors.push(invalid(unavailable, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
    }
    validateAtMost100Percent(errors, maxUnavailable, unavailable);
  }
}

export function validateDeploymentUpdate(errors: Errors, next: Deployment, old: Deployment): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  validateDeploymentSpec(errors, next, tolerancesOf(old.spec?.template ?? {}, false));
  validateSameSelector(errors, next, old);
}

/** A selector stays as it is. */
export function validateSameSelector(
  errors: Errors,
  next: Pick<ReplicaSet, 'spec'>,
  old: Pick<ReplicaSet, 'spec'>,
): void {
  const [selector, oldSelector] = [next.spec?.selector, old.spec?.selector];
  const same = semanticEqualPointers('LabelSelector', selector, oldSelector);
  immutable(errors, specPath.child('selector'), same, () => shownSelector(selector));
}

export function validateReplicaSet(errors: Errors, replicaSet: ReplicaSet): void {
  validateObjectMeta(errors, replicaSet.metadata ?? {}, true, nameIsDNSSubdomain);
  validateReplicaSetSpec(errors, replicaSet, newTemplate);
}

function validateReplicaSetSpec(errors: Errors, { spec = {} }: ReplicaSet, tolerances: PodTolerances): void {
  nonNegative(errors, specPath, 'replicas', spec.replicas);
  nonNegative(errors, specPath, 'minReadySeconds', spec.minReadySeconds);
  validateSelection(errors, spec, tolerances);
}

export function validateReplicaSetUpdate(errors: Errors, next: ReplicaSet, old: ReplicaSet): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  validateReplicaSetSpec(errors, next, tolerancesOf(old.spec?.template ?? {}, false));
  validateSameSelector(errors, next, old);
}
