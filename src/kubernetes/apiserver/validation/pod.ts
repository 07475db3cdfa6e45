/** A new Pod, and what Pods have that templates have not. */
import { forbidden } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import type { Pod, PodSpec } from '../../api/types.ts';
import { validateImageSpaces } from './containers.ts';
import { metadataPath, validateObjectMeta } from './metadata.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { validatePodAnnotations } from './podAnnotations.ts';
import { validatePodSpec } from './podSpec.ts';
import { newPod, type PodTolerances } from './podTolerances.ts';
import type { Errors } from './rules.ts';
import { validateAppArmorAgreement, validateSeccompAgreement } from './securityProfiles.ts';

export const specPath = FieldPath.root('spec');
export const annotationsPath = metadataPath.child('annotations');

export function validatePod(errors: Errors, pod: Pod): void {
  const { metadata = {}, spec = {} } = pod;
  validatePodMetadataAndSpec(errors, pod, newPod);
  if (spec.ephemeralContainers?.length) {
    errors.push(forbidden(specPath.child('ephemeralContainers'), 'cannot be set on create'));
  }
  if (spec.nodeName && spec.schedulingGates?.length) {
    const detail = 'cannot be set until all schedulingGates have been cleared';
    errors.push(forbidden(specPath.child('nodeName'), detail));
  }
  validateSeccompAgreement(errors, metadata, spec, specPath);
  validateAppArmorAgreement(errors, metadata, spec, specPath);
}

/** What holds for new and for changed Pods. */
export function validatePodMetadataAndSpec(errors: Errors, pod: Pod, tolerances: PodTolerances): void {
  const { metadata = {}, spec = {} } = pod;
  validateObjectMeta(errors, metadata, true, nameIsDNSSubdomain);
  validatePodAnnotations(errors, metadata.annotations, spec, annotationsPath, tolerances);
  validatePodSpec(errors, spec, metadata, specPath, tolerances);
  if (!spec.serviceAccountName) forbidTokens(errors, spec);
  validateImageSpaces(errors, spec.containers, specPath.child('containers'));
  validateImageSpaces(errors, spec.initContainers, specPath.child('initContainers'));
}

/** Without a service account there are no tokens. */
function forbidTokens(errors: Errors, spec: PodSpec): void {
  spec.volumes?.forEach(({ projected }, volume) => {
    projected?.sources?.forEach(({ serviceAccountToken }, source) => {
      if (serviceAccountToken === undefined) return;
      const at = specPath.child('volumes').index(volume).child('projected').child('sources').index(source);
      const detail = 'must not be specified when serviceAccountName is not set';
      errors.push(forbidden(at.child('serviceAccountToken'), detail));
    });
  });
}
