/** `kubectl patch`, and the verbs that are patches under another name: label, annotate, taint, cordon, scale, set. */
import type { JsonValue } from '../../api/json.ts';
import { isStatus } from '../../api/status.ts';
import type { KubernetesObject, Node, Taint } from '../../api/types.ts';
import type { PatchType } from '../../simulation/client.ts';
import type { Ports } from '../../simulation/component.ts';
import type { Process } from '../../simulation/process.ts';
import { type Command, flag } from '../command.ts';
import type { Printer } from '../kubectl.ts';
import { addressOf, labelOf, type NamedResource, namedResources } from '../resources.ts';
import { serverError } from '../serverError.ts';

const patchTypes: Readonly<Record<string, PatchType>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** `kubectl patch KIND NAME -p PATCH`. */
export function* patch(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const body = jsonOf(flag(command, 'patch') ?? '');
  if (body === undefined) {
    print.err('error: unable to parse the patch: it is not JSON');
    return false;
  }
  const patchType = patchTypes[flag(command, 'type') ?? 'strategic'] ?? 'application/strategic-merge-patch+json';
  const subresource = flag(command, 'subresource');
  return yield* eachResource(command.args, print, (resource) =>
    patchOne(resource, command, ports, print, {
      body,
      patchType,
      done: 'patched',
      ...(subresource && { subresource }),
    }),
  );
}

/** `kubectl label` and `kubectl annotate`: `key=value` sets, `key-` removes. */
export function metadataVerb(field: 'labels' | 'annotations') {
  return function* (command: Command, ports: Ports, print: Printer): Process<boolean> {
    const isChange = (arg: string): boolean => /=|-$/.test(arg);
    const changes = changesOf(command.args.filter(isChange));
    const done = field === 'labels' ? 'labeled' : 'annotated';
    const only = Object.values(changes).every((value) => value === null);
    return yield* eachResource(
      command.args.filter((arg) => !isChange(arg)),
      print,
      (resource) =>
        patchOne(resource, command, ports, print, {
          body: { metadata: { [field]: changes } },
          patchType: 'application/merge-patch+json',
          done: only && field === 'labels' ? 'unlabeled' : done,
        }),
    );
  };
}

/** `kubectl taint node NAME key=value:Effect key-`. */
export function* taint(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const changes = command.args.slice(2);
  return yield* eachResource(command.args.slice(0, 2), print, function* (resource) {
    const found = yield* ports.api.request({ ...addressOf(resource, command), verb: 'get' });
    if (isStatus(found.object)) {
      print.err(serverError(found.object));
      return false;
    }
    const taints = taintsAfter((found.object as Node).spec?.taints ?? [], changes);
    return yield* patchOne(resource, command, ports, print, {
      body: { spec: { taints: taints as unknown as JsonValue } },
      patchType: 'application/merge-patch+json',
      done: changes.every((change) => change.endsWith('-')) ? 'untainted' : 'tainted',
    });
  });
}

/** `kubectl cordon` and `kubectl uncordon`. */
export function cordonVerb(unschedulable: boolean) {
  return function* (command: Command, ports: Ports, print: Printer): Process<boolean> {
    return yield* eachResource(['node', ...command.args], print, (resource) =>
      patchOne(resource, command, ports, print, {
        body: { spec: { unschedulable: unschedulable ? true : null } },
        patchType: 'application/strategic-merge-patch+json',
        done: unschedulable ? 'cordoned' : 'uncordoned',
      }),
    );
  };
}

/** `kubectl set image|env|resources`. */
export function* set(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const [what = '', ...rest] = command.args;
  const named = rest.filter((arg) => !arg.includes('='));
  const pairs = rest.filter((arg) => arg.includes('=')).map((arg) => arg.split(/=(.*)/s) as [string, string]);
  return yield* eachResource(named, print, function* (resource) {
    const containers =
      what === 'image'
        ? pairs.map(([name, image]) => ({ name, image }))
        : yield* changedContainers(what, pairs, resource, command, ports);
    const spec = { containers };
    const body = resource.kind.kind === 'Pod' ? { spec } : { spec: { template: { spec } } };
    const patchType = 'application/strategic-merge-patch+json';
    const done = what === 'image' ? 'image updated' : what === 'env' ? 'env updated' : 'resource requirements updated';
    return yield* patchOne(resource, command, ports, print, { body, patchType, done });
  });
}

