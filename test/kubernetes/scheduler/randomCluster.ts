/** Small clusters and Pods by seed, dense with everything the scheduler's plugins look at. */
import type { JsonObject, JsonValue } from '../../../src/kubernetes/api/json.ts';
import { Random } from '../../../src/kubernetes/simulation/random.ts';

/** Objects by list, short as a person would write them, and a Pod to be placed. */
export interface RandomCluster {
  readonly cluster: Readonly<Record<string, readonly JsonObject[]>>;
  readonly pod: JsonObject;
}

const zones = ['north-1a', 'north-1b', 'north-1c'];
const apps = ['shop', 'blog', 'search'];
const tiers = ['front', 'back'];
const nodeNames = ['alder', 'birch', 'cedar', 'douglas', 'elm', 'fir', 'ginkgo', 'hazel', 'ilex', 'juniper'];
const hostname = 'kubernetes.io/hostname';
const zoneKey = 'topology.kubernetes.io/zone';
const topologyKeys = [hostname, zoneKey, 'topology.kubernetes.io/region', 'rack'];
const images = ['nginx', 'redis:7', 'registry.example.com/team/app:v3', 'postgres'];
/** By the length of the name: an image is as large everywhere. */
const imageMegabytes = [900, 40, 10, 300, 700, 120, 500];
const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** A seeded maker of the parts. */
class Maker {
  readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  between(least: number, most: number): number {
    return least + this.random.below(most - least + 1);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.random.below(list.length)] as T;
  }

  some<T>(list: readonly T[], probability: number): T[] {
    return list.filter(() => this.chance(probability));
  }

  times<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.between(least, most) }, (_, index) => make(index));
  }

  /** `value`, or nothing. */
  maybe(probability: number, key: string, value: () => JsonValue): JsonObject {
    return this.chance(probability) ? { [key]: value() } : {};
  }
}

export function randomCluster(seed: number): RandomCluster {
  const maker = new Maker(seed);
  const count = maker.chance(0.05) ? 0 : maker.between(1, nodeNames.length);
  const nodes = nodeNames.slice(0, count).map((name) => node(maker, name));
  const storage = maker.chance(0.3) ? storageOf(maker, nodeNames.slice(0, count)) : undefined;
  const scale = maker.pick([10, 30, 100]);
  const names = count === 0 ? ['gone'] : nodeNames.slice(0, count);
  const pods = names.flatMap((name) =>
    maker.times(0, 6, (index) => existingPod(maker, `${maker.pick(apps)}-${name}-${index}`, name, scale)),
  );
  if (maker.chance(0.15)) pods.push(nominatedPod(maker, maker.pick(names)));
  return {
    cluster: {
      namespaces: [
        { metadata: { name: 'default', labels: { team: 'a' } } },
        { metadata: { name: 'other', labels: { team: 'b', stage: 'prod' } } },
      ],
      priorityClasses: [
        { metadata: { name: 'high' }, value: 1000 },
        { metadata: { name: 'low' }, value: -5, preemptionPolicy: 'Never' },
      ],
      nodes,
      pods,
      ...(maker.chance(0.4) && { services: [{ metadata: { name: 'svc' }, spec: { selector: labels(maker, 0.5) } }] }),
      ...(maker.chance(0.3) && { podDisruptionBudgets: maker.times(1, 2, (index) => budget(maker, index)) }),
      ...storage?.lists,
    },
    pod: incomingPod(maker, names, storage?.claims ?? []),
  };
}

