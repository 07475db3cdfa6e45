/** The types of Kubernetes' objects as tables: fields, Go types, merge keys and kinds, read from `facts.json`. */
import facts from './facts.json' with { type: 'json' };

/**
 * A type of a field. `goName` is the type's own name in Go where it has one (`v1.Protocol`, `v1.ResourceList`),
 * as decoding errors print it. `pointer` tells an absent value from a zero one.
 */
export type Type = ScalarType | ListType | MapType | StructType;

export interface ScalarType {
  readonly is: Scalar;
  readonly pointer: boolean;
  readonly goName: string;
  /** The values that Kubernetes declares for the type, where it declares any. */
  readonly values?: readonly string[];
}

export interface ListType {
  readonly is: 'list';
  readonly pointer: boolean;
  readonly goName: string;
  readonly item: Type;
}

export interface MapType {
  readonly is: 'map';
  readonly pointer: boolean;
  readonly goName: string;
  readonly key: Type;
  readonly value: Type;
}

export interface StructType {
  readonly is: 'struct';
  readonly pointer: boolean;
  readonly goName: string;
  /** The struct's name among the facts, for `structNamed`. */
  readonly struct: string;
}

/** Types with JSON forms of their own, beside Go's basic ones. */
export type Scalar =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'bytes'
  | 'Quantity'
  | 'Time'
  | 'MicroTime'
  | 'IntOrString'
  | 'RawExtension'
  | 'FieldsV1';

export interface Field {
  readonly name: string;
  readonly type: Type;
  /** Names of the inlined structs, outermost first, that the field stands in. */
  readonly embedded: readonly string[];
  /** Go writes the field even where its value is zero. */
  readonly alwaysWritten: boolean;
  /** The API's schema demands the field. */
  readonly required: boolean;
  /** Strategic merge patches merge the list by this key, or as a set where it is empty; undefined: they replace it. */
  readonly mergeKey?: string;
  /** Strategic merge patches name the keys to keep (`$retainKeys`). */
  readonly retainKeys: boolean;
  /** How server-side apply merges: as one value, as a set, or by these keys. */
  readonly apply?: 'atomic' | 'set' | readonly string[];
}

export interface Struct {
  /** The name among the facts: the Go name, with group and version before it where two packages share a name. */
  readonly name: string;
  /** The name without package that decoding errors print. */
  readonly goName: string;
  /** Structs whose fields stand among this one's own. */
  readonly inlined: readonly string[];
  /** All fields in Go's order, inlined ones in their place. */
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
  /** Those that Go writes even where their value is zero. */
  readonly alwaysWritten: readonly Field[];
}

/** One kind of object that the API server reads and stores. */
export interface Kind {
  readonly apiVersion: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The plural, lower-case name in URLs and messages. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly struct: string;
}

/** All kinds in scope, in the order of the facts. */
export const kinds: readonly Kind[] = facts.kinds.map(parseKind);

const kindsByName = new Map(kinds.map((kind) => [`${kind.apiVersion} ${kind.kind}`, kind]));
const structs = new Map<string, Struct>();
const structTexts = new Map(Object.entries<string>(facts.structs));
const typeTexts = new Map(Object.entries<string>(facts.types));
const enumTexts = new Map(Object.entries<string>(facts.enums));
/** Kinds by version, in scope or not; `Kind+` in the facts stands for the kind and its list. */
const registered = new Map(
  Object.entries<string>(facts.registered).map(([apiVersion, names]) => [
    apiVersion,
    new Set(names.split(' ').flatMap(withList)),
  ]),
);

/** The kind that `apiVersion` and `kind` name exactly; undefined where it is out of scope. */
export function kindNamed(apiVersion: string, kind: string): Kind | undefined {
  return kindsByName.get(`${apiVersion} ${kind}`);
}

/** Whether Kubernetes 1.36's API server knows the kind, in scope or not, served or not. */
export function isRegistered(apiVersion: string, kind: string): boolean {
  return registered.get(apiVersion)?.has(kind) ?? false;
}

/** Names of all structs among the facts. */
export function structNames(): string[] {
  return [...structTexts.keys()];
}

/** A struct by its name among the facts. Throws on an unknown name: names come from the facts themselves. */
export function structNamed(name: string): Struct {
  let struct = structs.get(name);
  if (struct === undefined) {
    struct = parseStruct(name);
    structs.set(name, struct);
  }
  return struct;
}

