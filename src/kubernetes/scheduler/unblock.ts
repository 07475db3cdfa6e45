/** What would let a Pod be placed that fits nowhere: single changes, each tried out with the scheduler itself. */
import type { Message } from '../../trace/model.ts';
import type { Node, Pod } from '../api/types.ts';
import { decide } from './cycle.ts';
import type { EnabledPlugin } from './framework.ts';
import type { Listers } from './listers.ts';
import { editedPod, type PodEdit } from './podEdit.ts';
import type { Snapshot } from './snapshot.ts';
import { nodeSuggestions } from './unblockNodes.ts';
import { podSuggestions } from './unblockPod.ts';

/** A change that would do. */
export interface Unblocking {
  /** What to do, and where the Pod would go then (argument `node`). */
  readonly message: Message;
  readonly change: UnblockingChange;
  /** The node it would get. */
  readonly node: string;
}

/** Either the manifest changes, at `edit.path`, or the cluster. */
export type UnblockingChange =
  | { readonly kind: 'pod'; readonly edit: PodEdit }
  | { readonly kind: 'node'; readonly action: 'add' | 'uncordon'; readonly node: Node };

/** A change to be tried. */
export interface Suggestion {
  readonly id: string;
  readonly args: Readonly<Record<string, string | number>>;
  readonly change: UnblockingChange;
}

/**
 * Every single change found to help, the smallest for the user first: what the manifest asks for beyond need, then what
 * it asks for, then the cluster. Empty for a Pod that fits already, and for one that no single change helps.
 * Adds nodes to `snapshot` while it tries them, and takes them away again. `now`: Unix milliseconds.
 */
export function unblock(
  plugins: readonly EnabledPlugin[],
  snapshot: Snapshot,
  listers: Listers,
  pod: Pod,
  now: number,
): Unblocking[] {
  const fitsOn = (tried: Pod): string | undefined => {
    if ((tried.spec?.schedulingGates ?? []).length > 0) return undefined;
    return decide(plugins, snapshot, listers, tried, { now, withoutPostFilters: true }).chosen;
  };
  if (fitsOn(pod) !== undefined) return [];
  const { rejected } = decide(plugins, snapshot, listers, pod, { now, withoutPostFilters: true });
  const suggestions = [...podSuggestions(pod, snapshot, rejected), ...nodeSuggestions(pod, snapshot)];
  return suggestions.flatMap(({ id, args, change }): Unblocking[] => {
    const node =
      change.kind === 'pod' ? fitsOn(editedPod(pod, change.edit)) : withNode(snapshot, change.node, () => fitsOn(pod));
    return node === undefined ? [] : [{ message: { id, args: { ...args, node } }, change, node }];
  });
}

/** Asks with one more node, or with another version of one. */
function withNode<T>(snapshot: Snapshot, node: Node, ask: () => T): T {
  const name = node.metadata?.name ?? '';
  const before = snapshot.node(name)?.node;
  snapshot.setNode(node);
  try {
    return ask();
  } finally {
    if (before === undefined) snapshot.removeNode(name);
    else snapshot.setNode(before);
  }
}
