/** The same decisions without any index: every plugin looks at all nodes, all Pods and all objects each time it is asked. */
import { checkedSelectorOf, type Labels, matchesLabels } from '../../../src/kubernetes/api/labels.ts';
import {
  nodeSelectorMatcher,
  preferredNodeScore,
  requiredNodeAffinity,
} from '../../../src/kubernetes/api/nodeAffinity.ts';
import { podRequests, scoringDefaults } from '../../../src/kubernetes/api/podRequests.ts';
import { type Quantity, quantityMilliValue, quantityOf, quantityValue } from '../../../src/kubernetes/api/quantity.ts';
import { firstUntoleratedTaint, schedulingEffects, tolerationsTolerate } from '../../../src/kubernetes/api/taints.ts';
import type {
  ContainerPort,
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  KubernetesObject,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodAffinityTerm,
  Service,
  StorageClass,
  TopologySpreadConstraint,
} from '../../../src/kubernetes/api/types.ts';

/** All objects of a cluster, as the API server lists them. */
export type Listing = <T extends KubernetesObject>(resource: string) => readonly T[];

export interface NaiveDecision {
  /** Why the Pod was turned down before any node was looked at. */
  readonly refused?: string;
  /** First objection by node: `plugin code reason, reason`. */
  readonly rejected: Readonly<Record<string, string>>;
  /** Totals by feasible node; empty when fewer than two were feasible. */
  readonly totals: Readonly<Record<string, number>>;
  readonly feasible: readonly string[];
}

const hostname = 'kubernetes.io/hostname';
const zone = 'topology.kubernetes.io/zone';

/** One question, with everything there is to answer it. */
interface Question {
  readonly list: Listing;
  readonly pod: Pod;
  readonly nodes: readonly Node[];
  /** Pods on nodes that exist or not. */
  readonly pods: readonly Pod[];
}

type Objection = readonly [code: 'U' | 'X', ...reasons: string[]] | undefined;
type Filter = (question: Question, node: Node) => Objection;
type Score = (question: Question, feasible: readonly Node[]) => readonly number[] | undefined;

export function naiveDecision(list: Listing, pod: Pod): NaiveDecision {
  const pods = list<Pod>('pods').filter(({ spec, status }) => spec?.nodeName && !isOver(status?.phase));
  const question: Question = { list, pod, nodes: list<Node>('nodes'), pods };
  const refused = refusal(question);
  if (refused !== undefined) return { refused, rejected: {}, totals: {}, feasible: [] };
  const rejected: Record<string, string> = {};
  const named = namedNodes(pod);
  const feasible = question.nodes.filter((node) => {
    if (named !== undefined && !named.has(nameOf(node))) return false;
    for (const [plugin, filter] of Object.entries(filters)) {
      const objection = filter(question, node);
      if (objection === undefined) continue;
      const [code, ...reasons] = objection;
      rejected[nameOf(node)] = `${plugin} ${code} ${reasons.join(', ')}`;
      return false;
    }
    return true;
  });
  const totals: Record<string, number> = {};
  if (feasible.length > 1) {
    for (const [weight, score] of scores) {
      const points = score(question, feasible);
      for (const [index, node] of feasible.entries())
        totals[nameOf(node)] = (totals[nameOf(node)] ?? 0) + weight * (points?.[index] ?? 0);
    }
  }
  return { rejected, totals, feasible: feasible.map(nameOf) };
}

