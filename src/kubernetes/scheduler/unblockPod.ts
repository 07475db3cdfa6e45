/** Single changes to a Pod that may let it be placed. */
import type { NodeVerdict } from '../../trace/model.ts';
import type { JsonObject } from '../api/json.ts';
import { firstUntoleratedTaint } from '../api/taints.ts';
import type { Container, Pod, PodSpec, Taint } from '../api/types.ts';
import type { NodeInfo } from './nodeInfo.ts';
import type { FieldPath, PodEdit } from './podEdit.ts';
import { amountText, askOf, parseAmount } from './resources.ts';
import type { Snapshot } from './snapshot.ts';
import type { Suggestion } from './unblock.ts';

/** Of nodes with many different taints, so many are tried. */
const mostTaints = 20;

export function* podSuggestions(pod: Pod, snapshot: Snapshot, rejected: readonly NodeVerdict[]): Iterable<Suggestion> {
  const spec = pod.spec ?? {};
  yield* gates(spec);
  yield* softerSpreading(spec);
  yield* tolerations(spec, snapshot, rejected);
  yield* freePorts(spec);
  yield* smallerRequests(pod, snapshot, rejected);
  yield* fewerNodeDemands(spec);
  yield* fewerPodDemands(spec);
}

function podChange(id: string, args: Suggestion['args'], edit: PodEdit): Suggestion {
  return { id, args, change: { kind: 'pod', edit } };
}

function remove(...path: FieldPath): PodEdit {
  return { kind: 'remove', path };
}

function* gates({ schedulingGates = [] }: PodSpec): Iterable<Suggestion> {
  const names = schedulingGates.map(({ name = '' }) => name).join(', ');
  if (schedulingGates.length > 0)
    yield podChange('scheduler.unblock.gates', { gates: names }, remove('spec', 'schedulingGates'));
}

function* softerSpreading({ topologySpreadConstraints = [] }: PodSpec): Iterable<Suggestion> {
  for (const [index, { topologyKey = '', whenUnsatisfiable }] of topologySpreadConstraints.entries()) {
    if (whenUnsatisfiable !== 'DoNotSchedule') continue;
    const path = ['spec', 'topologySpreadConstraints', index, 'whenUnsatisfiable'];
    yield podChange('scheduler.unblock.spread', { key: topologyKey }, { kind: 'set', path, value: 'ScheduleAnyway' });
  }
}

function* tolerations(spec: PodSpec, snapshot: Snapshot, rejected: readonly NodeVerdict[]): Iterable<Suggestion> {
  const taints = new Map<string, Taint>();
  for (const { node, plugin } of rejected) {
    if (plugin !== 'TaintToleration' || taints.size >= mostTaints) continue;
    const taint = firstUntoleratedTaint(snapshot.node(node)?.hardTaints, spec.tolerations);
    if (taint !== undefined) taints.set(taintText(taint), taint);
  }
  for (const [text, { key = '', value, effect = '' }] of taints) {
    const toleration: JsonObject = value
      ? { key, operator: 'Equal', value, effect }
      : { key, operator: 'Exists', effect };
    yield podChange(
      'scheduler.unblock.tolerate',
      { taint: text },
      { kind: 'append', path: ['spec', 'tolerations'], value: toleration },
    );
  }
}

/** As `kubectl taint` writes it. */
function taintText({ key = '', value, effect = '' }: Taint): string {
  return value ? `${key}=${value}:${effect}` : `${key}:${effect}`;
}

function* freePorts(spec: PodSpec): Iterable<Suggestion> {
  if (spec.hostNetwork === true) return;
  for (const { container, path } of containersOf(spec)) {
    for (const [index, { hostPort = 0 }] of (container.ports ?? []).entries()) {
      if (hostPort === 0) continue;
      const args = { port: hostPort, container: container.name ?? '' };
      yield podChange('scheduler.unblock.hostPort', args, remove(...path, 'ports', index, 'hostPort'));
    }
  }
}

interface PlacedContainer {
  readonly container: Container;
  readonly path: FieldPath;
}

