/** Changes of Pods by way of their subresources: resources (`resize`) and ephemeral containers. */
import { forbidden, invalid } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { goQuote } from '../../api/goText.ts';
import { computeQosClass, qosClassOf } from '../../api/qos.ts';
import type { Container, Pod, PodSpec, ResourceList, ResourceRequirements } from '../../api/types.ts';
import { validateObjectMetaUpdate } from './metadata.ts';
import { specPath, validatePodMetadataAndSpec } from './pod.ts';
import { mirrorAnnotation } from './podAnnotations.ts';
import { validatePodChange } from './podUpdate.ts';
import { emptyPath } from './resourceClaims.ts';
import type { Errors } from './rules.ts';
import { semanticEqual, semanticEqualPointers } from './semanticEqual.ts';
import { tolerancesOf } from './toleratedByOld.ts';

/** Ephemeral containers may be added, and never changed or taken away. */
export function validateEphemeralContainersUpdate(errors: Errors, next: Pod, old: Pod): void {
  validatePodChange(errors, next, old, tolerancesOf(old, true));
  if (isStatic(old)) {
    errors.length = 0;
    errors.push(forbidden(emptyPath, 'static pods do not support ephemeral containers'));
    return;
  }
  const path = specPath.child('ephemeralContainers');
  const containers = new Map(next.spec?.ephemeralContainers?.map((container) => [container.name ?? '', container]));
  for (const container of old.spec?.ephemeralContainers ?? []) {
    const name = container.name ?? '';
    const other = containers.get(name);
    const what = `existing ephemeral containers ${goQuote(name)} may not be`;
    if (other === undefined) errors.push(forbidden(path, `${what} removed\n`));
    else if (!semanticEqual('EphemeralContainer', other, container)) {
      errors.push(forbidden(path, `${what} changed\n`));
    }
  }
}

function isStatic(pod: Pod): boolean {
  return pod.metadata?.annotations?.[mirrorAnnotation] !== undefined;
}

const onlyComputing = 'only cpu and memory resources are mutable';

/** Only amounts of cpu and memory may change, and the Pod's QoS class must not (core `ValidatePodResize`). */
export function validatePodResize(errors: Errors, next: Pod, old: Pod): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  validatePodMetadataAndSpec(errors, next, tolerancesOf(old, true));
  const [spec, oldSpec] = [next.spec ?? {}, old.spec ?? {}];
  const refusal = isStatic(old) ? 'static pods' : oldSpec.os?.name === 'windows' ? 'windows pods' : undefined;
  if (refusal !== undefined) {
    errors.length = 0;
    errors.push(forbidden(emptyPath, `${refusal} cannot be resized`));
    return;
  }
  if (qosClassOf(old) !== computeQosClass(spec)) {
    const detail = 'Pod QOS Class may not change as a result of resizing';
    errors.push(invalid(specPath, next.status?.qosClass ?? '', detail));
  }
  if (!supportsResize(old)) errors.push(forbidden(specPath, 'Pod running on node without support for resize'));
  const kept: PodSpec = { ...spec };
  if (hasPodResources(spec) || hasPodResources(oldSpec)) validatePodLevel(errors, spec, oldSpec, kept);
  if (old.status?.nodeAllocatableResourceClaimStatuses?.length) {
    errors.push(forbidden(specPath, 'pods with node allocatable resource claims cannot be resized'));
  }
  if (!validateOrder(errors, spec, oldSpec)) return;
  for (const list of ['initContainers', 'containers'] as const) validateRemovals(errors, spec, oldSpec, list);
  validateOtherChanges(errors, spec, oldSpec, kept);
  if (errors.length === 0 && !semanticEqual('PodSpec', kept, oldSpec)) errors.push(forbidden(specPath, onlyComputing));
}

/** Nodes that can resize report their containers' resources; before any container runs, all nodes are trusted. */
function supportsResize({ status = {} }: Pod): boolean {
  const running = status.containerStatuses?.find(({ state }) => state?.running !== undefined);
  return running === undefined || running.resources !== undefined;
}

function hasPodResources({ resources }: PodSpec): boolean {
  return Object.keys(resources?.requests ?? {}).length + Object.keys(resources?.limits ?? {}).length > 0;
}

