/** Which Pods stand behind a Service, and on which ports (staging/src/k8s.io/endpointslice). */
import { matchesLabels, selectorFromMap } from '../../api/labels.ts';
import { isPodReady, isPodTerminal } from '../../api/podReadiness.ts';
import type { Pod, Service, ServicePort } from '../../api/types.ts';
import type { WatchEvent } from '../../simulation/client.ts';
import { keyOf } from '../../simulation/informer.ts';
import type { Caches } from '../caches.ts';
import { sameValue } from '../hash.ts';

export const headlessLabel = 'service.kubernetes.io/headless';

/** Services whose Pods a change of a Pod concerns. */
export function servicesOf({ object, old }: WatchEvent<Pod>, caches: Caches, type: string): Iterable<string> {
  if (type === 'MODIFIED' && old !== undefined && !matters(object, old)) return [];
  const keys: string[] = [];
  for (const service of caches.list<Service>('services', object.metadata?.namespace)) {
    const { selector } = service.spec ?? {};
    if (selector === undefined || Object.keys(selector).length === 0) continue;
    const parsed = selectorFromMap(selector);
    const matches = (pod: Pod | undefined): boolean => pod !== undefined && matchesLabels(parsed, pod.metadata?.labels);
    if (matches(object) || matches(old)) keys.push(keyOf(service));
  }
  return keys;
}

/** What of a Pod Services care about. */
function matters(pod: Pod, old: Pod): boolean {
  return (
    pod.status?.podIP !== old.status?.podIP ||
    isPodReady(pod) !== isPodReady(old) ||
    isPodTerminal(pod) !== isPodTerminal(old) ||
    (pod.metadata?.deletionTimestamp === undefined) !== (old.metadata?.deletionTimestamp === undefined) ||
    !sameValue(pod.metadata?.labels, old.metadata?.labels)
  );
}

/** Pods with an address that the Service selects; those on their way out only where they are asked for. */
export function membersOf(caches: Caches, service: Service, withTerminating: boolean): Pod[] {
  const selector = selectorFromMap(service.spec?.selector);
  return caches
    .list<Pod>('pods', service.metadata?.namespace)
    .filter(
      (pod) =>
        matchesLabels(selector, pod.metadata?.labels) &&
        !isPodTerminal(pod) &&
        (pod.status?.podIP ?? '') !== '' &&
        (withTerminating || pod.metadata?.deletionTimestamp === undefined),
    );
}

export function isHeadless(service: Service): boolean {
  return service.spec?.clusterIP === 'None';
}

/** The number of the Pod's port that a Service's port leads to; undefined where the Pod has none of that name. */
export function targetPort(pod: Pod, port: ServicePort): number | undefined {
  const { targetPort: target = port.port, protocol = 'TCP' } = port;
  if (typeof target === 'number') return target;
  for (const container of pod.spec?.containers ?? []) {
    for (const one of container.ports ?? []) {
      if (one.name === target && (one.protocol ?? 'TCP') === protocol) return one.containerPort;
    }
  }
  return undefined;
}

/** The Pod's name in DNS, where it has one below the Service. */
export function hostnameOf(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec ?? {};
  return hostname && subdomain === service.metadata?.name ? hostname : undefined;
}
