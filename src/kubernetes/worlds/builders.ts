/** Short forms for the objects of built-in worlds. */
import type { WorldObject } from '../world.ts';

export interface NodeShape {
  readonly name: string;
  /** As quantities: `4`, `8Gi`. */
  readonly cpu: string;
  readonly memory: string;
  readonly zone?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly extended?: Readonly<Record<string, string>>;
}

/** A Ready node with 110 Pods' room and the labels that every kubelet sets. */
export function node(shape: NodeShape, index: number): WorldObject {
  const resources = {
    cpu: shape.cpu,
    memory: shape.memory,
    pods: '110',
    'ephemeral-storage': '100Gi',
    ...shape.extended,
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: shape.name,
      labels: {
        'kubernetes.io/hostname': shape.name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...(shape.zone && {
          'topology.kubernetes.io/zone': shape.zone,
          'topology.kubernetes.io/region': shape.zone.replace(/-[^-]*$/, ''),
        }),
        ...shape.labels,
      },
    },
    spec: { podCIDR: `10.244.${index}.0/24`, ...(shape.taints && { taints: shape.taints }) },
    status: {
      capacity: resources,
      allocatable: resources,
      addresses: [
        { type: 'InternalIP', address: `172.18.${Math.floor(index / 250)}.${(index % 250) + 2}` },
        { type: 'Hostname', address: shape.name },
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
}

/** A Pod that has been running on `nodeName` for a while. */
export function runningPod(
  name: string,
  nodeName: string,
  requests: { cpu: string; memory: string },
  namespace = 'default',
): WorldObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name.replace(/-\d+$/, '') } },
    spec: {
      nodeName,
      containers: [
        { name: 'main', image: `registry.example.com/${name.replace(/-\d+$/, '')}:1.0`, resources: { requests } },
      ],
    },
    status: { phase: 'Running' },
  };
}

/** What every fresh cluster holds: four namespaces with their ServiceAccounts and CA bundles, two PriorityClasses. */
export function freshCluster(): WorldObject[] {
  const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
  return [
    ...namespaces.flatMap((name): WorldObject[] => [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'kube-root-ca.crt', namespace: name },
        data: { 'ca.crt': '' },
      },
    ]),
    priorityClass('system-cluster-critical', 2_000_000_000),
    priorityClass('system-node-critical', 2_000_001_000),
  ];
}

function priorityClass(name: string, value: number): WorldObject {
  return {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    preemptionPolicy: 'PreemptLowerPriority',
  };
}