function node(maker: Maker, name: string): JsonObject {
  const cpu = maker.pick(['1', '2', '4', '3900m']);
  return {
    metadata: {
      name,
      labels: {
        ...(maker.chance(0.95) && { [hostname]: name }),
        ...maker.maybe(0.8, zoneKey, () => maker.pick(zones)),
        ...maker.maybe(0.3, 'topology.kubernetes.io/region', () => maker.pick(['north-1', 'south-1'])),
        ...maker.maybe(0.3, 'rack', () => maker.pick(['r1', 'r2'])),
        ...maker.maybe(0.4, 'disk', () => maker.pick(['ssd', 'hdd'])),
        ...maker.maybe(0.3, 'cores', () => String(maker.between(1, 9))),
      },
    },
    spec: {
      ...maker.maybe(0.1, 'unschedulable', () => true),
      ...maker.maybe(0.25, 'taints', () => uniqueTaints(maker.times(1, 2, () => taint(maker)))),
    },
    status: {
      allocatable: {
        cpu,
        memory: maker.pick(['2Gi', '4Gi', '8Gi', '4000Mi']),
        pods: maker.chance(0.1) ? String(maker.between(0, 6)) : '110',
        ...maker.maybe(0.5, 'ephemeral-storage', () => maker.pick(['10Gi', '1Gi'])),
        ...maker.maybe(0.2, 'example.com/gpu', () => String(maker.between(0, 4))),
        ...maker.maybe(0.1, 'hugepages-2Mi', () => '64Mi'),
      },
      ...maker.maybe(0.4, 'images', () =>
        maker.some(images, 0.5).map((image) => ({
          names: [image.includes(':') ? image : `${image}:latest`],
          sizeBytes: (imageMegabytes[image.length % imageMegabytes.length] as number) * 1_000_000,
        })),
      ),
      ...maker.maybe(0.15, 'declaredFeatures', () => ['RestartAllContainersOnContainerExits']),
    },
  };
}

function taint(maker: Maker): JsonObject {
  return {
    key: maker.pick(['dedicated', 'gpu', 'maintenance']),
    ...maker.maybe(0.6, 'value', () => maker.pick(['db', 'ml'])),
    effect: maker.pick(effects),
  };
}

/** The API server refuses two of the same key and effect. */
function uniqueTaints(taints: readonly JsonObject[]): JsonObject[] {
  return [...new Map(taints.map((one) => [`${one.key} ${one.effect}`, one])).values()];
}

function toleration(maker: Maker): JsonObject {
  const exists = maker.chance(0.4);
  const effect = maker.maybe(0.6, 'effect', () => maker.pick(effects));
  if (exists && maker.chance(0.1)) return { operator: 'Exists', ...effect };
  const key = maker.pick(['dedicated', 'gpu', 'maintenance', 'node.kubernetes.io/unschedulable']);
  return exists
    ? { key, operator: 'Exists', ...effect }
    : { key, ...maker.maybe(0.7, 'value', () => maker.pick(['db', 'ml'])), ...effect };
}

function labels(maker: Maker, probability: number): JsonObject {
  return {
    ...maker.maybe(probability, 'app', () => maker.pick(apps)),
    ...maker.maybe(probability, 'tier', () => maker.pick(tiers)),
  };
}

function resources(maker: Maker, scale: number): JsonObject {
  const requests: JsonObject = {
    ...maker.maybe(0.8, 'cpu', () => `${maker.between(1, 10) * scale}m`),
    ...maker.maybe(0.7, 'memory', () => `${maker.between(1, 10) * scale}Mi`),
    ...maker.maybe(0.15, 'ephemeral-storage', () => `${maker.between(1, 12) * 100}Mi`),
  };
  const limits: JsonObject = maker.maybe(0.08, 'example.com/gpu', () => String(maker.between(1, 3)));
  if (maker.chance(0.03) && 'cpu' in requests) limits['hugepages-2Mi'] = '32Mi';
  return { requests, ...(Object.keys(limits).length > 0 && { limits }) };
}

function container(maker: Maker, name: string, scale: number): JsonObject {
  return {
    name,
    image: maker.pick(images),
    resources: resources(maker, scale),
    ...maker.maybe(0.12, 'ports', () => [
      {
        containerPort: 8080,
        hostPort: maker.pick([8080, 9090]),
        ...maker.maybe(0.3, 'hostIP', () => maker.pick(['10.0.0.1', '0.0.0.0', '10.0.0.2'])),
        ...maker.maybe(0.2, 'protocol', () => 'UDP'),
      },
    ]),
  };
}

