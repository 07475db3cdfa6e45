/** Whether a node takes a Pod that is bound to it, and the reason of a refusal (lifecycle/predicate.go). */
import type { Node, Pod } from '../api/types.ts';

export interface Refusal {
  /** `OutOfcpu`, `NodeAffinity`, ...: reason of the Event and of the status. */
  readonly reason: string;
  readonly message: string;
}

export function admitPod(_pod: Pod, _others: readonly Pod[], _node: Node | undefined): Refusal | undefined {
  return undefined;
}