function isOver(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function nameOf({ metadata }: KubernetesObject): string {
  return metadata?.name ?? '';
}

function labelsOf({ metadata }: KubernetesObject): Labels {
  return metadata?.labels ?? {};
}

const on = ({ pods }: Question, node: Node): readonly Pod[] =>
  pods.filter(({ spec }) => spec?.nodeName === nameOf(node));

function namedNodes({ spec }: Pod): ReadonlySet<string> | undefined {
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const names = terms.map(({ matchFields = [] }) => {
    const lists = matchFields.filter(({ operator }) => operator === 'In').map(({ values = [] }) => values);
    return lists.length === 0 ? undefined : lists.reduce((a, b) => a.filter((name) => b.includes(name)));
  });
  return names.length === 0 || names.includes(undefined) ? undefined : new Set(names.flatMap((list) => list ?? []));
}

function refusal(question: Question): string | undefined {
  if (question.nodes.length === 0) return 'no nodes';
  if (namedNodes(question.pod)?.size === 0) return 'NodeAffinity';
  const claims = claimsOf(question, question.pod);
  if (claims.includes(undefined)) return 'VolumeRestrictions';
  for (const claim of claims) {
    if (claim?.status?.phase === 'Lost') return 'VolumeBinding';
    if (claim !== undefined && !isBound(claim) && (!waits(question, claim) || claim.spec?.volumeName))
      return 'VolumeBinding';
  }
  for (const claim of claims)
    if (claim?.spec?.volumeName && volumeNamed(question, claim.spec.volumeName) === undefined) return 'VolumeZone';
  return undefined;
}

const milli = (amount: Quantity | undefined): number => (amount === undefined ? 0 : Number(quantityMilliValue(amount)));
const whole = (amount: Quantity | undefined): number => (amount === undefined ? 0 : Number(quantityValue(amount)));
const amountOf = (name: string, amount: Quantity | undefined): number =>
  name === 'cpu' ? milli(amount) : whole(amount);
const allocatable = (node: Node, name: string): number =>
  amountOf(name, quantityOf(node.status?.allocatable?.[name] ?? '0'));

function used(question: Question, node: Node, name: string): number {
  return on(question, node).reduce(
    (sum, pod) => sum + amountOf(name, podRequests(pod, { useStatus: true }).get(name)),
    0,
  );
}

const filters: Readonly<Record<string, Filter>> = {
  NodeUnschedulable: ({ pod }, { spec }) => {
    const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
    return spec?.unschedulable && !tolerationsTolerate(pod.spec?.tolerations, taint)
      ? ['X', 'node(s) were unschedulable']
      : undefined;
  },
  TaintToleration: ({ pod }, { spec }) =>
    firstUntoleratedTaint(spec?.taints, pod.spec?.tolerations, schedulingEffects) && [
      'X',
      'node(s) had untolerated taint(s)',
    ],
  NodeAffinity: ({ pod }, node) =>
    requiredNodeAffinity(pod.spec ?? {})(node).matches
      ? undefined
      : ['X', "node(s) didn't match Pod's node affinity/selector"],
  NodePorts: (question, node) => {
    const taken = on(question, node).flatMap(hostPorts);
    return hostPorts(question.pod).some((port) => taken.some((other) => collide(port, other)))
      ? ['U', "node(s) didn't have free ports for the requested pod ports"]
      : undefined;
  },
  NodeResourcesFit: (question, node) => {
    const reasons: string[] = [];
    let hopeless = false;
    if (on(question, node).length + 1 > allocatable(node, 'pods')) reasons.push('Too many pods');
    const asked = podRequests(question.pod);
    const named = ['cpu', 'memory', 'ephemeral-storage'];
    for (const name of [...named, ...[...asked.keys()].filter((key) => !named.includes(key)).sort()]) {
      const amount = amountOf(name, asked.get(name));
      if (amount <= 0 || amount <= allocatable(node, name) - used(question, node, name)) continue;
      reasons.push(`Insufficient ${name}`);
      hopeless ||= amount > allocatable(node, name);
    }
    return reasons.length === 0 ? undefined : [hopeless ? 'X' : 'U', ...reasons];
  },
  VolumeRestrictions: (question) => {
    const exclusive = claimsOf(question, question.pod).filter((claim) =>
      claim?.spec?.accessModes?.includes('ReadWriteOncePod'),
    );
    const inUse = question.pods.flatMap((other) => claimsOf(question, other));
    return exclusive.some((claim) => inUse.includes(claim))
      ? [
          'U',
          'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
        ]
      : undefined;
  },
  NodeVolumeLimits: (question, node) => {
    const csiNode = question.list<CSINode>('csinodes').find((one) => nameOf(one) === nameOf(node));
    const attached = new Set(on(question, node).flatMap((other) => csiHandles(question, other)));
    const wanted = new Set(csiHandles(question, question.pod));
    for (const { name = '', allocatable: limit } of csiNode?.spec?.drivers ?? []) {
      const ofDriver = (handles: Iterable<string>): string[] =>
        [...handles].filter((handle) => handle.startsWith(`${name}/`));
      const added = ofDriver(wanted).filter((handle) => !attached.has(handle));
      if (limit?.count !== undefined && added.length > 0 && ofDriver(attached).length + added.length > limit.count)
        return ['U', 'node(s) exceed max volume count'];
    }
    return undefined;
  },
  VolumeBinding: (question, node) => bindingTrouble(question, node),
  VolumeZone: (question, node) => {
    const keys = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];
    if (!keys.some((key) => key in labelsOf(node))) return undefined;
    const volumes = claimsOf(question, question.pod).flatMap(
      (claim) => volumeNamed(question, claim?.spec?.volumeName) ?? [],
    );
    const elsewhere = volumes.some((volume) =>
      keys.some(
        (key) =>
          key in labelsOf(volume) &&
          !labelsOf(volume)
            [key]?.split('__')
            .includes(labelsOf(node)[key] ?? ''),
      ),
    );
    return elsewhere ? ['X', 'node(s) had no available volume zone'] : undefined;
  },
  PodTopologySpread: (question, node) => {
    for (const constraint of constraintsOf(question.pod, 'DoNotSchedule')) {
      const counts = domainCounts(question, constraint, constraintsOf(question.pod, 'DoNotSchedule'));
      const domain = labelsOf(node)[constraint.topologyKey ?? ''];
      if (domain === undefined)
        return ['X', "node(s) didn't match pod topology spread constraints (missing required label)"];
      const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(2 ** 31 - 1, ...counts.values());
      const self = matchesLabels(spreadSelector(question.pod, constraint), labelsOf(question.pod)) ? 1 : 0;
      if ((counts.get(domain) ?? 0) + self - least > (constraint.maxSkew ?? 0))
        return ['U', "node(s) didn't match pod topology spread constraints"];
    }
    return undefined;
  },
  InterPodAffinity: (question, node) => affinityTrouble(question, node),
};

