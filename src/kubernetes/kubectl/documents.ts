/** What `kubectl create -f` makes of a file before it asks the API server: requests, or errors of its own. */
import { readDocuments, type YamlDocument } from '../../yaml/document.ts';
import { encodeJson } from '../../yaml/encodeJson.ts';
import { goQuote } from '../api/goText.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../api/json.ts';
import { readTyped } from '../api/reading/typed.ts';
import { structNamed } from '../api/schema/schema.ts';
import { failure, type Status } from '../api/status.ts';
import { clientProblem } from './clientErrors.ts';
import { clientErrors } from './clientValidation.ts';
import { flattened, holdsList, isList } from './lists.ts';
import { requestBody, withDoubles } from './requestBody.ts';
import { describedRequest, type Named } from './requestText.ts';
import {
  type GroupVersion,
  groupVersionText,
  parseGroupVersion,
  type RestMapping,
  restMapping,
} from './restMapping.ts';
import { pathSegmentErrors } from './urlSegments.ts';

/** One object to be sent. */
export interface ClientRequest {
  readonly apiVersion: string;
  /** The kind as the server spells it; the body says it in the manifest's words. */
  readonly kind: string;
  /** The plural in URLs. */
  readonly resource: string;
  readonly namespaced: boolean;
  /** The object's own namespace, else the context's; empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  /** What is sent: keys sorted, the namespace filled in. Shares parts with the document and must not be changed. */
  readonly body: JsonObject;
  /** Where the object stands in its document: nothing, or the place in a list. */
  readonly within: readonly (string | number)[];
}

/** Why kubectl sends nothing. */
export interface ClientError {
  readonly stage: 'parse' | 'validate' | 'decode' | 'mapping' | 'other';
  /** The text after `error parsing FILE: ` and the like. */
  readonly clientError: string;
  /** What kubectl prints if nothing else is wrong; several lines end with a line feed. */
  readonly kubectlLine: string;
  readonly exit: number;
  /** Where in the document the cause stands, if it is in one place. */
  readonly path?: readonly (string | number)[];
  /** The errors behind it without `error: `, of items of a list one by one. */
  readonly messages: readonly string[];
  /** Whether kubectl reads the file no further. */
  readonly stops: boolean;
  /** What the server answers to a request that goes astray. */
  readonly status?: Status;
  /** Whether it comes from reading the file, or from sending one object. */
  readonly origin: 'file' | 'request';
}

export interface ClientOptions {
  /** File name as kubectl is given it. */
  readonly file: string;
  /** Context namespace. */
  readonly namespace: string;
  /** The namespace was given by `-n`: objects of another one are refused. */
  readonly enforceNamespace?: boolean;
  /** What the objects are for; `create` when left out. */
  readonly verb?: 'create' | 'apply' | 'replace';
  /** `--validate`: `Strict` when left out. */
  readonly validation?: 'Strict' | 'Warn' | 'Ignore';
}

/** What comes of one document. */
export interface DocumentRequests {
  readonly requests: readonly ClientRequest[];
  readonly error?: ClientError;
}

/** The requests of one document (several for a list), and kubectl's error about it. */
export function requestsOf(document: YamlDocument, options: ClientOptions): DocumentRequests {
  const { problem, value } = document;
  const { file } = options;
  if (problem !== undefined) return failed(clientProblem(file, 'parse', problem.clientError));
  if (value === undefined) return { requests: [] };
  const errors = clientErrors(value, document.exactNumbers, options.validation ?? 'Strict');
  if (errors.length > 0) return failed(clientProblem(file, 'validate', errors));
  if (!isJsonObject(value)) return { requests: [] };
  return decoded(document.exactNumbers ? withDoubles(value) : value, options);
}

/** The requests of the documents of a file, in order, up to the document at which kubectl stops. */
export function documentRequests(
  fileText: string,
  options: ClientOptions,
): readonly (DocumentRequests & { readonly document: number })[] {
  const results: (DocumentRequests & { readonly document: number })[] = [];
  for (const [index, document] of readDocuments(fileText).entries()) {
    const result = requestsOf(document, options);
    results.push({ document: index, ...result });
    if (result.error?.stops) break;
  }
  return results;
}

function failed(error: ClientError): DocumentRequests {
  return { requests: [], error };
}

function decoded(value: JsonObject, options: ClientOptions): DocumentRequests {
  const { file } = options;
  const groupVersion = groupVersionOf(value);
  const kind = textAt(value, 'kind');
  const list = isList(value) ? flattened(value) : undefined;
  if (list?.error !== undefined) return failed(clientProblem(file, 'decode', list.error, ['items']));
  if (kind === '') {
    return failed(clientProblem(file, 'decode', `Object 'Kind' is missing in '${encodeJson(value)}'`, ['kind']));
  }
  const metadata = readTyped(value.metadata ?? null, structNamed('ObjectMeta'), false, metadataParent);
  if ('fault' in metadata) return failed(clientProblem(file, 'decode', metadata.fault.message, metadata.fault.path));
  const mapping = restMapping(groupVersion, kind);
  if (mapping === undefined) {
    const { name, namespace } = namesOf(value);
    const what = `name: ${goQuote(name)} namespace: ${goQuote(namespace)} from ${goQuote(file)}`;
    const why = `resource mapping not found for ${what}: ${noMatch(groupVersionText(groupVersion), kind)}\nensure CRDs are installed first`;
    return failed(clientProblem(file, 'mapping', why, ['kind']));
  }
  if (list === undefined) {
    return groupVersion.version === '' ? failed(astray(file)) : requestFor(value, mapping, [], options);
  }
  if (holdsList(list)) {
    const why = '*unstructured.Unstructured is not a list: no Items field in this object';
    return failed({ ...clientProblem(file, 'request', why, ['items']), origin: 'file' });
  }
  return listRequests(list.items, options);
}

