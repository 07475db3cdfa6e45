/** Defaults of Services and of what lists their endpoints. */
import type { EndpointSlice, Endpoints, Service, ServiceSpec } from '../../api/types.ts';

const clientIpTimeoutSeconds = 10800;
const routed: ReadonlySet<string> = new Set(['NodePort', 'LoadBalancer', 'ClusterIP']);

/** Fills a Service (pkg/apis/core/v1, SetDefaults_Service). Addresses and node ports are given out later. */
export function defaultService(service: Service): void {
  service.spec ??= {};
  const { spec } = service;
  defaultSessionAffinity(spec);
  spec.type ||= 'ClusterIP';
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP';
    port.targetPort ||= port.port ?? 0;
  }
  if (isExternal(spec)) spec.externalTrafficPolicy ||= 'Cluster';
  if (routed.has(spec.type)) spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type !== 'LoadBalancer') return;
  spec.allocateLoadBalancerNodePorts ??= true;
  for (const ingress of service.status?.loadBalancer?.ingress ?? []) {
    if (ingress.ip) ingress.ipMode ??= 'VIP';
  }
}

function defaultSessionAffinity(spec: ServiceSpec): void {
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: clientIpTimeoutSeconds } };
  }
}

function isExternal(spec: ServiceSpec): boolean {
  if (spec.type === 'ClusterIP') return (spec.externalIPs ?? []).length > 0;
  return spec.type === 'LoadBalancer' || spec.type === 'NodePort';
}

export function defaultEndpoints(endpoints: Endpoints): void {
  for (const subset of endpoints.subsets ?? []) {
    for (const port of subset.ports ?? []) port.protocol ||= 'TCP';
  }
}

export function defaultEndpointSlice(slice: EndpointSlice): void {
  for (const port of slice.ports ?? []) {
    port.name ??= '';
    port.protocol ??= 'TCP';
  }
}
