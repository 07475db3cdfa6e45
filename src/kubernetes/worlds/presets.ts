/** The clusters that Podflight comes with: assumptions to start from, not anybody's real one. */
import type { World, WorldObject } from '../world.ts';
import { freshCluster, type NodeShape, node, runningPod } from './builders.ts';

const controlPlane: NodeShape = {
  name: 'control-plane',
  cpu: '2',
  memory: '4Gi',
  labels: { 'node-role.kubernetes.io/control-plane': '' },
  taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
};

function world(name: string, shapes: readonly NodeShape[], more: readonly WorldObject[] = []): World {
  return { name, owned: false, objects: [...freshCluster(), ...shapes.map(node), ...more] };
}

const threeNodes = world(
  'three-nodes',
  [
    controlPlane,
    { name: 'node-a', cpu: '2', memory: '4Gi' },
    { name: 'node-b', cpu: '4', memory: '8Gi' },
    { name: 'node-c', cpu: '8', memory: '16Gi' },
  ],
  [
    runningPod('orders-1', 'node-a', { cpu: '1', memory: '1536Mi' }),
    runningPod('search-1', 'node-a', { cpu: '700m', memory: '1Gi' }),
    runningPod('orders-2', 'node-b', { cpu: '1', memory: '1536Mi' }),
    runningPod('cart-1', 'node-b', { cpu: '500m', memory: '512Mi' }),
    runningPod('search-2', 'node-c', { cpu: '2', memory: '4Gi' }),
    runningPod('cart-2', 'node-c', { cpu: '1500m', memory: '2Gi' }),
  ],
);

const zoned = ['eu-1a', 'eu-1b', 'eu-1c'];

/** The preset worlds by name, in the order they are offered; the first is the default. */
export const presetWorlds: readonly World[] = [
  threeNodes,
  world('one-node', [{ name: 'node-a', cpu: '4', memory: '8Gi' }]),
  world('zones', [
    controlPlane,
    ...zoned.flatMap((zone, at): NodeShape[] => [
      { name: `node-${'ace'[at]}`, cpu: '4', memory: '8Gi', zone },
      { name: `node-${'bdf'[at]}`, cpu: '4', memory: '8Gi', zone },
    ]),
  ]),
  world('gpu-pool', [
    controlPlane,
    { name: 'node-a', cpu: '4', memory: '8Gi' },
    { name: 'node-b', cpu: '4', memory: '8Gi' },
    {
      name: 'gpu-a',
      cpu: '16',
      memory: '64Gi',
      extended: { 'nvidia.com/gpu': '4' },
      labels: { accelerator: 'nvidia' },
      taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
    },
  ]),
  world(
    'nearly-full',
    [controlPlane, ...['node-a', 'node-b', 'node-c'].map((name): NodeShape => ({ name, cpu: '4', memory: '8Gi' }))],
    ['a', 'b', 'c'].map((at) => runningPod(`batch-${at}`, `node-${at}`, { cpu: '3800m', memory: '7Gi' })),
  ),
  world('hundred-nodes', [
    controlPlane,
    ...Array.from(
      { length: 100 },
      (_, at): NodeShape => ({
        name: `node-${String(at + 1).padStart(3, '0')}`,
        cpu: ['2', '4', '8'][at % 3] as string,
        memory: ['4Gi', '8Gi', '16Gi'][at % 3] as string,
        zone: zoned[at % 3] as string,
      }),
    ),
  ]),
];

export const defaultWorld: World = threeNodes;

/** The preset called `name`. */
export function presetWorld(name: string): World | undefined {
  return presetWorlds.find((preset) => preset.name === name);
}
