/** Lists the Pods behind each Service in EndpointSlices (pkg/controller/endpointslice, staging/src/k8s.io/endpointslice). */
import { isPodReady } from '../../api/podReadiness.ts';
import type { DiscoveryV1EndpointPort, Endpoint, EndpointSlice, Node, Pod, Service } from '../../api/types.ts';
import { keyOf } from '../../simulation/informer.ts';
import type { Process } from '../../simulation/process.ts';
import { type Controller, type ControllerContext, on } from '../controller.ts';
import { sameValue, stableText } from '../hash.ts';
import { isNamespaceTerminating, isRefused, isTrouble, type Trouble } from '../objectClient.ts';
import { controllerReference } from '../ownership.ts';
import { headlessLabel, hostnameOf, isHeadless, membersOf, servicesOf, targetPort } from './members.ts';

const serviceLabel = 'kubernetes.io/service-name';
const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
const managedBy = 'endpointslice-controller.k8s.io';
const zoneLabel = 'topology.kubernetes.io/zone';
/** Endpoints in one slice (`--max-endpoints-per-slice`). */
const mostEndpoints = 100;

export const endpointSlice: Controller = {
  name: 'endpointslice-controller',
  workers: 5,
  watches: {
    services: on<Service>(({ object }) => [keyOf(object)]),
    pods: on<Pod>((event, caches) => servicesOf(event, caches, event.type)),
  },
  start: (context) => (key) => reconcile(context, key),
};

/** A slice as it should be; without a stored one it is new. */
interface Plan {
  readonly stored?: EndpointSlice;
  readonly endpoints: readonly Endpoint[];
  readonly ports: readonly DiscoveryV1EndpointPort[];
}

function* reconcile(context: ControllerContext, key: string): Process<Trouble | undefined> {
  const { caches, client } = context;
  const service = caches.get<Service>('services', key);
  const { selector } = service?.spec ?? {};
  if (service === undefined || selector === undefined || service.spec?.type === 'ExternalName') return undefined;
  const stored = caches
    .list<EndpointSlice>('endpointslices', service.metadata?.namespace)
    .filter(
      ({ metadata }) =>
        metadata?.labels?.[serviceLabel] === service.metadata?.name && metadata?.labels?.[managedByLabel] === managedBy,
    );
  const plans = planned(groupsOf(context, service), stored);
  const kept = new Set(plans.flatMap(({ stored: slice }) => slice ?? []));
  for (const plan of plans) {
    const slice = sliceOf(service, plan);
    if (plan.stored !== undefined && sameSlice(plan.stored, slice)) continue;
    const written = plan.stored === undefined ? yield* client.create(slice) : yield* client.update(slice);
    if (isTrouble(written) && !isNamespaceTerminating(written)) return written;
  }
  for (const slice of stored) {
    if (kept.has(slice)) continue;
    const trouble = yield* client.delete(slice);
    if (trouble !== undefined && !isRefused(trouble, 'NotFound')) return trouble;
  }
  return undefined;
}

interface Group {
  readonly ports: readonly DiscoveryV1EndpointPort[];
  readonly endpoints: Endpoint[];
}

/** Pods with the same numbers behind the Service's ports share slices. */
function groupsOf({ caches }: ControllerContext, service: Service): Group[] {
  const groups = new Map<string, Group>();
  for (const pod of membersOf(caches, service, true)) {
    const ports = portsOf(service, pod);
    const text = stableText(ports);
    const group = groups.get(text) ?? { ports, endpoints: [] };
    groups.set(text, group);
    group.endpoints.push(endpointOf(pod, service, caches.get<Node>('nodes', pod.spec?.nodeName ?? '')));
  }
  return [...groups.values()];
}

function portsOf(service: Service, pod: Pod): DiscoveryV1EndpointPort[] {
  return (service.spec?.ports ?? []).flatMap((port): DiscoveryV1EndpointPort[] => {
    const number = targetPort(pod, port);
    if (number === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = port;
    return [{ name, port: number, protocol, ...(appProtocol !== undefined && { appProtocol }) }];
  });
}

function endpointOf(pod: Pod, service: Service, node: Node | undefined): Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata?.deletionTimestamp !== undefined;
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  const hostname = hostnameOf(pod, service);
  const zone = node?.metadata?.labels?.[zoneLabel];
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: {
      ready: service.spec?.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    ...(hostname !== undefined && { hostname }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(pod.spec?.nodeName && { nodeName: pod.spec.nodeName }),
    ...(zone !== undefined && { zone }),
  };
}

/** Endpoints stay in the slice they are in; new ones fill slices up; slices that run empty are used anew. */
function planned(groups: readonly Group[], stored: readonly EndpointSlice[]): Plan[] {
  const plans: Plan[] = [];
  const fresh: Plan[] = [];
  const used = new Set<EndpointSlice>();
  for (const { ports, endpoints } of groups) {
    const left = new Map(endpoints.map((endpoint) => [endpoint.targetRef?.uid ?? '', endpoint]));
    const filled: { stored: EndpointSlice; endpoints: Endpoint[] }[] = [];
    for (const slice of stored) {
      if (used.has(slice) || stableText(slice.ports ?? []) !== stableText(ports)) continue;
      const kept = (slice.endpoints ?? []).flatMap(({ targetRef }) => left.get(targetRef?.uid ?? '') ?? []);
      if (kept.length === 0) continue;
      for (const { targetRef } of kept) left.delete(targetRef?.uid ?? '');
      used.add(slice);
      filled.push({ stored: slice, endpoints: kept });
    }
    const rest = [...left.values()];
    for (const slice of filled) slice.endpoints.push(...rest.splice(0, mostEndpoints - slice.endpoints.length));
    while (rest.length > 0) fresh.push({ ports, endpoints: rest.splice(0, mostEndpoints) });
    plans.push(...filled.map((slice) => ({ ...slice, ports })));
  }
  // A Service without endpoints still has a slice that says so.
  if (plans.length === 0 && fresh.length === 0) fresh.push({ ports: [], endpoints: [] });
  const free = stored.filter((slice) => !used.has(slice));
  for (const plan of fresh) {
    const reused = free.shift();
    plans.push(reused === undefined ? plan : { ...plan, stored: reused });
  }
  return plans;
}

function sliceOf(service: Service, { stored, endpoints, ports }: Plan): EndpointSlice {
  const { name = '', namespace = '', labels } = service.metadata ?? {};
  const metadata = {
    ...(stored?.metadata ?? { generateName: `${name}-`, namespace, ownerReferences: [controllerReference(service)] }),
    labels: {
      ...labels,
      [serviceLabel]: name,
      [managedByLabel]: managedBy,
      ...(isHeadless(service) && { [headlessLabel]: '' }),
    },
  };
  const slice: EndpointSlice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: service.spec?.ipFamilies?.[0] ?? 'IPv4',
  };
  if (endpoints.length > 0) slice.endpoints = [...endpoints];
  if (ports.length > 0) slice.ports = [...ports];
  return slice;
}

function sameSlice(stored: EndpointSlice, slice: EndpointSlice): boolean {
  return (
    sameValue(stored.endpoints ?? [], slice.endpoints ?? []) &&
    sameValue(stored.ports ?? [], slice.ports ?? []) &&
    sameValue(stored.metadata?.labels, slice.metadata?.labels)
  );
}
