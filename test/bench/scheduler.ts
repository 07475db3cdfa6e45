/** How fast the scheduler decides, beside JSON.parse of the same node list: `node test/bench/scheduler.ts`. */
import type { Node, Pod } from '../../src/kubernetes/api/types.ts';
import { decide } from '../../src/kubernetes/scheduler/cycle.ts';
import type { Decision } from '../../src/kubernetes/scheduler/decision.ts';
import { emptyCaches, type Listers } from '../../src/kubernetes/scheduler/listers.ts';
import { defaultPlugins } from '../../src/kubernetes/scheduler/plugins.ts';
import { Snapshot } from '../../src/kubernetes/scheduler/snapshot.ts';

const now = Date.UTC(2026, 0, 15);
const zones = ['north-1a', 'north-1b', 'north-1c'];
const deployments = 300;

/** A node about as large as a real one. */
function node(index: number): Node {
  const name = `node-${String(index).padStart(5, '0')}`;
  const at = '2026-01-15T08:00:00Z';
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    reason,
    message: `kubelet has ${reason}`,
    lastHeartbeatTime: at,
    lastTransitionTime: at,
  });
  const amounts = { cpu: '32', memory: '131072000Ki', pods: '110', 'ephemeral-storage': '103880232Ki' };
  return {
    metadata: {
      name,
      uid: `uid-${name}`,
      resourceVersion: String(100_000 + index),
      creationTimestamp: at,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': 'large-32',
        'topology.kubernetes.io/region': 'north-1',
        'topology.kubernetes.io/zone': zones[index % zones.length] ?? '',
        pool: `pool-${index % 20}`,
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: {
      podCIDR: '10.0.0.0/24',
      providerID: `cloud:///north-1/${name}`,
      ...(index % 10 === 0 && { taints: [{ key: 'dedicated', value: 'batch', effect: 'NoSchedule' }] }),
    },
    status: {
      capacity: amounts,
      allocatable: amounts,
      addresses: [
        { type: 'InternalIP', address: `10.1.${index >> 8}.${index & 255}` },
        { type: 'Hostname', address: name },
      ],
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
      nodeInfo: {
        machineID: 'ec2a1b0c4d5e6f708192a3b4c5d6e7f8',
        systemUUID: 'ec2a1b0c-4d5e-6f70-8192-a3b4c5d6e7f8',
        bootID: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
        kernelVersion: '6.12.0',
        osImage: 'Linux',
        containerRuntimeVersion: 'containerd://2.1.0',
        kubeletVersion: 'v1.36.3',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
      images: Array.from({ length: 30 }, (_, image) => ({
        names: [
          `registry.example.com/team-${image % 5}/service-${(index + image) % 80}@sha256:${'0123456789abcdef'.repeat(4)}`,
          `registry.example.com/team-${image % 5}/service-${(index + image) % 80}:v1.${image}.0`,
        ],
        sizeBytes: 50_000_000 + image * 7_000_000,
      })),
    },
  };
}

function existingPod(index: number, nodes: number): { readonly pod: Pod; readonly node: string } {
  const deployment = index % deployments;
  const nodeName = `node-${String((index * 7919) % nodes).padStart(5, '0')}`;
  const pod: Pod = {
    metadata: {
      name: `app-${deployment}-${index}`,
      namespace: `team-${deployment % 25}`,
      uid: `uid-${index}`,
      labels: { app: `app-${deployment}`, tier: deployment % 2 === 0 ? 'front' : 'back' },
    },
    spec: {
      nodeName,
      priority: deployment % 3,
      containers: [{ name: 'app', resources: { requests: { cpu: '250m', memory: '512Mi' } } }],
    },
    status: { phase: 'Running', startTime: '2026-01-15T07:00:00Z' },
  };
  return { pod, node: nodeName };
}

function pending(name: string, spec: Pod['spec'] = {}, app = 'app-7'): Pod {
  return {
    metadata: { name, namespace: 'team-7', uid: `uid-${name}`, labels: { app, tier: 'back' } },
    spec: {
      schedulerName: 'default-scheduler',
      containers: [
        {
          name: 'app',
          image: 'registry.example.com/team-1/service-3:v1.2.0',
          resources: { requests: { cpu: '500m', memory: '1Gi' } },
        },
      ],
      ...spec,
    },
  };
}

const byApp = (app: string) => ({ matchLabels: { app } });
const zone = 'topology.kubernetes.io/zone';
const host = 'kubernetes.io/hostname';

/** What is placed: a plain Pod, Pods that every node turns down, and what is known to be slow. */
const cases: readonly (readonly [what: string, pod: Pod])[] = [
  ['plain', pending('plain')],
  [
    'fits nowhere, every reason',
    pending('giant', {
      nodeSelector: { pool: 'pool-3' },
      containers: [{ name: 'c', resources: { requests: { cpu: '64' } } }],
    }),
  ],
  [
    'node affinity',
    pending('choosy', {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['pool-1', 'pool-2'] }] }],
          },
        },
      },
    }),
  ],
  [
    'spread over zones and hosts',
    pending('spread', {
      topologySpreadConstraints: [
        { maxSkew: 5, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', labelSelector: byApp('app-7') },
        { maxSkew: 5, topologyKey: host, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: byApp('app-7') },
      ],
    }),
  ],
  [
    'required anti-affinity',
    pending('apart', {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: host, labelSelector: byApp('app-7') }],
        },
      },
    }),
  ],
  [
    'preferred affinity',
    pending('near', {
      affinity: {
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 10, podAffinityTerm: { topologyKey: zone, labelSelector: byApp('app-8') } },
          ],
        },
      },
    }),
  ],
  [
    'preemption',
    pending('important', { priority: 1000, containers: [{ name: 'c', resources: { requests: { cpu: '30' } } }] }),
  ],
];

