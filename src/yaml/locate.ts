/** Paths and places: where a field of a document stands in its text, and which field stands at a place. */
import { isJsonObject } from '../kubernetes/api/json.ts';
import { isMergeKey, kinds, YamlNode } from './node.ts';
import type { TextRange } from './surprise.ts';

export type Path = readonly (string | number)[];

/** A member of a collection: its key (the item itself in a sequence) and its value. */
interface Member {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/**
 * The range of what stands at `path` below `root`, through anchors, aliases and merges. An alias at the path's end is its own
 * value. A value that isn't written has an empty range where it would begin. Undefined where the path leads nowhere.
 */
export function locateNode(root: YamlNode, path: Path, part: 'key' | 'value'): TextRange | undefined {
  let member: Member = { key: root, value: root };
  for (const step of path) {
    const next = memberOf(resolved(member.value), step);
    if (next === undefined) return undefined;
    member = next;
  }
  const { start, end } = part === 'key' ? member.key : member.value;
  return { start, end };
}

function resolved(node: YamlNode): YamlNode {
  return node.target ?? node;
}

function memberOf(node: YamlNode, step: string | number): Member | undefined {
  if (node.kind === kinds.sequence) {
    const item = node.children[Number(step)];
    return item && { key: item, value: item };
  }
  const name = String(step);
  // Merges may lead from one mapping to the next.
  for (let mapping: YamlNode | undefined = node; mapping?.kind === kinds.mapping; ) {
    const found: Member | YamlNode | undefined = lastMember(mapping, name);
    if (!(found instanceof YamlNode)) return found;
    mapping = found;
  }
  return undefined;
}

/** The member that counts, the last of its name, or the merged mapping that it comes from. */
function lastMember(mapping: YamlNode, name: string): Member | YamlNode | undefined {
  const { children } = mapping;
  for (let i = children.length - (children.length % 2) - 2; i >= 0; i -= 2) {
    const key = children[i] as YamlNode;
    const value = children[i + 1] as YamlNode;
    if (!isMergeKey(key)) {
      if (keyName(key) === name) return { key, value };
      continue;
    }
    // Of several merged mappings the first counts.
    const sources = value.kind === kinds.sequence ? value.children : [value];
    const source = sources
      .map(resolved)
      .find((merged) => isJsonObject(merged.value) && Object.hasOwn(merged.value, name));
    if (source !== undefined) return source;
  }
  return undefined;
}

/** A key as JSON has it. */
function keyName(key: YamlNode): string {
  return typeof key.value === 'string' ? key.value : key.jsonKey || key.text;
}

/** The path of the deepest key or value that stands at `offset`. What is merged in is part of the mapping it is merged into. */
export function pathAtOffset(root: YamlNode, offset: number): (string | number)[] {
  const path: (string | number)[] = [];
  for (let node: YamlNode | undefined = root; node !== undefined; ) {
    const at = memberAt(node, offset);
    if (at?.step !== undefined) path.push(at.step);
    node = at?.next;
  }
  return path;
}

interface Found {
  readonly step: string | number | undefined;
  readonly next: YamlNode | undefined;
}

function memberAt(node: YamlNode, offset: number): Found | undefined {
  const index = lastBefore(node.children, offset);
  const child = node.children[index];
  if (child === undefined) return undefined;
  if (node.kind === kinds.sequence) return child.end >= offset ? { step: index, next: child } : undefined;
  const key = node.children[index - (index % 2)] as YamlNode;
  const value = node.children[index - (index % 2) + 1];
  const inValue = value !== undefined && value.start <= offset && value.end >= offset;
  if (isMergeKey(key)) return inValue ? { step: undefined, next: mergedAt(value, offset) } : undefined;
  if (key.end >= offset) return { step: keyName(key), next: undefined };
  if (value === undefined || value.end < offset) return undefined;
  return { step: keyName(key), next: inValue ? value : undefined };
}

/** Which of the merged mappings stands at `offset`. */
function mergedAt(value: YamlNode, offset: number): YamlNode | undefined {
  if (value.kind !== kinds.sequence) return value;
  return value.children.find((source) => source.start <= offset && source.end >= offset);
}

/** The index of the last node that begins at or before `offset`; -1 when there is none. */
function lastBefore(nodes: readonly YamlNode[], offset: number): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle] as YamlNode).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
