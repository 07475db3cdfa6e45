/** A Pod's RuntimeClass adds its overhead, node selector and tolerations. */
import { goQuote } from '../../api/goText.ts';
import { compareQuantities, quantityOf } from '../../api/quantity.ts';
import { failure } from '../../api/status.ts';
import type { Pod, PodSpec, ResourceList, RuntimeClass, Toleration } from '../../api/types.ts';
import type { AdmissionPlugin, AdmissionRequest, Refusal } from './admission.ts';
import { unaskable } from './liveLookup.ts';
import { createsPod, forbid } from './refuse.ts';

const differs = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";
const withoutClass = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';

/** plugin/pkg/admission/runtimeclass. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  admit(request) {
    if (!createsPod(request)) return undefined;
    const pod = request.object as Pod;
    pod.spec ??= {};
    const { spec } = pod;
    if (spec.runtimeClassName === undefined) return undefined;
    const found = classOf(request, spec.runtimeClassName);
    if (found === undefined) return notFound(request, spec.runtimeClassName);
    if (found.overhead !== undefined) {
      const fixed = found.overhead.podFixed ?? {};
      if (Object.keys(spec.overhead ?? {}).length > 0 && !sameResources(fixed, spec.overhead))
        return forbid(request, differs);
      if (found.overhead.podFixed !== undefined) spec.overhead = { ...fixed };
      else delete spec.overhead;
    }
    return found.scheduling === undefined ? undefined : addScheduling(request, spec, found.scheduling);
  },
  validate(request) {
    if (!createsPod(request)) return undefined;
    const { spec = {} } = request.object as Pod;
    const found = spec.runtimeClassName === undefined ? undefined : classOf(request, spec.runtimeClassName);
    if (spec.runtimeClassName !== undefined && found === undefined) return notFound(request, spec.runtimeClassName);
    if (found?.overhead === undefined) return spec.overhead === undefined ? undefined : forbid(request, withoutClass);
    return sameResources(found.overhead.podFixed ?? {}, spec.overhead) ? undefined : forbid(request, differs);
  },
};

function classOf(request: AdmissionRequest, name: string): RuntimeClass | undefined {
  return request.cluster.get<RuntimeClass>('runtimeclasses', '', name);
}

function notFound(request: AdmissionRequest, name: string): Refusal {
  const problem = unaskable(name);
  if (problem !== undefined) return failure('', problem);
  return forbid(request, `pod rejected: RuntimeClass ${goQuote(name)} not found`);
}

function addScheduling(
  request: AdmissionRequest,
  spec: PodSpec,
  scheduling: NonNullable<RuntimeClass['scheduling']>,
): Refusal {
  const wanted = scheduling.nodeSelector ?? {};
  const own = spec.nodeSelector;
  const conflict = Object.keys(wanted).find((key) => own?.[key] !== undefined && own[key] !== wanted[key]);
  if (conflict !== undefined) {
    return forbid(
      request,
      `conflict: runtimeClass.scheduling.nodeSelector[${conflict}] = ${wanted[conflict]}; pod.spec.nodeSelector[${conflict}] = ${own?.[conflict]}`,
    );
  }
  if (own !== undefined || scheduling.nodeSelector !== undefined) spec.nodeSelector = { ...own, ...wanted };
  const tolerations = mergeTolerations([...(spec.tolerations ?? []), ...(scheduling.tolerations ?? [])]);
  if (tolerations.length > 0) spec.tolerations = tolerations;
  return undefined;
}

function sameResources(a: ResourceList, b: ResourceList = {}): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => b[key] !== undefined && compareQuantities(quantityOf(a[key]), quantityOf(b[key])) === 0);
}

/** Leaves out each toleration that another one covers; of equal ones the first stays (pkg/util/tolerations). */
function mergeTolerations(all: readonly Toleration[]): Toleration[] {
  const merged: Toleration[] = [];
  for (const [at, toleration] of all.entries()) {
    const covered =
      merged.some((other) => covers(other, toleration)) ||
      all.slice(at + 1).some((other) => !equal(other, toleration) && covers(other, toleration));
    if (!covered) merged.push(toleration);
  }
  return merged;
}

function equal(a: Toleration, b: Toleration): boolean {
  return (
    (a.key ?? '') === (b.key ?? '') &&
    (a.operator ?? '') === (b.operator ?? '') &&
    (a.value ?? '') === (b.value ?? '') &&
    (a.effect ?? '') === (b.effect ?? '') &&
    a.tolerationSeconds === b.tolerationSeconds
  );
}

function covers(wide: Toleration, narrow: Toleration): boolean {
  if (equal(wide, narrow)) return true;
  if ((narrow.key ?? '') !== (wide.key ?? '') && (wide.key || wide.operator !== 'Exists')) return false;
  if ((narrow.effect ?? '') !== (wide.effect ?? '') && wide.effect) return false;
  if (wide.effect === 'NoExecute' && wide.tolerationSeconds !== undefined) {
    if (narrow.tolerationSeconds === undefined || narrow.tolerationSeconds > wide.tolerationSeconds) return false;
  }
  if (wide.operator === 'Exists') return true;
  if (wide.operator && wide.operator !== 'Equal') return false;
  return narrow.operator === 'Equal' && (narrow.value ?? '') === (wide.value ?? '');
}
