/** The peer: yaml-language-server with a strict Pod schema made from the same facts, from memory. */

import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  getLanguageService,
  type LanguageService,
} from 'yaml-language-server/out/src/languageservice/yamlLanguageService.js';
import { structNamed, type Type } from '../../src/kubernetes/api/schema/schema.ts';

const schemaUri = 'memory://pod.json';

/** A service that validates every file as a Pod, as Red Hat's extension does after it has read its schema. */
export function peerService(): LanguageService {
  const service = getLanguageService({
    schemaRequestService: async () => JSON.stringify(podSchema()),
    workspaceContext: { resolveRelativePath: (path: string) => path },
    yamlSettings: {} as never,
    telemetry: { send: () => {}, sendError: () => {}, sendTrack: () => {} } as never,
    connection: { onRequest: () => {} } as never,
    clientCapabilities: {} as never,
  } as Parameters<typeof getLanguageService>[0]);
  service.configure({
    validate: true,
    hover: false,
    completion: false,
    schemas: [{ uri: schemaUri, fileMatch: ['*'], schema: podSchema() }],
  } as unknown as Parameters<LanguageService['configure']>[0]);
  return service;
}

/** The number of findings. */
export async function peerFindings(service: LanguageService, text: string, version: number): Promise<number> {
  const document = TextDocument.create('file:///pod.yaml', 'yaml', version, text);
  return (await service.doValidation(document, false)).length;
}

type Schema = Record<string, unknown>;

function podSchema(): Schema {
  const definitions: Record<string, Schema> = {};
  const root = reference('Pod', definitions);
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...root, definitions };
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