/** Containers with the variables or resources that the command gives them. */
function* changedContainers(
  what: string,
  pairs: readonly [string, string][],
  resource: NamedResource,
  command: Command,
  ports: Ports,
): Process<JsonValue[]> {
  const found = yield* ports.api.request({ ...addressOf(resource, command), verb: 'get' });
  const spec = (found.object as { spec?: { template?: { spec?: object } } }).spec ?? {};
  const { containers = [] } = (spec.template?.spec ?? spec) as { containers?: { name?: string }[] };
  const only = flag(command, 'containers');
  const listOf = (text: string | undefined): JsonValue =>
    Object.fromEntries((text ?? '').split(',').map((part) => part.split(/=(.*)/s).slice(0, 2) as [string, string]));
  return containers
    .filter(({ name }) => only === undefined || only === '*' || only === name)
    .map(({ name = '' }): JsonValue => {
      if (what === 'env') return { name, env: pairs.map(([key, value]) => ({ name: key, value })) };
      const limits = flag(command, 'limits');
      const requests = flag(command, 'requests');
      return {
        name,
        resources: { ...(limits && { limits: listOf(limits) }), ...(requests && { requests: listOf(requests) }) },
      };
    });
}

interface Change {
  readonly body: JsonValue;
  readonly patchType: PatchType;
  /** What kubectl says of it. */
  readonly done: string;
  readonly subresource?: string;
}

export function* patchOne(
  resource: NamedResource,
  command: Command,
  ports: Ports,
  print: Printer,
  { body, patchType, done, subresource }: Change,
): Process<boolean> {
  const address = addressOf(resource, command);
  const before = yield* ports.api.request({ ...address, verb: 'get' });
  if (isStatus(before.object)) {
    print.err(serverError(before.object));
    return false;
  }
  const response = yield* ports.api.request({
    ...address,
    verb: 'patch',
    patchType,
    body,
    ...(subresource !== undefined && { subresource }),
    fieldManager: `kubectl-${command.verb}`,
  });
  for (const warning of response.warnings) print.err(`Warning: ${warning}`);
  if (isStatus(response.object)) {
    print.err(serverError(response.object));
    return false;
  }
  const unchanged =
    (response.object as KubernetesObject).metadata?.resourceVersion ===
    (before.object as KubernetesObject).metadata?.resourceVersion;
  print.out(`${labelOf(resource)} ${unchanged && done === 'patched' ? 'patched (no change)' : done}`);
  return true;
}

/** Does `act` for each object that the arguments name. */
export function* eachResource(
  args: readonly string[],
  print: Printer,
  act: (resource: NamedResource) => Process<boolean>,
): Process<boolean> {
  const resources = namedResources(args);
  if (typeof resources === 'string') {
    print.err(resources);
    return false;
  }
  let succeeded = true;
  for (const resource of resources) if (!(yield* act(resource))) succeeded = false;
  return succeeded;
}

function changesOf(args: readonly string[]): Record<string, string | null> {
  const changes: Record<string, string | null> = {};
  for (const arg of args) {
    const at = arg.indexOf('=');
    if (at < 0) changes[arg.slice(0, -1)] = null;
    else changes[arg.slice(0, at)] = arg.slice(at + 1);
  }
  return changes;
}

function taintsAfter(taints: readonly Taint[], changes: readonly string[]): Taint[] {
  let after = [...taints];
  for (const change of changes) {
    const removes = change.endsWith('-');
    const [pair = '', effect = ''] = change.replace(/-$/, '').split(':');
    const [key = '', value] = pair.split('=');
    after = after.filter((one) => one.key !== key || (effect !== '' && one.effect !== effect));
    if (!removes) after.push({ key, ...(value !== undefined && { value }), effect });
  }
  return after;
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