function hostPorts({ spec = {} }: Pod): ContainerPort[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...sidecars, ...(spec.containers ?? [])].flatMap(({ ports = [] }) =>
    ports.filter(({ hostPort = 0 }) => hostPort > 0),
  );
}

function collide(a: ContainerPort, b: ContainerPort): boolean {
  const [left, right] = [a.hostIP || '0.0.0.0', b.hostIP || '0.0.0.0'];
  const meet = left === right || left === '0.0.0.0' || right === '0.0.0.0';
  return meet && a.hostPort === b.hostPort && (a.protocol || 'TCP') === (b.protocol || 'TCP');
}

function claimsOf({ list }: Question, pod: Pod): (PersistentVolumeClaim | undefined)[] {
  return (pod.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => {
    if (persistentVolumeClaim === undefined) return [];
    const claims = list<PersistentVolumeClaim>('persistentvolumeclaims');
    return [
      claims.find(
        ({ metadata }) =>
          metadata?.namespace === pod.metadata?.namespace && metadata?.name === persistentVolumeClaim.claimName,
      ),
    ];
  });
}

function volumeNamed({ list }: Question, name: string | undefined): PersistentVolume | undefined {
  return list<PersistentVolume>('persistentvolumes').find((volume) => nameOf(volume) === name);
}

function classOf({ list }: Question, { spec }: PersistentVolumeClaim): StorageClass | undefined {
  return list<StorageClass>('storageclasses').find((one) => nameOf(one) === spec?.storageClassName);
}

function isBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return Boolean(spec?.volumeName) && metadata?.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined;
}

function waits(question: Question, claim: PersistentVolumeClaim): boolean {
  return classOf(question, claim)?.volumeBindingMode === 'WaitForFirstConsumer';
}

function csiHandles(question: Question, pod: Pod): string[] {
  return claimsOf(question, pod).flatMap((claim) => {
    if (claim === undefined) return [];
    const csi = volumeNamed(question, claim.spec?.volumeName)?.spec?.csi;
    if (csi !== undefined) return [`${csi.driver}/${csi.volumeHandle}`];
    const provisioner = classOf(question, claim)?.provisioner;
    return provisioner === undefined ? [] : [`${provisioner}/unbound ${claim.metadata?.namespace} ${nameOf(claim)}`];
  });
}

