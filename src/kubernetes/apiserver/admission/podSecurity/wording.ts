/** How the Pod Security checks name culprits: quoted lists, singular and plural, containers in their order. */
import type { Container, ObjectMeta, PodSpec } from '../../../api/types.ts';

/** What a failed check says: `reason (detail)`. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

/** Looks at a Pod as a policy of Kubernetes 1.`minor` does; undefined: nothing to say. */
export type Check = (spec: PodSpec, metadata: ObjectMeta, minor: number) => Violation | undefined;

/** `"a", "b"`. */
export function quoted(items: readonly string[]): string {
  return items.map((item) => `"${item}"`).join(', ');
}

export function plural(one: string, many: string, count: number): string {
  return count === 1 ? one : many;
}

/** `container "a"` or `containers "a", "b"`. */
export function containersText(names: readonly string[]): string {
  return `${plural('container', 'containers', names.length)} ${quoted(names)}`;
}

/** Init, regular, ephemeral: the order in which checks look at containers. */
export function allContainers(spec: PodSpec): Container[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec;
  return [...initContainers, ...containers, ...(ephemeralContainers as Container[])];
}

/** Names of the containers that `bad` picks. */
export function namesWhere(spec: PodSpec, bad: (container: Container) => boolean): string[] {
  return allContainers(spec)
    .filter(bad)
    .map(({ name = '' }) => name);
}

/** `pod`, `container "a"`, or `pod and container "a"`; empty when nobody is to blame. */
export function settersText(pod: boolean, containers: readonly string[]): string {
  const setters = [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [containersText(containers)] : [])];
  return setters.join(' and ');
}

/** Distinct texts in byte order. */
export function sortedSet(items: Iterable<string>): string[] {
  return [...new Set(items)].sort();
}
