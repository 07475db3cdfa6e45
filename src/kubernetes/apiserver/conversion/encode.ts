/** Writes an object as Go's JSON encoder would: what is zero is left out or written, as each field has it. */
import { jsonObject } from '../../api/json.ts';
import { type Field, kindNamed, type Struct, structNamed, type Type } from '../../api/schema/schema.ts';
import type { KubernetesObject } from '../../api/types.ts';
import { convertFromInternal } from './internal.ts';

/**
 * A copy of a draft of a kind in scope, as it is stored and served: empty lists, maps and zero values are left
 * out where Go's tags say `omitempty`, and written (`resources: {}`, `divisor: "0"`, a null time) where they do not.
 * Unknown kinds are returned as they are.
 */
export function encodeObject<T extends KubernetesObject>(object: T): T {
  const kind = kindNamed(object.apiVersion ?? '', object.kind ?? '');
  if (kind === undefined) return object;
  const encoded = encodeAs(object, kind.struct) as T;
  convertFromInternal(encoded);
  return encoded;
}

/** The same for any struct among the facts. */
export function encodeAs(value: object, struct: string): object {
  return encodeStruct(value as Record<string, unknown>, structNamed(struct));
}

function encodeStruct(value: Readonly<Record<string, unknown>>, struct: Struct): Record<string, unknown> {
  const encoded: Record<string, unknown> = {};
  for (const field of struct.fields) {
    const member = value[field.name];
    if (member === undefined || member === null) {
      if (field.alwaysWritten) encoded[field.name] = zeroValue(field.type);
      continue;
    }
    if (isEmpty(member, field)) continue;
    // What is stored as protobuf comes back without empty lists.
    encoded[field.name] = Array.isArray(member) && member.length === 0 ? null : encodeValue(member, field.type);
  }
  return encoded;
}

function isEmpty(member: unknown, { type, alwaysWritten }: Field): boolean {
  if (alwaysWritten || type.pointer) return false;
  switch (type.is) {
    case 'list':
      return Array.isArray(member) && member.length === 0;
    case 'map':
      return Object.keys(member as object).length === 0;
    case 'struct':
      return false;
    default:
      return member === '' || member === 0 || member === false;
  }
}

function encodeValue(value: unknown, type: Type): unknown {
  if (value === undefined || value === null) return zeroValue(type);
  switch (type.is) {
    case 'struct':
      return encodeStruct(value as Record<string, unknown>, structNamed(type.struct));
    case 'list':
      return (value as unknown[]).map((item) => encodeValue(item, type.item));
    case 'map': {
      const encoded: Record<string, unknown> = jsonObject();
      for (const [key, member] of Object.entries(value)) encoded[key] = encodeValue(member, type.value);
      return encoded;
    }
    default:
      return value;
  }
}

function zeroValue(type: Type): unknown {
  if (type.pointer) return null;
  switch (type.is) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'IntOrString':
      return 0;
    case 'Quantity':
      return '0';
    case 'struct':
      return encodeStruct({}, structNamed(type.struct));
    default:
      return null;
  }
}
