/** Verbs that reach into a Pod's containers through its kubelet: `exec`, `logs`, and `debug`. */
import { isStatus } from '../../api/status.ts';
import type { Pod } from '../../api/types.ts';
import type { Ports } from '../../simulation/component.ts';
import type { Process } from '../../simulation/process.ts';
import { type Command, flag } from '../command.ts';
import type { Printer } from '../kubectl.ts';
import { serverError } from '../serverError.ts';

/** `kubectl exec POD -- COMMAND`. */
export function* exec(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const [target = '', ...words] = command.args;
  const name = target.replace(/^pods?\//, '');
  const pod = yield* podNamed(name, command, ports, print);
  if (pod === undefined) return false;
  const container = flag(command, 'container') ?? pod.spec?.containers?.[0]?.name ?? '';
  const response = yield* ports.api.request({
    apiVersion: 'v1',
    resource: 'pods',
    namespace: command.namespace,
    name,
    subresource: 'exec',
    verb: 'create',
    body: { container, command: words },
    query: words.map((word) => `command=${encodeURIComponent(word)}`).join('&'),
  });
  if (isStatus(response.object)) {
    print.err(serverError(response.object));
    return false;
  }
  const { output = '', exitCode = 0 } = response.object as { output?: string; exitCode?: number };
  if (output !== '') print.out(output.replace(/\n$/, ''));
  if (exitCode !== 0) print.err(`command terminated with exit code ${exitCode}`);
  return exitCode === 0;
}

/** `kubectl logs POD`. */
export function* logs(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const name = (command.args[0] ?? '').replace(/^pods?\//, '');
  const pod = yield* podNamed(name, command, ports, print);
  if (pod === undefined) return false;
  const container = flag(command, 'container') ?? command.args[1] ?? pod.spec?.containers?.[0]?.name ?? '';
  const all = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []),
    ...(pod.spec?.ephemeralContainers ?? []),
  ];
  if (!all.some((one) => one.name === container)) {
    print.err(`error: container ${container} is not valid for pod ${name}`);
    return false;
  }
  const response = yield* ports.api.request({
    apiVersion: 'v1',
    resource: 'pods',
    namespace: command.namespace,
    name,
    subresource: 'log',
    verb: 'get',
    body: { container, previous: flag(command, 'previous') !== undefined },
    query: `container=${container}`,
  });
  if (isStatus(response.object)) {
    print.err(serverError(response.object));
    return false;
  }
  const { output = '' } = response.object as { output?: string };
  if (output !== '') print.out(output.replace(/\n$/, ''));
  return true;
}

/** `kubectl debug POD --image=IMAGE -- COMMAND`: adds an ephemeral container. */
export function* debug(command: Command, ports: Ports, print: Printer): Process<boolean> {
  const [target = '', ...words] = command.args;
  const name = target.replace(/^pods?\//, '');
  const pod = yield* podNamed(name, command, ports, print);
  if (pod === undefined) return false;
  const container = flag(command, 'container') ?? `debugger-${ports.kernel.random.suffix(5)}`;
  const targetContainer = flag(command, 'target');
  if (flag(command, 'container') === undefined) print.err(`Defaulting debug container name to ${container}.`);
  const ephemeral = {
    name: container,
    image: flag(command, 'image') ?? '',
    ...(words.length > 0 && { command: [...words] }),
    resources: {},
    terminationMessagePolicy: 'File',
    ...(targetContainer !== undefined && { targetContainerName: targetContainer }),
  };
  const response = yield* ports.api.request({
    apiVersion: 'v1',
    resource: 'pods',
    namespace: command.namespace,
    name,
    subresource: 'ephemeralcontainers',
    verb: 'patch',
    patchType: 'application/strategic-merge-patch+json',
    body: { spec: { ephemeralContainers: [ephemeral] } },
    fieldManager: 'kubectl-debug',
  });
  if (!isStatus(response.object)) return true;
  print.err(serverError(response.object));
  return false;
}

function* podNamed(name: string, command: Command, ports: Ports, print: Printer): Process<Pod | undefined> {
  const address = { apiVersion: 'v1', resource: 'pods', namespace: command.namespace, name };
  const response = yield* ports.api.request({ ...address, verb: 'get' });
  if (!isStatus(response.object)) return response.object as Pod;
  print.err(serverError(response.object));
  return undefined;
}
