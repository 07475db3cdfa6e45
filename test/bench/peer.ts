/** The peer: yaml-language-server with strict schemas made from the same facts, from memory. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  getLanguageService,
  type LanguageService,
} from 'yaml-language-server/out/src/languageservice/yamlLanguageService.js';

/** One strict Pod schema, or its own Kubernetes mode, which finds each document's schema by group, version and kind. */
export type PeerMode = 'pod' | 'kubernetes';

/** Texts of schemas by the last part of their address. */
export type PeerSchemas = Readonly<Record<string, string>>;

const base = 'https://raw.githubusercontent.com/yannh/kubernetes-json-schema/master/v1.36.0-standalone-strict/';
const roots: Readonly<Record<PeerMode, string>> = { pod: 'pod.json', kubernetes: 'all.json' };

/** A service that validates every file, as Red Hat's extension does after it has read its schemas. */
export function peerService(mode: PeerMode, schemas: PeerSchemas): LanguageService {
  const yamlSettings = { kubernetesCRDStoreEnabled: mode === 'kubernetes' };
  const service = getLanguageService({
    schemaRequestService: async (address: string) => schemas[address.slice(address.lastIndexOf('/') + 1)] ?? '{}',
    workspaceContext: { resolveRelativePath: (path: string) => path },
    yamlSettings: yamlSettings as never,
    telemetry: { send: () => {}, sendError: () => {}, sendTrack: () => {} } as never,
    connection: { onRequest: () => {} } as never,
    clientCapabilities: {} as never,
  } as Parameters<typeof getLanguageService>[0]);
  service.configure({
    validate: true,
    hover: false,
    completion: false,
    schemas: [{ uri: base + roots[mode], fileMatch: ['*'] }],
  } as unknown as Parameters<LanguageService['configure']>[0]);
  return service;
}

/** The number of findings. */
export async function peerFindings(service: LanguageService, text: string, version: number): Promise<number> {
  const document = TextDocument.create('file:///pod.yaml', 'yaml', version, text);
  return (await service.doValidation(document, false)).length;
}