function listers(): Listers {
  return { ...emptyCaches(), nominatedPods: () => [], isPreempting: () => false };
}

/** Median and 95th percentile of the times of `rounds` runs, in milliseconds. */
function time(rounds: number, run: () => unknown): { readonly median: number; readonly p95: number } {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { median: times[rounds >> 1] ?? 0, p95: times[Math.floor(rounds * 0.95)] ?? 0 };
}

function bench(nodes: number, pods: number, goal: number): void {
  const text = JSON.stringify({ items: Array.from({ length: nodes }, (_, index) => node(index)) });
  const parse = time(nodes > 1_000 ? 11 : 501, () => JSON.parse(text));
  const snapshot = new Snapshot();
  const began = performance.now();
  for (const item of (JSON.parse(text) as { items: Node[] }).items) snapshot.setNode(item);
  for (let index = 0; index < pods; index++) {
    const { pod, node: name } = existingPod(index, nodes);
    snapshot.setPod(pod, name);
  }
  console.log(
    `${nodes} nodes, ${pods} Pods: JSON.parse of nodes ${parse.median.toFixed(2)} ms (${(text.length / nodes / 1024).toFixed(1)} KiB each), taken in after ${(performance.now() - began).toFixed(0)} ms`,
  );
  const world = listers();
  let plain = 0;
  for (const [what, pod] of cases) {
    let decision: Decision | undefined;
    const { median, p95 } = time(nodes > 1_000 ? 101 : 2_001, () => {
      decision = decide(defaultPlugins, snapshot, world, pod, { now });
    });
    plain ||= median;
    const ratio = median / parse.median;
    console.log(
      `  ${what.padEnd(28)} ${median.toFixed(3)} ms  p95 ${p95.toFixed(3)}  ${ratio.toFixed(4)}× parse (${what === 'preemption' ? 'no goal' : `goal ${goal}`})  ${(median / plain).toFixed(1)}× plain  ${decision?.result} ${decision?.rejected.length} rejected, ${decision?.feasible.length} feasible`,
    );
  }
}

/** Pods a second, each placed on what the ones before left. */
function throughput(nodes: number, pods: number, placed: number): void {
  const snapshot = new Snapshot();
  for (let index = 0; index < nodes; index++) snapshot.setNode(node(index));
  for (let index = 0; index < pods; index++) {
    const { pod, node: name } = existingPod(index, nodes);
    snapshot.setPod(pod, name);
  }
  const world = listers();
  const start = performance.now();
  let startIndex = 0;
  for (let index = 0; index < placed; index++) {
    const pod = pending(`new-${index}`, {}, `app-${index % deployments}`);
    const decision = decide(defaultPlugins, snapshot, world, pod, { now, startIndex });
    startIndex = (startIndex + decision.examined) % nodes;
    if (decision.chosen !== undefined) snapshot.setPod(pod, decision.chosen);
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${nodes} nodes, ${pods} Pods: ${(placed / seconds).toFixed(0)} Pods/s (goal 1000; upstream's threshold 680)`,
  );
}

bench(3, 30, 1);
bench(100, 1_000, 0.05);
bench(5_000, 150_000, 0.01);
throughput(5_000, 30_000, 5_000);
