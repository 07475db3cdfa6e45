/** Clusters that make no sense: whatever a world holds, the scheduler gives an answer. */
import assert from 'node:assert/strict';
import type { Node, Pod } from '../../../src/kubernetes/api/types.ts';
import { defaultPlugins } from '../../../src/kubernetes/scheduler/plugins.ts';
import { unblock } from '../../../src/kubernetes/scheduler/unblock.ts';
import { decision, node, now, pod, requesting, type SmallCluster, surroundings } from './smallCluster.ts';

function check(cluster: SmallCluster, incoming: Pod): string {
  const { result, message = '' } = decision(cluster, incoming, { explain: true });
  const { snapshot, listers } = surroundings(cluster);
  unblock(defaultPlugins, snapshot, listers, incoming, now);
  return result === 'scheduled' ? result : message;
}

function withAllocatable(allocatable: Record<string, string>): Node {
  return node('a', { status: { allocatable } });
}

const proto = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>;
const depth = 20_000;

describe('a cluster that makes no sense', () => {
  const cases: readonly [string, SmallCluster, Pod, RegExp][] = [
    ['nodes without anything', { nodes: [{}, { metadata: {} }] }, pod('p'), /Too many pods/],
    ['a Pod without anything', { nodes: [node('a')] }, {}, /^scheduled$/],
    [
      'negative amounts',
      { nodes: [withAllocatable({ cpu: '-4', memory: '-1', pods: '5' })] },
      pod('p', requesting({ cpu: '1' })),
      /Insufficient cpu/,
    ],
    [
      'amounts that are none',
      { nodes: [withAllocatable({ cpu: 'plenty', memory: '', pods: '1e3' })] },
      pod('p', requesting({ cpu: 'some' })),
      /./,
    ],
    [
      'amounts beyond counting',
      { nodes: [withAllocatable({ cpu: '9E', memory: '99999999999999999999E', pods: '110' })] },
      pod('p', requesting({ cpu: '8E' })),
      /./,
    ],
    [
      'Pods on nodes that are not there',
      { nodes: [node('a')], pods: [pod('x', { nodeName: 'nowhere' }), pod('y', { nodeName: 'nowhere' })] },
      pod('p'),
      /^scheduled$/,
    ],
    ['two nodes of one name', { nodes: [node('a'), node('a')] }, pod('p'), /^scheduled$/],
    [
      'labels named like what every object inherits',
      { nodes: [node('a', { metadata: { labels: proto } })], pods: [pod('x', { nodeName: 'a' }, { labels: proto })] },
      pod(
        'p',
        {
          nodeSelector: proto,
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: '__proto__',
              whenUnsatisfiable: 'DoNotSchedule',
              labelSelector: { matchLabels: proto },
              matchLabelKeys: ['constructor', 'toString'],
            },
          ],
        },
        { labels: proto },
      ),
      /./,
    ],
    [
      'topology keys that no node has, though every object inherits them',
      { nodes: [node('a')], pods: [pod('x', { nodeName: 'a' }, { labels: { app: 'web' } })] },
      pod('p', {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: 'constructor', labelSelector: { matchLabels: { app: 'web' } } },
            ],
          },
        },
      }),
      /didn't match pod affinity rules/,
    ],
    [
      'selectors that are none',
      { nodes: [node('a')] },
      pod('p', {
        topologySpreadConstraints: [
          {
            maxSkew: 0,
            topologyKey: '',
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: { matchExpressions: [{ key: '', operator: 'Sometimes' }] },
          },
        ],
      }),
      /./,
    ],
    [
      'claims that point nowhere',
      {
        nodes: [node('a')],
        objects: { persistentVolumeClaims: [{ metadata: { name: 'c', namespace: 'default' } }] },
      },
      pod('p', {
        volumes: [
          { name: 'v', persistentVolumeClaim: { claimName: 'c' } },
          { name: 'w', persistentVolumeClaim: {} },
        ],
      }),
      /./,
    ],
    [
      'thousands of containers',
      { nodes: [node('a')] },
      pod('p', {
        containers: Array.from({ length: depth }, (_, at) => ({
          name: `c${at}`,
          resources: { requests: { cpu: '1n' } },
        })),
      }),
      /./,
    ],
  ];
  for (const [what, cluster, incoming, expected] of cases) {
    it(what, () => assert.match(check(cluster, incoming), expected));
  }
});
