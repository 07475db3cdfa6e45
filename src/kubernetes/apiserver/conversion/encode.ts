/** Writes an object as Go's JSON encoder would: what is zero is left out or written, as each field has it. */
import { jsonObject } from '../../api/json.ts';
import { formatQuantity, quantityOf } from '../../api/quantity.ts';
import { kindNamed, type Struct, structNamed, type Type } from '../../api/schema/schema.ts';
import type { KubernetesObject } from '../../api/types.ts';
import { applyDefaults } from '../defaulting/defaulting.ts';
import { convertFromInternal } from './internal.ts';

/**
 * A copy of a draft of a kind in scope, as it is read back from the store and served: zero values are left out where Go's
 * tags say `omitempty`, and written (`resources: {}`, `divisor: "0"`, a null time) where they do not; protobuf knows no
 * empty lists and maps; and reading applies the defaults again. Unknown kinds are returned as they are.
 */
export function encodeObject<T extends KubernetesObject>(object: T): T {
  const kind = kindNamed(object.apiVersion ?? '', object.kind ?? '');
  if (kind === undefined) return object;
  const encoded = encodeStruct(object as Members, structNamed(kind.struct), true) as T;
  applyDefaults(encoded);
  convertFromInternal(encoded);
  return encoded;
}

/** A value of any struct among the facts as Go's JSON encoder writes it. */
export function encodeAs(value: object, struct: string): object {
  return encodeStruct(value as Members, structNamed(struct), false);
}

type Members = Readonly<Record<string, unknown>>;

function encodeStruct(value: Members, struct: Struct, stored: boolean): Record<string, unknown> {
  const encoded: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const field = struct.byName.get(name);
    const member = value[name];
    if (field === undefined || member === undefined || member === null) continue;
    if (stored && isEmptyCollection(member, field.type)) continue;
    if (field.alwaysWritten || field.type.pointer || !isEmpty(member, field.type)) {
      encoded[name] = encodeValue(member, field.type, stored);
    }
  }
  for (const field of struct.alwaysWritten) {
    if (encoded[field.name] === undefined) encoded[field.name] = zeroValue(field.type);
  }
  return encoded;
}

function isEmpty(member: unknown, type: Type): boolean {
  return isEmptyCollection(member, type) || member === '' || member === 0 || member === false;
}

function isEmptyCollection(member: unknown, type: Type): boolean {
  if (type.is === 'list') return (member as unknown[]).length === 0;
  return type.is === 'map' && Object.keys(member as object).length === 0;
}

function encodeValue(value: unknown, type: Type, stored: boolean): unknown {
  if (value === undefined || value === null) return zeroValue(type);
  switch (type.is) {
    case 'struct':
      return encodeStruct(value as Members, structNamed(type.struct), stored);
    case 'list':
      return (value as unknown[]).map((item) => encodeValue(item, type.item, stored));
    case 'map': {
      const encoded: Record<string, unknown> = jsonObject();
      for (const [key, member] of Object.entries(value)) encoded[key] = encodeValue(member, type.value, stored);
      return encoded;
    }
    case 'Quantity':
      return stored ? storedAmount(value as string) : value;
    default:
      return value;
  }
}

/** Shorter amounts are canonical since they were read. */
const longAmount = 18;

function storedAmount(text: string): string {
  return text.length < longAmount ? text : formatQuantity(quantityOf(text));
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
      return encodeStruct({}, structNamed(type.struct), true);
    default:
      return null;
  }
}
