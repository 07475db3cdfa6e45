/** NodePorts: one Pod a host port, protocol and address. */
import assert from 'node:assert/strict';
import type { ContainerPort } from '../../../../src/kubernetes/api/types.ts';
import { podEvent } from '../../../../src/kubernetes/scheduler/clusterEvents.ts';
import { nodePorts } from '../../../../src/kubernetes/scheduler/plugins/nodePorts.ts';
import { node, pod, retries, says } from '../smallCluster.ts';

const taken = "node(s) didn't have free ports for the requested pod ports";

function withPort(name: string, port: ContainerPort, nodeName?: string) {
  const containers = [{ name: 'app', ports: [{ containerPort: 80, protocol: 'TCP', ...port }] }];
  return pod(name, { containers, ...(nodeName !== undefined && { nodeName }) });
}

describe('NodePorts', () => {
  const cases: readonly [string, ContainerPort, ContainerPort, string][] = [
    ['turns down a node where the port is taken', { hostPort: 80 }, { hostPort: 80 }, taken],
    ['minds no container ports', { hostPort: 80 }, {}, 'fits'],
    ['tells protocols apart', { hostPort: 80 }, { hostPort: 80, protocol: 'UDP' }, 'fits'],
    ['takes 0.0.0.0 for every address', { hostPort: 80 }, { hostPort: 80, hostIP: '10.0.0.1' }, taken],
    ['tells addresses apart', { hostPort: 80, hostIP: '10.0.0.2' }, { hostPort: 80, hostIP: '10.0.0.1' }, 'fits'],
  ];
  for (const [what, there, wanted, expected] of cases) {
    it(what, () => {
      const cluster = { nodes: [node('a')], pods: [withPort('there', there, 'a')] };
      assert.deepEqual(says(nodePorts, cluster, withPort('p', wanted)), [expected]);
    });
  }

  it('looks again when a Pod leaves that held the port', () => {
    const gone = (port: number) => podEvent('Delete', { old: withPort('there', { hostPort: port }, 'a') });
    assert.equal(retries(nodePorts, withPort('p', { hostPort: 80 }), gone(80)), true);
    assert.equal(retries(nodePorts, withPort('p', { hostPort: 80 }), gone(81)), false);
  });
});
