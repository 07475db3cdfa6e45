/** `kubectl replace`: a whole object in the place of the old one; with `--force` the old one is deleted first. */
import { isStatus } from '../../api/status.ts';
import type { KubernetesObject } from '../../api/types.ts';
import type { Ports } from '../../simulation/component.ts';
import type { Process } from '../../simulation/process.ts';
import { type Command, flag } from '../command.ts';
import { type ClientRequest, documentRequests } from '../documents.ts';
import type { Printer } from '../kubectl.ts';
import { refusalText } from '../output.ts';
import { addressOf, kindOfWord, labelOf, qualifiedKind } from '../resources.ts';
import { untilGone } from './delete.ts';

/** The verb: true when all objects of the files were replaced. */
export function* replace(command: Command, ports: Ports, print: Printer): Process<boolean> {
  let succeeded = true;
  for (const file of command.flags.filename ?? []) {
    const options = { file: file === '-' ? 'STDIN' : file, namespace: command.namespace };
    for (const { requests, error } of documentRequests(command.files[file] ?? '', options)) {
      for (const request of requests) {
        if (!(yield* replaceOne(request, options.file, command, ports, print))) succeeded = false;
      }
      if (error === undefined) continue;
      print.err(error.kubectlLine);
      succeeded = false;
    }
  }
  return succeeded;
}

function* replaceOne(
  request: ClientRequest,
  file: string,
  command: Command,
  ports: Ports,
  print: Printer,
): Process<boolean> {
  const kind = kindOfWord(request.kind);
  if (kind === undefined) return false;
  const named = { kind, name: request.name };
  const address = addressOf(named, { ...command, namespace: request.namespace });
  const forced = flag(command, 'force') !== undefined;
  if (forced) {
    const deleted = yield* ports.api.request({ ...address, verb: 'delete', body: { propagationPolicy: 'Background' } });
    if (deleted.code < 300) {
      print.out(`${qualifiedKind(kind)} "${request.name}" deleted from ${request.namespace} namespace`);
      yield* untilGone(address, (deleted.object as KubernetesObject).metadata?.uid, ports);
    }
  }
  const { name: _named, ...collection } = address;
  const response = yield* ports.api.request({
    ...(forced ? collection : address),
    verb: forced ? 'create' : 'update',
    body: request.body,
    fieldValidation: 'Strict',
    fieldManager: 'kubectl-replace',
    query: 'fieldManager=kubectl-replace&fieldValidation=Strict',
  });
  for (const warning of response.warnings) print.err(`Warning: ${warning}`);
  if (!isStatus(response.object)) {
    print.out(`${labelOf(named)} replaced`);
    return true;
  }
  print.err(refusalText(response.object, { doing: 'replacing', file }));
  return false;
}
