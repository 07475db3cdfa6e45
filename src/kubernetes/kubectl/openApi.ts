/**
 * Objects checked against the server's OpenAPI document, as kubectl does it for kinds whose fields the server doesn't check: lists
 * and what is in them (kube-openapi pkg/util/proto/validation).
 */
import { goQuote } from '../api/goText.ts';
import { isJsonObject, JsonNumber, type JsonValue } from '../api/json.ts';
import { type Kind, kindNamed, kinds, type Struct, structNamed, type Type } from '../api/schema/schema.ts';

/**
 * What is wrong with an object of a kind, in kubectl's words. Kinds that aren't modelled pass, where kubectl would check those of
 * the server's other groups too.
 */
export function schemaErrors(value: JsonValue, apiVersion: string, kind: string): readonly string[] {
  const errors: string[] = [];
  const known = kindNamed(apiVersion, kind);
  const item = kind.endsWith('List') ? kindNamed(apiVersion, kind.slice(0, -4)) : undefined;
  if (known !== undefined) checkStruct(value, structNamed(known.struct), kind, errors);
  else if (item !== undefined) checkFields(value, listShape(item), kind, errors);
  return errors;
}

/** An object's fields as OpenAPI describes them. */
interface Shape {
  readonly name: string;
  readonly required: readonly string[];
  check(field: string): ((value: JsonValue, path: string) => void) | undefined;
}

function listShape(item: Kind): (errors: string[]) => Shape {
  const name = `${packages[item.group] ?? ''}.${item.version}.${item.kind}List`;
  return (errors) => ({
    name,
    required: ['items'],
    check: (field) => {
      switch (field) {
        case 'apiVersion':
        case 'kind':
          return (value, path) => checkScalar(value, 'string', `${name}.${field}`, path, errors);
        case 'metadata':
          return (value, path) => checkStruct(value, structNamed('ListMeta'), path, errors);
        case 'items':
          return (value, path) =>
            checkList(value, `${name}.items`, path, errors, (member, at) =>
              checkStruct(member, structNamed(item.struct), at, errors),
            );
        default:
          return undefined;
      }
    },
  });
}

function checkStruct(value: JsonValue, struct: Struct, path: string, errors: string[]): void {
  const name = definitionName(struct);
  checkFields(
    value,
    () => ({
      name,
      required: struct.fields.filter((field) => field.required).map((field) => field.name),
      check: (field) => {
        const known = struct.byName.get(field);
        return known && ((member, at) => checkType(member, known.type, `${name}.${field}`, at, errors));
      },
    }),
    path,
    errors,
  );
}

function checkFields(value: JsonValue, shapeOf: (errors: string[]) => Shape, path: string, errors: string[]): void {
  const shape = shapeOf(errors);
  if (!isJsonObject(value)) {
    wrongType(value, 'map', shape.name, path, errors);
    return;
  }
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member === null || member === undefined) continue;
    const check = shape.check(key);
    if (check === undefined) errors.push(`ValidationError(${path}): unknown field ${goQuote(key)} in ${shape.name}`);
    else check(member, `${path}.${key}`);
  }
  for (const field of shape.required) {
    if ((value[field] ?? null) !== null) continue;
    errors.push(`ValidationError(${path}): missing required field ${goQuote(field)} in ${shape.name}`);
  }
}

function checkType(value: JsonValue, type: Type, name: string, path: string, errors: string[]): void {
  switch (type.is) {
    case 'struct':
      checkStruct(value, structNamed(type.struct), path, errors);
      break;
    case 'list':
      checkList(value, name, path, errors, (item, at) => checkType(item, type.item, name, at, errors));
      break;
    case 'map':
      checkMap(value, name, path, errors, (member, at) => checkType(member, type.value, name, at, errors));
      break;
    case 'RawExtension':
    case 'FieldsV1':
      checkMap(value, scalarDefinitions[type.is] ?? name, path, errors, () => {});
      break;
    case 'bool':
      checkScalar(value, 'boolean', name, path, errors);
      break;
    case 'int32':
    case 'int64':
      checkScalar(value, 'integer', name, path, errors);
      break;
    case 'string':
    case 'bytes':
      checkScalar(value, 'string', name, path, errors);
      break;
    case 'Quantity':
    case 'Time':
    case 'MicroTime':
    case 'IntOrString':
      checkScalar(value, 'string', scalarDefinitions[type.is] ?? name, path, errors);
      break;
  }
}

type Check = (value: JsonValue, path: string) => void;

