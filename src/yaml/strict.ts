/** What YAMLToJSONStrict of sigs.k8s.io/yaml finds beyond YAMLToJSON: keys that are set twice in one mapping. */
import { quote } from './goFormat.ts';
import { isMergeKey, kinds, styles, type YamlNode } from './node.ts';
import { resolvePlain } from './resolve.ts';

/** Deeper documents are not looked through. */
const maxDepth = 1_000;

/** The error's text; undefined when no key is doubled. */
export function strictError(root: YamlNode, text: string): string | undefined {
  if (root.depth > maxDepth) return undefined;
  const errors: string[] = [];
  visit(root, text, errors);
  return errors.length === 0 ? undefined : `yaml: unmarshal errors:\n  ${errors.join('\n  ')}`;
}

function visit(node: YamlNode, text: string, errors: string[]): void {
  const content = node.target ?? node;
  if (content.kind === kinds.sequence) for (const child of content.children) visit(child, text, errors);
  else if (content.kind === kinds.mapping) fill(content, new Set(), text, errors);
}

/** Sets the mapping's keys among those that are set already, as a merge does. */
function fill(mapping: YamlNode, set: Set<string>, text: string, errors: string[]): void {
  const { children } = mapping;
  for (let i = 0; i + 1 < children.length; i += 2) {
    const key = children[i] as YamlNode;
    const value = children[i + 1] as YamlNode;
    if (isMergeKey(key)) {
      const sources = value.kind === kinds.sequence ? [...value.children].reverse() : [value];
      for (const source of sources) fill(source.target ?? source, set, text, errors);
      continue;
    }
    visit(value, text, errors);
    const name = goKey(key);
    if (set.has(name)) errors.push(`line ${lineOf(text, value.start)}: key ${name} already set in map`);
    set.add(name);
  }
}

/** A key as Go prints it; keys of different types are different keys. */
function goKey(key: YamlNode): string {
  const source = key.target ?? key;
  if (typeof source.value === 'string') return quote(source.value);
  // Both print as 1, and yet 1.0 and 1 are two keys.
  const isFloat = source.style === styles.plain && source.tag === '' && resolvePlain(source.text).tag === 'float';
  return isFloat ? `float64(${source.jsonKey})` : source.jsonKey;
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split(/\r\n|[\n\r\u0085\u2028\u2029]/).length;
}
