/** Kernel settings of a Pod's namespaces. */
import { duplicate, invalid, required } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import type { PodSpec, Sysctl } from '../../api/types.ts';
import type { Errors } from './rules.ts';

const longest = 253;
const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
/** As Kubernetes prints it. */
const format = `^(${segment}[\\./])*${segment}$`;
/** The same language, read without backtracking: segments of letters and digits, with `-` and `_` inside. */
const expression = /^[a-z0-9](?:[-_]*[a-z0-9])*(?:[./][a-z0-9](?:[-_]*[a-z0-9])*)*$/;

/** Settings of the IPC namespace; those that begin with `net.` belong to the network's, with `fs.mqueue.` to IPC. */
const ipcSysctls: ReadonlySet<string> = new Set([
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
  'kernel.shm',
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.msg',
]);

/** `parent` is the path of the security context; `ofHost` tolerates settings of namespaces shared with the host. */
export function validateSysctls(
  errors: Errors,
  sysctls: readonly Sysctl[],
  spec: PodSpec,
  ofHost: boolean,
  parent: FieldPath,
): void {
  const seen = new Set<string>();
  sysctls.forEach(({ name = '' }, index) => {
    const path = () => parent.child('sysctls').index(index).child('name');
    if (name === '') errors.push(required(path()));
    else if (name.length > longest || !expression.test(name)) {
      errors.push(invalid(path(), name, `must have at most ${longest} characters and match regex ${format}`));
    } else if (seen.has(name)) errors.push(duplicate(path(), name));
    const problem = ofHost ? undefined : hostSysctlProblem(name, spec);
    if (problem !== undefined) errors.push(invalid(path(), name, problem));
    seen.add(name);
  });
}

/** Why a setting can't be had with the host's namespaces. */
export function hostSysctlProblem(sysctl: string, spec: PodSpec): string | undefined {
  const namespace = namespaceOf(sysctl);
  if (spec.hostNetwork === true && namespace === 'net') return "may not be specified when 'hostNetwork' is true";
  if (spec.hostIPC === true && namespace === 'ipc') return "may not be specified when 'hostIPC' is true";
  return undefined;
}

function namespaceOf(sysctl: string): 'net' | 'ipc' | undefined {
  const [stem = ''] = dotted(sysctl).split('*', 1);
  if (stem.startsWith('net.')) return 'net';
  return ipcSysctls.has(stem) || stem.startsWith('fs.mqueue.') ? 'ipc' : undefined;
}

/** With slashes as separators, dots and slashes change places (sysctl.d). */
function dotted(sysctl: string): string {
  const first = /[./]/.exec(sysctl)?.[0];
  if (first !== '/') return sysctl;
  return sysctl.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/'));
}
