/** How the kubelet's messages name a Pod. */
import type { Pod } from '../api/types.ts';

/** `name_namespace(uid)`. */
export function podText(pod: Pod): string {
  const { name, namespace, uid } = pod.metadata ?? {};
  return `${name}_${namespace}(${uid})`;
}
