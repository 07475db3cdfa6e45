/** Turns a Pod's priorityClassName into its priority and preemption policy. */
import type { Pod, PriorityClass } from '../../api/types.ts';
import type { AdmissionPlugin, AdmissionRequest, Refusal } from './admission.ts';
import { createsPod, forbid } from './refuse.ts';

/** plugin/pkg/admission/priority. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  admit(request) {
    if (createsPod(request)) return resolve(request, request.object as Pod);
    if (request.kind.kind === 'Pod' && request.operation === 'update') keep(request.object as Pod, request.old as Pod);
    return undefined;
  },
  validate(request) {
    const { kind, operation, object } = request;
    if (kind.kind !== 'PriorityClass' || operation === 'delete' || !(object as PriorityClass).globalDefault)
      return undefined;
    const present = defaultClass(request)?.metadata?.name;
    if (present === undefined || (operation === 'update' && present === object.metadata?.name)) return undefined;
    return forbid(request, `PriorityClass ${present} is already marked as default. Only one default can exist`);
  },
};

function resolve(request: AdmissionRequest, pod: Pod): Refusal {
  pod.spec ??= {};
  const { spec } = pod;
  const named = spec.priorityClassName || undefined;
  const found =
    named === undefined ? defaultClass(request) : request.cluster.get<PriorityClass>('priorityclasses', '', named);
  if (named !== undefined && found === undefined) {
    return forbid(request, `no PriorityClass with name ${named} was found`);
  }
  if (found !== undefined) spec.priorityClassName = found.metadata?.name ?? '';
  const value = found?.value ?? 0;
  if (spec.priority !== undefined && spec.priority !== value) {
    return forbid(
      request,
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
    );
  }
  spec.priority = value;
  const policy = found === undefined ? 'PreemptLowerPriority' : found.preemptionPolicy;
  if (policy === undefined) return undefined;
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
    return forbid(
      request,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  }
  spec.preemptionPolicy = policy;
  return undefined;
}

/** The class marked as default; of several, the one with the lowest value. */
function defaultClass(request: AdmissionRequest): PriorityClass | undefined {
  return request.cluster
    .list<PriorityClass>('priorityclasses')
    .filter((candidate) => candidate.globalDefault)
    .reduce<PriorityClass | undefined>(
      (least, next) => (least === undefined || (least.value ?? 0) > (next.value ?? 0) ? next : least),
      undefined,
    );
}

/** Clients that leave out what this plugin once filled in don't change it. */
function keep(pod: Pod, old: Pod): void {
  if (pod.spec === undefined || old.spec === undefined) return;
  if (old.spec.priority !== undefined) pod.spec.priority ??= old.spec.priority;
  if (old.spec.preemptionPolicy !== undefined) pod.spec.preemptionPolicy ??= old.spec.preemptionPolicy;
}
