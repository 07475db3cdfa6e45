/**
 * What Kubernetes reads for each node, found as soon as the node is complete, children before parents, so that nesting costs no
 * stack. Follows go.yaml.in/yaml v2 decode.go and the conversion to JSON in sigs.k8s.io/yaml.
 */
import { JsonNumber, type JsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import { floatKey, goSyntax, nullKey, oddKeyProblem, unsignedKey } from './goFormat.ts';
import { isMergeKey, kinds, styles, type YamlNode } from './node.ts';
import { objectOf } from './object.ts';
import { isTimestamp, mayBeOther, type Resolved, resolvePlain } from './resolve.ts';
import type { Surprise, SurpriseKind } from './surprise.ts';
import { decodeUtf8 } from './utf8.ts';

const tagPrefix = 'tag:yaml.org,2002:';
const resolvableTags = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp'].map((name) => tagPrefix + name));

/** Go's JSON decoder reads no deeper. */
const maxDepth = 10_000;

/** Why a document with correct syntax can't be read. */
export interface DecodeFailure {
  readonly message: string;
  readonly node: YamlNode;
  /** Whether kubectl prints the message as it is, not as a failure of the conversion. */
  readonly complete: boolean;
}

/** Reads the nodes of one document and remembers what went wrong first, in the order in which Go would have met it. */
export class Decoding {
  readonly surprises: Surprise[] = [];
  /** Whether a number was read that is kept as text. */
  exactNumbers = false;
  private problem: (DecodeFailure & { at: number }) | undefined;
  /** Floats and keys that JSON can't have were met; whether they stayed is seen at the end. */
  private odd = false;
  private readonly keepFloats: boolean;
  private visited = 1;
  private aliased = 0;

  constructor(keepFloats: boolean) {
    this.keepFloats = keepFloats;
  }

  /** The first failure of the finished document, undefined when it can be read. */
  failure(root: YamlNode): DecodeFailure | undefined {
    if (this.problem !== undefined) return this.problem;
    if (this.odd) {
      const message = firstOddity(root.value ?? null);
      if (message !== undefined) return { message, node: root, complete: false };
    }
    if (root.depth > maxDepth) {
      const opening = openingAt(root.value ?? null, maxDepth + 1);
      const message = `error unmarshaling JSON: while decoding JSON: invalid character '${opening}' exceeded max depth`;
      return { message, node: root, complete: true };
    }
    return undefined;
  }

  scalar(node: YamlNode): void {
    this.visited++;
    if (node.tag !== '') node.value = this.tagged(node);
    else if (node.style !== styles.plain || !mayBeOther(node.text)) node.value = node.text;
    else {
      const resolved = resolvePlain(node.text);
      node.value = resolved.value;
      if (resolved.tag === 'str') return;
      if (this.keepFloats && resolved.tag === 'float' && typeof resolved.value === 'number') {
        node.value = new JsonNumber(node.text);
        this.exactNumbers = true;
      }
      if (resolved.value instanceof JsonNumber) this.noteOddNumber(resolved.value);
      this.noteReading(node, resolved);
    }
  }

  private noteOddNumber(number: JsonNumber): void {
    this.exactNumbers = true;
    if (/[IN]/.test(number.text)) this.odd = true;
  }

  /** A scalar with a tag: the tag is honoured, or the text refused. */
  private tagged(node: YamlNode): JsonValue {
    if (node.tag === `${tagPrefix}binary`) return this.binary(node);
    if (!resolvableTags.has(node.tag) || node.tag === `${tagPrefix}str`) return node.text;
    const wanted = node.tag.slice(tagPrefix.length);
    const plain = resolvePlain(node.text);
    const isTime = wanted === 'timestamp' && plain.tag === 'str' && isTimestamp(node.text);
    const tag = isTime ? 'timestamp' : plain.tag;
    const number = typeof plain.value === 'number' || isSigned64(plain.value);
    if (tag === wanted || (wanted === 'float' && tag === 'int' && number)) {
      if (!(plain.value instanceof JsonNumber)) return plain.value;
      this.noteOddNumber(plain.value);
      return tag === wanted ? plain.value : Number(plain.value.text);
    }
    this.fail(`cannot decode !!${tag} \`${node.text}\` as a !!${wanted}`, node);
    return null;
  }

  private binary(node: YamlNode): string {
    const text = node.text.replaceAll(/[\r\n]/g, '');
    const wellFormed = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
    if (!wellFormed) {
      this.fail('!!binary value contains invalid base64 data', node);
      return '';
    }
    return decodeUtf8(Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)));
  }

  sequence(node: YamlNode): void {
    this.visited++;
    const items: JsonValue[] = [];
    for (const child of node.children) {
      items.push(child.value ?? null);
      this.weigh(node, child);
    }
    node.value = items;
  }

  private weigh(node: YamlNode, child: YamlNode): void {
    node.weight += child.weight;
    if (child.depth >= node.depth) node.depth = child.depth + 1;
  }

  alias(node: YamlNode, target: YamlNode): void {
    node.target = target;
    this.visited += 1 + target.weight;
    this.aliased += target.weight;
    node.weight += target.weight;
    node.depth = target.depth;
    if (target.value === undefined) {
      this.fail(`anchor '${node.text}' value contains itself`, node);
      node.value = null;
      return;
    }
    node.value = target.value;
    const { visited, aliased } = this;
    if (aliased > 100 && visited > 1000 && !(aliased / visited <= allowedAliasShare(visited))) {
      this.fail('document contains excessive aliasing', node);
    }
    // Beyond this size the sums would leave the numbers; the document has been refused long before.
    node.weight = Math.min(node.weight, 1e15);
  }

  mapping(node: YamlNode): void {
    this.visited++;
    const { children } = node;
    const keys: string[] = [];
    const values: JsonValue[] = [];
    const places: number[] = [];
    for (let i = 0; i < children.length; i += 2) {
      const key = children[i] as YamlNode;
      const value = children[i + 1];
      if (value === undefined) break;
      if (isMergeKey(key)) {
        this.visited--;
        node.weight += value.weight;
        node.depth = Math.max(node.depth, value.kind === kinds.sequence ? value.depth - 1 : value.depth);
        this.merge(key, value, keys, values, places);
        continue;
      }
      this.weigh(node, value);
      this.weigh(node, key);
      keys.push(this.keyOf(key));
      values.push(value.value ?? null);
      places.push(i);
    }
    node.value = objectOf(keys, values, (lost, kept) =>
      this.noteLost(node, places[lost] ?? -1, places[kept] ?? -1, keys, values, kept),
    );
  }

  private keyOf(node: YamlNode): string {
    const { value } = node;
    if (typeof value === 'string') return value;
    node.jsonKey = this.oddKeyOf(node, value);
    return node.jsonKey;
  }

  /** The name of a key that is no string. */
  private oddKeyOf(node: YamlNode, value: JsonValue | undefined): string {
    if (typeof value === 'boolean') return String(value);
    if (value === null || value === undefined) {
      this.odd = true;
      return nullKey;
    }
    if (typeof value === 'number' || value instanceof JsonNumber) return this.numberKey(node, value);
    this.fail(`invalid map key: ${goSyntax(value)}`, node, node.end);
    return '';
  }

  private numberKey(node: YamlNode, value: number | JsonNumber): string {
    const source = node.target ?? node;
    const tagged = source.tag === `${tagPrefix}float`;
    if (typeof value === 'number') {
      return tagged || resolvePlain(source.text).tag === 'float' ? floatKey(value) : String(value);
    }
    if (value.text === 'NaN') return '.nan';
    if (value.text.endsWith('Inf')) return value.text === '-Inf' ? '-.inf' : '.inf';
    if (value.text === '-0' || isSigned64(value)) return value.text;
    this.odd = true;
    return unsignedKey(value.text);
  }

  /** `<<: {…}`: unlike in other readers, what is merged overrides the keys before it. */
  private merge(key: YamlNode, value: YamlNode, keys: string[], values: JsonValue[], places: number[]): void {
    // A refused document is not read on, so that merges can't make it grow.
    if (this.problem !== undefined) return;
    const sources = value.kind === kinds.sequence ? [...value.children].reverse() : [value];
    for (const source of sources) {
      const target = source.target ?? source;
      if (target.kind !== kinds.mapping) {
        this.fail('map merge requires map or sequence of maps as the value', value, key.start);
        return;
      }
      const merged = (target.value ?? {}) as JsonObject;
      for (const name of Object.keys(merged)) {
        keys.push(name);
        values.push(merged[name] as JsonValue);
        places.push(-1);
      }
    }
  }

  /** Remembers the failure that Go, which reads from front to back, would have met first. */
  private fail(message: string, node: YamlNode, at: number = node.start): void {
    if (this.problem === undefined || at < this.problem.at)
      this.problem = { message: `yaml: ${message}`, at, node, complete: false };
  }

  private noteReading(node: YamlNode, resolved: Resolved): void {
    const { text } = node;
    const { tag, value } = resolved;
    if (tag === 'bool') {
      if (text.length > 3 && (text[0] === 't' || text[0] === 'T' || text[0] === 'f' || text[0] === 'F')) return;
      this.note('boolean', node, value);
    } else if (tag === 'int') {
      const read = value instanceof JsonNumber ? value.text : String(value);
      if (read !== text && `+${read}` !== text) this.note(integerSurprise(text), node, value);
    } else if (tag === 'float' && String(value) !== text) this.note('float', node, value);
  }

  private note(kind: SurpriseKind, node: YamlNode, read: JsonValue): void {
    this.surprises.push({ kind, range: { start: node.start, end: node.end }, written: node.text, read });
  }

  private noteLost(node: YamlNode, lost: number, kept: number, keys: string[], values: JsonValue[], at: number): void {
    // What a merge brings may be overridden; that is its use.
    const key = node.children[lost];
    if (lost < 0 || key === undefined) return;
    const kind = kept < 0 ? 'mergeOverrides' : 'duplicateKey';
    const range = { start: key.start, end: key.end };
    this.surprises.push({ kind, range, written: keys[at] ?? '', read: values[at] ?? null });
  }
}

