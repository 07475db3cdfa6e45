/** Security contexts of containers and of Pods. */
import { type FieldError, invalid, namedString, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isValidUserID } from '../../api/names.ts';
import type { PodSpec, SecurityContext } from '../../api/types.ts';
import { internal } from './internalText.ts';
import type { PodTolerances } from './podTolerances.ts';
import { type Errors, oneOf } from './rules.ts';
import { validateAppArmorProfile, validateSeccompProfile } from './securityProfiles.ts';
import { validateSysctls } from './sysctls.ts';
import { validateWindowsOptions } from './windows.ts';

const procMounts = ['Default', 'Unmasked'];

/** A container's. `hostUsers`: the Pod shares the host's user namespace. Privileged containers are allowed. */
export function validateSecurityContext(
  errors: Errors,
  context: SecurityContext,
  hostUsers: boolean,
  path: FieldPath,
): void {
  validateId(errors, path, 'runAsUser', context.runAsUser);
  validateId(errors, path, 'runAsGroup', context.runAsGroup);
  const { procMount } = context;
  if (procMount !== undefined) {
    if (!procMounts.includes(procMount)) {
      errors.push(unsupported(path.child('procMount'), namedString(procMount), procMounts));
    }
    if (hostUsers && procMount === 'Unmasked') {
      errors.push(invalid(path.child('procMount'), procMount, '`hostUsers` must be false to use `Unmasked`'));
    }
  }
  validateSeccompProfile(errors, context.seccompProfile, path);
  if (context.allowPrivilegeEscalation === false) errors.push(...escalationErrors(context, path));
  validateWindowsOptions(errors, context.windowsOptions, path);
  validateAppArmorProfile(errors, context.appArmorProfile, path);
}

/** Privileges that come with escalation, which the context refuses. */
function escalationErrors(context: SecurityContext, path: FieldPath): FieldError[] {
  const refused = context.privileged === true ? ['`privileged` to true'] : [];
  for (const capability of context.capabilities?.add ?? []) {
    if (capability === 'CAP_SYS_ADMIN') refused.push('`capabilities.Add` CAP_SYS_ADMIN');
  }
  return refused.map((what) => {
    const detail = `cannot set \`allowPrivilegeEscalation\` to false and ${what}`;
    return invalid(path, internal('SecurityContext', context), detail);
  });
}

function validateId(errors: Errors, parent: FieldPath, field: string, id: number | undefined): void {
  if (id === undefined) return;
  for (const message of isValidUserID(id)) errors.push(invalid(parent.child(field), id, message));
}

/** A Pod's. `specPath` is that of the spec. */
export function validatePodSecurityContext(
  errors: Errors,
  spec: PodSpec,
  tolerances: PodTolerances,
  specPath: FieldPath,
): void {
  const { securityContext: context = {} } = spec;
  const path = specPath.child('securityContext');
  validateId(errors, path, 'fsGroup', context.fsGroup);
  validateId(errors, path, 'runAsUser', context.runAsUser);
  validateId(errors, path, 'runAsGroup', context.runAsGroup);
  context.supplementalGroups?.forEach((group, index) => {
    for (const message of isValidUserID(group)) {
      errors.push(invalid(path.child('supplementalGroups').index(index), group, message));
    }
  });
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(path.child('shareProcessNamespace'), true, detail));
  }
  if (context.sysctls?.length) validateSysctls(errors, context.sysctls, spec, tolerances.hostSysctls, path);
  oneOf(errors, path, 'fsGroupChangePolicy', context.fsGroupChangePolicy, ['Always', 'OnRootMismatch']);
  validateSeccompProfile(errors, context.seccompProfile, path);
  validateWindowsOptions(errors, context.windowsOptions, path);
  validateAppArmorProfile(errors, context.appArmorProfile, path);
  oneOf(errors, path, 'supplementalGroupsPolicy', context.supplementalGroupsPolicy, ['Merge', 'Strict']);
  // MountOption needs a feature that is off by default; what already has a policy may have any.
  const policies = tolerances.anySELinuxChangePolicy ? ['MountOption', 'Recursive'] : ['Recursive'];
  oneOf(errors, path, 'seLinuxChangePolicy', context.seLinuxChangePolicy, policies);
}
