/** Annotations that mean something to Pods: mirror, tolerations, deletion cost, seccomp, AppArmor. */
import { forbidden, invalid } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { goQuote } from '../../api/goText.ts';
import type { PodSpec, Toleration } from '../../api/types.ts';
import { jsonKind, jsonSyntaxProblem } from './goJsonSyntax.ts';
import { validateLocalDescendingPath } from './localPath.ts';
import type { PodTolerances } from './podTolerances.ts';
import { type Errors, sortedKeys } from './rules.ts';
import { validateTolerations } from './tolerations.ts';
import { someContainer } from './visitContainers.ts';

export const mirrorAnnotation = 'kubernetes.io/config.mirror';
export const seccompPodAnnotation = 'seccomp.security.alpha.kubernetes.io/pod';
export const seccompContainerPrefix = 'container.seccomp.security.alpha.kubernetes.io/';
export const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';
const tolerationsAnnotation = 'scheduler.alpha.kubernetes.io/tolerations';
const deletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost';

type Annotations = Readonly<Record<string, string>>;

/** `path` is that of the annotations. */
export function validatePodAnnotations(
  errors: Errors,
  annotations: Annotations | undefined,
  spec: PodSpec,
  path: FieldPath,
  tolerances: PodTolerances,
): void {
  if (annotations === undefined) return;
  const mirror = annotations[mirrorAnnotation];
  if (mirror !== undefined && !spec.nodeName) {
    errors.push(invalid(path.key(mirrorAnnotation), mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  }
  if (annotations[tolerationsAnnotation]) {
    validateTolerationsAnnotation(errors, annotations[tolerationsAnnotation], path, tolerances);
  }
  if (!tolerances.deletionCost && !isDeletionCost(annotations)) {
    const cost = annotations[deletionCostAnnotation] ?? '';
    errors.push(invalid(path.key(deletionCostAnnotation), cost, 'must be a 32bit integer'));
  }
  validateSeccompAnnotations(errors, annotations, path);
  validateAppArmorAnnotations(errors, annotations, spec, path);
}

/** Whether the deletion cost, if any, is a 32-bit integer without needless signs or zeros. */
export function isDeletionCost(annotations: Annotations | undefined): boolean {
  const cost = annotations?.[deletionCostAnnotation];
  if (cost === undefined) return true;
  if (!/^(?:-[0-9]+|0|[1-9][0-9]*)$/.test(cost)) return false;
  const value = Number(cost);
  return value >= -(2 ** 31) && value < 2 ** 31;
}

function validateTolerationsAnnotation(errors: Errors, text: string, path: FieldPath, tolerances: PodTolerances): void {
  const tolerations = parseTolerations(text);
  if (typeof tolerations === 'string') errors.push(invalid(path, tolerationsAnnotation, tolerations));
  else validateTolerations(errors, tolerations, path.child(tolerationsAnnotation), tolerances);
}

/** The tolerations that the annotation's JSON holds, or Go's complaint about it. Types of members are not checked. */
function parseTolerations(text: string): Toleration[] | string {
  const problem = jsonSyntaxProblem(text);
  if (problem !== undefined) return problem;
  const parsed: unknown = JSON.parse(text);
  if (parsed === null) return [];
  if (!Array.isArray(parsed))
    return `json: cannot unmarshal ${jsonKind(parsed)} into Go value of type []core.Toleration`;
  const wrong: unknown = parsed.find((item) => typeof item !== 'object' || Array.isArray(item));
  if (wrong !== undefined) return `json: cannot unmarshal ${jsonKind(wrong)} into Go value of type core.Toleration`;
  return parsed.map((item: Readonly<Record<string, unknown>> | null) => caseFolded(item ?? {}));
}

/** Go matches member names without regard to case. */
function caseFolded(item: Readonly<Record<string, unknown>>): Toleration {
  const folded: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(item)) {
    const name = key.toLowerCase();
    folded[name === 'tolerationseconds' ? 'tolerationSeconds' : name] = value ?? undefined;
  }
  return folded;
}

function validateSeccompAnnotations(errors: Errors, annotations: Annotations, path: FieldPath): void {
  const pod = annotations[seccompPodAnnotation];
  if (pod !== undefined) validateSeccompAnnotation(errors, pod, path, seccompPodAnnotation);
  for (const key of sortedKeys(annotations)) {
    if (key.startsWith(seccompContainerPrefix)) validateSeccompAnnotation(errors, annotations[key] ?? '', path, key);
  }
}

function validateSeccompAnnotation(errors: Errors, profile: string, path: FieldPath, key: string): void {
  if (profile === 'runtime/default' || profile === 'docker/default' || profile === 'unconfined') return;
  if (profile.startsWith('localhost/')) {
    validateLocalDescendingPath(errors, path, key, profile.slice('localhost/'.length));
  } else errors.push(invalid(path.child(key), profile, 'must be a valid seccomp profile'));
}

function validateAppArmorAnnotations(errors: Errors, annotations: Annotations, spec: PodSpec, path: FieldPath): void {
  for (const key of sortedKeys(annotations)) {
    if (!key.startsWith(appArmorPrefix)) continue;
    const container = key.slice(appArmorPrefix.length);
    if (!someContainer(spec, ({ name = '' }) => name === container)) {
      errors.push(invalid(path.key(key), container, 'container not found'));
    }
    const profile = annotations[key] ?? '';
    if (
      profile !== '' &&
      profile !== 'runtime/default' &&
      profile !== 'unconfined' &&
      !profile.startsWith('localhost/')
    ) {
      errors.push(invalid(path.key(key), profile, `invalid AppArmor profile name: ${goQuote(profile)}`));
    }
  }
}

/** Annotations that stay as they are for a Pod's life, then all that a new Pod's annotations must keep. */
export function validatePodAnnotationsUpdate(
  errors: Errors,
  next: Annotations | undefined,
  old: Annotations | undefined,
  spec: PodSpec,
  tolerances: PodTolerances,
): void {
  const path = FieldPath.root('metadata').child('annotations');
  for (const key of sortedKeys(old ?? {})) {
    if (next?.[key] === old?.[key]) continue;
    if (key.startsWith(appArmorPrefix)) {
      errors.push(forbidden(path.key(key), 'may not remove or update AppArmor annotations'));
    }
    if (key === mirrorAnnotation) {
      errors.push(forbidden(path.key(key), 'may not remove or update mirror pod annotation'));
    }
  }
  for (const key of sortedKeys(next ?? {})) {
    if (old?.[key] !== undefined) continue;
    if (key.startsWith(appArmorPrefix)) errors.push(forbidden(path.key(key), 'may not add AppArmor annotations'));
    if (key === mirrorAnnotation) errors.push(forbidden(path.key(key), 'may not add mirror pod annotation'));
  }
  validatePodAnnotations(errors, next, spec, path, tolerances);
}
