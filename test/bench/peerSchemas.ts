/** The peer's schemas, made from the facts that Podflight itself reads: strict, and without descriptions. */
import { kinds, structNamed, type Type } from '../../src/kubernetes/api/schema/schema.ts';
import type { PeerSchemas } from './peer.ts';

type Schema = Record<string, unknown>;

/** `pod.json` for one kind; `all.json` and `_definitions.json` as the peer's Kubernetes mode expects them. */
export function peerSchemas(): PeerSchemas {
  const pod: Record<string, Schema> = {};
  const root = reference('Pod', pod);
  const all: Record<string, Schema> = {};
  const oneOf = kinds.map(({ group, version, kind, struct }) => {
    const name = `io.k8s.api.${group === '' ? 'core' : group.replace('.k8s.io', '')}.${version}.${kind}`;
    all[name] = reference(struct, all);
    return { $ref: `_definitions.json#/definitions/${name}` };
  });
  return {
    'pod.json': JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...root, definitions: pod }),
    'all.json': JSON.stringify({ oneOf }),
    '_definitions.json': JSON.stringify({ definitions: all }),
  };
}

function reference(struct: string, definitions: Record<string, Schema>): Schema {
  if (definitions[struct] === undefined) {
    definitions[struct] = {};
    const properties: Record<string, Schema> = { apiVersion: { type: 'string' }, kind: { type: 'string' } };
    for (const { name, type } of structNamed(struct).fields) properties[name] = schemaOf(type, definitions);
    definitions[struct] = { type: 'object', additionalProperties: false, properties };
  }
  return { $ref: `#/definitions/${struct}` };
}

function schemaOf(type: Type, definitions: Record<string, Schema>): Schema {
  switch (type.is) {
    case 'list':
      return { type: 'array', items: schemaOf(type.item, definitions) };
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(type.value, definitions) };
    case 'struct':
      return reference(type.struct, definitions);
    case 'bool':
      return { type: 'boolean' };
    case 'int32':
    case 'int64':
      return { type: 'integer' };
    case 'IntOrString':
    case 'Quantity':
      return { type: ['integer', 'string', 'number'] };
    default:
      return { type: 'string' };
  }
}
