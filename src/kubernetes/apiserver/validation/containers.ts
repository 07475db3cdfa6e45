/** Containers: what all have in common, then regular, init and ephemeral ones. */
import { duplicate, forbidden, invalid, namedString, notFound, required, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { goTrimSpace } from '../../api/goText.ts';
import { isDNS1123Label } from '../../api/names.ts';
import type { Container, EphemeralContainer, PodSpec } from '../../api/types.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateLifecycle, validateProbes } from './handlers.ts';
import type { PodTolerances } from './podTolerances.ts';
import { validateContainerPorts, validateHostPortConflicts } from './ports.ts';
import { validateResources } from './resources.ts';
import { validateContainerRestart, validateInitContainerRestart, validateResizePolicy } from './restartPolicy.ts';
import { type Errors, invalidEach, requiredOneOf, unique } from './rules.ts';
import { validateSecurityContext } from './securityContext.ts';
import type { AnyContainer } from './visitContainers.ts';
import { type Volumes, validateVolumeMounts } from './volumeMounts.ts';

/** What containers are checked against. */
export interface PodContext {
  readonly spec: PodSpec;
  readonly path: FieldPath;
  readonly volumes: Volumes;
  readonly claimNames: ReadonlySet<string>;
  readonly tolerances: PodTolerances;
}

export const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const terminationMessagePolicies = ['File', 'FallbackToLogsOnError'];
const onlySidecars = 'may not be set for init containers without restartPolicy=Always';

export function validateContainers(errors: Errors, context: PodContext): void {
  const { spec } = context;
  const path = context.path.child('containers');
  const containers = spec.containers ?? [];
  if (containers.length === 0) {
    errors.push(required(path));
    return;
  }
  const names = new Set<string>();
  containers.forEach((container, index) => {
    const at = path.index(index);
    validateCommon(errors, container, context, at);
    unique(errors, at, 'name', container.name ?? '', names);
    validateRunning(errors, container, spec, at);
    validateContainerRestart(errors, container, at);
  });
  validateHostPortConflicts(errors, containers, path);
}

/** What only containers have that go on running: hooks and probes. */
function validateRunning(errors: Errors, container: Container, spec: PodSpec, path: FieldPath): void {
  const { lifecycle } = container;
  const gracePeriod = spec.terminationGracePeriodSeconds;
  if (lifecycle !== undefined) {
    validateLifecycle(errors, lifecycle, gracePeriod, spec.os && (spec.os.name ?? ''), path.child('lifecycle'));
  }
  validateProbes(errors, container, gracePeriod, path);
}

export function validateInitContainers(errors: Errors, context: PodContext): void {
  const { spec, tolerances } = context;
  if (!spec.initContainers?.length) return;
  const path = context.path.child('initContainers');
  const names = new Set(spec.containers?.map(({ name }) => name ?? ''));
  spec.initContainers.forEach((container, index) => {
    const at = path.index(index);
    const { name = '' } = container;
    const sidecar = container.restartPolicy === 'Always';
    validateCommon(errors, container, context, at);
    validateInitContainerRestart(errors, container, at);
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    else if (name !== '') names.add(name);
    // The server counts each init container as the first of its list here.
    validateHostPortConflicts(errors, [container], path);
    if (sidecar) validateRunning(errors, container, spec, at);
    else forbidRunning(errors, container, at);
    if (!sidecar && !tolerances.restartOnInitResize) forbidResizeRestart(errors, container, at);
  });
}

function forbidRunning(errors: Errors, container: Container, path: FieldPath): void {
  for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    if (container[field] !== undefined) errors.push(forbidden(path.child(field), onlySidecars));
  }
}

function forbidResizeRestart(errors: Errors, container: Container, path: FieldPath): void {
  container.resizePolicy?.forEach(({ restartPolicy }, index) => {
    if (restartPolicy !== 'RestartContainer') return;
    const at = path.child('resizePolicy').index(index).child('restartPolicy');
    const detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
    errors.push(invalid(at, namedString(restartPolicy), detail));
  });
}

/** Fields that an ephemeral container may not set, in Go's order. */
const notEphemeral = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;
const onEphemeral = 'cannot be set for an Ephemeral Container';

