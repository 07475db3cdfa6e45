/** `kubectl apply -f`: each object is created where it is missing, else patched by what changed since the last apply. */
import { encodeJson } from '../../../yaml/encodeJson.ts';
import type { JsonObject } from '../../api/json.ts';
import { kindNamed, structNamed } from '../../api/schema/schema.ts';
import { isStatus, type Status } from '../../api/status.ts';
import type { KubernetesObject } from '../../api/types.ts';
import type { ApiResponse } from '../../simulation/client.ts';
import type { Ports } from '../../simulation/component.ts';
import type { Process } from '../../simulation/process.ts';
import { applyPatch, createdByApply, lastAppliedAnnotation, wasApplied } from '../apply.ts';
import type { Command } from '../command.ts';
import type { ClientRequest } from '../documents.ts';
import { type FileRun, runFiles } from '../fileRun.ts';
import type { Printer } from '../kubectl.ts';
import { doneText, type Failure } from '../output.ts';
import { describedRequest, requestLabel } from '../requestText.ts';
import { pathSegmentErrors } from '../urlSegments.ts';

/** After so many conflicts kubectl gives up. */
const maxPatchTries = 6;

/** The verb: true when every object went through. */
export function* apply(command: Command, ports: Ports, print: Printer): Process<boolean> {
  return yield* runFiles(command, 'apply', 'kubectl-client-side-apply', print, (request, run) =>
    applyOne(request, run, ports, print),
  );
}

function* applyOne(request: ClientRequest, run: FileRun, ports: Ports, print: Printer): Process<Failure | undefined> {
  const { name, body, namespace } = request;
  const generateName = (body.metadata as JsonObject | undefined)?.generateName;
  if (name === '' && typeof generateName === 'string' && generateName !== '') {
    return { text: `from ${generateName}: cannot use generate name with apply` };
  }
  const kind = kindNamed(request.apiVersion, request.kind);
  if (kind === undefined) return { text: `${request.apiVersion} ${request.kind} is not modelled` };
  const getting = {
    doing: `retrieving current configuration of:\n${describedRequest(request)}\nfrom server for:`,
    file: run.file,
  };
  const unnameable = pathSegmentErrors(name);
  if (name === '') return { text: 'resource name may not be empty', while: getting };
  if (unnameable.length > 0) {
    return { text: `invalid resource name "${name}": [${unnameable.join(' ')}]`, while: getting };
  }
  const found = yield* ports.api.request({ ...addressOf(request), name, verb: 'get' });
  if (isStatus(found.object)) {
    if (found.code !== 404) return { status: found.object, while: getting };
    if (namespace !== '' && namespace !== 'default') {
      yield* ports.api.request({ apiVersion: 'v1', resource: 'namespaces', name: namespace, verb: 'get' });
    }
    return yield* createOne(request, run, ports, print);
  }
  if (!wasApplied(found.object as JsonObject)) print.err(neverApplied(request));
  return yield* patchOne(request, found.object as JsonObject, structNamed(kind.struct), run, ports, print);
}

function addressOf({ apiVersion, resource, namespaced, namespace }: ClientRequest) {
  return { apiVersion, resource, ...(namespaced && { namespace }) };
}

function neverApplied({ resource, name }: ClientRequest): string {
  const missing = `resource ${resource}/${name} is missing the ${lastAppliedAnnotation} annotation which is required by kubectl apply`;
  const advice =
    'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply';
  return `Warning: ${missing}. ${advice}. The missing annotation will be patched automatically.`;
}

function* createOne(request: ClientRequest, run: FileRun, ports: Ports, print: Printer): Process<Failure | undefined> {
  if (run.dryRun !== 'client') {
    const response = yield* ports.api.request({
      ...addressOf(request),
      verb: 'create',
      body: createdByApply(request.body),
      ...sending(run),
    });
    run.warn(response);
    if (isStatus(response.object)) {
      return { status: response.object, while: { doing: 'creating', file: run.file } };
    }
  }
  print.out(doneText(requestLabel(request), 'created', run.dryRun));
  return undefined;
}

function sending({ dryRun, fieldValidation, query }: FileRun) {
  const fieldManager = 'kubectl-client-side-apply';
  return { fieldValidation, fieldManager, query, ...(dryRun === 'server' && { dryRun: true }) };
}

function* patchOne(
  request: ClientRequest,
  found: JsonObject,
  struct: ReturnType<typeof structNamed>,
  run: FileRun,
  ports: Ports,
  print: Printer,
): Process<Failure | undefined> {
  const { name } = request;
  let current = found;
  for (let attempt = 1; ; attempt++) {
    const result = applyPatch(request.body, current, struct);
    if ('error' in result) return { text: result.error, while: { doing: 'patching', file: run.file } };
    const { patch } = result;
    const unchanged = Object.keys(patch).length === 0;
    const response =
      unchanged || run.dryRun === 'client'
        ? undefined
        : yield* ports.api.request({
            ...addressOf(request),
            name,
            verb: 'patch',
            patchType: 'application/strategic-merge-patch+json',
            body: patch,
            ...sending(run),
          });
    if (response !== undefined) run.warn(response);
    if (response !== undefined && isStatus(response.object)) {
      if (response.object.reason !== 'Conflict' || attempt === maxPatchTries) {
        return patchFailure(request, response.object, patch, run);
      }
      const again: ApiResponse = yield* ports.api.request({ ...addressOf(request), name, verb: 'get' });
      if (isStatus(again.object)) return patchFailure(request, again.object, patch, run);
      current = again.object as JsonObject;
      continue;
    }
    const { metadata } = (response?.object ?? current) as KubernetesObject;
    if (metadata?.deletionTimestamp !== undefined) {
      print.err(`Warning: Detected changes to resource ${name} which is currently being deleted.`);
    }
    print.out(doneText(requestLabel(request), unchanged ? 'unchanged' : 'configured', run.dryRun));
    return undefined;
  }
}

function patchFailure(request: ClientRequest, refused: Status, patch: JsonObject, { file }: FileRun): Failure {
  const status = { ...refused, message: `error when patching "${file}": ${refused.message}` };
  const doing = `applying patch:\n${encodeJson(patch)}\nto:\n${describedRequest(request)}\nfor:`;
  return { status, while: { doing, file } };
}