function reaches({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec?.nodeAffinity?.required;
  return (
    required === undefined || nodeSelectorMatcher(required)({ metadata: { labels: { ...labelsOf(node) } } }).matches
  );
}

function bindingTrouble(question: Question, node: Node): Objection {
  const claims = claimsOf(question, question.pod).flatMap((claim) => claim ?? []);
  const reasons: string[] = [];
  const firstBad = claims
    .filter(isBound)
    .map((claim) => volumeNamed(question, claim.spec?.volumeName))
    .find((volume) => volume === undefined || !reaches(volume, node));
  if (firstBad !== undefined) reasons.push("node(s) didn't match PersistentVolume's node affinity");
  const taken: PersistentVolume[] = [];
  const size = (claim: PersistentVolumeClaim): number => whole(quantityOf(claim.spec?.resources?.requests?.storage));
  const chosenNode = (claim: PersistentVolumeClaim): string | undefined =>
    claim.metadata?.annotations?.['volume.kubernetes.io/selected-node'];
  const waiting = claims.filter((claim) => !isBound(claim)).sort((a, b) => size(a) - size(b));
  let trouble = waiting.some((claim) => (chosenNode(claim) ?? nameOf(node)) !== nameOf(node))
    ? "node(s) didn't find available persistent volumes to bind"
    : undefined;
  const provision = waiting.filter((claim) => {
    if (chosenNode(claim) !== undefined) return true;
    const volume = smallestVolume(question, claim, node, taken);
    if (volume !== undefined) taken.push(volume);
    return volume === undefined;
  });
  for (const claim of [
    ...provision.filter(chosenNode),
    ...provision.filter((claim) => chosenNode(claim) === undefined),
  ])
    trouble ??= provisionTrouble(question, claim, node);
  if (trouble !== undefined) reasons.push(trouble);
  return reasons.length === 0 ? undefined : ['X', ...reasons];
}

function smallestVolume(
  question: Question,
  claim: PersistentVolumeClaim,
  node: Node,
  taken: readonly PersistentVolume[],
): PersistentVolume | undefined {
  const capacity = ({ spec }: PersistentVolume): number => whole(quantityOf(spec?.capacity?.storage));
  return question
    .list<PersistentVolume>('persistentvolumes')
    .filter(
      (volume) =>
        !taken.includes(volume) &&
        volume.spec?.claimRef === undefined &&
        volume.status?.phase === 'Available' &&
        volume.spec?.storageClassName === claim.spec?.storageClassName &&
        capacity(volume) >= whole(quantityOf(claim.spec?.resources?.requests?.storage)) &&
        (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode)) &&
        reaches(volume, node),
    )
    .toSorted((a, b) => capacity(a) - capacity(b))[0];
}

function provisionTrouble(question: Question, claim: PersistentVolumeClaim, node: Node): string | undefined {
  const none = "node(s) didn't find available persistent volumes to bind";
  const storageClass = classOf(question, claim);
  if (storageClass?.provisioner === 'kubernetes.io/no-provisioner') return none;
  const allowed = storageClass?.allowedTopologies ?? [];
  const expressions = allowed.map(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.every(({ key = '', values = [] }) => values.includes(labelsOf(node)[key] ?? '')),
  );
  if (allowed.length > 0 && !expressions.includes(true)) return none;
  const driver = question.list<CSIDriver>('csidrivers').find((one) => nameOf(one) === storageClass?.provisioner);
  if (driver?.spec?.storageCapacity !== true) return undefined;
  const enough = question
    .list<CSIStorageCapacity>('csistoragecapacities')
    .some(
      ({ storageClassName, nodeTopology, capacity }) =>
        storageClassName === claim.spec?.storageClassName &&
        whole(quantityOf(capacity)) >= whole(quantityOf(claim.spec?.resources?.requests?.storage)) &&
        matchesLabels(checkedSelectorOf(nodeTopology), labelsOf(node)),
    );
  return enough ? undefined : 'node(s) did not have enough free storage';
}

