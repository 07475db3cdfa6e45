/** What the API server warns of in a Service (`pkg/api/service/warnings.go`). */
import { FieldPath } from '../../api/fieldPath.ts';
import { warningsForCIDR, warningsForIP } from '../../api/ip.ts';
import type { Service } from '../../api/types.ts';

const specPath = FieldPath.root('spec');
const topologyHints = 'service.kubernetes.io/topology-aware-hints';

export function serviceWarnings({ metadata, spec = {} }: Service): string[] {
  const { type, clusterIP, clusterIPs = [], externalIPs = [], loadBalancerIP, loadBalancerSourceRanges = [] } = spec;
  const headless = type === 'ClusterIP' && clusterIP === 'None';
  const external = type === 'ExternalName';
  const when = (holds: boolean, text: string): string[] => (holds ? [text] : []);
  const hasExternal = externalIPs.length > 0;
  const addresses = (field: string, list: readonly string[]): string[] =>
    list.flatMap((address, index) => warningsForIP(specPath.child(field).index(index), address));
  return [
    ...when(
      metadata?.annotations?.[topologyHints] !== undefined,
      `annotation ${topologyHints} is deprecated, please use service.kubernetes.io/topology-mode instead`,
    ),
    ...(clusterIP && clusterIP !== 'None' ? addresses('clusterIPs', clusterIPs) : []),
    ...when(headless && !!loadBalancerIP, 'spec.loadBalancerIP is ignored for headless services'),
    ...when(headless && hasExternal, 'spec.externalIPs is ignored for headless services'),
    ...when(headless && spec.sessionAffinity !== 'None', 'spec.SessionAffinity is ignored for headless services'),
    ...addresses('externalIPs', externalIPs),
    ...when(
      hasExternal && !headless && !external,
      'spec.externalIPs is deprecated and may no longer be implemented in some clusters',
    ),
    ...(loadBalancerIP ? warningsForIP(specPath.child('loadBalancerIP'), loadBalancerIP) : []),
    ...loadBalancerSourceRanges.flatMap((range, index) =>
      warningsForCIDR(specPath.child('loadBalancerSourceRanges').index(index), range),
    ),
    ...when(external && hasExternal, 'spec.externalIPs is ignored when spec.type is "ExternalName"'),
    ...when(!external && !!spec.externalName, 'spec.externalName is ignored when spec.type is not "ExternalName"'),
    ...when(
      spec.trafficDistribution === 'PreferClose',
      'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
    ),
  ];
}
