/** What workloads share: a selector, and a template that it selects, whose Pods run for ever. */
import { forbidden, invalid, namedString, required, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { matchesLabels, type Selector, selectorOf } from '../../api/labels.ts';
import type { LabelSelector, PodTemplateSpec } from '../../api/types.ts';
import { shownMap, shownSelector } from './internalText.ts';
import { validateLabelSelector } from './labelSelector.ts';
import type { Errors } from './rules.ts';

/** A selector that must be there and select something. `kind` as the message names it. */
export function validateRequiredSelector(
  errors: Errors,
  selector: LabelSelector | undefined,
  kind: string,
  specPath: FieldPath,
): void {
  if (selector === undefined) {
    errors.push(required(specPath.child('selector')));
    return;
  }
  validateLabelSelector(errors, selector, specPath, 'selector');
  validateNotEmpty(errors, selector, kind, specPath);
}

export function validateNotEmpty(
  errors: Errors,
  selector: LabelSelector | undefined,
  kind: string,
  specPath: FieldPath,
): void {
  if (selector === undefined) return;
  const count = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions?.length ?? 0);
  if (count > 0) return;
  errors.push(invalid(specPath.child('selector'), shownSelector(selector), `empty selector is invalid for ${kind}`));
}

/** The selector read, or undefined where it can't be. */
export function readSelector(selector: LabelSelector | undefined): Selector | undefined {
  const read = selectorOf(selector);
  return typeof read === 'string' ? undefined : read;
}

/** The selector must match the template's labels; one that selects all does. `path` is that of the template. */
export function validateSelected(errors: Errors, template: PodTemplateSpec, selector: Selector, path: FieldPath): void {
  const labels = template.metadata?.labels;
  if (matchesLabels(selector, labels)) return;
  const at = path.child('metadata').child('labels');
  errors.push(invalid(at, shownMap(labels), '`selector` does not match template `labels`'));
}

/** Only Pods that are always restarted, without a deadline. `path` is that of the template. */
export function validateRunsForever(errors: Errors, template: PodTemplateSpec, kind: string, path: FieldPath): void {
  const { restartPolicy = '', activeDeadlineSeconds } = template.spec ?? {};
  const at = path.child('spec');
  if (restartPolicy !== 'Always') {
    errors.push(unsupported(at.child('restartPolicy'), namedString(restartPolicy), ['Always']));
  }
  if (activeDeadlineSeconds !== undefined) {
    errors.push(forbidden(at.child('activeDeadlineSeconds'), `activeDeadlineSeconds in ${kind} is not Supported`));
  }
}
