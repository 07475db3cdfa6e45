/** Addresses and node ports of Services that are really created (the recordings are dry runs). */
import assert from 'node:assert/strict';
import { errorText } from '../../../../src/kubernetes/api/fieldError.ts';
import type { Service, ServiceSpec } from '../../../../src/kubernetes/api/types.ts';
import { allocateForService } from '../../../../src/kubernetes/apiserver/strategy/serviceAllocation.ts';

const taken: Service = {
  spec: { type: 'NodePort', clusterIP: '10.96.0.2', clusterIPs: ['10.96.0.2'], ports: [{ port: 80, nodePort: 30000 }] },
};
const context = { cluster: { list: () => [taken] }, random: { below: () => 0 } };

/** What becomes of `spec`: the addresses and ports given out, or the errors. */
function check(spec: ServiceSpec, expected: unknown, old?: ServiceSpec): void {
  const service: Service = { spec: structuredClone(spec) };
  const refusal = allocateForService(service, old === undefined ? undefined : { spec: old }, context);
  if (refusal !== undefined) {
    assert.deepEqual('errors' in refusal ? refusal.errors.map(errorText) : refusal.status.message, expected);
    return;
  }
  const { clusterIP, ports, healthCheckNodePort } = service.spec ?? {};
  const nodePorts = (ports ?? []).map((port) => port.nodePort);
  assert.deepEqual([clusterIP, nodePorts, healthCheckNodePort], expected);
}

describe('Services', () => {
  const ports = [{ port: 80 }];
  it('get the next free address', () => check({ type: 'ClusterIP', ports }, ['10.96.0.3', [undefined], undefined]));
  it('get the next free node port', () => check({ type: 'NodePort', ports }, ['10.96.0.3', [30001], undefined]));
  it('share a node port between protocols of a port', () =>
    check({ type: 'NodePort', ports: [{ port: 80 }, { port: 80, protocol: 'UDP' }, { port: 81 }] }, [
      '10.96.0.3',
      [30001, 30001, 30002],
      undefined,
    ]));
  it('get a health check port for local traffic', () =>
    check({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', allocateLoadBalancerNodePorts: false, ports }, [
      '10.96.0.3',
      [undefined],
      30001,
    ]));
  it('cannot have a taken address', () =>
    check({ type: 'ClusterIP', clusterIP: '10.96.0.2', ports }, [
      'spec.clusterIPs: Invalid value: ["10.96.0.2"]: failed to allocate IP 10.96.0.2: provided IP is already allocated',
    ]));
  it('cannot have an address of another network', () =>
    check({ type: 'ClusterIP', clusterIP: '1.2.3.4', ports }, [
      'spec.clusterIPs: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the provided network does not match the current range',
    ]));
  it('cannot have a taken node port, or one out of range', () => {
    check({ type: 'NodePort', ports: [{ port: 80, nodePort: 30000 }] }, [
      'spec.ports[0].nodePort: Invalid value: 30000: provided port is already allocated',
    ]);
    check({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }, [
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ]);
  });
  it('keep what they have when an update leaves it out', () =>
    check(
      {
        type: 'NodePort',
        ports: [
          { name: 'b', port: 81 },
          { name: 'a', port: 80 },
        ],
      },
      ['10.96.9.9', [30001, 30500], undefined],
      {
        type: 'NodePort',
        clusterIP: '10.96.9.9',
        clusterIPs: ['10.96.9.9'],
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        ports: [{ name: 'a', port: 80, nodePort: 30500 }],
      },
    ));
});