function containers(maker: Maker, scale: number): JsonObject {
  const inits = maker.chance(0.15)
    ? maker.times(1, 2, (index) => ({
        ...container(maker, `init-${index}`, scale),
        ...maker.maybe(0.4, 'restartPolicy', () => 'Always'),
      }))
    : [];
  return {
    containers: maker.times(1, 2, (index) => container(maker, `c${index}`, scale)),
    ...(inits.length > 0 && { initContainers: inits }),
    ...maker.maybe(0.05, 'overhead', () => ({ cpu: '50m', memory: '20Mi' })),
    ...maker.maybe(0.04, 'resources', () => ({ requests: { cpu: '3', memory: '3500Mi' } })),
  };
}

function existingPod(maker: Maker, name: string, nodeName: string, scale: number): JsonObject {
  return {
    metadata: {
      name,
      ...maker.maybe(0.25, 'namespace', () => 'other'),
      labels: labels(maker, 0.7),
      ...maker.maybe(0.04, 'deletionTimestamp', () => '2026-01-01T20:00:00Z'),
    },
    spec: {
      nodeName,
      ...containers(maker, scale),
      priority: maker.pick([0, 0, 0, 10, 100, 2000]),
      ...maker.maybe(0.15, 'affinity', () => podAffinities(maker)),
      ...(maker.chance(0.06) && claimVolumes(maker, ['a', 'b', 'c'])),
    },
    status: {
      startTime: `2026-01-01T${String(maker.between(0, 23)).padStart(2, '0')}:${String(maker.between(10, 59))}:00Z`,
    },
  };
}

function nominatedPod(maker: Maker, nominatedNodeName: string): JsonObject {
  const spec = { ...containers(maker, 100), priority: maker.pick([0, 1000, 2000]) };
  return { metadata: { name: 'zz-waiting', labels: labels(maker, 0.7) }, spec, status: { nominatedNodeName } };
}

function incomingPod(maker: Maker, nodes: readonly string[], claims: readonly string[]): JsonObject {
  const affinity = { ...maker.maybe(0.35, 'nodeAffinity', () => nodeAffinity(maker, nodes)) };
  if (maker.chance(0.4)) Object.assign(affinity, podAffinities(maker));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'incoming', labels: labels(maker, 0.8), ...maker.maybe(0.15, 'namespace', () => 'other') },
    spec: {
      ...withoutKey(containers(maker, maker.pick([10, 80, 300])), 'overhead'),
      ...maker.maybe(0.4, 'priorityClassName', () => maker.pick(['high', 'high', 'high', 'low'])),
      ...maker.maybe(0.2, 'nodeSelector', () => ({ disk: 'ssd' })),
      ...maker.maybe(0.35, 'tolerations', () => maker.times(1, 2, () => toleration(maker))),
      ...(Object.keys(affinity).length > 0 && { affinity }),
      ...maker.maybe(0.3, 'topologySpreadConstraints', () => spreadConstraints(maker)),
      ...(claims.length > 0 && claimVolumes(maker, claims)),
    },
  };
}

