/** Refuses Pods that break their namespace's Pod Security level, and warns of what would. */
import { invalid } from '../../../api/fieldError.ts';
import { FieldPath } from '../../../api/fieldPath.ts';
import { invalidStatus } from '../../../api/status.ts';
import type { Container, Namespace, ObjectMeta, Pod, PodSpec } from '../../../api/types.ts';
import type { AdmissionPlugin, AdmissionRequest, Refusal } from '../admission.ts';
import { forbid } from '../refuse.ts';
import { checks, newestPolicyMinor } from './checks.ts';
import { podTemplateOf } from './podTemplate.ts';
import { type LevelVersion, levelText, policyOf } from './policy.ts';

const ignoredSubresources = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']);

/** plugin/pkg/admission/security/podsecurity: nothing is enforced on workloads, only on their Pods. */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate(request) {
    if (request.operation === 'delete') return undefined;
    if (request.kind.kind === 'Namespace') return request.subresource ? undefined : validateNamespace(request);
    if (request.kind.kind === 'Pod') return validatePod(request);
    const template = request.subresource ? undefined : podTemplateOf(request.kind.kind, request.object);
    if (template !== undefined) warn(request, policyFor(request).warn, template.metadata ?? {}, template.spec ?? {});
    return undefined;
  },
};

function policyFor(request: AdmissionRequest): ReturnType<typeof policyOf>['policy'] {
  return policyOf(request.cluster.get<Namespace>('namespaces', '', request.namespace)?.metadata?.labels).policy;
}

function validatePod(request: AdmissionRequest): Refusal {
  if (ignoredSubresources.has(request.subresource ?? '')) return undefined;
  const pod = request.object as Pod;
  if (request.operation === 'update' && !changesContainers(pod, request.old as Pod)) return undefined;
  const { enforce, warn: level } = policyFor(request);
  const violations = violationsOf(enforce, pod.metadata ?? {}, pod.spec ?? {});
  if (violations !== '') return forbid(request, `violates PodSecurity "${levelText(enforce)}": ${violations}`);
  warn(request, level, pod.metadata ?? {}, pod.spec ?? {});
  return undefined;
}

function warn(request: AdmissionRequest, level: LevelVersion, metadata: ObjectMeta, spec: PodSpec): void {
  const violations = violationsOf(level, metadata, spec);
  if (violations !== '') request.warn(`would violate PodSecurity "${levelText(level)}": ${violations}`);
}

/** `reason (detail), reason (detail)`; empty when the Pod is within the level. */
export function violationsOf({ level, minor }: LevelVersion, metadata: ObjectMeta, spec: PodSpec): string {
  if (level === 'privileged') return '';
  const policyMinor = Math.min(minor ?? newestPolicyMinor, newestPolicyMinor);
  const current = checks.filter(
    (check) => check.since <= policyMinor && (level === 'restricted' || check.level === 'baseline'),
  );
  const overridden = new Set(current.map((check) => check.overrides));
  return current
    .filter(({ id }) => !overridden.has(id))
    .flatMap(({ check }) => check(spec, metadata, policyMinor) ?? [])
    .map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`))
    .join(', ');
}

/** Updates that leave images and security contexts alone are not looked at again. */
function changesContainers(pod: Pod, old: Pod): boolean {
  const significant = (next: readonly Container[] = [], before: readonly Container[] = []): boolean =>
    next.length !== before.length || next.some((container, at) => differs(container, before[at]));
  const { containers, initContainers, ephemeralContainers = [] } = pod.spec ?? {};
  return (
    significant(containers, old.spec?.containers) ||
    significant(initContainers, old.spec?.initContainers) ||
    ephemeralContainers.some((container) =>
      differs(
        container,
        old.spec?.ephemeralContainers?.find(({ name }) => name === container.name),
      ),
    )
  );
}

function differs(next: Container, before: Container | undefined): boolean {
  if (before === undefined) return true;
  if (next.name !== before.name || next.image !== before.image) return true;
  return JSON.stringify(next.securityContext) !== JSON.stringify(before.securityContext);
}

/** A namespace's own labels must be readable. */
function validateNamespace(request: AdmissionRequest): Refusal {
  const { problems } = policyOf(request.object.metadata?.labels);
  if (problems.length === 0) return undefined;
  if (request.operation === 'update') {
    const before = policyOf(request.old?.metadata?.labels).problems;
    if (JSON.stringify(before) === JSON.stringify(problems)) return undefined;
  }
  const labels = FieldPath.root('metadata').child('labels');
  const errors = problems.map(({ label, value, detail }) => invalid(labels.key(label), value, detail));
  return invalidStatus({ group: '', name: 'Namespace' }, request.name, errors);
}
