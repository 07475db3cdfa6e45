/** Makes `src/kubernetes/api/types.ts` from the facts: `node test/schema/generateTypes.ts` writes it. */
import { writeFileSync } from 'node:fs';
import { type Field, kinds, structNamed, structNames, type Type } from '../../src/kubernetes/api/schema/schema.ts';

const target = new URL('../../src/kubernetes/api/types.ts', import.meta.url);

/** The whole text of `types.ts`. */
export function generateTypes(): string {
  const interfaces = structNames()
    .filter((name) => name !== 'TypeMeta')
    .map(interfaceOf);
  return [header, anyObject(), ...interfaces].join('\n');
}

const header = `/**
 * Kubernetes' objects as they stand in JSON, generated from \`schema/facts.json\` by \`test/schema/generateTypes.ts\`.
 * Every field may be absent, as in Go's \`omitempty\`; times that Go writes even where there is none may be null. Enumerations are plain strings: objects hold what users wrote.
 */

/** An amount such as \`500m\` or \`1Gi\`, as text. */
export type Quantity = string;
/** RFC 3339 with seconds. */
export type Time = string;
/** RFC 3339 with microseconds. */
export type MicroTime = string;
export type IntOrString = number | string;
/** An embedded object that nobody looks into. */
export type RawExtension = unknown;
export type FieldsV1 = unknown;
/** Base64 text. */
export type Bytes = string;
export type ResourceList = Record<string, Quantity>;
`;

function anyObject(): string {
  const types = kinds.map((kind) => kind.struct);
  return `/** Any stored object, seen without its own fields. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

/** The objects of the kinds in scope. */
export type AnyObject =
${types.map((type) => `  | ${type}`).join('\n')};
`;
}

function interfaceOf(name: string): string {
  const struct = structNamed(name);
  const parents = struct.inlined.filter((parent) => parent !== 'TypeMeta');
  const inherited = new Set(parents.flatMap((parent) => structNamed(parent).fields.map((field) => field.name)));
  const own = struct.fields.filter((field) => !inherited.has(field.name)).map(member);
  const base = parents.length === 0 ? '' : ` extends ${parents.join(', ')}`;
  return `export interface ${name}${base} {\n${own.join('')}}\n`;
}

function member(field: Field): string {
  const name = /^[A-Za-z_]\w*$/.test(field.name) ? field.name : `'${field.name}'`;
  const nullable = field.alwaysWritten && (field.type.is === 'Time' || field.type.is === 'MicroTime');
  return `  ${name}?: ${typeText(field.type)}${nullable ? ' | null' : ''};\n`;
}

function typeText(type: Type): string {
  if (type.goName === 'v1.ResourceList') return 'ResourceList';
  switch (type.is) {
    case 'list':
      return `${typeText(type.item)}[]`;
    case 'map':
      return `Record<string, ${typeText(type.value)}>`;
    case 'struct':
      return type.struct;
    case 'string':
      return 'string';
    case 'bool':
      return 'boolean';
    case 'int32':
    case 'int64':
      return 'number';
    case 'bytes':
      return 'Bytes';
    default:
      return type.is;
  }
}

if (import.meta.main) writeFileSync(target, generateTypes());
