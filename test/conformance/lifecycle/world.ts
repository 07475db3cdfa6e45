/** The recording node and its registry as data: what the README of the life cycle recordings says of them. */
import type { Latencies } from '../../../src/kubernetes/simulation/latencies.ts';
import type { ImageFact, ProgramFact } from '../../../src/kubernetes/simulation/scenario.ts';
import type { World, WorldObject } from '../../../src/kubernetes/world.ts';
import { freshCluster } from '../../../src/kubernetes/worlds/builders.ts';

export const recordingNode = 'node-1';
export const hostIP = '192.168.77.2';
export const recordingNamespace = 'lc-recorded-namespace';

/** The recording machine played several scenarios at once: medians of the recordings, in milliseconds. */
export const recordingLatencies: Partial<Latencies> = {
  sandbox: 500,
  createContainer: 59,
  startContainer: 129,
  exec: 118,
  processExit: 80,
  stopContainer: 60,
  stopSandbox: 300,
};

const busybox =
  'sh cat ls echo sleep true false touch rm cp mv mkdir id env printenv test [ date kill ps wget nc nslookup hostname trap head tail grep sed awk seq dd df mount wc uname chmod chown stat sync find sort tr cut ash vi top busybox'.split(
    ' ',
  );
const withApp = [...busybox, 'nginx', 'app', '/docker-entrypoint.sh', '/usr/bin/app', '/usr/sbin/nginx'];
const tools: Partial<ImageFact> = { commands: withApp, sizeBytes: 3_000_000, pullMs: 20 };
const web: Partial<ImageFact> = { ...tools, entrypoint: ['/usr/bin/app'], command: ['serve', '8080'] };
const shell: Partial<ImageFact> = { commands: busybox, sizeBytes: 2_000_000, pullMs: 20, entrypoint: ['sh'] };

/** Images in the order they are looked for: the ones there are, then what a pull of any other name meets. */
export function registryImages(): ImageFact[] {
  const onNode = { present: ['*'] };
  const lateNames = ['a', 'b', 'c', 'd'];
  return [
    ...['latest', '1.27', '1.28', '1.29', 'stable'].map(
      (tag): ImageFact => ({
        ...tools,
        image: `docker.io/library/nginx:${tag}`,
        entrypoint: ['nginx'],
        stopSignal: 'QUIT',
        // Other scenarios have pulled it before.
        ...(tag === 'latest' && onNode),
      }),
    ),
    ...['latest', '1.35', '1.36', '1.37'].map(
      (tag): ImageFact => ({
        ...shell,
        image: `docker.io/library/busybox:${tag}`,
        ...(tag === '1.36' && onNode),
      }),
    ),
    ...['v1', 'v2', 'v3', 'latest'].map(
      (tag): ImageFact => ({
        ...web,
        image: `docker.io/library/web:${tag}`,
        ...((tag === 'v1' || tag === 'v2') && onNode),
      }),
    ),
    ...['3s', '6s', '10s', '15s', '25s', '40s'].map(
      (tag): ImageFact => ({
        ...web,
        image: `docker.io/library/slow-web:${tag}`,
        pullMs: Number.parseInt(tag, 10) * 1000,
      }),
    ),
    { ...shell, image: 'docker.io/library/nonroot:v1', entrypoint: ['sh', '-c', 'sleep 3600'], user: '101:101' },
    { ...shell, image: 'docker.io/library/nonroot:named', entrypoint: ['sh', '-c', 'sleep 3600'], user: 'web' },
    { ...shell, image: 'docker.io/library/noentry:v1', entrypoint: [] },
    { ...shell, image: 'docker.io/library/wrongarch:latest', failure: 'wrong-platform' },
    { image: 'docker.io/library/ratelimited', failure: 'rate-limited' },
    { image: 'docker.io/library/broken', failure: 'server-error' },
    ...lateNames.flatMap((name) =>
      ['v1', 'v2'].map((tag): ImageFact => ({ ...web, image: `docker.io/library/late-${name}:${tag}`, missing: true })),
    ),
    {
      ...web,
      image: 'registry.example.com/team/app:v1',
      credentials: { username: 'puller', password: 's3cret' },
    },
    { image: 'registry.example.com/*', missing: true, credentials: { username: 'puller', password: 's3cret' } },
    ...[
      'nginx',
      'busybox',
      'web',
      'slow-web',
      'nonroot',
      'noentry',
      'wrongarch',
      'late-a',
      'late-b',
      'late-c',
      'late-d',
    ].map((name): ImageFact => ({ image: `docker.io/library/${name}`, missing: true })),
    { image: 'registry.k8s.io/*', missing: true },
    { image: 'docker.io/*', missing: 'repository' },
    { image: '*', failure: 'unreachable' },
  ];
}

const stopsOn = ['TERM', 'QUIT', 'INT'] as const;
const answers: ProgramFact['answers'] = [
  { path: '/healthz', status: 503, beforeMs: '$2', whileFile: '/tmp/fail' },
  { path: '/status/*', status: '$path' },
  { path: '/slow', status: 200, delayMs: 30_000 },
];

/** What the programs in the images do. */
export const registryPrograms: readonly ProgramFact[] = [
  { command: ['nginx'], listens: 80, answers: answers.slice(1), stopsOn },
  { command: ['app', 'serve'], listens: '$1', answers, stopsOn },
  { command: ['app', 'tcp'], listens: '$1', listensAfterMs: '$2', stopsOn },
  { command: ['app', 'hog'], memoryMiB: '$1', stopsOn },
];

/** A fresh cluster with the recording node and the namespace that scenarios play in. */
export function recordingWorld(): World {
  const resources = { cpu: '2', memory: '24581696Ki', pods: '110', 'ephemeral-storage': '100Gi' };
  const node: WorldObject = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: recordingNode,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': recordingNode,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
      },
    },
    spec: { podCIDR: '10.244.0.0/24' },
    status: {
      capacity: resources,
      allocatable: resources,
      addresses: [
        { type: 'InternalIP', address: hostIP },
        { type: 'Hostname', address: recordingNode },
      ],
      conditions: [
        { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
      ],
      // What a kubelet 1.36 declares with its default feature gates.
      declaredFeatures: [
        'ExtendWebSocketsToKubelet',
        'InPlacePodLevelResourcesVerticalScaling',
        'InPlacePodVerticalScalingInitContainers',
        'RestartAllContainersOnContainerExits',
      ],
      nodeInfo: { kubeletVersion: 'v1.36.3', operatingSystem: 'linux', architecture: 'amd64' },
    },
  };
  const namespace: WorldObject[] = [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: recordingNamespace, labels: { 'kubernetes.io/metadata.name': recordingNamespace } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: recordingNamespace } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-root-ca.crt', namespace: recordingNamespace },
      data: { 'ca.crt': '' },
    },
  ];
  return { name: 'recording-node', owned: true, objects: [...freshCluster(), node, ...namespace] };
}