function withoutKey(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

function claimVolumes(maker: Maker, claims: readonly string[]): JsonObject {
  const wanted = [...new Set(maker.times(1, 2, () => maker.pick(claims)))];
  return { volumes: wanted.map((claimName) => ({ name: `v-${claimName}`, persistentVolumeClaim: { claimName } })) };
}

function selector(maker: Maker): JsonObject {
  const expression = (): JsonObject => {
    const operator = maker.pick(['In', 'NotIn', 'Exists', 'DoesNotExist']);
    const key = maker.pick(['app', 'tier']);
    return operator.endsWith('In')
      ? { key, operator, values: maker.some([...apps, ...tiers], 0.4).concat('shop') }
      : { key, operator };
  };
  return maker.chance(0.6)
    ? { matchLabels: { app: maker.pick(apps) } }
    : { matchExpressions: maker.times(0, 2, expression) };
}

function podTerm(maker: Maker): JsonObject {
  return {
    topologyKey: maker.pick(topologyKeys),
    labelSelector: selector(maker),
    ...maker.maybe(0.2, 'namespaces', () => maker.some(['default', 'other'], 0.7)),
    ...maker.maybe(0.2, 'namespaceSelector', () =>
      maker.pick<JsonObject>([
        {},
        { matchLabels: { team: 'b' } },
        { matchExpressions: [{ key: 'stage', operator: 'DoesNotExist' }] },
      ]),
    ),
  };
}

function podAffinities(maker: Maker): JsonObject {
  const one = (): JsonObject => ({
    ...maker.maybe(0.4, 'requiredDuringSchedulingIgnoredDuringExecution', () =>
      maker.times(1, 2, () => podTerm(maker)),
    ),
    ...maker.maybe(0.5, 'preferredDuringSchedulingIgnoredDuringExecution', () =>
      maker.times(1, 2, () => ({ weight: maker.between(1, 100), podAffinityTerm: podTerm(maker) })),
    ),
  });
  return { ...maker.maybe(0.6, 'podAffinity', one), ...maker.maybe(0.6, 'podAntiAffinity', one) };
}

function nodeTerm(maker: Maker, nodes: readonly string[]): JsonObject {
  const expression = (): JsonObject => {
    const operator = maker.pick(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']);
    if (operator === 'Gt' || operator === 'Lt')
      return { key: 'cores', operator, values: [String(maker.between(1, 9))] };
    const key = maker.pick(['disk', zoneKey]);
    if (!operator.endsWith('In')) return { key, operator };
    return { key, operator, values: key === 'disk' ? ['ssd'] : maker.some(zones, 0.5).concat('north-1a') };
  };
  const byName = {
    key: 'metadata.name',
    operator: maker.pick(['In', 'In', 'NotIn']),
    values: [maker.pick([...nodes, 'nowhere'])],
  };
  return {
    ...maker.maybe(0.85, 'matchExpressions', () => maker.times(1, 2, expression)),
    ...maker.maybe(0.25, 'matchFields', () => [byName]),
  };
}

function nodeAffinity(maker: Maker, nodes: readonly string[]): JsonObject {
  return {
    ...maker.maybe(0.6, 'requiredDuringSchedulingIgnoredDuringExecution', () => ({
      nodeSelectorTerms: maker.times(1, 2, () => nodeTerm(maker, nodes)),
    })),
    ...maker.maybe(0.6, 'preferredDuringSchedulingIgnoredDuringExecution', () =>
      maker.times(1, 2, () => ({ weight: maker.between(1, 100), preference: nodeTerm(maker, nodes) })),
    ),
  };
}

/** Each key once: the API server refuses two constraints of the same key and action. */
function spreadConstraints(maker: Maker): JsonObject[] {
  return maker.some(topologyKeys, 0.4).map((topologyKey) => {
    const hard = maker.chance(0.5);
    return {
      topologyKey,
      maxSkew: maker.between(1, 3),
      whenUnsatisfiable: hard ? 'DoNotSchedule' : 'ScheduleAnyway',
      ...maker.maybe(0.95, 'labelSelector', () => selector(maker)),
      ...(hard && maker.maybe(0.2, 'minDomains', () => maker.between(1, 4))),
      ...maker.maybe(0.2, 'nodeAffinityPolicy', () => maker.pick(['Honor', 'Ignore'])),
      ...maker.maybe(0.2, 'nodeTaintsPolicy', () => maker.pick(['Honor', 'Ignore'])),
    };
  });
}

function budget(maker: Maker, index: number): JsonObject {
  return {
    metadata: { name: `budget-${index}`, ...maker.maybe(0.2, 'namespace', () => 'other') },
    spec: { selector: selector(maker), maxUnavailable: 1 },
    status: { disruptionsAllowed: maker.between(0, 2) },
  };
}

/** Classes, volumes and three claims: bound, waiting or wrong. */
function storageOf(
  maker: Maker,
  nodes: readonly string[],
): { readonly lists: Record<string, JsonObject[]>; readonly claims: readonly string[] } {
  const classes = ['fast', 'local', 'now'].map((name) => ({
    metadata: { name },
    provisioner: name === 'local' ? 'kubernetes.io/no-provisioner' : 'disk.example.com',
    volumeBindingMode: name === 'now' ? 'Immediate' : 'WaitForFirstConsumer',
    ...(name === 'fast' &&
      maker.maybe(0.3, 'allowedTopologies', () => [
        { matchLabelExpressions: [{ key: zoneKey, values: maker.some(zones, 0.6).concat('north-1b') }] },
      ])),
  }));
  const volumes: JsonObject[] = maker.times(0, 4, (index) =>
    volume(maker, `pv-${index}`, maker.pick(['local', 'fast']), nodes),
  );
  const claims = ['a', 'b', 'c'].map((name) => claim(maker, name, nodes, volumes));
  return {
    claims: maker.chance(0.05) ? ['a', 'missing'] : ['a', 'b', 'c'],
    lists: {
      storageClasses: classes,
      persistentVolumes: volumes,
      persistentVolumeClaims: claims,
      ...(maker.chance(0.3) && {
        csiDrivers: [{ metadata: { name: 'disk.example.com' }, spec: { storageCapacity: maker.chance(0.7) } }],
        csiStorageCapacities: maker.times(0, 3, (index) => ({
          metadata: { name: `cap-${index}` },
          storageClassName: 'fast',
          capacity: maker.pick(['1Gi', '100Gi']),
          ...maker.maybe(0.9, 'nodeTopology', () => ({ matchLabels: { [zoneKey]: maker.pick(zones) } })),
        })),
      }),
      ...(maker.chance(0.4) && {
        csiNodes: maker.some(nodes, 0.7).map((name) => ({
          metadata: { name },
          spec: { drivers: [{ name: 'disk.example.com', nodeID: name, allocatable: { count: maker.between(0, 2) } }] },
        })),
      }),
    },
  };
}

function volume(maker: Maker, name: string, storageClassName: string, nodes: readonly string[]): JsonObject {
  return {
    metadata: { name, ...maker.maybe(0.3, 'labels', () => ({ [zoneKey]: maker.pick(zones) })) },
    spec: {
      capacity: { storage: `${maker.between(1, 9)}Gi` },
      accessModes: maker.pick([['ReadWriteOnce'], ['ReadWriteOnce', 'ReadOnlyMany'], ['ReadWriteOncePod']]),
      storageClassName,
      csi: { driver: 'disk.example.com', volumeHandle: name },
      ...maker.maybe(0.5, 'nodeAffinity', () => ({
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: hostname, operator: 'In', values: maker.some(nodes, 0.4).concat('alder') }] },
          ],
        },
      })),
    },
    status: { phase: maker.pick(['Available', 'Available', 'Available', 'Released']) },
  };
}