function constraintsOf({ spec }: Pod, action: string): readonly TopologySpreadConstraint[] {
  return (spec?.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action);
}

function spreadSelector(_pod: Pod, { labelSelector }: TopologySpreadConstraint) {
  return checkedSelectorOf(labelSelector);
}

/** Pods on the node that a constraint of `pod` spreads among. */
function spreadPods(question: Question, node: Node, constraint: TopologySpreadConstraint): number {
  const selector = spreadSelector(question.pod, constraint);
  if (selector.requirements.length === 0) return 0;
  const { namespace } = question.pod.metadata ?? {};
  return on(question, node).filter(
    ({ metadata }) =>
      metadata?.namespace === namespace && !metadata?.deletionTimestamp && matchesLabels(selector, metadata?.labels),
  ).length;
}

function isCounted(
  { pod }: Question,
  node: Node,
  { nodeAffinityPolicy, nodeTaintsPolicy }: TopologySpreadConstraint,
): boolean {
  if (nodeAffinityPolicy !== 'Ignore' && !requiredNodeAffinity(pod.spec ?? {})(node).matches) return false;
  return (
    nodeTaintsPolicy !== 'Honor' || !firstUntoleratedTaint(node.spec?.taints, pod.spec?.tolerations, schedulingEffects)
  );
}

function domainCounts(
  question: Question,
  constraint: TopologySpreadConstraint,
  all: readonly TopologySpreadConstraint[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const node of question.nodes) {
    if (!all.every(({ topologyKey = '' }) => topologyKey in labelsOf(node)) || !isCounted(question, node, constraint))
      continue;
    const domain = labelsOf(node)[constraint.topologyKey ?? ''] ?? '';
    counts.set(domain, (counts.get(domain) ?? 0) + spreadPods(question, node, constraint));
  }
  return counts;
}

/** Whether `term`, stated by `owner`, means `other`. `exact`: namespaces are matched by their real labels alone. */
function means({ list }: Question, owner: Pod, term: PodAffinityTerm, other: Pod, exact: boolean): boolean {
  const { namespaces = [], namespaceSelector } = term;
  const selector = checkedSelectorOf(namespaceSelector);
  const namespace = other.metadata?.namespace ?? '';
  const named =
    namespaces.length === 0 && namespaceSelector === undefined ? [owner.metadata?.namespace ?? ''] : namespaces;
  const labels = list<Namespace>('namespaces').find((one) => nameOf(one) === namespace)?.metadata?.labels;
  const selected = matchesLabels(selector, labels) || (!exact && matchesLabels(selector, {}));
  return (
    (named.includes(namespace) || selected) && matchesLabels(checkedSelectorOf(term.labelSelector), labelsOf(other))
  );
}

const requiredTerms = (pod: Pod, which: 'podAffinity' | 'podAntiAffinity'): readonly PodAffinityTerm[] =>
  pod.spec?.affinity?.[which]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

function nodeOf({ nodes }: Question, { spec }: Pod): Node | undefined {
  return nodes.find((node) => nameOf(node) === spec?.nodeName);
}

/** Whether two nodes are in the same topology of that key. */
function together(a: Node | undefined, b: Node, { topologyKey = '' }: PodAffinityTerm): boolean {
  const value = labelsOf(b)[topologyKey];
  return a !== undefined && value !== undefined && labelsOf(a)[topologyKey] === value;
}

function affinityTrouble(question: Question, node: Node): Objection {
  const { pod, pods } = question;
  const wanted = requiredTerms(pod, 'podAffinity');
  const matchesWanted = (other: Pod): boolean =>
    wanted.length > 0 && wanted.every((term) => means(question, pod, term, other, false));
  const company = pods.filter(matchesWanted);
  const somewhere = company.some((other) =>
    wanted.some((term) => {
      const there = nodeOf(question, other);
      return there !== undefined && (term.topologyKey ?? '') in labelsOf(there);
    }),
  );
  const placed = wanted.every((term) => company.some((other) => together(nodeOf(question, other), node, term)));
  const keyed = wanted.every(({ topologyKey = '' }) => topologyKey in labelsOf(node));
  if (!keyed || (!placed && (somewhere || !matchesWanted(pod))))
    return ['X', "node(s) didn't match pod affinity rules"];
  for (const term of requiredTerms(pod, 'podAntiAffinity'))
    if (pods.some((other) => means(question, pod, term, other, false) && together(nodeOf(question, other), node, term)))
      return ['U', "node(s) didn't match pod anti-affinity rules"];
  for (const other of pods)
    for (const term of requiredTerms(other, 'podAntiAffinity'))
      if (means(question, other, term, pod, true) && together(nodeOf(question, other), node, term))
        return ['U', "node(s) didn't satisfy existing pods anti-affinity rules"];
  return undefined;
}

