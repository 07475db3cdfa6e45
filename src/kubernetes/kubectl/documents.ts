/** What `kubectl create -f` makes of a file before it asks the API server: requests, or an error of its own. */
import { readDocuments, type YamlDocument } from '../../yaml/document.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../api/json.ts';
import { kindNamed } from '../api/schema/schema.ts';

/** One object to be sent. */
export interface ClientRequest {
  readonly apiVersion: string;
  readonly kind: string;
  /** The object's own namespace, else the context's. */
  readonly namespace: string;
  readonly name: string;
  readonly body: JsonValue;
}

/** Why kubectl sends nothing. */
export interface ClientError {
  readonly stage: 'parse' | 'validate' | 'decode' | 'mapping' | 'other';
  /** The text after `error parsing FILE: ` and the like. */
  readonly clientError: string;
  /** The whole line that kubectl prints. */
  readonly kubectlLine: string;
  readonly exit: number;
}

export interface ClientOptions {
  /** File name as kubectl is given it. */
  readonly file: string;
  /** Context namespace. */
  readonly namespace: string;
}

/** The requests of one document (several for a List), and the error that stops kubectl there. */
export function requestsOf(
  document: YamlDocument,
  { file, namespace }: ClientOptions,
): { readonly requests: readonly ClientRequest[]; readonly error?: ClientError } {
  const { problem, value } = document;
  if (problem !== undefined) {
    const line = `error: error parsing ${file}: ${problem.clientError}`;
    return { requests: [], error: { stage: 'parse', clientError: problem.clientError, kubectlLine: line, exit: 1 } };
  }
  if (!isJsonObject(value)) return { requests: [] };
  const apiVersion = text(value, 'apiVersion');
  const kind = text(value, 'kind');
  if (kindNamed(apiVersion, kind) === undefined) {
    const why = `no matches for kind "${kind}" in version "${apiVersion}"`;
    const line = `error: resource mapping not found for name: "" namespace: "" from "${file}": ${why}\nensure CRDs are installed first`;
    return { requests: [], error: { stage: 'mapping', clientError: why, kubectlLine: line, exit: 1 } };
  }
  const metadata = isJsonObject(value.metadata) ? value.metadata : ({} as JsonObject);
  const request = {
    apiVersion,
    kind,
    namespace: text(metadata, 'namespace') || namespace,
    name: text(metadata, 'name'),
    body: value,
  };
  return { requests: [request] };
}

/** The requests of all documents of a file, in order, with the document each comes from. */
export function documentRequests(
  fileText: string,
  options: ClientOptions,
): readonly { readonly document: number; readonly requests: readonly ClientRequest[]; readonly error?: ClientError }[] {
  return readDocuments(fileText).map((document, index) => ({ document: index, ...requestsOf(document, options) }));
}

function text(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}
