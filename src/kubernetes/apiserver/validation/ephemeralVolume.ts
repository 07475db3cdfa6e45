/** Volumes whose claim is made together with the Pod. */
import { forbidden, invalid, required } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { goQuote } from '../../api/goText.ts';
import { isDNS1123Subdomain } from '../../api/names.ts';
import type { ObjectMeta, Volume } from '../../api/types.ts';
import { validateLabels } from './labelSelector.ts';
import { validateAnnotations } from './metadata.ts';
import { validateClaimSpec } from './persistentVolumeClaim.ts';
import type { Errors } from './rules.ts';

/** Metadata that a claim's template may not set, in Go's order. */
const notInTemplate = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const satisfies readonly (keyof ObjectMeta)[];

/** `path` is that of the source; `podName` is undefined in templates. */
export function validateEphemeralVolume(
  errors: Errors,
  { name, ephemeral }: Volume,
  podName: string | undefined,
  path: FieldPath,
  volumePath: FieldPath,
): void {
  const template = ephemeral?.volumeClaimTemplate;
  const at = path.child('volumeClaimTemplate');
  if (template === undefined) errors.push(required(at));
  else {
    validateTemplateMeta(errors, template.metadata ?? {}, at.child('metadata'));
    validateClaimSpec(errors, template.spec ?? {}, at.child('spec'));
  }
  if (!podName || !name) return;
  const claim = `${podName}-${name}`;
  for (const message of isDNS1123Subdomain(claim)) {
    errors.push(invalid(volumePath.child('name'), name, `PVC name ${goQuote(claim)}: ${message}`));
  }
}

function validateTemplateMeta(errors: Errors, metadata: ObjectMeta, path: FieldPath): void {
  validateAnnotations(errors, metadata.annotations, path);
  validateLabels(errors, metadata.labels, path, 'labels');
  for (const field of notInTemplate) {
    const value = metadata[field];
    if (value !== undefined && value !== '' && value !== 0) {
      const name = field === 'uid' ? 'uID' : field;
      errors.push(forbidden(path.child(name), 'cannot be set'));
    }
  }
}
