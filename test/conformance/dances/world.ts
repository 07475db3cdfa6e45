/** The recording cluster as data: what the README of the dances says of its nodes, images and programs. */
import type { Scenario } from '../../../src/kubernetes/simulation/scenario.ts';
import type { World, WorldObject } from '../../../src/kubernetes/world.ts';
import { freshCluster } from '../../../src/kubernetes/worlds/builders.ts';

/** Times of the make-believe runtime; a container ends 100 ms after its signal. */
export const dancesScenario: Scenario = {
  name: 'dances',
  latencies: {
    sandbox: 350,
    createContainer: 50,
    startContainer: 50,
    processExit: 50,
    stopContainer: 0,
    stopSandbox: 20,
    unmount: 20,
    exec: 0,
  },
  images: [
    {
      image: '*missing*',
      pullError:
        'rpc error: code = NotFound desc = failed to pull and unpack image "<image>": failed to resolve reference "<image>": <image>: not found',
    },
    { image: '*', present: ['*'], entrypoint: ['server'] },
  ],
  programs: [
    { command: ['fail-until'], exitCode: 0, failsUntilRestart: '$1' },
    {
      command: ['server'],
      files: [{ path: '/tmp/ready', afterMs: '--ready-after' }],
      stopsOn: ['TERM', 'QUIT', 'INT'],
      stopsAfterMs: '--stop-after',
    },
  ],
};

/** The cluster before a scenario's first step. `withNamespace`: the scenario's namespace is there already. */
export function dancesWorld(nodes: number, namespace: string, withNamespace: boolean): World {
  const names = Array.from({ length: nodes }, (_, index) => `node-${index + 1}`);
  const own: WorldObject[] = withNamespace
    ? [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: namespace, labels: { 'kubernetes.io/metadata.name': namespace } },
          spec: { finalizers: ['kubernetes'] },
          status: { phase: 'Active' },
        },
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } },
        caBundle(namespace),
      ]
    : [];
  return {
    name: 'dances',
    owned: true,
    objects: [
      ...freshCluster(),
      // What the publisher copies into namespaces.
      caBundle('kube-system'),
      ...own,
      ...names.map(node),
      storageClass('standard', 'WaitForFirstConsumer', true),
      storageClass('at-once', 'Immediate', false),
    ],
  };
}

function caBundle(namespace: string): WorldObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kube-root-ca.crt', namespace },
    data: { 'ca.crt': '<ca>' },
  };
}

function node(name: string, index: number): WorldObject {
  const resources = { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };
  const conditions = [
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
  ];
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
      },
    },
    spec: { podCIDR: `10.244.${index}.0/24` },
    status: {
      capacity: resources,
      allocatable: resources,
      addresses: [
        { type: 'InternalIP', address: `192.168.77.${index + 2}` },
        { type: 'Hostname', address: name },
      ],
      conditions: conditions.map(([type, status, reason, message]) => ({ type, status, reason, message })),
      nodeInfo: { kubeletVersion: 'v1.36.3', operatingSystem: 'linux', architecture: 'amd64' },
    },
  };
}

function storageClass(name: string, volumeBindingMode: string, isDefault: boolean): WorldObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name,
      ...(isDefault && { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }),
    },
    provisioner: 'kubernetes.io/host-path',
    reclaimPolicy: 'Delete',
    volumeBindingMode,
  };
}