/** Scores by the highest of them, in percent. */
function toHighest(points: readonly number[], reversed: boolean): number[] {
  const highest = Math.max(0, ...points);
  const scaled = points.map((point) => (highest === 0 ? 0 : Math.floor((100 * point) / highest)));
  return reversed ? scaled.map((point) => 100 - point) : scaled;
}

const scores: readonly (readonly [weight: number, score: Score])[] = [
  [
    3,
    ({ pod }, feasible) =>
      toHighest(
        feasible.map(({ spec }) => {
          const tolerations = pod.spec?.tolerations?.filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
          return (spec?.taints ?? []).filter(
            (taint) => taint.effect === 'PreferNoSchedule' && !tolerationsTolerate(tolerations, taint),
          ).length;
        }),
        true,
      ),
  ],
  [
    2,
    ({ pod }, feasible) => {
      const preferred = pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
      const points = preferred && preferredNodeScore(preferred);
      return typeof points === 'function' ? toHighest(feasible.map(points), false) : undefined;
    },
  ],
  [
    1,
    (question, feasible) =>
      feasible.map((node) => {
        const asked = podRequests(question.pod, { nonMissing: scoringDefaults, withoutPodLevel: true });
        const left = ['cpu', 'memory'].map((name) => {
          const total = allocatable(node, name);
          const taken = on(question, node).reduce(
            (sum, pod) => sum + nonZero(pod, name),
            amountOf(name, asked.get(name)),
          );
          return taken > total ? 0 : Math.floor(((total - taken) * 100) / total);
        });
        return Math.floor(left.reduce((a, b) => a + b, 0) / 2);
      }),
  ],
  [2, spreadScore],
  [2, affinityScore],
  [
    1,
    (question, feasible) => {
      const asked = podRequests(question.pod, { useStatus: true });
      if (milli(asked.get('cpu')) === 0 && whole(asked.get('memory')) === 0) return undefined;
      return feasible.map((node) => {
        const balance = (withPod: number): number => {
          const [cpu = 0, memory = 0] = ['cpu', 'memory'].map((name) =>
            Math.min(
              1,
              (used(question, node, name) + withPod * amountOf(name, asked.get(name))) / allocatable(node, name),
            ),
          );
          return Math.floor((1 - Math.abs((cpu - memory) / 2)) * 100);
        };
        return 50 + Math.trunc((50 + balance(1) - balance(0)) / 2);
      });
    },
  ],
  [1, imageScore],
];

/** What a Pod counts for on its node where scoring goes by what is left. */
function nonZero(pod: Pod, name: string): number {
  const plain = podRequests(pod, { useStatus: true });
  const hasPodLevel = pod.spec?.resources?.requests !== undefined;
  const standIns = new Map([...scoringDefaults].filter(([key]) => !hasPodLevel || !plain.has(key)));
  return amountOf(name, podRequests(pod, { useStatus: true, nonMissing: standIns }).get(name));
}

