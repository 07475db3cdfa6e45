/** Services (core `validateService`). */
import { duplicate, forbidden, invalid, namedString, required, unsupported } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { goTrimSpace } from '../../api/goText.ts';
import { isValidCIDRForLegacyField, isValidIPForLegacyField } from '../../api/ip.ts';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName } from '../../api/names.ts';
import type { Service, ServicePort, ServiceSpec } from '../../api/types.ts';
import { endpointIPErrors } from './endpointIP.ts';
import { internal } from './internalText.ts';
import { validateLabels } from './labelSelector.ts';
import { metadataPath, validateObjectMeta } from './metadata.ts';
import { nameIsDNSLabel } from './nameRules.ts';
import { portNumber, supportedProtocols, validatePortNumOrName } from './ports.ts';
import { type Errors, invalidEach, oneOf, requiredOneOf, unique } from './rules.ts';
import { isHeadless, validateClusterIPs } from './serviceAddresses.ts';

const specPath = FieldPath.root('spec');
const portsPath = specPath.child('ports');
const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const longestAffinitySeconds = 86400;
const topologyHints = 'service.kubernetes.io/topology-aware-hints';
const topologyMode = 'service.kubernetes.io/topology-mode';
const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const trafficDistributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

export function validateService(errors: Errors, service: Service): void {
  validateObjectMeta(errors, service.metadata ?? {}, true, nameIsDNSLabel);
  validateServiceSpec(errors, service, undefined);
}

/** Everything but the metadata that all objects have. Addresses that `old` has need not be in today's form. */
export function validateServiceSpec(errors: Errors, service: Service, old: Service | undefined): void {
  const { spec = {}, metadata = {} } = service;
  const annotations = metadata.annotations ?? {};
  const [hints, mode] = [annotations[topologyHints], annotations[topologyMode]];
  if (hints !== undefined && mode !== undefined && hints !== mode) {
    const at = metadataPath.child('annotations').key(topologyMode);
    errors.push(invalid(at, mode, `must match annotations[${topologyHints}] when both are specified`));
  }
  if (!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required(portsPath));
  validateType(errors, spec);
  validatePorts(errors, spec.ports ?? []);
  validateLabels(errors, spec.selector, specPath, 'selector');
  validateSessionAffinity(errors, spec);
  validateClusterIPs(errors, spec, old?.spec);
  validateExternalIPs(errors, spec, old?.spec?.externalIPs ?? []);
  requiredOneOf(errors, specPath, 'type', spec.type, types);
  validateNodePorts(errors, spec);
  validateDuplicatePorts(errors, spec.ports ?? []);
  validateSourceRanges(errors, service, old);
  validateLoadBalancer(errors, spec);
  validateTrafficPolicies(errors, spec);
  if (spec.trafficDistribution !== undefined && !trafficDistributions.includes(spec.trafficDistribution)) {
    const at = specPath.child('trafficDistribution');
    errors.push(unsupported(at, spec.trafficDistribution, trafficDistributions));
  }
}

function validateType(errors: Errors, spec: ServiceSpec): void {
  const { type, clusterIPs = [], externalName = '' } = spec;
  if (type === 'LoadBalancer' || type === 'NodePort') {
    if (!isHeadless(spec)) return;
    const detail = `may not be set to 'None' for ${type} services`;
    errors.push(invalid(specPath.child('clusterIPs').index(0), clusterIPs[0] ?? '', detail));
  } else if (type === 'ExternalName') {
    const detail = 'may not be set for ExternalName services';
    if (clusterIPs.length > 0) errors.push(forbidden(specPath.child('clusterIPs'), detail));
    if (spec.ipFamilies?.length) errors.push(forbidden(specPath.child('ipFamilies'), detail));
    if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden(specPath.child('ipFamilyPolicy'), detail));
    const name = externalName.endsWith('.') ? externalName.slice(0, -1) : externalName;
    const at = specPath.child('externalName');
    if (name === '') errors.push(required(at));
    else invalidEach(errors, at, name, isDNS1123Subdomain(name));
  }
}

function validatePorts(errors: Errors, ports: readonly ServicePort[]): void {
  const names = new Set<string>();
  ports.forEach(({ name = '', port = 0, protocol, targetPort, appProtocol }, index) => {
    const at = portsPath.index(index);
    if (name !== '') {
      invalidEach(errors, at.child('name'), name, isDNS1123Label(name));
      unique(errors, at, 'name', name, names);
    } else if (ports.length > 1) errors.push(required(at.child('name')));
    portNumber(errors, at, 'port', port);
    requiredOneOf(errors, at, 'protocol', protocol, supportedProtocols);
    validatePortNumOrName(errors, at, 'targetPort', targetPort);
    if (appProtocol !== undefined) {
      invalidEach(errors, at.child('appProtocol'), appProtocol, isQualifiedName(appProtocol));
    }
  });
}

function validateSessionAffinity(errors: Errors, { sessionAffinity, sessionAffinityConfig }: ServiceSpec): void {
  requiredOneOf(errors, specPath, 'sessionAffinity', sessionAffinity, ['ClientIP', 'None']);
  const path = specPath.child('sessionAffinityConfig');
  if (sessionAffinity === 'None' && sessionAffinityConfig !== undefined) {
    errors.push(forbidden(path, 'must not be set when session affinity is None'));
  }
  if (sessionAffinity !== 'ClientIP') return;
  const needed = 'when session affinity type is ClientIP';
  const timeoutPath = path.child('clientIP').child('timeoutSeconds');
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (sessionAffinityConfig === undefined) errors.push(required(path, needed));
  else if (sessionAffinityConfig.clientIP === undefined) errors.push(required(path.child('clientIP'), needed));
  else if (seconds === undefined) errors.push(required(timeoutPath, needed));
  else if (seconds <= 0 || seconds > longestAffinitySeconds) {
    const detail = `must be greater than 0 and less than ${longestAffinitySeconds}`;
    errors.push(invalid(timeoutPath, seconds, detail));
  }
}