function validatePodLevel(errors: Errors, spec: PodSpec, old: PodSpec, kept: PodSpec): void {
  const path = specPath.child('resources');
  if (old.resources !== undefined && spec.resources === undefined) {
    errors.push(forbidden(path, 'pod-level resources cannot be removed'));
    return;
  }
  for (const list of ['requests', 'limits'] as const) {
    if (old.resources === undefined || !anyRemoved(spec.resources?.[list], old.resources[list])) continue;
    errors.push(forbidden(path.child(list), `pod-level resource ${list} cannot be removed`));
  }
  const resources = spec.resources && withComputingOf(spec.resources, old.resources);
  if (resources === undefined || (old.resources === undefined && isEmpty(resources))) delete kept.resources;
  else kept.resources = resources;
  if (!semanticEqualPointers('ResourceRequirements', kept.resources, old.resources)) {
    errors.push(forbidden(specPath, `${onlyComputing} at pod-level`));
  }
}

function isEmpty({ limits = {}, requests = {}, claims = [] }: ResourceRequirements): boolean {
  return Object.keys(limits).length + Object.keys(requests).length + claims.length === 0;
}

/** False where containers came, went or changed places. */
function validateOrder(errors: Errors, spec: PodSpec, old: PodSpec): boolean {
  const before = errors.length;
  for (const list of ['containers', 'initContainers'] as const) {
    const [containers, others] = [spec[list] ?? [], old[list] ?? []];
    const path = specPath.child(list);
    if (containers.length !== others.length) {
      errors.push(forbidden(path, `${list} may not be added or removed on resize`));
      continue;
    }
    others.forEach(({ name }, index) => {
      if ((containers[index]?.name ?? '') === (name ?? '')) return;
      errors.push(forbidden(path.index(index).child('name'), `${list} may not be renamed or reordered on resize`));
    });
  }
  return errors.length === before;
}

function validateRemovals(errors: Errors, spec: PodSpec, old: PodSpec, list: 'containers' | 'initContainers'): void {
  old[list]?.forEach(({ resources }, index) => {
    const next = spec[list]?.[index]?.resources;
    const path = (): FieldPath => specPath.child(list).index(index).child('resources');
    if (anyRemoved(next?.requests, resources?.requests)) {
      errors.push(forbidden(path().child('requests'), 'resource requests cannot be removed'));
    }
    if (anyRemoved(next?.limits, resources?.limits)) {
      errors.push(forbidden(path().child('limits'), 'resource limits cannot be removed'));
    }
  });
}

function anyRemoved(next: ResourceList = {}, old: ResourceList = {}): boolean {
  return Object.keys(old).some((name) => !Object.hasOwn(next, name));
}

/** Whatever is not an amount of cpu or memory must be as it was. Sets the containers in `kept` for the last comparison. */
function validateOtherChanges(errors: Errors, spec: PodSpec, old: PodSpec, kept: PodSpec): void {
  const containers = withOldComputing(spec.containers, old.containers);
  if (containers !== undefined) kept.containers = containers;
  containers?.forEach((container, index) => {
    if (!semanticEqual('Container', container, old.containers?.[index])) {
      errors.push(forbidden(specPath, onlyComputing));
    }
  });
  const initContainers = withOldComputing(spec.initContainers, old.initContainers);
  if (initContainers !== undefined) kept.initContainers = initContainers;
  initContainers?.forEach((container, index) => {
    const path = specPath.child('initContainers').index(index);
    const before = old.initContainers?.[index];
    if (!semanticEqual('Container', container, before)) {
      const detail = 'only cpu and memory resources for init or sidecar containers are mutable';
      errors.push(forbidden(path, detail));
    }
    if (container.restartPolicy === 'Always' || semanticEqual('Container', spec.initContainers?.[index], before))
      return;
    for (const { restartPolicy } of container.resizePolicy ?? []) {
      if (restartPolicy !== 'RestartContainer') continue;
      const detail = 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized';
      errors.push(forbidden(path, detail));
    }
  });
}

/** The containers with the old amounts of cpu and memory. Claims are left out, so that a container with any can't be resized. */
function withOldComputing(
  next: readonly Container[] | undefined,
  old: readonly Container[] | undefined,
): Container[] | undefined {
  return next?.map((container, index) => {
    const { limits, requests } = container.resources ?? {};
    const before = old?.[index]?.resources;
    return {
      ...container,
      resources: withComputingOf({ ...(limits && { limits }), ...(requests && { requests }) }, before),
    };
  });
}

function withComputingOf(
  { limits, requests, claims }: ResourceRequirements,
  old: ResourceRequirements | undefined,
): ResourceRequirements {
  return {
    limits: amountsWith(limits, old?.limits),
    requests: amountsWith(requests, old?.requests),
    ...(claims && { claims }),
  };
}

function amountsWith(next: ResourceList = {}, old: ResourceList = {}): ResourceList {
  const { cpu: _cpu, memory: _memory, ...others } = next;
  return {
    ...others,
    ...(old.cpu !== undefined && { cpu: old.cpu }),
    ...(old.memory !== undefined && { memory: old.memory }),
  };
}
