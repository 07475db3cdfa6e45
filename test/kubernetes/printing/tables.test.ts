/** Rows of kinds that no recording holds. */
import assert from 'node:assert/strict';
import type { KubernetesObject } from '../../../src/kubernetes/api/types.ts';
import { tableText } from '../../../src/kubernetes/printing/tableText.ts';

const nowMs = Date.parse('2026-05-04T12:00:00Z');
const metadata = { name: 'x', namespace: 'default', creationTimestamp: '2026-05-04T11:59:00Z' };

interface Row {
  readonly kind: string;
  readonly object: object;
  readonly lines: readonly string[];
}

const rows: readonly Row[] = [
  {
    kind: 'PersistentVolumeClaim',
    object: {
      spec: { volumeName: 'pv', storageClassName: 'fast' },
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce', 'ReadWriteMany'] },
    },
    lines: [
      'NAME   STATUS   VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE',
      'x      Bound    pv       1Gi        RWO,RWX        fast           <unset>                 60s',
    ],
  },
  {
    kind: 'ResourceQuota',
    object: { status: { hard: { pods: '10', 'limits.cpu': '4', 'requests.cpu': '2' }, used: { pods: '3' } } },
    lines: [
      'NAME   REQUEST                         LIMIT             AGE',
      'x      pods: 3/10, requests.cpu: 0/2   limits.cpu: 0/4   60s',
    ],
  },
  {
    kind: 'PriorityClass',
    object: { value: 1000, globalDefault: true, preemptionPolicy: 'Never' },
    lines: ['NAME   VALUE   GLOBAL-DEFAULT   AGE', 'x      1000    true             60s'],
  },
  {
    kind: 'PodDisruptionBudget',
    object: { spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } },
    lines: [
      'NAME   MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE',
      'x      50%             N/A               1                     60s',
    ],
  },
  {
    kind: 'EndpointSlice',
    object: {
      addressType: 'IPv4',
      ports: [{ port: 80 }, { name: 'web' }],
      endpoints: ['1', '2', '3', '4'].map((end) => ({ addresses: [`10.0.0.${end}`] })),
    },
    lines: [
      'NAME   ADDRESSTYPE   PORTS    ENDPOINTS                                 AGE',
      'x      IPv4          80,web   10.0.0.1,10.0.0.2,10.0.0.3 + 1 more...   60s',
    ],
  },
  {
    kind: 'StorageClass',
    object: {
      metadata: { ...metadata, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'p',
    },
    lines: [
      'NAME          PROVISIONER   RECLAIMPOLICY   VOLUMEBINDINGMODE   ALLOWVOLUMEEXPANSION   AGE',
      'x (default)   p             Delete          Immediate           false                  60s',
    ],
  },
  {
    kind: 'ControllerRevision',
    object: {
      revision: 3,
      metadata: {
        ...metadata,
        ownerReferences: [{ controller: true, apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'd' }],
      },
    },
    lines: ['NAME   CONTROLLER           REVISION   AGE', 'x      daemonset.apps/d     3          60s'],
  },
  {
    kind: 'LimitRange',
    object: {},
    lines: ['NAME   CREATED AT', 'x      2026-05-04T11:59:00Z'],
  },
];

describe('tables', () => {
  for (const { kind, object, lines } of rows) {
    it(`show a ${kind}`, () => {
      const text = tableText(kind, [{ metadata, ...object } as KubernetesObject], {}, nowMs);
      const collapse = (line: string) => line.replace(/ {2,}/g, '  ');
      assert.deepEqual(text.trimEnd().split('\n').map(collapse), lines.map(collapse));
    });
  }

  it('are nothing without objects', () => assert.equal(tableText('Pod', [], {}, nowMs), ''));

  it('look up label columns among the labels only', () => {
    const options = { noHeaders: true, labelColumns: ['constructor', 'a'] };
    const text = tableText('Namespace', [{ metadata: { ...metadata, labels: { a: 'b' } } }], options, nowMs);
    assert.equal(text, 'x           60s         b\n');
  });
});
