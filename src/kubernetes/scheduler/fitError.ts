/** The sentence that says why a Pod fits nowhere (pkg/scheduler/framework/types.go, FitError). */
import type { NodeVerdict } from '../../trace/model.ts';

/**
 * `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s). <postFilter>`.
 * `preFilter` takes the place of the list; `absent` are the reasons of nodes that were never asked.
 */
export function fitError(
  nodes: number,
  rejected: readonly NodeVerdict[],
  parts: { readonly preFilter?: string; readonly absent?: readonly string[]; readonly postFilter?: string },
): string {
  let text = `0/${nodes} nodes are available:`;
  if (parts.preFilter) text += ` ${parts.preFilter}.`;
  else {
    const counts = countReasons(nodes, rejected, parts.absent ?? []);
    if (counts.length > 0) text += ` ${counts.join(', ')}.`;
  }
  return parts.postFilter ? `${text} ${parts.postFilter}` : text;
}

/** `3 Insufficient cpu`, sorted as text, so that `10 …` stands before `2 …`. */
function countReasons(nodes: number, rejected: readonly NodeVerdict[], absent: readonly string[]): string[] {
  // Most plugins give all nodes one and the same list, which is counted as one.
  const lists = new Map<readonly string[], number>();
  for (const { reasons } of rejected) lists.set(reasons, (lists.get(reasons) ?? 0) + 1);
  if (rejected.length < nodes) lists.set(absent, nodes - rejected.length);
  const counts = new Map<string, number>();
  for (const [reasons, times] of lists)
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + times);
  return [...counts].map(([reason, times]) => `${times} ${reason}`).sort(byBytes);
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Longest note of an event, in bytes. */
const noteLimit = 1024;

/** The text as an event carries it: cut to 1,024 bytes with ` ...`. */
export function eventNote(message: string): string {
  const bytes = new TextEncoder().encode(message);
  if (bytes.length <= noteLimit) return message;
  return `${new TextDecoder().decode(bytes.subarray(0, noteLimit - 4))} ...`;
}