function containersOf(spec: PodSpec): PlacedContainer[] {
  const place = (list: readonly Container[] | undefined, field: string): PlacedContainer[] =>
    (list ?? []).map((container, index) => ({ container, path: ['spec', field, index] }));
  return [...place(spec.containers, 'containers'), ...place(spec.initContainers, 'initContainers')];
}

/** Requests of other resources must equal their limits, so that no single change would do. */
const lowerable: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];

/** For each resource that alone is short somewhere: as much as the roomiest of these nodes has, container by container. */
function* smallerRequests(pod: Pod, snapshot: Snapshot, rejected: readonly NodeVerdict[]): Iterable<Suggestion> {
  const ask = askOf(pod);
  const room = new Map<string, number>();
  for (const { node, plugin, reasons } of rejected) {
    const [reason = '', ...more] = reasons;
    const info = snapshot.node(node);
    if (plugin !== 'NodeResourcesFit' || more.length > 0 || info === undefined) continue;
    const resource = /^Insufficient (.+)$/.exec(reason)?.[1];
    if (resource !== undefined && lowerable.includes(resource))
      room.set(resource, Math.max(room.get(resource) ?? 0, left(info, resource)));
  }
  for (const [resource, available] of room) {
    const asked = askedFor(ask, resource);
    const podLevel = pod.spec?.resources?.requests?.[resource];
    if (podLevel !== undefined) yield* lowered(resource, podLevel, asked - available, ['spec', 'resources'], '');
    else {
      const placed = containersOf(pod.spec ?? {}).map(({ container, path }) => ({
        name: container.name ?? '',
        request: container.resources?.requests?.[resource],
        path: [...path, 'resources'],
      }));
      placed.sort((a, b) => parseAmount(resource, b.request) - parseAmount(resource, a.request));
      for (const { name, request, path } of placed)
        if (request !== undefined) yield* lowered(resource, request, asked - available, path, name);
    }
  }
}

function askedFor({ cpu, memory, ephemeralStorage }: ReturnType<typeof askOf>, resource: string): number {
  return resource === 'cpu' ? cpu : resource === 'memory' ? memory : ephemeralStorage;
}

function left({ allocatable, cpu, memory, ephemeralStorage }: NodeInfo, resource: string): number {
  if (resource === 'cpu') return allocatable.cpu - cpu;
  return resource === 'memory' ? allocatable.memory - memory : allocatable.ephemeralStorage - ephemeralStorage;
}

function* lowered(
  resource: string,
  from: string,
  by: number,
  resources: FieldPath,
  container: string,
): Iterable<Suggestion> {
  const to = amountText(resource, parseAmount(resource, from) - by);
  if (to === undefined) return;
  const path = [...resources, 'requests', resource];
  const args = { resource, from, to, container };
  yield podChange(container === '' ? 'scheduler.unblock.lowerPod' : 'scheduler.unblock.lower', args, {
    kind: 'set',
    path,
    value: to,
  });
}

function* fewerNodeDemands({ nodeSelector = {}, affinity }: PodSpec): Iterable<Suggestion> {
  const entries = Object.entries(nodeSelector);
  for (const [key, value] of entries)
    yield podChange('scheduler.unblock.nodeSelector', { key, value }, remove('spec', 'nodeSelector', key));
  if (entries.length > 1) yield podChange('scheduler.unblock.nodeSelectorAll', {}, remove('spec', 'nodeSelector'));
  if (affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined)
    yield podChange('scheduler.unblock.nodeAffinity', {}, remove('spec', 'affinity', 'nodeAffinity', required));
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution';

const podDemands = [
  ['podAffinity', 'scheduler.unblock.podAffinity'],
  ['podAntiAffinity', 'scheduler.unblock.podAntiAffinity'],
] as const;

function* fewerPodDemands({ affinity = {} }: PodSpec): Iterable<Suggestion> {
  for (const [which, id] of podDemands) {
    for (const [index, { topologyKey = '' }] of (affinity[which]?.[required] ?? []).entries())
      yield podChange(id, { key: topologyKey }, remove('spec', 'affinity', which, required, index));
  }
}