export function validateEphemeralContainers(errors: Errors, context: PodContext): void {
  const { spec } = context;
  if (!spec.ephemeralContainers?.length) return;
  const path = context.path.child('ephemeralContainers');
  const targets = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name }) => name ?? ''));
  const names = new Set(targets);
  spec.ephemeralContainers.forEach((container, index) => {
    const at = path.index(index);
    const { targetContainerName } = container;
    validateCommon(errors, container, context, at);
    validateImageSpace(errors, container, at);
    unique(errors, at, 'name', container.name ?? '', names);
    if (targetContainerName && !targets.has(targetContainerName)) {
      errors.push(notFound(at.child('targetContainerName'), targetContainerName));
    }
    for (const field of notEphemeral) {
      if (isSet(container, field)) errors.push(forbidden(at.child(field), onEphemeral));
    }
    validateNoSubPaths(errors, container, at);
  });
}

function isSet(container: EphemeralContainer, field: (typeof notEphemeral)[number]): boolean {
  if (field !== 'resources') return container[field] !== undefined;
  const { limits, requests, claims } = container.resources ?? {};
  return limits !== undefined || requests !== undefined || claims !== undefined;
}

function validateNoSubPaths(errors: Errors, container: EphemeralContainer, path: FieldPath): void {
  container.volumeMounts?.forEach(({ subPath, subPathExpr }, index) => {
    const at = path.child('volumeMounts').index(index);
    if (subPath) errors.push(forbidden(at.child('subPath'), onEphemeral));
    if (subPathExpr) errors.push(forbidden(at.child('subPathExpr'), onEphemeral));
  });
}

/** What holds for containers of all lists. `path` is that of the container. */
function validateCommon(errors: Errors, container: AnyContainer, context: PodContext, path: FieldPath): void {
  const { name, image, terminationMessagePolicy, ports, env, envFrom, imagePullPolicy, resources } = container;
  if (!name) errors.push(required(path.child('name')));
  else {
    const messages = isDNS1123Label(name);
    if (messages.length > 0) invalidEach(errors, path.child('name'), name, messages);
  }
  if (!image) errors.push(required(path.child('image')));
  requiredOneOf(errors, path, 'terminationMessagePolicy', terminationMessagePolicy, terminationMessagePolicies);
  if (ports !== undefined) validateContainerPorts(errors, ports, path.child('ports'));
  if (env !== undefined) validateEnv(errors, env, path.child('env'));
  if (envFrom !== undefined) validateEnvFrom(errors, envFrom, path.child('envFrom'));
  validateVolumeMounts(errors, container, context.volumes, path);
  requiredOneOf(errors, path, 'imagePullPolicy', imagePullPolicy, pullPolicies);
  if (resources !== undefined) {
    const { claimNames, tolerances } = context;
    const at = path.child('resources');
    validateResources(errors, resources, 'container', claimNames, tolerances.indivisibleHugePages, at);
  }
  const { resizePolicy, securityContext } = container;
  if (resizePolicy !== undefined) {
    validateResizePolicy(errors, resizePolicy, context.spec.restartPolicy, path.child('resizePolicy'));
  }
  if (securityContext !== undefined) {
    validateSecurityContext(errors, securityContext, context.spec.hostUsers ?? true, path.child('securityContext'));
  }
}

/** Pods' images may have no space around them; templates' may, since some replace it later. */
export function validateImageSpaces(
  errors: Errors,
  containers: readonly AnyContainer[] | undefined,
  path: FieldPath,
): void {
  containers?.forEach((container, index) => {
    if (hasSpaceAround(container.image)) validateImageSpace(errors, container, path.index(index));
  });
}

function validateImageSpace(errors: Errors, { image = '' }: AnyContainer, path: FieldPath): void {
  if (hasSpaceAround(image)) {
    errors.push(invalid(path.child('image'), image, 'must not have leading or trailing whitespace'));
  }
}

export function hasSpaceAround(text: string | undefined): boolean {
  return text !== undefined && goTrimSpace(text).length !== text.length;
}

/** A restart policy of the whole Pod. */
export function validatePodRestartPolicy(errors: Errors, spec: PodSpec, path: FieldPath): void {
  const { restartPolicy } = spec;
  const supported = ['Always', 'OnFailure', 'Never'];
  if (!restartPolicy) errors.push(required(path.child('restartPolicy')));
  else if (!supported.includes(restartPolicy)) {
    errors.push(unsupported(path.child('restartPolicy'), namedString(restartPolicy), supported));
  }
}
