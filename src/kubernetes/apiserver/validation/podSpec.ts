/** A Pod's spec, in a Pod or in a template: the ordered list of its checks (core `ValidatePodSpec`). */
import { duplicate, forbidden, invalid, namedString, required, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Label, isDNS1123Subdomain, isInRange, isQualifiedName } from '../../api/names.ts';
import type { ObjectMeta, PodSpec } from '../../api/types.ts';
import { validateAffinity } from './affinity.ts';
import {
  type PodContext,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
  validatePodRestartPolicy,
} from './containers.ts';
import { validateDNSConfig, validateDNSPolicy, validateHostAliases, validateHostnameOverride } from './dns.ts';
import { validateFileKeyVolumes } from './env.ts';
import { validateLabels } from './labelSelector.ts';
import { validatePodResources } from './podResources.ts';
import type { PodTolerances } from './podTolerances.ts';
import { validateHostNetworkPorts } from './ports.ts';
import { claimNamesOf, validateResourceClaims } from './resourceClaims.ts';
import { validateResources } from './resources.ts';
import { type Errors, invalidEach } from './rules.ts';
import { validatePodSecurityContext } from './securityContext.ts';
import { validateTolerations } from './tolerations.ts';
import { validateTopologySpread } from './topologySpread.ts';
import { visitContainers } from './visitContainers.ts';
import { validateVolumes } from './volumes.ts';
import { validateHostProcess, validateLinuxPod, validateWindowsPod } from './windows.ts';

const longestDeadline = 2 ** 31 - 1;
const noNames: ReadonlySet<string> = new Set();

/** `metadata` is a real Pod's, undefined for templates; `path` is that of the spec. */
export function validatePodSpec(
  errors: Errors,
  spec: PodSpec,
  metadata: ObjectMeta | undefined,
  path: FieldPath,
  tolerances: PodTolerances,
): void {
  if (spec.terminationGracePeriodSeconds === undefined) {
    errors.push(required(path.child('terminationGracePeriodSeconds')));
  }
  const context: PodContext = {
    spec,
    path,
    tolerances,
    volumes: validateVolumes(
      errors,
      spec.volumes ?? [],
      { podName: metadata?.name, tolerances },
      path.child('volumes'),
    ),
    claimNames: claimNamesOf(spec.resourceClaims),
  };
  if (spec.resourceClaims !== undefined) {
    validateResourceClaims(errors, spec.resourceClaims, metadata, path.child('resourceClaims'));
  }
  validateContainers(errors, context);
  validateInitContainers(errors, context);
  validateEphemeralContainers(errors, context);
  validatePodResources(errors, spec, context.claimNames, tolerances.indivisibleHugePages, path);
  validateHostNetworkPorts(errors, spec, tolerances.isPod, path);
  validatePodRestartPolicy(errors, spec, path);
  validateDNSPolicy(errors, spec, path);
  validateLabels(errors, spec.nodeSelector, path, 'nodeSelector');
  validatePodSecurityContext(errors, spec, tolerances, path);
  if (spec.affinity !== undefined) validateAffinity(errors, spec.affinity, tolerances, path.child('affinity'));
  validateDNSConfig(errors, spec, path);
  validateReadinessGates(errors, spec, path);
  validateSchedulingGates(errors, spec, path);
  if (spec.topologySpreadConstraints !== undefined) {
    const at = path.child('topologySpreadConstraints');
    validateTopologySpread(errors, spec.topologySpreadConstraints, tolerances, at);
  }
  validateHostProcess(errors, spec, path);
  validateHostUsers(errors, spec, tolerances, path);
  validateHostnameOverride(errors, spec, path);
  validateNames(errors, spec, path);
  if (spec.tolerations !== undefined) {
    validateTolerations(errors, spec.tolerations, path.child('tolerations'), tolerances);
  }
  if (spec.hostAliases !== undefined) validateHostAliases(errors, spec.hostAliases, path.child('hostAliases'));
  validateClasses(errors, spec, tolerances, path);
  validateOS(errors, spec, path);
  validateFileKeyVolumes(errors, spec, path);
}

