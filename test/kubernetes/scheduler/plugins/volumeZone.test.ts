/** VolumeZone: volumes with zone labels are used in their zones. */
import assert from 'node:assert/strict';
import { volumeZone } from '../../../../src/kubernetes/scheduler/plugins/volumeZone.ts';
import { node, pod, says } from '../smallCluster.ts';

const zone = 'topology.kubernetes.io/zone';
const other = '! node(s) had no available volume zone';

describe('VolumeZone', () => {
  const cases: readonly [string, Record<string, string>, string[]][] = [
    ['keeps to the zone of the volume', { [zone]: 'north-1a' }, ['fits', other, 'fits']],
    ['takes one of several zones', { [zone]: 'north-1a__north-1b' }, ['fits', 'fits', 'fits']],
    ['knows the old label', { 'failure-domain.beta.kubernetes.io/zone': 'north-1b' }, [other, 'fits', 'fits']],
    ['minds no volume without zone labels', {}, ['fits', 'fits', 'fits']],
  ];
  for (const [what, labels, expected] of cases) {
    it(what, () => {
      const nodes = [
        node('a', { metadata: { labels: { [zone]: 'north-1a' } } }),
        node('b', { metadata: { labels: { [zone]: 'north-1b' } } }),
        node('none'),
      ];
      const objects = {
        persistentVolumeClaims: [{ metadata: { name: 'data', namespace: 'default' }, spec: { volumeName: 'pv' } }],
        persistentVolumes: [{ metadata: { name: 'pv', labels } }],
      };
      const incoming = pod('p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
      const told = says(volumeZone, { nodes, objects }, incoming);
      // Nodes are walked zone by zone, in the order in which the zones appeared.
      assert.deepEqual(told, expected);
    });
  }
});