function validateExternalIPs(errors: Errors, { externalIPs }: ServiceSpec, old: readonly string[]): void {
  externalIPs?.forEach((address, index) => {
    const at = specPath.child('externalIPs').index(index);
    const found = old.includes(address) ? [] : isValidIPForLegacyField(at, address, true);
    errors.push(...(found.length > 0 ? found : endpointIPErrors(address, at)));
  });
}

function validateNodePorts(errors: Errors, { type, ports = [] }: ServiceSpec): void {
  if (type === 'ClusterIP') {
    ports.forEach(({ nodePort }, index) => {
      if (!nodePort) return;
      const at = portsPath.index(index).child('nodePort');
      errors.push(forbidden(at, "may not be used when `type` is 'ClusterIP'"));
    });
  }
  const seen = new Set<string>();
  ports.forEach(({ nodePort, protocol = '' }, index) => {
    if (!nodePort) return;
    const key = `${protocol}/${nodePort}`;
    if (seen.has(key)) errors.push(duplicate(portsPath.index(index).child('nodePort'), nodePort));
    seen.add(key);
  });
}

function validateDuplicatePorts(errors: Errors, ports: readonly ServicePort[]): void {
  const seen = new Set<string>();
  ports.forEach(({ protocol = '', port = 0 }, index) => {
    const key = `${protocol}/${port}`;
    if (seen.has(key)) errors.push(duplicate(portsPath.index(index), internal('ServicePort', { protocol, port })));
    seen.add(key);
  });
}

/** Ranges in the field, whose path Go spells with a capital, or in the annotation that came before it. */
function validateSourceRanges(errors: Errors, { metadata, spec = {} }: Service, old: Service | undefined): void {
  const onlyBalanced = "may only be used when `type` is 'LoadBalancer'";
  const { loadBalancerSourceRanges: ranges, type } = spec;
  const annotation = metadata?.annotations?.[sourceRanges];
  if (ranges?.length) {
    const path = specPath.child('LoadBalancerSourceRanges');
    if (type !== 'LoadBalancer') errors.push(forbidden(path, onlyBalanced));
    const known = (old?.spec?.loadBalancerSourceRanges ?? []).map(goTrimSpace);
    ranges.map(goTrimSpace).forEach((range, index) => {
      if (!known.includes(range)) errors.push(...isValidCIDRForLegacyField(path.index(index), range, true));
    });
  } else if (annotation !== undefined) {
    const path = metadataPath.child('annotations').key(sourceRanges);
    if (type !== 'LoadBalancer') errors.push(forbidden(path, onlyBalanced));
    if (old?.metadata?.annotations?.[sourceRanges] === annotation || goTrimSpace(annotation) === '') return;
    for (const range of annotation.split(',').map(goTrimSpace)) {
      errors.push(...isValidCIDRForLegacyField(path, range, true));
    }
  }
}

function validateLoadBalancer(errors: Errors, spec: ServiceSpec): void {
  const balanced = spec.type === 'LoadBalancer';
  if (!balanced && spec.allocateLoadBalancerNodePorts !== undefined) {
    const at = specPath.child('allocateLoadBalancerNodePorts');
    errors.push(forbidden(at, "may only be used when `type` is 'LoadBalancer'"));
  }
  if (balanced && spec.allocateLoadBalancerNodePorts === undefined) {
    errors.push(required(FieldPath.root('allocateLoadBalancerNodePorts')));
  }
  validateLoadBalancerClass(errors, spec);
}

export function validateLoadBalancerClass(errors: Errors, spec: ServiceSpec): void {
  const { loadBalancerClass: name, type } = spec;
  if (name === undefined) return;
  const at = specPath.child('loadBalancerClass');
  if (type === 'LoadBalancer') invalidEach(errors, at, name, isQualifiedName(name));
  else errors.push(forbidden(at, "may only be used when `type` is 'LoadBalancer'"));
}

function validateTrafficPolicies(errors: Errors, spec: ServiceSpec): void {
  const { externalTrafficPolicy: external, internalTrafficPolicy, healthCheckNodePort: port = 0, type } = spec;
  const externalPath = specPath.child('externalTrafficPolicy');
  if (isExternallyAccessible(spec)) {
    requiredOneOf(errors, specPath, 'externalTrafficPolicy', external, ['Cluster', 'Local']);
  } else if (external) {
    errors.push(invalid(externalPath, namedString(external), 'may only be set for externally-accessible services'));
  }
  const portPath = specPath.child('healthCheckNodePort');
  if (needsHealthCheck(spec)) {
    if (port === 0) errors.push(required(portPath));
    else portNumber(errors, specPath, 'healthCheckNodePort', port);
  } else if (port !== 0) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid(portPath, port, detail));
  }
  if (internalTrafficPolicy === undefined && (type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP')) {
    errors.push(required(specPath.child('internalTrafficPolicy')));
  }
  oneOf(errors, specPath, 'internalTrafficPolicy', internalTrafficPolicy, ['Cluster', 'Local']);
}

export function isExternallyAccessible({ type, externalIPs }: ServiceSpec): boolean {
  if (type === 'LoadBalancer' || type === 'NodePort') return true;
  return type === 'ClusterIP' && (externalIPs?.length ?? 0) > 0;
}

export function needsHealthCheck({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}
