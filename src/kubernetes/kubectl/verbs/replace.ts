/** `kubectl replace`: a whole object in the place of the old one; with `--force` the old one is deleted first. */
import { isStatus } from '../../api/status.ts';
import type { KubernetesObject } from '../../api/types.ts';
import type { Ports } from '../../simulation/component.ts';
import type { Process } from '../../simulation/process.ts';
import { type Command, flag } from '../command.ts';
import type { ClientRequest } from '../documents.ts';
import { type FileRun, runFiles } from '../fileRun.ts';
import type { Printer } from '../kubectl.ts';
import { doneText, type Failure } from '../output.ts';
import { addressOf, kindOfWord, labelOf, qualifiedKind } from '../resources.ts';
import { untilGone } from './delete.ts';

/** The verb: true when all objects of the files were replaced. */
export function* replace(command: Command, ports: Ports, print: Printer): Process<boolean> {
  return yield* runFiles(command, 'replace', 'kubectl-replace', print, (request, run) =>
    replaceOne(request, run, command, ports, print),
  );
}

function* replaceOne(
  request: ClientRequest,
  run: FileRun,
  command: Command,
  ports: Ports,
  print: Printer,
): Process<Failure | undefined> {
  const kind = kindOfWord(request.kind);
  if (kind === undefined) return { text: `${request.apiVersion} ${request.kind} is not modelled` };
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
    fieldValidation: run.fieldValidation,
    fieldManager: 'kubectl-replace',
    query: run.query,
    ...(run.dryRun === 'server' && { dryRun: true }),
  });
  run.warn(response);
  if (isStatus(response.object)) return { status: response.object, while: { doing: 'replacing', file: run.file } };
  print.out(doneText(labelOf(named), 'replaced', run.dryRun));
  return undefined;
}
