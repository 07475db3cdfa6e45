/** The tree of a document while it grows. */
import type { Decoding } from './decode.ts';
import { kinds, styles, YamlNode } from './node.ts';
import { ReadFailure } from './problem.ts';

export class Tree {
  /** The top node; also of a document that could not be read to its end. */
  root: YamlNode | undefined;
  private readonly decoding: Decoding;
  private readonly opened: YamlNode[] = [];
  private readonly anchors = new Map<string, YamlNode>();

  constructor(decoding: Decoding) {
    this.decoding = decoding;
  }

  /** Adds a complete scalar to the innermost open collection. */
  addScalar(node: YamlNode, anchor: string): void {
    this.add(node, anchor);
    this.decoding.scalar(node);
  }

  /** Adds what is read where nothing is written. */
  addEmpty(at: number): void {
    this.addScalar(new YamlNode(kinds.scalar, at, at, '', styles.plain, ''), '');
  }

  /** Throws ReadFailure where no node has the name. */
  addAlias(name: string, start: number, end: number): void {
    const target = this.anchors.get(name);
    if (target === undefined) throw new ReadFailure(`unknown anchor '${name}' referenced`, start, 0);
    const node = new YamlNode(kinds.alias, start, end, name, styles.plain, '');
    this.add(node, '');
    this.decoding.alias(node, target);
  }

  /** Adds a collection, to which the following nodes belong until it is closed. */
  open(kind: typeof kinds.sequence | typeof kinds.mapping, start: number, anchor: string, tag: string): void {
    const node = new YamlNode(kind, start, start, '', styles.plain, tag);
    this.add(node, anchor);
    this.opened.push(node);
  }

  /** Closes the innermost open collection. */
  close(end: number): void {
    const node = this.opened.pop() as YamlNode;
    node.end = Math.max(node.start, end);
    if (node.kind === kinds.mapping) this.decoding.mapping(node);
    else this.decoding.sequence(node);
  }

  /** Where the last child of the innermost open collection ends. */
  get lastEnd(): number {
    const node = this.opened[this.opened.length - 1] as YamlNode;
    const { children } = node;
    return children.length === 0 ? node.start : (children[children.length - 1] as YamlNode).end;
  }

  /** Ends what is open where reading stopped, so that places in it are found. */
  abandon(at: number): void {
    for (const node of this.opened) node.end = Math.max(node.start, at);
  }

  private add(node: YamlNode, anchor: string): void {
    const { opened } = this;
    if (opened.length === 0) this.root = node;
    else (opened[opened.length - 1] as YamlNode).children.push(node);
    if (anchor !== '') this.anchors.set(anchor, node);
  }
}
