/** Topology spread constraints, read once: a Pod's own, or the system's for Pods that something selects. */
import { checkedSelectorOf, type Labels, matchesLabels, type Selector, selectorFromMap } from '../api/labels.ts';
import { firstUntoleratedTaint } from '../api/taints.ts';
import type { Pod, Service } from '../api/types.ts';
import type { Listers } from './listers.ts';
import type { NodeInfo } from './nodeInfo.ts';
import { asksForNodes, nodeAffinityOf } from './requiredNodes.ts';
import type { Snapshot } from './snapshot.ts';

export const hostnameKey = 'kubernetes.io/hostname';
const zoneKey = 'topology.kubernetes.io/zone';

export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selector: Selector;
  /** Count only nodes that the Pod's node affinity matches. */
  readonly honorAffinity: boolean;
  /** Count only nodes whose taints the Pod tolerates. */
  readonly honorTaints: boolean;
}

/** Constraints that a node must meet. The system's own are none of these. */
export function hardConstraints(pod: Pod): readonly SpreadConstraint[] {
  return ownConstraints(pod, 'DoNotSchedule');
}

/** Constraints that only count in scoring. */
export function softConstraints(pod: Pod, listers: Listers): readonly SpreadConstraint[] {
  if ((pod.spec?.topologySpreadConstraints ?? []).length > 0) return ownConstraints(pod, 'ScheduleAnyway');
  const selector = selectorOfOwners(pod, listers);
  if (selector.requirements.length === 0) return none;
  return [
    { ...systemDefault, topologyKey: hostnameKey, maxSkew: 3, selector },
    { ...systemDefault, topologyKey: zoneKey, maxSkew: 5, selector },
  ];
}

const none: readonly SpreadConstraint[] = [];
const systemDefault = { minDomains: 1, honorAffinity: true, honorTaints: false } as const;

function ownConstraints(pod: Pod, whenUnsatisfiable: string): readonly SpreadConstraint[] {
  const constraints = pod.spec?.topologySpreadConstraints ?? [];
  if (constraints.length === 0) return none;
  return constraints
    .filter((constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable)
    .map((constraint) => ({
      topologyKey: constraint.topologyKey ?? '',
      maxSkew: constraint.maxSkew ?? 0,
      minDomains: constraint.minDomains ?? 1,
      selector: withLabelValues(
        checkedSelectorOf(constraint.labelSelector),
        constraint.matchLabelKeys ?? [],
        pod.metadata?.labels ?? {},
      ),
      honorAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
      honorTaints: constraint.nodeTaintsPolicy === 'Honor',
    }));
}

/** The selector narrowed to Pods that have the same values of these labels as the Pod itself. */
function withLabelValues(selector: Selector, keys: readonly string[], labels: Labels): Selector {
  const values = Object.fromEntries(
    keys.flatMap((key) => (Object.hasOwn(labels, key) ? [[key, labels[key] ?? '']] : [])),
  );
  if (selector.nothing || Object.keys(values).length === 0) return selector;
  return { ...selector, requirements: [...selectorFromMap(values).requirements, ...selector.requirements] };
}

/** What Services and the Pod's controller select together; nothing in particular if there are none. */
function selectorOfOwners(pod: Pod, listers: Listers): Selector {
  const { namespace = '', labels = {}, ownerReferences = [] } = pod.metadata ?? {};
  const selected: Record<string, string> = {};
  for (const service of listers.services.list()) {
    if (selects(service, namespace, labels)) Object.assign(selected, service.spec?.selector);
  }
  const owner = ownerReferences.find(({ controller }) => controller === true);
  const key = `${namespace}/${owner?.name ?? ''}`;
  switch (`${owner?.apiVersion ?? ''} ${owner?.kind ?? ''}`) {
    case 'v1 ReplicationController':
      return selectorFromMap({ ...selected, ...listers.replicationControllers.get(key)?.spec?.selector });
    case 'apps/v1 ReplicaSet':
      return both(selectorFromMap(selected), checkedSelectorOf(listers.replicaSets.get(key)?.spec?.selector));
    case 'apps/v1 StatefulSet':
      return both(selectorFromMap(selected), checkedSelectorOf(listers.statefulSets.get(key)?.spec?.selector));
    default:
      return selectorFromMap(selected);
  }
}

function selects({ metadata, spec }: Service, namespace: string, labels: Labels): boolean {
  if ((metadata?.namespace ?? '') !== namespace || spec?.selector === undefined) return false;
  return matchesLabels(selectorFromMap(spec.selector), labels);
}

function both(a: Selector, b: Selector): Selector {
  return { nothing: false, requirements: [...a.requirements, ...b.requirements] };
}

export function hasAllKeys(labels: Labels, constraints: readonly SpreadConstraint[]): boolean {
  for (const { topologyKey } of constraints) if (labels[topologyKey] === undefined) return false;
  return true;
}

/** Whether a node counts for a constraint at all. */
export interface Eligibility {
  (node: NodeInfo, constraint: SpreadConstraint): boolean;
  /** True when every node does. */
  everywhere(constraint: SpreadConstraint): boolean;
}

export function spreadEligibility({ spec = {} }: Pod, snapshot: Snapshot): Eligibility {
  const matches = asksForNodes(spec) ? nodeAffinityOf(spec, snapshot) : undefined;
  const isEligible = (node: NodeInfo, { honorAffinity, honorTaints }: SpreadConstraint): boolean => {
    if (honorAffinity && matches?.(node) === false) return false;
    return !honorTaints || firstUntoleratedTaint(node.hardTaints, spec.tolerations) === undefined;
  };
  const everywhere = ({ honorAffinity, honorTaints }: SpreadConstraint): boolean =>
    !honorTaints && (!honorAffinity || matches === undefined);
  return Object.assign(isEligible, { everywhere });
}
