/** Services: what a change of type makes pointless is dropped. */
import type { Service } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { keep } from './parts.ts';
import { isExternal, needsClusterIp, needsHealthCheckPort, needsNodePort, sameList } from './serviceNeeds.ts';

/** `pkg/registry/core/service/strategy.go`; addresses and ports are given out before (`serviceAllocation.ts`). */
export const serviceStrategy: Strategy<Service> = {
  prepareForCreate(service) {
    delete service.status;
  },
  prepareForUpdate(service, old) {
    keep(service, old, 'status');
    dropPointless(service, old);
  },
  subresources: { status: (service, old) => keep(service, old, 'spec') },
  canonicalize({ spec }) {
    // The real server stores it, and drops it whenever it reads (core/service/storage, `defaultOnReadInternalTrafficPolicy`).
    if (spec?.type === 'ExternalName') delete spec.internalTrafficPolicy;
  },
};

/** Only what the server may have filled in, and the request left as it was. */
function dropPointless(service: Service, old: Service): void {
  service.spec ??= {};
  const { spec } = service;
  const before = old.spec ?? {};
  if (needsClusterIp(before) && !needsClusterIp(spec)) {
    if (spec.clusterIP === before.clusterIP && sameList(spec.clusterIPs, before.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (sameList(spec.ipFamilies, before.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === before.ipFamilyPolicy) delete spec.ipFamilyPolicy;
  }
  if (needsNodePort(before) && !needsNodePort(spec) && noNewNodePorts(service, old)) {
    for (const port of spec.ports ?? []) delete port.nodePort;
  }
  if (needsHealthCheckPort(before) && !needsHealthCheckPort(spec)) {
    if (spec.healthCheckNodePort === before.healthCheckNodePort) delete spec.healthCheckNodePort;
  }
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === before.allocateLoadBalancerNodePorts) {
      delete spec.allocateLoadBalancerNodePorts;
    }
    if (spec.loadBalancerClass === before.loadBalancerClass) delete spec.loadBalancerClass;
  }
  if (isExternal(before) && !isExternal(spec) && spec.externalTrafficPolicy === before.externalTrafficPolicy) {
    delete spec.externalTrafficPolicy;
  }
  if (spec.type !== 'LoadBalancer' && service.status?.loadBalancer !== undefined) {
    const { loadBalancer: _, ...rest } = service.status;
    service.status = rest;
  }
}

function noNewNodePorts(service: Service, old: Service): boolean {
  const [after, before] = [nodePorts(service), nodePorts(old)];
  return [...after].every((port) => before.has(port));
}

function nodePorts(service: Service): Set<number> {
  return new Set((service.spec?.ports ?? []).flatMap((port) => (port.nodePort ? [port.nodePort] : [])));
}
