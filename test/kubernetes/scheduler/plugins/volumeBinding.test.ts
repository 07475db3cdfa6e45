/** VolumeBinding: a node where the Pod's claims can be bound, and what is to be bound then. */
import assert from 'node:assert/strict';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../../src/kubernetes/api/types.ts';
import { volumeBinding } from '../../../../src/kubernetes/scheduler/plugins/volumeBinding.ts';
import { decision, node, type Objects, pod, says } from '../smallCluster.ts';

const waiting = {
  metadata: { name: 'waiting' },
  provisioner: 'disk.example.com',
  volumeBindingMode: 'WaitForFirstConsumer',
};
const immediate = { ...waiting, metadata: { name: 'immediate' }, volumeBindingMode: 'Immediate' };
const local = { ...waiting, metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner' };
const storageClasses = [waiting, immediate, local];

function claim(storageClassName: string, bound?: string): PersistentVolumeClaim {
  return {
    metadata: {
      name: 'data',
      namespace: 'default',
      annotations: bound === undefined ? {} : { 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: {
      storageClassName,
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      ...(bound !== undefined && { volumeName: bound }),
    },
  };
}

function volumeOn(nodeName: string, name = `pv-${nodeName}`): PersistentVolume {
  const terms = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [nodeName] }] }];
  return {
    metadata: { name },
    spec: {
      storageClassName: 'local',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '2Gi' },
      nodeAffinity: { required: { nodeSelectorTerms: terms } },
    },
    status: { phase: 'Available' },
  };
}

const nodes = [node('a'), node('b')];
const incoming = pod('p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });

describe('VolumeBinding', () => {
  const elsewhere = "! node(s) didn't match PersistentVolume's node affinity";
  const nothing = "! node(s) didn't find available persistent volumes to bind";
  const cases: readonly [string, Objects, string[]][] = [
    ['says which claim is missing', {}, ['! persistentvolumeclaim "data" not found']],
    [
      'waits for claims that are bound without regard to Pods',
      { persistentVolumeClaims: [claim('immediate')] },
      ['! pod has unbound immediate PersistentVolumeClaims'],
    ],
    [
      'goes where the bound volume is',
      { persistentVolumeClaims: [claim('local', 'pv-b')], persistentVolumes: [volumeOn('b')] },
      [elsewhere, 'fits'],
    ],
    [
      'goes where a volume can be had',
      { persistentVolumeClaims: [claim('local')], persistentVolumes: [volumeOn('b')] },
      [nothing, 'fits'],
    ],
    ['goes anywhere where volumes are made', { persistentVolumeClaims: [claim('waiting')] }, ['fits', 'fits']],
  ];
  for (const [what, objects, expected] of cases) {
    it(what, () => {
      const cluster = { nodes, objects: { storageClasses, ...objects } };
      assert.deepEqual(says(volumeBinding, cluster, incoming), expected);
    });
  }

  const plan = (objects: Objects) => {
    const plugins = [{ plugin: volumeBinding, weight: 0 }];
    return decision({ nodes: [node('a')], objects: { storageClasses, ...objects } }, incoming, {}, plugins).volumes;
  };

  it('binds the smallest volume that does', () => {
    const large = { ...volumeOn('a', 'large'), spec: { ...volumeOn('a').spec, capacity: { storage: '9Gi' } } };
    const found = plan({ persistentVolumeClaims: [claim('local')], persistentVolumes: [large, volumeOn('a')] });
    assert.deepEqual(
      found?.bindings.map(({ volume }) => [volume.metadata?.name, volume.spec?.claimRef?.name]),
      [['pv-a', 'data']],
    );
  });

  it('tells the provisioner the node', () => {
    const found = plan({ persistentVolumeClaims: [claim('waiting')] });
    assert.deepEqual(
      found?.provisions.map(({ metadata }) => metadata?.annotations?.['volume.kubernetes.io/selected-node']),
      ['a'],
    );
  });
});