function validateReadinessGates(errors: Errors, spec: PodSpec, path: FieldPath): void {
  spec.readinessGates?.forEach(({ conditionType = '' }, index) => {
    const at = path.child('readinessGates').index(index).child('conditionType');
    invalidEach(errors, at, conditionType, isQualifiedName(conditionType));
  });
}

function validateSchedulingGates(errors: Errors, spec: PodSpec, path: FieldPath): void {
  const seen = new Set<string>();
  spec.schedulingGates?.forEach(({ name = '' }, index) => {
    const at = path.child('schedulingGates').index(index);
    invalidEach(errors, at, name, isQualifiedName(name));
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
  });
}

/** User namespaces go with none of the host's other namespaces. Two paths bear Go's spelling. */
function validateHostUsers(errors: Errors, spec: PodSpec, tolerances: PodTolerances, path: FieldPath): void {
  if (spec.hostUsers !== false) return;
  const detail = 'when `hostUsers` is false';
  if (spec.hostNetwork === true && !tolerances.hostNetworkInUserNamespaces) {
    errors.push(forbidden(path.child('hostNetwork'), detail));
  }
  if (spec.hostPID === true) errors.push(forbidden(path.child('HostPID'), detail));
  if (spec.hostIPC === true) errors.push(forbidden(path.child('HostIPC'), detail));
  if (tolerances.volumeDevicesInUserNamespaces) return;
  visitContainers(spec, path, ({ volumeDevices }, at) => {
    if (volumeDevices?.length) errors.push(forbidden(at().child('volumeDevices'), detail));
  });
}

/** Names of other objects and of the host, and the deadline that stands between them. */
function validateNames(errors: Errors, spec: PodSpec, path: FieldPath): void {
  const { serviceAccountName, nodeName, activeDeadlineSeconds: deadline, hostname, subdomain } = spec;
  validateName(errors, path, 'serviceAccountName', serviceAccountName);
  validateName(errors, path, 'nodeName', nodeName);
  if (deadline !== undefined) {
    for (const message of isInRange(deadline, 1, longestDeadline)) {
      errors.push(invalid(path.child('activeDeadlineSeconds'), deadline, message));
    }
  }
  if (hostname) invalidEach(errors, path.child('hostname'), hostname, isDNS1123Label(hostname));
  if (subdomain) invalidEach(errors, path.child('subdomain'), subdomain, isDNS1123Label(subdomain));
}

function validateName(errors: Errors, parent: FieldPath, field: string, name: string | undefined): void {
  if (name) invalidEach(errors, parent.child(field), name, isDNS1123Subdomain(name));
}

function validateClasses(errors: Errors, spec: PodSpec, tolerances: PodTolerances, path: FieldPath): void {
  const { priorityClassName, runtimeClassName, preemptionPolicy, overhead } = spec;
  validateName(errors, path, 'priorityClassName', priorityClassName);
  if (runtimeClassName !== undefined) {
    invalidEach(errors, path.child('runtimeClassName'), runtimeClassName, isDNS1123Subdomain(runtimeClassName));
  }
  const policies = ['PreemptLowerPriority', 'Never'];
  if (preemptionPolicy === '') errors.push(required(path.child('preemptionPolicy')));
  else if (preemptionPolicy !== undefined && !policies.includes(preemptionPolicy)) {
    errors.push(unsupported(path.child('preemptionPolicy'), namedString(preemptionPolicy), policies));
  }
  if (overhead !== undefined) {
    const limits = { limits: overhead };
    validateResources(errors, limits, 'container', noNames, tolerances.indivisibleHugePages, path.child('overhead'));
  }
}

function validateOS(errors: Errors, spec: PodSpec, path: FieldPath): void {
  if (spec.os === undefined) return;
  const { name = '' } = spec.os;
  switch (name) {
    case 'linux':
      validateLinuxPod(errors, spec, path);
      return;
    case 'windows':
      validateWindowsPod(errors, spec, path);
      return;
    case '':
      errors.push(required(path.child('os').child('name')));
      return;
    default:
      errors.push(unsupported(path.child('os'), namedString(name), ['linux', 'windows']));
  }
}