function integerSurprise(text: string): SurpriseKind {
  if (text.includes('_')) return 'underscores';
  if (/^[-+]?0[0-7]/.test(text)) return 'octal';
  return 'integer';
}

function isSigned64(value: JsonValue): boolean {
  return (
    value instanceof JsonNumber &&
    /^-?\d+$/.test(value.text) &&
    BigInt.asIntN(64, BigInt(value.text)) === BigInt(value.text)
  );
}

/** The share of nodes that may come from aliases: against documents that grow without bounds when read. */
function allowedAliasShare(visited: number): number {
  const low = 400_000;
  const high = 4_000_000;
  if (visited <= low) return 0.99;
  if (visited >= high) return 0.1;
  return 0.99 - (0.89 * (visited - low)) / (high - low);
}

/** The complaint about the first float or key in a value that JSON can't have. */
function firstOddity(root: JsonValue): string | undefined {
  const pending: JsonValue[] = [root];
  let number: string | undefined;
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value instanceof JsonNumber) {
      if (/[IN]/.test(value.text)) number ??= `json: unsupported value: ${value.text}`;
    } else if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) pending.push(value[i] as JsonValue);
    } else if (typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value).reverse()) {
        const problem = oddKeyProblem(key, value[key] as JsonValue);
        if (problem !== undefined) return problem;
        pending.push(value[key] as JsonValue);
      }
    }
  }
  return number;
}

/** The bracket that opens the first collection nested `depth` deep. */
function openingAt(root: JsonValue, depth: number): '[' | '{' {
  const pending = [{ value: root, level: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, level } = next;
    if (typeof value !== 'object' || value === null || value instanceof JsonNumber) continue;
    if (level === depth) return Array.isArray(value) ? '[' : '{';
    const members = Array.isArray(value) ? value : Object.values(value);
    for (let i = members.length - 1; i >= 0; i--) pending.push({ value: members[i] as JsonValue, level: level + 1 });
  }
  return '[';
}