function checkList(value: JsonValue, name: string, path: string, errors: string[], check: Check): void {
  if (!Array.isArray(value)) {
    wrongType(value, 'array', name, path, errors);
    return;
  }
  value.forEach((item, index) => {
    const at = `${path}[${index}]`;
    if (item === null) errors.push(`ValidationError(${path}): unknown object type "nil" in ${at}`);
    else check(item, at);
  });
}

function checkMap(value: JsonValue, name: string, path: string, errors: string[], check: Check): void {
  if (!isJsonObject(value)) {
    wrongType(value, 'map', name, path, errors);
    return;
  }
  for (const key of Object.keys(value)) {
    const member = value[key] ?? null;
    if (member === null) errors.push(`unknown object type "nil" in ${path}.${key}`);
    else check(member, `${path}.${key}`);
  }
}

/** A string may be any scalar, an integer any number. */
function checkScalar(
  value: JsonValue,
  expected: 'string' | 'boolean' | 'integer',
  name: string,
  path: string,
  errors: string[],
): void {
  const actual = wordFor(value);
  const fits =
    actual === expected ||
    (expected === 'string' && actual !== 'map' && actual !== 'array') ||
    (expected === 'integer' && actual === 'number');
  if (!fits) wrongType(value, expected, name, path, errors);
}

function wrongType(value: JsonValue, expected: string, name: string, path: string, errors: string[]): void {
  const what = `invalid type for ${name}: got "${wordFor(value)}", expected "${expected}"`;
  errors.push(`ValidationError(${path}): ${what}`);
}

function wordFor(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (isJsonObject(value)) return 'map';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  const text = value instanceof JsonNumber ? value.text : String(value);
  return /^-?\d+$/.test(text) ? 'integer' : 'number';
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta';

const scalarDefinitions: Readonly<Record<string, string>> = {
  Quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  IntOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  RawExtension: 'io.k8s.apimachinery.pkg.runtime.RawExtension',
  Time: `${meta}.v1.Time`,
  MicroTime: `${meta}.v1.MicroTime`,
  FieldsV1: `${meta}.v1.FieldsV1`,
};

/** Where OpenAPI has the types of an API group. */
const packages: Readonly<Record<string, string>> = {
  '': 'io.k8s.api.core',
  apps: 'io.k8s.api.apps',
  autoscaling: 'io.k8s.api.autoscaling',
  batch: 'io.k8s.api.batch',
  'coordination.k8s.io': 'io.k8s.api.coordination',
  'discovery.k8s.io': 'io.k8s.api.discovery',
  'events.k8s.io': 'io.k8s.api.events',
  'node.k8s.io': 'io.k8s.api.node',
  policy: 'io.k8s.api.policy',
  'resource.k8s.io': 'io.k8s.api.resource',
  'scheduling.k8s.io': 'io.k8s.api.scheduling',
  'storage.k8s.io': 'io.k8s.api.storage',
};

const metaStructs = new Set(
  `Condition DeleteOptions LabelSelector LabelSelectorRequirement ListMeta ManagedFieldsEntry ObjectMeta OwnerReference
  Preconditions Status StatusCause StatusDetails`.split(/\s+/),
);

/** Types of the core group that only objects of other groups use. */
const coreStructs = ['TopologySelectorTerm', 'TopologySelectorLabelRequirement'];

let groupsOfStructs: Map<string, string> | undefined;

function definitionName(struct: Struct): string {
  if (metaStructs.has(struct.name)) return `${meta}.v1.${struct.goName}`;
  groupsOfStructs ??= findGroups();
  return `${packages[groupsOfStructs.get(struct.name) ?? ''] ?? ''}.v1.${struct.goName}`;
}

/** A type belongs to the core group where a kind of that group uses it, else to the group of the kind that uses it. */
function findGroups(): Map<string, string> {
  const groups = new Map<string, string>(coreStructs.map((name) => [name, '']));
  const inOrder = [...kinds].sort((a, b) => Number(a.group !== '') - Number(b.group !== ''));
  for (const kind of inOrder) {
    const pending = [kind.struct];
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (groups.has(name)) continue;
      groups.set(name, kind.group);
      for (const field of structNamed(name).fields) pending.push(...structsIn(field.type));
    }
  }
  return groups;
}

function structsIn(type: Type): string[] {
  switch (type.is) {
    case 'struct':
      return [type.struct];
    case 'list':
      return structsIn(type.item);
    case 'map':
      return structsIn(type.value);
    default:
      return [];
  }
}
