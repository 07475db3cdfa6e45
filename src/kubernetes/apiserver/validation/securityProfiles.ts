/** Seccomp and AppArmor profiles, in fields and in the annotations that came before them. */
import {
  type FieldError,
  forbidden,
  invalid,
  namedString,
  required,
  tooLong,
  unsupported,
} from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { goTrimSpace } from '../../api/goText.ts';
import { utf8Length } from '../../api/names.ts';
import type { AppArmorProfile, ObjectMeta, PodSpec, SeccompProfile } from '../../api/types.ts';
import { internal } from './internalText.ts';
import { validateLocalDescendingPath } from './localPath.ts';
import { appArmorPrefix, seccompContainerPrefix, seccompPodAnnotation } from './podAnnotations.ts';
import type { Errors } from './rules.ts';
import { visitContainers } from './visitContainers.ts';

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const longestAppArmorProfile = 4095;
const appArmorNeedsProfile = 'must be set when AppArmor type is Localhost';

/** `parent` is the path of the security context. */
export function validateSeccompProfile(errors: Errors, profile: SeccompProfile | undefined, parent: FieldPath): void {
  if (profile === undefined) return;
  const path = parent.child('seccompProfile');
  const { type = '', localhostProfile } = profile;
  if (type === '') errors.push(required(path.child('type'), 'type is required when seccompProfile is set'));
  else if (!profileTypes.includes(type)) errors.push(unsupported(path.child('type'), namedString(type), profileTypes));
  const at = path.child('localhostProfile');
  if (type === 'Localhost') {
    if (localhostProfile === undefined) errors.push(required(at, 'must be set when seccomp type is Localhost'));
    else validateLocalDescendingPath(errors, path, 'localhostProfile', localhostProfile);
  } else if (localhostProfile !== undefined) {
    const shown = internal('SeccompProfile', profile);
    errors.push(invalid(at, shown, 'can only be set when seccomp type is Localhost'));
  }
}

export function validateAppArmorProfile(errors: Errors, profile: AppArmorProfile | undefined, parent: FieldPath): void {
  if (profile === undefined) return;
  const path = parent.child('appArmorProfile');
  const { type = '', localhostProfile } = profile;
  const at = path.child('localhostProfile');
  switch (type) {
    case 'Localhost':
      if (localhostProfile === undefined) errors.push(required(at, appArmorNeedsProfile));
      else validateAppArmorName(errors, localhostProfile, at);
      return;
    case 'RuntimeDefault':
    case 'Unconfined':
      if (localhostProfile === undefined) return;
      errors.push(invalid(at, localhostProfile, 'can only be set when AppArmor type is Localhost'));
      return;
    case '':
      errors.push(required(path.child('type'), 'type is required when appArmorProfile is set'));
      return;
    default:
      errors.push(unsupported(path.child('type'), namedString(type), profileTypes));
  }
}

function validateAppArmorName(errors: Errors, name: string, path: FieldPath): void {
  const trimmed = goTrimSpace(name);
  if (trimmed !== name) errors.push(invalid(path, name, 'must not be padded with whitespace'));
  else if (trimmed === '') errors.push(required(path, appArmorNeedsProfile));
  if (utf8Length(name) > longestAppArmorProfile) errors.push(tooLong(path, longestAppArmorProfile));
}

/** Annotations and fields that speak of the same profile must agree. `path` is that of the spec. */
export function validateSeccompAgreement(
  errors: Errors,
  { annotations }: ObjectMeta,
  spec: PodSpec,
  path: FieldPath,
): void {
  if (annotations === undefined) return;
  const ofPod = annotations[seccompPodAnnotation];
  const podProfile = spec.securityContext?.seccompProfile;
  if (podProfile !== undefined && ofPod !== undefined) {
    const at = () => path.child('securityContext').child('seccompProfile');
    errors.push(...disagreement(seccompWords, ofPod, podProfile, at));
  }
  visitContainers(spec, path, ({ name = '', securityContext }, container) => {
    const annotation = annotations[seccompContainerPrefix + name];
    const profile = securityContext?.seccompProfile;
    if (profile === undefined || annotation === undefined) return;
    const at = () => container().child('securityContext').child('seccompProfile');
    errors.push(...disagreement(seccompWords, annotation, profile, at));
  });
}

export function validateAppArmorAgreement(
  errors: Errors,
  { annotations }: ObjectMeta,
  spec: PodSpec,
  path: FieldPath,
): void {
  if (annotations === undefined || spec.os?.name === 'windows') return;
  const podProfile = spec.securityContext?.appArmorProfile;
  visitContainers(spec, path, ({ name = '', securityContext }, container) => {
    const annotation = annotations[appArmorPrefix + name];
    const profile = securityContext?.appArmorProfile ?? podProfile;
    if (profile === undefined || annotation === undefined) return;
    const at = () => container().child('securityContext').child('appArmorProfile');
    errors.push(...disagreement(appArmorWords, annotation, profile, at));
  });
}

interface AnnotationWords {
  readonly what: string;
  readonly runtimeDefault: readonly string[];
}
const seccompWords: AnnotationWords = { what: 'seccomp', runtimeDefault: ['runtime/default', 'docker/default'] };
const appArmorWords: AnnotationWords = { what: 'apparmor', runtimeDefault: ['runtime/default'] };
const localhostPrefix = 'localhost/';

function disagreement(
  { what, runtimeDefault }: AnnotationWords,
  annotation: string,
  { type, localhostProfile }: SeccompProfile,
  path: () => FieldPath,
): readonly FieldError[] {
  const wrongType = () => [forbidden(path().child('type'), `${what} type in annotation and field must match`)];
  switch (type) {
    case 'Unconfined':
      return annotation === 'unconfined' ? [] : wrongType();
    case 'RuntimeDefault':
      return runtimeDefault.includes(annotation) ? [] : wrongType();
    case 'Localhost':
      if (!annotation.startsWith(localhostPrefix)) return wrongType();
      if (annotation.slice(localhostPrefix.length) === localhostProfile) return [];
      return [forbidden(path().child('localhostProfile'), `${what} profile in annotation and field must match`)];
    default:
      return [];
  }
}
