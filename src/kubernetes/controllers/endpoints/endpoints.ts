/** Lists the Pods behind each Service in Endpoints, the older form (pkg/controller/endpoint). */
import { isPodReady } from '../../api/podReadiness.ts';
import type { EndpointAddress, EndpointSubset, Endpoints, Pod, Service } from '../../api/types.ts';
import { keyOf } from '../../simulation/informer.ts';
import type { Process } from '../../simulation/process.ts';
import { type Controller, type ControllerContext, on } from '../controller.ts';
import { sameValue, stableText } from '../hash.ts';
import { isNamespaceTerminating, isRefused, isTrouble, type Trouble } from '../objectClient.ts';
import { headlessLabel, hostnameOf, isHeadless, membersOf, servicesOf, targetPort } from './members.ts';

const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const managedBy = 'endpoint-controller';

export const endpoints: Controller = {
  name: 'endpoint-controller',
  workers: 5,
  watches: {
    services: on<Service>(({ object }) => [keyOf(object)]),
    endpoints: on<Endpoints>(({ type, object }) => (type === 'DELETED' ? [keyOf(object)] : [])),
    pods: on<Pod>((event, caches) => servicesOf(event, caches, event.type)),
  },
  start: (context) => (key) => reconcile(context, key),
};

function* reconcile({ caches, client }: ControllerContext, key: string): Process<Trouble | undefined> {
  const service = caches.get<Service>('services', key);
  const stored = caches.get<Endpoints>('endpoints', key);
  if (service === undefined) {
    const [namespace = '', name = ''] = key.split('/');
    const trouble = yield* client.delete({ apiVersion: 'v1', kind: 'Endpoints', metadata: { namespace, name } });
    return trouble === undefined || isRefused(trouble, 'NotFound') ? undefined : trouble;
  }
  if (service.spec?.selector === undefined || service.spec.type === 'ExternalName') return undefined;
  const { name = '', namespace = '', labels: own } = service.metadata ?? {};
  const labels = { ...own, [managedByLabel]: managedBy, ...(isHeadless(service) && { [headlessLabel]: '' }) };
  const subsets = subsetsOf(service, membersOf(caches, service, service.spec.publishNotReadyAddresses === true));
  if (stored !== undefined && sameValue(stored.subsets ?? [], subsets) && sameValue(stored.metadata?.labels, labels)) {
    return undefined;
  }
  const next: Endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...(stored?.metadata ?? { name, namespace }), labels },
    ...(subsets.length > 0 && { subsets }),
  };
  const written = stored === undefined ? yield* client.create(next) : yield* client.update(next);
  return isTrouble(written) && !isNamespaceTerminating(written) ? written : undefined;
}

/** Addresses by the ports they share. */
function subsetsOf(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const subsets = new Map<string, EndpointSubset>();
  for (const pod of pods) {
    const ports = (service.spec?.ports ?? []).flatMap((port) => {
      const number = targetPort(pod, port);
      if (number === undefined) return [];
      const { name, protocol = 'TCP', appProtocol } = port;
      return [{ ...(name && { name }), port: number, protocol, ...(appProtocol !== undefined && { appProtocol }) }];
    });
    if (ports.length === 0 && !isHeadless(service)) continue;
    const text = stableText(ports);
    const subset = subsets.get(text) ?? { ...(ports.length > 0 && { ports }) };
    subsets.set(text, subset);
    const ready = service.spec?.publishNotReadyAddresses === true || isPodReady(pod);
    const list = ready ? 'addresses' : 'notReadyAddresses';
    subset[list] = [...(subset[list] ?? []), addressOf(pod, service)];
  }
  for (const subset of subsets.values()) {
    subset.addresses?.sort(byAddress);
    subset.notReadyAddresses?.sort(byAddress);
  }
  return [...subsets.values()];
}

function addressOf(pod: Pod, service: Service): EndpointAddress {
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  const hostname = hostnameOf(pod, service);
  return {
    ip: pod.status?.podIP ?? '',
    ...(hostname !== undefined && { hostname }),
    ...(pod.spec?.nodeName && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

/** As texts of equal length sort: by their bytes, short addresses first where they begin alike. */
function byAddress(a: EndpointAddress, b: EndpointAddress): number {
  const [left = '', right = ''] = [a.ip, b.ip];
  return left < right ? -1 : left > right ? 1 : 0;
}