/** A type as Go prints it in errors: `v1.PodSpec`, `[]v1.Container`, `map[string]string`. Pointers are not shown. */
export function goType(type: Type): string {
  if (type.goName !== '') return type.goName;
  switch (type.is) {
    case 'list':
      return `[]${goElement(type.item)}`;
    case 'map':
      return `map[${goElement(type.key)}]${goElement(type.value)}`;
    case 'struct':
      return type.struct;
    default:
      return type.is;
  }
}

function goElement(type: Type): string {
  return type.pointer ? `*${goType(type)}` : goType(type);
}

function withList(name: string): string[] {
  if (!name.endsWith('+')) return [name];
  const kind = name.slice(0, -1);
  return [kind, `${kind}List`];
}

function parseKind(line: string): Kind {
  const [apiVersion = '', kind = '', resource = '', scope = '', struct = kind] = line.split(' ');
  const slash = apiVersion.indexOf('/');
  return {
    apiVersion,
    group: apiVersion.slice(0, Math.max(slash, 0)),
    version: apiVersion.slice(slash + 1),
    kind,
    resource,
    namespaced: scope === 'namespaced',
    struct,
  };
}

/** A struct's text: words with a space between; `=GoName` where it differs, `+Inlined`, or `name:type` and flags. */
function parseStruct(name: string): Struct {
  const text = structTexts.get(name);
  if (text === undefined) throw new Error(`no struct ${name} among the facts`);
  let goName = name;
  const inlined: string[] = [];
  const fields: Field[] = [];
  for (const word of text.split(' ')) {
    if (word === '') continue;
    if (word.startsWith('=')) goName = word.slice(1);
    else if (word.startsWith('+')) {
      const parent = structNamed(word.slice(1));
      inlined.push(parent.name);
      fields.push(...parent.fields.map((field) => ({ ...field, embedded: [parent.goName, ...field.embedded] })));
    } else fields.push(parseField(word));
  }
  const byName = new Map(fields.map((field) => [field.name, field]));
  return { name, goName, inlined, fields, byName, alwaysWritten: fields.filter((field) => field.alwaysWritten) };
}

/**
 * `name:type` and flags: `!` always written, `*` required, `@key` merged by key, `^` keys retained, `%` replaced by
 * patches (their default), `~how` or `~key,key` for server-side apply.
 */
function parseField(word: string): Field {
  const parts = /^([^:]+):([^!@^%~]*?)(!?)(\*?)(?:@([^^%~]*))?(\^?)%?(?:~(.*))?$/.exec(word);
  if (parts === null) throw new Error(`unreadable field ${word}`);
  const [, name = '', type = '', written, required, mergeKey, retainKeys, apply] = parts;
  return {
    name,
    type: parseType(type),
    embedded: [],
    alwaysWritten: written === '!',
    required: required === '*',
    ...(mergeKey !== undefined && { mergeKey }),
    retainKeys: retainKeys === '^',
    ...(apply !== undefined && { apply: apply === 'atomic' || apply === 'set' ? apply : apply.split(',') }),
  };
}

const goNames: Partial<Record<string, string>> = {
  Quantity: 'resource.Quantity',
  Time: 'v1.Time',
  MicroTime: 'v1.MicroTime',
  IntOrString: 'intstr.IntOrString',
  RawExtension: 'runtime.RawExtension',
  FieldsV1: 'v1.FieldsV1',
  bytes: '[]uint8',
};

const basic: ReadonlySet<string> = new Set(['string', 'bool', 'int32', 'int64']);

/** `*T`, `[]T`, `{Key}T` (a string key where it is empty), a scalar, or the name of a struct or other named type. */
function parseType(text: string, pointer = false, goName = ''): Type {
  if (text.startsWith('*')) return parseType(text.slice(1), true, goName);
  if (text.startsWith('[]')) return { is: 'list', pointer, goName, item: parseType(text.slice(2)) };
  if (text.startsWith('{')) {
    const end = text.indexOf('}');
    const key = parseType(text.slice(1, end) || 'string');
    return { is: 'map', pointer, goName, key, value: parseType(text.slice(end + 1)) };
  }
  if (basic.has(text) || goNames[text] !== undefined) {
    return { is: text as Scalar, pointer, goName: goName || (goNames[text] ?? '') };
  }
  const named = typeTexts.get(text);
  if (named === undefined) return { is: 'struct', pointer, goName: goNameOfStruct(text), struct: text };
  const [shape = '', name = `v1.${text}`] = named.split(' ');
  const type = parseType(shape, pointer, name);
  const values = enumTexts.get(text);
  return values === undefined || type.is !== 'string' ? type : { ...type, values: values.split(' ') };
}

function goNameOfStruct(name: string): string {
  const own = structTexts.get(name)?.split(' ', 1)[0];
  return `v1.${own?.startsWith('=') ? own.slice(1) : name}`;
}
