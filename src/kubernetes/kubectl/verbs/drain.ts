/** `kubectl drain`: cordons a node, then evicts its Pods and waits until they are gone. */
import { isStatus } from '../../api/status.ts';
import type { Pod } from '../../api/types.ts';
import type { Ports } from '../../simulation/component.ts';
import { type Process, Signal, sleep, waitFor } from '../../simulation/process.ts';
import { type Command, flag } from '../command.ts';
import type { Printer } from '../kubectl.ts';
import { serverError } from '../serverError.ts';
import { untilGone } from './delete.ts';
import { cordonVerb } from './patch.ts';

/** A refused eviction is tried again after this (kubectl, pkg/drain). */
const retryMs = 5_000;

/** The verb `drain`. */
export function* drain(command: Command, ports: Ports, print: Printer): Process<boolean> {
  if (!(yield* cordonVerb(true)(command, ports, print))) return false;
  let succeeded = true;
  for (const node of command.args) {
    const pods = yield* podsToEvict(node, command, ports, print);
    if (pods === undefined) {
      succeeded = false;
      continue;
    }
    const done = new Signal();
    let left = pods.length;
    for (const pod of pods) {
      ports.kernel.spawn(
        (function* () {
          yield* evict(pod, command, ports, print);
          left -= 1;
          if (left === 0) done.fire();
        })(),
      );
    }
    if (left > 0) yield* waitFor(done);
    print.out(`node/${node} drained`);
  }
  return succeeded;
}

/** What stands on the node and has to go; DaemonSets' Pods would come back and are left. */
function* podsToEvict(node: string, command: Command, ports: Ports, print: Printer): Process<Pod[] | undefined> {
  const list = yield* ports.api.request({ apiVersion: 'v1', resource: 'pods', verb: 'list' });
  const { items = [] } = list.object as { items?: readonly Pod[] };
  const pods = items.filter(({ spec }) => spec?.nodeName === node);
  const isDaemon = (pod: Pod): boolean =>
    pod.metadata?.ownerReferences?.some(({ kind, controller }) => controller === true && kind === 'DaemonSet') === true;
  const name = ({ metadata }: Pod): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
  const daemons = pods.filter(isDaemon);
  const bare = pods.filter(({ metadata }) => !metadata?.ownerReferences?.some(({ controller }) => controller === true));
  const problems: string[] = [];
  if (daemons.length > 0 && flag(command, 'ignore-daemonsets') === undefined) {
    const names = daemons.map(name).join(', ');
    problems.push(`cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${names}`);
  }
  if (bare.length > 0 && flag(command, 'force') === undefined) {
    const names = bare.map(name).join(', ');
    problems.push(`cannot delete Pods that declare no controller (use --force to override): ${names}`);
  }
  if (problems.length > 0) {
    print.err(`error: unable to drain node "${node}" due to error: [${problems.join(', ')}], continuing command...`);
    return undefined;
  }
  if (daemons.length > 0) print.err(`Warning: ignoring DaemonSet-managed Pods: ${daemons.map(name).join(', ')}`);
  return pods.filter((pod) => !isDaemon(pod));
}

function* evict(pod: Pod, command: Command, ports: Ports, print: Printer): Process {
  const { name = '', namespace = '', uid } = pod.metadata ?? {};
  const grace = flag(command, 'grace-period');
  const deleteOptions = grace === undefined || Number(grace) < 0 ? {} : { gracePeriodSeconds: Number(grace) };
  const address = { apiVersion: 'v1', resource: 'pods', namespace, name };
  for (;;) {
    print.out(`evicting pod ${namespace}/${name}`);
    const answer = yield* ports.api.request({
      ...address,
      verb: 'create',
      subresource: 'eviction',
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions },
    });
    if (!isStatus(answer.object) || answer.code < 300) break;
    if (answer.code === 404) return;
    if (answer.code !== 429) {
      print.err(`error when evicting pods/"${name}" -n "${namespace}": ${serverError(answer.object)}`);
      return;
    }
    print.err(`error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${answer.object.message}`);
    yield* sleep(retryMs, 'an eviction to be tried again');
  }
  yield* untilGone(address, uid, ports);
  print.out(`pod/${name} evicted`);
}
