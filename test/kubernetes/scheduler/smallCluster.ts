/** Clusters of a few objects, and what the scheduler or one of its plugins makes of them. */
import type { KubernetesObject, Node, NodeSpec, NodeStatus, Pod, PodSpec } from '../../../src/kubernetes/api/types.ts';
import { type ClusterEvent, registeredRules, ruleHelps } from '../../../src/kubernetes/scheduler/clusterEvents.ts';
import { type CycleOptions, decide } from '../../../src/kubernetes/scheduler/cycle.ts';
import type { Decision } from '../../../src/kubernetes/scheduler/decision.ts';
import type { EnabledPlugin, SchedulerPlugin } from '../../../src/kubernetes/scheduler/framework.ts';
import { emptyCaches, type Listers, type ObjectCaches } from '../../../src/kubernetes/scheduler/listers.ts';
import { defaultPlugins } from '../../../src/kubernetes/scheduler/plugins.ts';
import { Snapshot } from '../../../src/kubernetes/scheduler/snapshot.ts';

export const now = Date.UTC(2026, 0, 15);

export type Objects = { readonly [List in keyof ObjectCaches]?: readonly KubernetesObject[] };

export interface SmallCluster {
  readonly nodes?: readonly Node[];
  /** Those with a `nodeName` are there; others are left out. */
  readonly pods?: readonly Pod[];
  readonly objects?: Objects;
}

type Metadata = NonNullable<Pod['metadata']>;

/** A node with 4 cores and 8 GiB, unless told otherwise. */
export function node(
  name: string,
  parts: { readonly metadata?: Metadata; readonly spec?: NodeSpec; readonly status?: NodeStatus } = {},
): Node {
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110' };
  return {
    metadata: { name, ...parts.metadata, labels: { 'kubernetes.io/hostname': name, ...parts.metadata?.labels } },
    spec: parts.spec ?? {},
    status: { allocatable, ...parts.status },
  };
}

/** A Pod of namespace `default`; `on` is the node it is on. */
export function pod(name: string, spec: PodSpec = {}, metadata: Metadata = {}, status: Pod['status'] = {}): Pod {
  return {
    metadata: { name, namespace: 'default', uid: `uid-${name}`, ...metadata },
    spec: { schedulerName: 'default-scheduler', priority: 0, containers: [{ name: 'app' }], ...spec },
    status,
  };
}

/** Containers that request these amounts. */
export function requesting(requests: Record<string, string>): Pick<PodSpec, 'containers'> {
  return { containers: [{ name: 'app', resources: { requests } }] };
}

export interface Surroundings {
  readonly snapshot: Snapshot;
  readonly listers: Listers;
}

export function surroundings({ nodes = [], pods = [], objects = {} }: SmallCluster): Surroundings {
  const snapshot = new Snapshot();
  for (const item of nodes) snapshot.setNode(item);
  for (const item of pods) if (item.spec?.nodeName !== undefined) snapshot.setPod(item, item.spec.nodeName);
  const caches = emptyCaches();
  for (const [list, items] of Object.entries(objects)) {
    for (const item of items) {
      const { namespace, name = '' } = item.metadata ?? {};
      caches[list as keyof ObjectCaches].set(namespace ? `${namespace}/${name}` : name, item);
    }
  }
  return { snapshot, listers: { ...caches, nominatedPods: () => [], isPreempting: () => false } };
}

/** What the scheduler decides, with all plugins unless told otherwise. */
export function decision(
  cluster: SmallCluster,
  incoming: Pod,
  options: Partial<CycleOptions> = {},
  plugins: readonly EnabledPlugin[] = defaultPlugins,
): Decision {
  const { snapshot, listers } = surroundings(cluster);
  return decide(plugins, snapshot, listers, incoming, { now, ...options });
}

/**
 * What one plugin says about each node, in walking order: `fits`, or its reasons (with `!` before them where preemption would
 * not help). One text alone where it rejects the Pod before it sees any node.
 */
export function says(plugin: SchedulerPlugin, cluster: SmallCluster, incoming: Pod): string[] {
  const { preFilter, rejected, snapshot } = asked(plugin, cluster, incoming);
  const refusal = preFilter.find(({ code }) => code !== 'Success');
  if (refusal !== undefined) return [text(refusal.code, refusal.reasons)];
  return snapshot.nodes.map(({ name }) => {
    const verdict = rejected.find(({ node: of }) => of === name);
    return verdict === undefined ? 'fits' : text(verdict.code, verdict.reasons);
  });
}

function text(code: string, reasons: readonly string[] = []): string {
  return `${code === 'Unschedulable' ? '' : '! '}${reasons.join(', ')}`;
}

/** The plugin's score of each node, normalised; raw ones on request. */
export function scores(
  plugin: SchedulerPlugin,
  cluster: SmallCluster,
  incoming: Pod,
  which: 'raw' | 'normalised' = 'normalised',
): readonly number[] {
  return asked(plugin, cluster, incoming).scores?.[which][0] ?? [];
}

function asked(
  plugin: SchedulerPlugin,
  cluster: SmallCluster,
  incoming: Pod,
): Decision & Pick<Surroundings, 'snapshot'> {
  const { snapshot, listers } = surroundings(cluster);
  return { ...decide([{ plugin, weight: 1 }], snapshot, listers, incoming, { now }), snapshot };
}

/** Whether the plugin would have a Pod retried that it rejected. */
export function retries(plugin: SchedulerPlugin, incoming: Pod, event: ClusterEvent, objects: Objects = {}): boolean {
  const { listers } = surroundings({ objects });
  return registeredRules(plugin.retryOn ?? []).some((rule) => ruleHelps(rule, event, incoming, listers));
}
