/** Devices that a Pod claims. */
import { duplicate, forbidden, invalid, required } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../../api/names.ts';
import type { ObjectMeta, PodResourceClaim } from '../../api/types.ts';
import { internal } from './internalText.ts';
import { mirrorAnnotation } from './podAnnotations.ts';
import { type Errors, invalidEach } from './rules.ts';

/** `FieldPath.root('')` prints as the real empty path does. */
export const emptyPath = FieldPath.root('');

/** `metadata` is undefined in templates; `path` is that of the list. */
export function validateResourceClaims(
  errors: Errors,
  claims: readonly PodResourceClaim[],
  metadata: ObjectMeta | undefined,
  path: FieldPath,
): void {
  const names = new Set<string>();
  const isStatic = metadata?.annotations?.[mirrorAnnotation] !== undefined;
  claims.forEach((claim, index) => {
    if (isStatic) errors.push(forbidden(emptyPath, 'static pods do not support resource claims'));
    else validateClaim(errors, claim, names, path.index(index));
  });
}

function validateClaim(errors: Errors, claim: PodResourceClaim, names: Set<string>, path: FieldPath): void {
  const { name = '', resourceClaimName, resourceClaimTemplateName } = claim;
  if (name === '') errors.push(required(path.child('name')));
  else if (names.has(name)) errors.push(duplicate(path.child('name'), name));
  else {
    invalidEach(errors, path.child('name'), name, isDNS1123Label(name));
    names.add(name);
  }
  const shown = () => internal('PodResourceClaim', claim);
  if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
    const detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
    errors.push(invalid(path, shown(), detail));
  }
  if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
    errors.push(invalid(path, shown(), 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
  }
  for (const field of ['resourceClaimName', 'resourceClaimTemplateName'] as const) {
    const value = claim[field];
    if (value !== undefined) invalidEach(errors, path.child(field), value, isDNS1123Subdomain(value));
  }
}

/** Names that containers may refer to. */
export function claimNamesOf(claims: readonly PodResourceClaim[] | undefined): ReadonlySet<string> {
  return new Set(claims?.flatMap(({ name }) => name || []));
}