/** Without a version the request goes to a path that the server doesn't serve. */
function astray(file: string): ClientError {
  const message = 'the server could not find the requested resource';
  const error = clientProblem(file, 'request', message, ['apiVersion']);
  const kubectlLine = `Error from server (NotFound): error when creating ${goQuote(file)}: ${message}`;
  return { ...error, kubectlLine, status: failure('NotFound', message) };
}

function groupVersionOf(value: JsonObject): GroupVersion {
  return parseGroupVersion(textAt(value, 'apiVersion')) ?? { group: '', version: '' };
}

/** The struct by which kubectl reads an object's metadata. */
const metadataParent = { goName: 'metadataOnlyObject', field: 'metadata' };

function listRequests(
  items: readonly { readonly value: JsonObject; readonly within: readonly (string | number)[] }[],
  options: ClientOptions,
): DocumentRequests {
  const requests: ClientRequest[] = [];
  const messages: string[] = [];
  let refused: ClientError | undefined;
  for (const { value, within } of items) {
    const found = itemMapping(value);
    if (typeof found === 'string') {
      messages.push(found);
      continue;
    }
    const result = requestFor(value, found, within, options);
    requests.push(...result.requests);
    refused ??= result.error;
  }
  const error = messages.length > 0 ? clientProblem(options.file, 'list', messages) : refused;
  return { requests, ...(error && { error }) };
}

/** Where an item of a list is sent, or why it isn't. */
function itemMapping(item: JsonObject): RestMapping | string {
  const groupVersion = parseGroupVersion(textAt(item, 'apiVersion'));
  const kind = textAt(item, 'kind');
  const untyped = 'unable to get type info from the object "*unstructured.Unstructured"';
  if (kind === '' || groupVersion === undefined) {
    return `${untyped}: Object 'Kind' is missing in 'object has no kind field '`;
  }
  if (groupVersion.version === '') {
    return `${untyped}: Object 'apiVersion' is missing in 'object has no apiVersion field'`;
  }
  return restMapping(groupVersion, kind) ?? `unable to recognize ${noMatch(groupVersionText(groupVersion), kind)}`;
}

function noMatch(apiVersion: string, kind: string): string {
  return `no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}`;
}

function requestFor(
  value: JsonObject,
  mapping: RestMapping,
  within: readonly (string | number)[],
  { file, namespace: context, enforceNamespace = false, verb = 'create' }: ClientOptions,
): DocumentRequests {
  const { name, namespace: own } = namesOf(value);
  const namespace = mapping.namespaced ? own || context : '';
  const where = [...within, 'metadata', 'namespace'];
  if (enforceNamespace && mapping.namespaced && namespace !== context) {
    const what = `the namespace from the provided object ${goQuote(namespace)} does not match the namespace ${goQuote(context)}`;
    const advice = `You must pass '--namespace=${namespace}' to perform this operation.`;
    return failed(clientProblem(file, 'request', `${what}. ${advice}`, where));
  }
  const invalid = pathSegmentErrors(namespace);
  if (invalid.length > 0) {
    const why = `invalid namespace ${goQuote(namespace)}: [${invalid.join(' ')}]`;
    const doing = asking({ ...mapping, name, namespace }, verb);
    return failed(clientProblem(file, 'request', `error when ${doing} ${goQuote(file)}: ${why}`, where));
  }
  const { apiVersion, kind, resource, namespaced } = mapping;
  const body = requestBody(value, namespace);
  return { requests: [{ apiVersion, kind, resource, namespaced, namespace, name, body, within }] };
}

/** What kubectl is at when it first asks the server about an object. */
function asking(request: Named, verb: 'create' | 'apply' | 'replace'): string {
  switch (verb) {
    case 'create':
      return 'creating';
    case 'replace':
      return 'replacing';
    case 'apply':
      return `retrieving current configuration of:\n${describedRequest(request)}\nfrom server for:`;
  }
}

function namesOf(value: JsonObject): { readonly name: string; readonly namespace: string } {
  const metadata = isJsonObject(value.metadata) ? value.metadata : undefined;
  if (metadata === undefined) return { name: '', namespace: '' };
  return { name: textAt(metadata, 'name'), namespace: textAt(metadata, 'namespace') };
}

function textAt(object: JsonObject, key: string): string {
  const value: JsonValue | undefined = object[key];
  return typeof value === 'string' ? value : '';
}
