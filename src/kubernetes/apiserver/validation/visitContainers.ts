/** Going through all containers of a Pod in the server's order: init, regular, ephemeral. */
import type { FieldPath } from '../../api/fieldPath.ts';
import type { Container, EphemeralContainer, PodSpec } from '../../api/types.ts';

const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** A container of any list. */
export type AnyContainer = Container | EphemeralContainer;

/** Calls `visit` for every container; its path is made only when `visit` asks. `path` is that of the spec. */
export function visitContainers(
  spec: PodSpec,
  path: FieldPath,
  visit: (container: AnyContainer, at: () => FieldPath) => void,
): void {
  for (const list of lists) {
    spec[list]?.forEach((container: AnyContainer, index: number) => {
      visit(container, () => path.child(list).index(index));
    });
  }
}

/** Whether `holds` for any container. */
export function someContainer(spec: PodSpec, holds: (container: AnyContainer) => boolean): boolean {
  return lists.some((list) => spec[list]?.some((container: AnyContainer) => holds(container)));
}
