/** `kubectl apply -f`: each document is created where it is missing, else patched by what changed since the last apply. */
import { encodeJson } from '../../../yaml/encodeJson.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../api/json.ts';
import { kindNamed } from '../../api/schema/schema.ts';
import { isStatus } from '../../api/status.ts';
import type { ApiResponse } from '../../simulation/client.ts';
import type { Ports } from '../../simulation/component.ts';
import type { Process } from '../../simulation/process.ts';
import type { Command } from '../command.ts';
import { type ClientRequest, documentRequests } from '../documents.ts';
import type { Printer } from '../kubectl.ts';
import { refusalText } from '../output.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const query = 'fieldManager=kubectl-client-side-apply&fieldValidation=Strict';

/** The verb: true when every document went through. */
export function* apply(command: Command, ports: Ports, print: Printer): Process<boolean> {
  let succeeded = true;
  for (const file of command.flags.filename ?? []) {
    const text = command.files[file];
    if (text === undefined) {
      print.err(`error: the path "${file}" does not exist`);
      return false;
    }
    const options = { file: file === '-' ? 'STDIN' : file, namespace: command.namespace };
    for (const { requests, error } of documentRequests(text, options)) {
      for (const request of requests) if (!(yield* applyOne(request, file, ports, print))) succeeded = false;
      if (error === undefined) continue;
      print.err(error.kubectlLine);
      succeeded = false;
    }
  }
  return succeeded;
}

function* applyOne(request: ClientRequest, file: string, ports: Ports, print: Printer): Process<boolean> {
  const kind = kindNamed(request.apiVersion, request.kind);
  if (kind === undefined) {
    print.err(`error: ${request.apiVersion} ${request.kind} is not modelled`);
    return false;
  }
  const { api } = ports;
  const address = {
    apiVersion: kind.apiVersion,
    resource: kind.resource,
    ...(kind.namespaced && { namespace: request.namespace }),
    name: request.name,
  };
  const label = `${kind.resource === 'pods' ? 'pod' : qualifiedName(request)}/${request.name}`;
  const found = yield* api.request({ ...address, verb: 'get' });
  if (found.code !== 404) {
    print.out(`${label} unchanged`);
    return true;
  }
  if (kind.namespaced) {
    yield* api.request({ apiVersion: 'v1', resource: 'namespaces', name: request.namespace, verb: 'get' });
  }
  const { name: _inBody, ...collection } = address;
  const response = yield* api.request({
    ...collection,
    verb: 'create',
    body: annotated(request, kind.namespaced),
    fieldValidation: 'Strict',
    fieldManager: 'kubectl-client-side-apply',
    query,
  });
  return report(response, file, `${label} created`, print);
}

/** `deployment.apps`: a kind as kubectl names it in its output. */
function qualifiedName({ apiVersion, kind }: ClientRequest): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? kind.toLowerCase() : `${kind.toLowerCase()}.${apiVersion.slice(0, slash)}`;
}

function report(response: ApiResponse, file: string, done: string, print: Printer): boolean {
  for (const warning of response.warnings) print.err(`Warning: ${warning}`);
  if (!isStatus(response.object)) {
    print.out(done);
    return true;
  }
  print.err(refusalText(response.object, { doing: 'creating', file }));
  return false;
}

/** The body with the annotation that later applies compare with: the manifest itself as JSON. */
function annotated({ body, namespace }: ClientRequest, namespaced: boolean): JsonValue {
  if (!isJsonObject(body)) return body;
  const metadata = isJsonObject(body.metadata) ? body.metadata : {};
  const { [lastApplied]: _old, ...annotations } = isJsonObject(metadata.annotations) ? metadata.annotations : {};
  const placed: JsonObject = { ...metadata, annotations, ...(namespaced && { namespace }) };
  const configuration = `${encodeJson({ ...body, metadata: placed })}\n`;
  return { ...body, metadata: { ...placed, annotations: { ...annotations, [lastApplied]: configuration } } };
}
