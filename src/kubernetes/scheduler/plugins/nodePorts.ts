/** NodePorts: two Pods cannot have the same port of a node. */
import type { Pod } from '../../api/types.ts';
import { fits, type SchedulerPlugin, skip, unschedulable } from '../framework.ts';
import { type HostPort, hostPortsOf, portsCollide } from '../podInfo.ts';

const taken = unschedulable("node(s) didn't have free ports for the requested pod ports");

export const nodePorts: SchedulerPlugin<readonly HostPort[]> = {
  name: 'NodePorts',
  retryOn: [
    { on: 'Pod', actions: ['Delete'], helps: (pod, { old }) => old !== undefined && freesPort(pod, old) },
    { on: 'Node', actions: ['Add'] },
  ],
  preFilter: ({ info }) => (info.hostPorts.length === 0 ? skip : { kind: 'filter', state: info.hostPorts }),
  filter: (_cycle, ports, node) => (ports.some((port) => node.portTaken(port)) ? taken : fits),
};

function freesPort(pod: Pod, deleted: Pod): boolean {
  if (!deleted.spec?.nodeName && !deleted.status?.nominatedNodeName) return false;
  const freed = hostPortsOf(deleted.spec ?? {});
  return hostPortsOf(pod.spec ?? {}).some((port) => freed.some((other) => portsCollide(port, other)));
}
