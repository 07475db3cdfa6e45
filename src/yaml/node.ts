/** The nodes of one YAML or JSON document as it was written, with their places in its text. */
import type { JsonValue } from '../kubernetes/api/json.ts';

export const kinds = { scalar: 0, sequence: 1, mapping: 2, alias: 3 } as const;
export type Kind = (typeof kinds)[keyof typeof kinds];

/** How a scalar was written: only plain scalars without a tag are resolved to numbers, booleans and null. */
export const styles = { plain: 0, quoted: 1, block: 2 } as const;
export type Style = (typeof styles)[keyof typeof styles];

/** One node. Offsets count from the beginning of the document's text; `end` is exclusive. */
export class YamlNode {
  readonly kind: Kind;
  /** Where the content begins, after its anchor and tag. */
  start: number;
  end: number;
  /** The text of a scalar, or the name an alias refers to. */
  readonly text: string;
  readonly style: Style;
  /** The whole tag, empty when none was written. */
  readonly tag: string;
  /** Items of a sequence; keys and values in turn of a mapping. */
  readonly children: YamlNode[];
  /** What an alias refers to. */
  target: YamlNode | undefined;
  /** What Kubernetes reads here; undefined until the node is complete. Shared by all aliases of the node. */
  value: JsonValue | undefined;
  /** The name this key has in JSON, where its value is no string. */
  jsonKey: string;
  /** How many nodes reading this one visits, aliases followed. */
  weight: number;
  /** How deep its collections are nested, aliases followed. */
  depth: number;

  constructor(kind: Kind, start: number, end: number, text: string, style: Style, tag: string) {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.text = text;
    this.style = style;
    this.tag = tag;
    this.children = kind === kinds.sequence || kind === kinds.mapping ? [] : none;
    this.target = undefined;
    this.value = undefined;
    this.jsonKey = '';
    this.weight = 1;
    this.depth = this.children === none ? 0 : 1;
  }
}

const none: YamlNode[] = [];

/** Whether the node is the key `<<`, which merges. */
export function isMergeKey(node: YamlNode): boolean {
  if (node.text !== '<<' || node.kind !== kinds.scalar) return false;
  return (
    node.tag === mergeTag || (node.style === styles.plain ? node.tag === '' || node.tag === '!' : node.tag === '!')
  );
}

const mergeTag = 'tag:yaml.org,2002:merge';