function spreadScore(question: Question, feasible: readonly Node[]): readonly number[] | undefined {
  const own = (question.pod.spec?.topologySpreadConstraints ?? []).length > 0;
  const constraints = own ? constraintsOf(question.pod, 'ScheduleAnyway') : defaultConstraints(question);
  if (constraints.length === 0) return undefined;
  const keyed = (node: Node): boolean =>
    !own || constraints.every(({ topologyKey = '' }) => topologyKey in labelsOf(node));
  const raw = feasible.map((node) => {
    if (!keyed(node)) return undefined;
    const sum = constraints.reduce((total, constraint) => {
      const { topologyKey = '', maxSkew = 0 } = constraint;
      const domain = labelsOf(node)[topologyKey];
      if (domain === undefined) return total;
      const size =
        topologyKey === hostname
          ? feasible.filter(keyed).length
          : new Set(feasible.filter(keyed).map((one) => labelsOf(one)[topologyKey] ?? '')).size;
      const sharing =
        topologyKey === hostname
          ? [node]
          : question.nodes.filter(
              (one) =>
                (labelsOf(one)[topologyKey] ?? '') === domain && keyed(one) && isCounted(question, one, constraint),
            );
      const pods = sharing.reduce((count, one) => count + spreadPods(question, one, constraint), 0);
      return total + (pods * Math.log(size + 2) + (maxSkew - 1));
    }, 0);
    return Math.round(sum);
  });
  const known = raw.filter((score) => score !== undefined);
  const [most, least] = [Math.max(0, ...known), Math.min(...known)];
  return raw.map((score) =>
    score === undefined ? 0 : most === 0 ? 100 : Math.floor((100 * (most + least - score)) / most),
  );
}

function defaultConstraints({ list, pod }: Question): readonly TopologySpreadConstraint[] {
  const selecting = list<Service>('services').filter(
    ({ metadata, spec }) =>
      metadata?.namespace === pod.metadata?.namespace &&
      spec?.selector !== undefined &&
      Object.entries(spec.selector).every(([key, value]) => labelsOf(pod)[key] === value),
  );
  const matchLabels = Object.assign({}, ...selecting.map(({ spec }) => spec?.selector)) as Record<string, string>;
  if (Object.keys(matchLabels).length === 0) return [];
  return [
    { topologyKey: hostname, maxSkew: 3, labelSelector: { matchLabels } },
    { topologyKey: zone, maxSkew: 5, labelSelector: { matchLabels } },
  ];
}

function affinityScore(question: Question, feasible: readonly Node[]): readonly number[] | undefined {
  const { pod, pods } = question;
  const preferred = (one: Pod, which: 'podAffinity' | 'podAntiAffinity') =>
    one.spec?.affinity?.[which]?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const raw = feasible.map((node) => {
    let sum = 0;
    for (const other of pods) {
      const add = (owner: Pod, about: Pod, term: PodAffinityTerm, weight: number): void => {
        if (means(question, owner, term, about, owner !== pod) && together(nodeOf(question, other), node, term))
          sum += weight;
      };
      for (const [which, sign] of [
        ['podAffinity', 1],
        ['podAntiAffinity', -1],
      ] as const) {
        for (const { podAffinityTerm = {}, weight = 0 } of preferred(pod, which))
          add(pod, other, podAffinityTerm, sign * weight);
        for (const { podAffinityTerm = {}, weight = 0 } of preferred(other, which))
          add(other, pod, podAffinityTerm, sign * weight);
      }
      for (const term of requiredTerms(other, 'podAffinity')) add(other, pod, term, 1);
    }
    return sum;
  });
  const [most, least] = [Math.max(...raw), Math.min(...raw)];
  return raw.map((score) => (most === least ? 0 : Math.trunc(100 * ((score - least) / (most - least)))));
}

function imageScore({ pod, nodes }: Question, feasible: readonly Node[]): readonly number[] {
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  const tagged = (name: string): string => (/:[^/]*$/.test(name) ? name : `${name}:latest`);
  const holds = (node: Node, image: string) => node.status?.images?.find(({ names = [] }) => names.includes(image));
  return feasible.map((node) => {
    const held = containers.reduce((sum, { image = '' }) => {
      if (holds(node, tagged(image)) === undefined) return sum;
      const holders = nodes.filter((one) => holds(one, tagged(image)));
      const size = holds(holders[0] as Node, tagged(image))?.sizeBytes ?? 0;
      return sum + Math.trunc(size * (holders.length / nodes.length));
    }, 0);
    const [least, most] = [23 * 2 ** 20, 1000 * 2 ** 20 * containers.length];
    return Math.floor((100 * (Math.min(Math.max(held, least), most) - least)) / (most - least));
  });
}
