/** The checks of the Pod Security Standards, by id, level and the policy version that brought them. */
import {
  appArmorProfile,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndLifecycle,
  nonDefaultCapabilities,
  privileged,
  procMount,
  seccompAnnotations,
  seccompBaseline,
  seLinuxOptions,
  sysctls,
  windowsHostProcess,
} from './baseline.ts';
import {
  allowPrivilegeEscalation,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
  unrestrictedCapabilities,
} from './restricted.ts';
import type { Check } from './wording.ts';

interface CheckEntry {
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** First minor version whose policy has the check. */
  readonly since: number;
  /** The baseline check whose place it takes in the restricted policy. */
  readonly overrides?: string;
  readonly check: Check;
}

/** Later policies than this are the same (pod-security-admission/policy/registry.go). */
export const newestPolicyMinor = 35;

/** In the order in which violations are told: baseline then restricted, each by id in byte order. */
export const checks: readonly CheckEntry[] = [
  { id: 'appArmorProfile', level: 'baseline', since: 0, check: appArmorProfile },
  { id: 'capabilities_baseline', level: 'baseline', since: 0, check: nonDefaultCapabilities },
  { id: 'hostNamespaces', level: 'baseline', since: 0, check: hostNamespaces },
  { id: 'hostPathVolumes', level: 'baseline', since: 0, check: hostPathVolumes },
  { id: 'hostPorts', level: 'baseline', since: 0, check: hostPorts },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', since: 34, check: hostProbesAndLifecycle },
  { id: 'privileged', level: 'baseline', since: 0, check: privileged },
  { id: 'procMount', level: 'baseline', since: 0, check: relaxedForUserNamespaces(procMount) },
  { id: 'seLinuxOptions', level: 'baseline', since: 0, check: seLinuxOptions },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    since: 0,
    check: (spec, metadata, minor) => (minor < 19 ? seccompAnnotations : seccompBaseline)(spec, metadata, minor),
  },
  { id: 'sysctls', level: 'baseline', since: 0, check: sysctls },
  { id: 'windowsHostProcess', level: 'baseline', since: 0, check: windowsHostProcess },
  { id: 'allowPrivilegeEscalation', level: 'restricted', since: 8, check: relaxedForWindows(allowPrivilegeEscalation) },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    since: 22,
    overrides: 'capabilities_baseline',
    check: relaxedForWindows(unrestrictedCapabilities),
  },
  { id: 'procMount_restricted', level: 'restricted', since: 35, overrides: 'procMount', check: procMount },
  { id: 'restrictedVolumes', level: 'restricted', since: 0, overrides: 'hostPathVolumes', check: restrictedVolumes },
  { id: 'runAsNonRoot', level: 'restricted', since: 0, check: relaxedForUserNamespaces(runAsNonRoot) },
  { id: 'runAsUser', level: 'restricted', since: 23, check: relaxedForUserNamespaces(runAsUser) },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    since: 19,
    overrides: 'seccompProfile_baseline',
    check: relaxedForWindows(seccompRestricted),
  },
];

/** From policy 1.35 on, a Pod in a user namespace of its own may be root in it. */
function relaxedForUserNamespaces(check: Check): Check {
  return (spec, metadata, minor) =>
    minor >= 35 && spec.hostUsers === false ? undefined : check(spec, metadata, minor);
}

/** From policy 1.25 on, what only means something on Linux is not asked of Windows Pods. */
function relaxedForWindows(check: Check): Check {
  return (spec, metadata, minor) =>
    minor >= 25 && spec.os?.name === 'windows' ? undefined : check(spec, metadata, minor);
}
