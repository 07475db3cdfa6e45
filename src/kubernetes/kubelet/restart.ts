/** Whether a container that ended runs again: restart policies of Pod and container, and the rules on exit codes. */
import type { Container, ContainerRestartRule, Pod, PodSpec } from '../api/types.ts';

/** An init container that runs beside the others: a sidecar. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

/** The first rule of `container` whose exit codes match. */
export function matchingRule(container: Container, exitCode: number): ContainerRestartRule | undefined {
  return container.restartPolicyRules?.find((rule) => {
    const codes = rule.exitCodes;
    if (codes === undefined) return false;
    const listed = codes.values?.includes(exitCode) === true;
    return codes.operator === 'In' ? listed : codes.operator === 'NotIn' && !listed;
  });
}

/** Whether a container that ended with `exitCode` runs again (pkg/api/v1/pod/util.go, ContainerShouldRestart). */
export function restartsAfter(container: Container, spec: PodSpec, exitCode: number): boolean {
  if (container.restartPolicy !== undefined) {
    const action = matchingRule(container, exitCode)?.action;
    if (action === 'Restart' || action === 'RestartAllContainers') return true;
    const own = byPolicy(container.restartPolicy, exitCode);
    if (own !== undefined) return own;
  }
  return byPolicy(spec.restartPolicy, exitCode) ?? true;
}

function byPolicy(policy: string | undefined, exitCode: number): boolean | undefined {
  switch (policy) {
    case 'Always':
      return true;
    case 'OnFailure':
      return exitCode !== 0;
    case 'Never':
      return false;
    default:
      return undefined;
  }
}

/** Whether some exit of `container` may be followed by a restart (IsContainerRestartable). */
export function couldRestart(container: Container, spec: PodSpec): boolean {
  if (container.restartPolicy === undefined) return spec.restartPolicy !== 'Never';
  return (
    container.restartPolicyRules?.some((rule) => rule.action === 'Restart') === true ||
    container.restartPolicy !== 'Never'
  );
}

/** Whether some rule of the Pod restarts all its containers (AllContainersCouldRestart). */
export function couldRestartAllContainers(spec: PodSpec): boolean {
  const hasRule = (container: Container): boolean =>
    container.restartPolicyRules?.some((rule) => rule.action === 'RestartAllContainers') === true;
  return (spec.initContainers ?? []).some(hasRule) || (spec.containers ?? []).some(hasRule);
}

/** What the runtime last knew of a container, as far as restarting it is concerned. */
export type LastRun = { readonly state: 'created' | 'running' | 'unknown' } | EndedRun;
interface EndedRun {
  readonly state: 'exited';
  readonly exitCode: number;
}

/** Whether the kubelet will start `container` (again), given its last run, if any (ShouldContainerBeRestarted). */
export function shouldBeRestarted(container: Container, pod: Pod, last: LastRun | undefined): boolean {
  if (pod.metadata?.deletionTimestamp !== undefined) return false;
  switch (last?.state) {
    case undefined:
    case 'created':
    case 'unknown':
      return true;
    case 'running':
      return false;
    case 'exited':
      return restartsAfter(container, pod.spec ?? {}, last.exitCode);
  }
}
