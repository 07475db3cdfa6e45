/** A namespace's LimitRanges: defaults for containers that say nothing, bounds for those that do. */

import { aggregateText } from '../../api/fieldError.ts';
import { type Amounts, amountsOf, podLimits, podRequests } from '../../api/podRequests.ts';
import { formatQuantity, type Quantity, quantityMilliValue, quantityOf, quantityValue } from '../../api/quantity.ts';
import type {
  Container,
  LimitRange,
  LimitRangeItem,
  PersistentVolumeClaim,
  Pod,
  ResourceList,
} from '../../api/types.ts';
import type { AdmissionPlugin, AdmissionRequest, Refusal } from './admission.ts';
import { createsPod, forbid } from './refuse.ts';

const annotation = 'kubernetes.io/limit-ranger';

/** plugin/pkg/admission/limitranger. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  admit(request) {
    if (createsPod(request) || resizesPod(request)) {
      for (const range of rangesOf(request)) setDefaults(request.object as Pod, range);
    }
    return undefined;
  },
  validate(request) {
    for (const range of rangesOf(request)) {
      const faults = faultsOf(request, range);
      if (faults.length > 0) return forbidAll(request, faults);
    }
    return undefined;
  },
};

function resizesPod({ kind, operation, subresource, old }: AdmissionRequest): boolean {
  return kind.kind === 'Pod' && operation === 'update' && subresource === 'resize' && !old?.metadata?.deletionTimestamp;
}

function rangesOf(request: AdmissionRequest): readonly LimitRange[] {
  return request.namespace === '' ? [] : request.cluster.list<LimitRange>('limitranges', request.namespace);
}

function forbidAll(request: AdmissionRequest, faults: readonly string[]): Refusal {
  return forbid(request, aggregateText(faults));
}

function setDefaults(pod: Pod, range: LimitRange): void {
  const items = (range.spec?.limits ?? []).filter(({ type }) => type === 'Container');
  const requests: ResourceList = Object.assign({}, ...items.map(({ defaultRequest }) => defaultRequest));
  const limits: ResourceList = Object.assign({}, ...items.map((item) => item.default));
  const notes = [
    ...(pod.spec?.containers ?? []).flatMap((container) => mergeDefaults(container, 'container', requests, limits)),
    ...(pod.spec?.initContainers ?? []).flatMap((container) =>
      mergeDefaults(container, 'init container', requests, limits),
    ),
  ];
  if (notes.length === 0) return;
  const text = `LimitRanger plugin set: ${notes.join('; ')}`;
  pod.metadata ??= {};
  pod.metadata.annotations = { ...pod.metadata.annotations, [annotation]: text };
}

function mergeDefaults(container: Container, what: string, requests: ResourceList, limits: ResourceList): string[] {
  const note = (part: 'requests' | 'limits', defaults: ResourceList): string[] => {
    const present = container.resources?.[part] ?? {};
    const missing = Object.keys(defaults).filter((name) => present[name] === undefined);
    if (missing.length === 0) return [];
    const added = Object.fromEntries(missing.map((name) => [name, defaults[name] ?? '0']));
    container.resources = { ...container.resources, [part]: { ...present, ...added } };
    return [`${missing.sort().join(', ')} ${part.slice(0, -1)} for ${what} ${container.name ?? ''}`];
  };
  return [...note('requests', requests), ...note('limits', limits)];
}

function faultsOf(request: AdmissionRequest, range: LimitRange): string[] {
  const items = range.spec?.limits ?? [];
  if (createsPod(request) || resizesPod(request))
    return items.flatMap((item) => podFaults(request.object as Pod, item));
  const { kind, subresource, old } = request;
  if (kind.kind !== 'PersistentVolumeClaim' || subresource || old?.metadata?.deletionTimestamp) return [];
  if (request.operation === 'delete') return [];
  const requests = amountsOf((request.object as PersistentVolumeClaim).spec?.resources?.requests);
  return items.filter(({ type }) => type === 'PersistentVolumeClaim').flatMap((item) => claimFaults(requests, item));
}

function podFaults(pod: Pod, item: LimitRangeItem): string[] {
  if (item.type === 'Container') {
    const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
    return containers.flatMap(({ resources }) =>
      usageFaults('Container', item, amountsOf(resources?.requests), amountsOf(resources?.limits)),
    );
  }
  if (item.type !== 'Pod') return [];
  return usageFaults(
    'Pod',
    item,
    podRequests(pod, { withoutOverhead: true }),
    podLimits(pod, { withoutOverhead: true }),
  );
}

function usageFaults(type: string, item: LimitRangeItem, requests: Amounts, limits: Amounts): string[] {
  return [
    ...each(item.min, (name, bound) => minimumFault(type, name, bound, requests.get(name), limits.get(name))),
    ...each(item.max, (name, bound) => maximumFault(type, name, bound, requests.get(name), limits.get(name))),
    ...each(item.maxLimitRequestRatio, (name, bound) =>
      ratioFault(type, name, bound, requests.get(name), limits.get(name)),
    ),
  ];
}

function claimFaults(requests: Amounts, item: LimitRangeItem): string[] {
  const type = 'PersistentVolumeClaim';
  return [
    ...each(item.min, (name, bound) => minimumFault(type, name, bound, requests.get(name), undefined)),
    ...each(item.max, (name, bound) => {
      const what = `maximum ${name} usage per ${type} is ${bound}`;
      const request = requests.get(name);
      if (request === undefined) return `${what}.  No request is specified`;
      return compareRounded(request, bound) > 0 ? `${what}, but request is ${shown(request)}` : undefined;
    }),
  ];
}

function each(bounds: ResourceList | undefined, fault: (name: string, bound: string) => string | undefined): string[] {
  return Object.entries(bounds ?? {}).flatMap(([name, bound]) => fault(name, shown(quantityOf(bound))) ?? []);
}

function minimumFault(
  type: string,
  name: string,
  bound: string,
  request?: Quantity,
  limit?: Quantity,
): string | undefined {
  const what = `minimum ${name} usage per ${type} is ${bound}`;
  if (request === undefined) return `${what}.  No request is specified`;
  if (compareRounded(request, bound) < 0) return `${what}, but request is ${shown(request)}`;
  if (limit !== undefined && compareRounded(limit, bound) < 0) return `${what}, but limit is ${shown(limit)}`;
  return undefined;
}

function maximumFault(
  type: string,
  name: string,
  bound: string,
  request?: Quantity,
  limit?: Quantity,
): string | undefined {
  const what = `maximum ${name} usage per ${type} is ${bound}`;
  if (limit === undefined) return `${what}.  No limit is specified`;
  if (compareRounded(limit, bound) > 0) return `${what}, but limit is ${shown(limit)}`;
  if (request !== undefined && compareRounded(request, bound) > 0) return `${what}, but request is ${shown(request)}`;
  return undefined;
}

function ratioFault(
  type: string,
  name: string,
  bound: string,
  request?: Quantity,
  limit?: Quantity,
): string | undefined {
  const what = `${name} max limit to request ratio per ${type} is ${bound}`;
  const [requested, limited] = [measure(request), measure(limit)];
  if (requested === 0) return `${what}, but no request is specified or request is 0`;
  if (limited === 0) return `${what}, but no limit is specified or limit is 0`;
  const ratio = limited / requested;
  const most = Number(quantityMilliValue(quantityOf(bound))) / 1000;
  return ratio > most ? `${what}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}

/** Amounts are compared in thousandths, rounded up, where these fit an int64. */
const largestMilli = 9_223_372_036_854_775n;

function compareRounded(left: Quantity, bound: string): number {
  const right = quantityOf(bound);
  const fits = quantityValue(left) <= largestMilli && quantityValue(right) <= largestMilli;
  const value = fits ? quantityMilliValue : quantityValue;
  const difference = value(left) - value(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function measure(quantity: Quantity | undefined): number {
  return quantity === undefined ? 0 : Number(quantityMilliValue(quantity));
}

function shown(quantity: Quantity): string {
  return formatQuantity(quantity);
}
