/** `kubectl delete`: by name, by selector, or all of a file; waits until the objects are gone. */
import { isStatus } from '../../api/status.ts';
import type { KubernetesObject } from '../../api/types.ts';
import type { ResourceAddress } from '../../simulation/client.ts';
import type { Ports } from '../../simulation/component.ts';
import { type Process, Signal, waitFor } from '../../simulation/process.ts';
import { type Command, flag } from '../command.ts';
import { documentRequests } from '../documents.ts';
import type { Printer } from '../kubectl.ts';
import { addressOf, kindOfWord, type NamedResource, namedResources, qualifiedKind } from '../resources.ts';
import { matchesSelectorText } from '../selectors.ts';
import { serverError } from '../serverError.ts';

const forced =
  'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.';

/** The verb: true when all objects were deleted. */
export function* deleteVerb(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const targets = yield* targetsOf(command, ports);
  if (typeof targets === 'string') {
    print.err(targets);
    return false;
  }
  if (targets.length === 0) print.out('No resources found');
  if (flag(command, 'force') !== undefined) print.err(forced);
  let succeeded = true;
  const gone: { address: ResourceAddress; uid: string | undefined }[] = [];
  for (const target of targets) {
    const deleted = yield* deleteOne(target, command, ports, print);
    if (deleted === undefined) succeeded = false;
    else gone.push(deleted);
  }
  const waits = flag(command, 'wait') !== 'false' && flag(command, 'force') === undefined;
  if (waits) for (const { address, uid } of gone) yield* untilGone(address, uid, ports);
  return succeeded;
}

function* targetsOf(command: Command, ports: Ports): Process<readonly NamedResource[] | string> {
  const files = command.flags.filename ?? [];
  if (files.length > 0) {
    return files.flatMap((file) =>
      documentRequests(command.files[file] ?? '', { file, namespace: command.namespace }).flatMap(({ requests }) =>
        requests.flatMap(({ kind, name }) => {
          const found = kindOfWord(kind);
          return found === undefined ? [] : [{ kind: found, name }];
        }),
      ),
    );
  }
  const selector = flag(command, 'selector');
  if (selector === undefined && flag(command, 'all') === undefined) return namedResources(command.args);
  const kind = kindOfWord(command.args[0] ?? '');
  if (kind === undefined) return `error: the server doesn't have a resource type "${command.args[0]}"`;
  const { apiVersion, resource, namespaced } = kind;
  const scope = namespaced ? { namespace: command.namespace } : {};
  const list = yield* ports.api.request({ apiVersion, resource, ...scope, verb: 'list' });
  const { items = [] } = list.object as { items?: readonly KubernetesObject[] };
  return items
    .filter(({ metadata }) => matchesSelectorText(selector ?? '', metadata?.labels))
    .map(({ metadata }) => ({ kind, name: metadata?.name ?? '' }));
}

function* deleteOne(target: NamedResource, command: Command, ports: Ports, print: Printer) {
  const address = addressOf(target, command);
  const response = yield* ports.api.request({ ...address, verb: 'delete', body: deleteOptions(command) });
  if (isStatus(response.object) && response.code >= 300) {
    print.err(serverError(response.object));
    return undefined;
  }
  const how = flag(command, 'force') === undefined ? 'deleted' : 'force deleted';
  const where = target.kind.namespaced ? ` from ${command.namespace} namespace` : '';
  print.out(`${qualifiedKind(target.kind)} "${target.name}" ${how}${where}`);
  const object = response.object as KubernetesObject & { details?: { uid?: string } };
  return { address, uid: object.metadata?.uid ?? object.details?.uid };
}

/** Grace as kubectl sends it: `--now` is 1, and so is a period of 0 without `--force`. */
function deleteOptions(command: Command): object {
  const isForced = flag(command, 'force') !== undefined;
  const given = flag(command, 'now') === undefined ? flag(command, 'grace-period') : '1';
  let grace = given === undefined ? undefined : Number(given);
  if (grace === 0 && !isForced) grace = 1;
  if (grace === undefined && isForced) grace = 0;
  const cascade = flag(command, 'cascade') ?? 'background';
  const policies: Readonly<Record<string, string>> = {
    background: 'Background',
    foreground: 'Foreground',
    orphan: 'Orphan',
  };
  return {
    ...(grace !== undefined && grace >= 0 && { gracePeriodSeconds: grace }),
    propagationPolicy: policies[cascade] ?? 'Background',
  };
}

/** Waits until the object is no more, or another one bears its name. */
export function* untilGone(address: ResourceAddress, uid: string | undefined, ports: Ports): Process {
  const changed = new Signal();
  let present = false;
  const { apiVersion, resource, namespace, name } = address;
  ports.api.watch(
    {
      apiVersion,
      resource,
      ...(namespace !== undefined && { namespace }),
      silent: true,
      select: ({ metadata }) => metadata?.name === name && (uid === undefined || metadata?.uid === uid),
    },
    ({ type }) => {
      present = type !== 'DELETED';
      if (!present) changed.fire();
    },
  );
  if (present) yield* waitFor(changed);
}
