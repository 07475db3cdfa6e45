/** VolumeRestrictions: disks and claims that one Pod alone may use. */
import assert from 'node:assert/strict';
import type { Volume } from '../../../../src/kubernetes/api/types.ts';
import { volumeRestrictions } from '../../../../src/kubernetes/scheduler/plugins/volumeRestrictions.ts';
import { node, pod, says } from '../smallCluster.ts';

const noDisk = 'node(s) had no available disk';
const inUse =
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';

describe('VolumeRestrictions', () => {
  const disk = (readOnly: boolean): Volume => ({ name: 'v', gcePersistentDisk: { pdName: 'd', readOnly } });
  const claim: Volume = { name: 'v', persistentVolumeClaim: { claimName: 'data' } };
  const cases: readonly [string, Volume, Volume, string[]][] = [
    ['lets a disk be written by one Pod a node', disk(false), disk(false), [noDisk, 'fits']],
    ['minds a reader beside a writer', disk(false), disk(true), [noDisk, 'fits']],
    ['lets readers share', disk(true), disk(true), ['fits', 'fits']],
    [
      'shares no AWS disk at all',
      { name: 'v', awsElasticBlockStore: { volumeID: 'vol-1', readOnly: true } },
      { name: 'v', awsElasticBlockStore: { volumeID: 'vol-1', readOnly: true } },
      [noDisk, 'fits'],
    ],
    ['lets a ReadWriteOncePod claim be used once in the whole cluster', claim, claim, [inUse, inUse]],
  ];
  for (const [what, used, wanted, expected] of cases) {
    it(what, () => {
      const persistentVolumeClaims = [
        { metadata: { name: 'data', namespace: 'default' }, spec: { accessModes: ['ReadWriteOncePod'] } },
      ];
      const cluster = {
        nodes: [node('a'), node('b')],
        pods: [pod('there', { nodeName: 'a', volumes: [used] })],
        objects: { persistentVolumeClaims },
      };
      assert.deepEqual(says(volumeRestrictions, cluster, pod('p', { volumes: [wanted] })), expected);
    });
  }

  it('says which claim is missing', () => {
    const incoming = pod('p', { volumes: [claim] });
    assert.deepEqual(says(volumeRestrictions, { nodes: [node('a')] }, incoming), [
      '! persistentvolumeclaim "data" not found',
    ]);
  });
});