function claim(maker: Maker, name: string, nodes: readonly string[], volumes: JsonObject[]): JsonObject {
  const kind = maker.pick(['bound', 'bound', 'waiting', 'waiting', 'waiting', 'unbound', 'lost']);
  const storageClassName = kind === 'unbound' ? 'now' : maker.pick(['fast', 'local']);
  const bound = kind === 'bound' || kind === 'lost';
  if (kind === 'bound' && maker.chance(0.9)) {
    const held = volume(maker, `pv-of-${name}`, storageClassName, nodes);
    const claimRef = { namespace: 'default', name, uid: `PersistentVolumeClaim-default-${name}` };
    volumes.push({ ...held, spec: { ...(held.spec as JsonObject), claimRef }, status: { phase: 'Bound' } });
  }
  return {
    metadata: {
      name,
      ...(bound
        ? { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } }
        : maker.maybe(0.15, 'annotations', () => ({
            'volume.kubernetes.io/selected-node': maker.pick([...nodes, 'elsewhere']),
          }))),
    },
    spec: {
      accessModes: maker.pick([['ReadWriteOnce'], ['ReadWriteOnce'], ['ReadWriteOncePod']]),
      resources: { requests: { storage: `${maker.between(1, 6)}Gi` } },
      storageClassName,
      ...(bound && { volumeName: `pv-of-${name}` }),
    },
    status: { phase: kind === 'lost' ? 'Lost' : bound ? 'Bound' : 'Pending' },
  };
}
