/** Windows containers: users, host processes, and what a Windows Pod may not set. */
import { forbidden, invalid } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Subdomain, utf8Length } from '../../api/names.ts';
import type { PodSpec, SecurityContext, WindowsSecurityContextOptions } from '../../api/types.ts';
import { type Errors, invalidEach } from './rules.ts';
import { visitContainers } from './visitContainers.ts';

const maximumCredentialKiB = 64;
const domainLimit = 256;
const longestUser = 104;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const controlCharacter = /[\u0000-\u001f\u007f]/;
const netBiosDomain = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/u;
const dnsDomain = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
const dotsAndSpaces = /^[. ]+$/;
const forbiddenInUser = /["/\\:;|=,+*?<>@[\]]/;

/** `parent` is the path of the security context. */
export function validateWindowsOptions(
  errors: Errors,
  options: WindowsSecurityContextOptions | undefined,
  parent: FieldPath,
): void {
  if (options === undefined) return;
  const path = parent.child('windowsOptions');
  const { gmsaCredentialSpecName: specName, gmsaCredentialSpec: spec, runAsUserName } = options;
  if (specName !== undefined) {
    invalidEach(errors, path.child('gmsaCredentialSpecName'), specName, isDNS1123Subdomain(specName));
  }
  if (spec === '') {
    errors.push(invalid(path.child('gmsaCredentialSpec'), '', 'gmsaCredentialSpec cannot be an empty string'));
  } else if (spec !== undefined && utf8Length(spec) > maximumCredentialKiB * 1024) {
    const detail = `gmsaCredentialSpec size must be under ${maximumCredentialKiB} KiB`;
    errors.push(invalid(path.child('gmsaCredentialSpec'), spec, detail));
  }
  if (runAsUserName !== undefined) {
    for (const problem of userNameProblems(runAsUserName)) {
      errors.push(invalid(path.child('runAsUserName'), runAsUserName, problem));
    }
  }
}

/** `DOMAIN\user`, the domain optional. */
function userNameProblems(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (controlCharacter.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  const problems = parts.length === 2 ? domainProblems(parts[0] ?? '') : [];
  if (user === '') problems.push("runAsUserName's User cannot be empty");
  else if (utf8Length(user) > longestUser) {
    problems.push(`runAsUserName's User length must not be longer than ${longestUser} characters`);
  }
  if (dotsAndSpaces.test(user)) problems.push("runAsUserName's User cannot contain only periods or spaces");
  if (forbiddenInUser.test(user)) {
    problems.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  }
  return problems;
}

function domainProblems(domain: string): string[] {
  const problems: string[] = [];
  if (utf8Length(domain) >= domainLimit) {
    problems.push(`runAsUserName's Domain length must be under ${domainLimit} characters`);
  }
  if (!netBiosDomain.test(domain) && !dnsDomain.test(domain)) {
    problems.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  return problems;
}

/** Containers that run as processes of the host: all of a Pod or none, and on the host's network. */
export function validateHostProcess(errors: Errors, spec: PodSpec, path: FieldPath): void {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let containers = 0;
  let hostProcesses = 0;
  visitContainers(spec, path, ({ securityContext }, at) => {
    containers++;
    const own = securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && own !== ofPod) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      const field = at().child('securityContext').child('windowsOptions').child('hostProcess');
      errors.push(invalid(field, own, detail));
    }
    if (own ?? ofPod) hostProcesses++;
  });
  if (hostProcesses === 0) return;
  if (hostProcesses !== containers) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalid(path, '', detail));
  }
  if (spec.hostNetwork !== true) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalid(path.child('hostNetwork'), false, detail));
  }
}

const onWindows = 'cannot be set for a windows pod';

/** Linux settings of a Pod: where they stand, in the order of checks. */
const podSettings: readonly (readonly [field: string, isSet: (spec: PodSpec) => unknown])[] = [
  ['securityContext.appArmorProfile', (spec) => spec.securityContext?.appArmorProfile],
  ['securityContext.seLinuxOptions', (spec) => spec.securityContext?.seLinuxOptions],
  ['hostUsers', (spec) => spec.hostUsers],
  ['hostPID', (spec) => spec.hostPID || undefined],
  ['hostIPC', (spec) => spec.hostIPC || undefined],
  ['securityContext.seccompProfile', (spec) => spec.securityContext?.seccompProfile],
  ['securityContext.fsGroup', (spec) => spec.securityContext?.fsGroup],
  ['securityContext.fsGroupChangePolicy', (spec) => spec.securityContext?.fsGroupChangePolicy],
  ['securityContext.sysctls', (spec) => spec.securityContext?.sysctls?.length || undefined],
  ['shareProcessNamespace', (spec) => spec.shareProcessNamespace],
  ['securityContext.runAsUser', (spec) => spec.securityContext?.runAsUser],
  ['securityContext.runAsGroup', (spec) => spec.securityContext?.runAsGroup],
  ['securityContext.supplementalGroups', (spec) => spec.securityContext?.supplementalGroups],
  ['securityContext.supplementalGroupsPolicy', (spec) => spec.securityContext?.supplementalGroupsPolicy],
  ['securityContext.seLinuxChangePolicy', (spec) => spec.securityContext?.seLinuxChangePolicy],
];

const containerSettings: readonly (keyof SecurityContext)[] = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

/** What a Windows Pod may not set. */
export function validateWindowsPod(errors: Errors, spec: PodSpec, path: FieldPath): void {
  for (const [field, isSet] of podSettings) {
    if (isSet(spec) !== undefined) errors.push(forbidden(childOf(path, field), onWindows));
  }
  visitContainers(spec, path, ({ securityContext }, at) => {
    for (const field of containerSettings) {
      if (securityContext?.[field] !== undefined) {
        errors.push(forbidden(at().child('securityContext').child(field), onWindows));
      }
    }
  });
}

function childOf(path: FieldPath, fields: string): FieldPath {
  return fields.split('.').reduce((at, field) => at.child(field), path);
}

/** What a Linux Pod may not set. */
export function validateLinuxPod(errors: Errors, spec: PodSpec, path: FieldPath): void {
  const detail = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions !== undefined) {
    errors.push(forbidden(path.child('securityContext').child('windowsOptions'), detail));
  }
  visitContainers(spec, path, ({ securityContext }, at) => {
    if (securityContext?.windowsOptions !== undefined) {
      errors.push(forbidden(at().child('securityContext').child('windowsOptions'), detail));
    }
  });
}
