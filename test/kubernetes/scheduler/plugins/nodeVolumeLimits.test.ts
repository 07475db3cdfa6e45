/** NodeVolumeLimits: so many volumes of a driver on a node. */
import assert from 'node:assert/strict';
import type { Volume } from '../../../../src/kubernetes/api/types.ts';
import { nodeVolumeLimits } from '../../../../src/kubernetes/scheduler/plugins/nodeVolumeLimits.ts';
import { node, pod, says } from '../smallCluster.ts';

const tooMany = 'node(s) exceed max volume count';

function claimed(name: string) {
  return {
    claim: { metadata: { name, namespace: 'default' }, spec: { volumeName: `pv-${name}` } },
    volume: { metadata: { name: `pv-${name}` }, spec: { csi: { driver: 'disk.example.com', volumeHandle: name } } },
    use: { name, persistentVolumeClaim: { claimName: name } } satisfies Volume,
  };
}

describe('NodeVolumeLimits', () => {
  const [one, two] = [claimed('one'), claimed('two')];
  const csiNodes = [
    { metadata: { name: 'a' }, spec: { drivers: [{ name: 'disk.example.com', allocatable: { count: 1 } }] } },
  ];
  const objects = {
    csiNodes,
    persistentVolumeClaims: [one.claim, two.claim],
    persistentVolumes: [one.volume, two.volume],
  };
  const cases: readonly [string, Volume, string][] = [
    ['turns down one volume more than the driver can', two.use, tooMany],
    ['counts a volume once that two Pods use', one.use, 'fits'],
    ['counts no other volumes', { name: 'e', emptyDir: {} }, 'fits'],
    [
      'gives up on a disk that no driver takes over',
      { name: 'x', azureDisk: { diskName: 'x', diskURI: 'd', kind: 'Shared' } },
      '! running "NodeVolumeLimits" filter plugin: converting volume(x) from inline to csi: kind(Shared) is not supported in csi migration',
    ],
  ];
  for (const [what, wanted, expected] of cases) {
    it(what, () => {
      const cluster = { nodes: [node('a')], pods: [pod('there', { nodeName: 'a', volumes: [one.use] })], objects };
      assert.deepEqual(says(nodeVolumeLimits, cluster, pod('p', { volumes: [wanted] })), [expected]);
    });
  }
});
