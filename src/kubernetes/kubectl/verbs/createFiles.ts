/** `kubectl create -f`: objects that must not be there yet. */
import { isStatus } from '../../api/status.ts';
import type { KubernetesObject } from '../../api/types.ts';
import type { Ports } from '../../simulation/component.ts';
import type { Process } from '../../simulation/process.ts';
import type { Command } from '../command.ts';
import type { ClientRequest } from '../documents.ts';
import { type FileRun, runFiles } from '../fileRun.ts';
import type { Printer } from '../kubectl.ts';
import { doneText, type Failure } from '../output.ts';
import { requestLabel } from '../requestText.ts';

const fieldManager = 'kubectl-create';

/** Creates all objects of the files; true when all went well. */
export function* createFiles(command: Command, ports: Ports, print: Printer): Process<boolean> {
  return yield* runFiles(command, 'create', fieldManager, print, (request, run) =>
    createOne(request, run, ports, print),
  );
}

function* createOne(request: ClientRequest, run: FileRun, ports: Ports, print: Printer): Process<Failure | undefined> {
  const { apiVersion, resource, namespaced, namespace, body } = request;
  const { dryRun, fieldValidation, query, file } = run;
  let { name } = request;
  if (dryRun !== 'client') {
    const response = yield* ports.api.request({
      apiVersion,
      resource,
      ...(namespaced && { namespace }),
      verb: 'create',
      body,
      fieldValidation,
      fieldManager,
      query,
      ...(dryRun === 'server' && { dryRun: true }),
    });
    run.warn(response);
    if (isStatus(response.object)) return { status: response.object, while: { doing: 'creating', file } };
    name = (response.object as KubernetesObject).metadata?.name ?? name;
  }
  print.out(doneText(requestLabel({ ...request, name }), 'created', dryRun));
  return undefined;
}
