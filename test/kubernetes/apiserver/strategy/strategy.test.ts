/** What updates keep and count, kind by kind (asked of the strategies of Kubernetes 1.36.3). */
import assert from 'node:assert/strict';
import { kindNamed } from '../../../../src/kubernetes/api/schema/schema.ts';
import type { KubernetesObject } from '../../../../src/kubernetes/api/types.ts';
import { encodeObject } from '../../../../src/kubernetes/apiserver/conversion/encode.ts';
import { decodeObject } from '../../../../src/kubernetes/apiserver/decode/decode.ts';
import { applyDefaults } from '../../../../src/kubernetes/apiserver/defaulting/defaulting.ts';
import { prepareForCreate, prepareForUpdate } from '../../../../src/kubernetes/apiserver/strategy/strategy.ts';

const context = { now: '2026-01-01T00:00:00Z', random: { uuid: () => 'u' }, warn: () => undefined };

function draft(body: object): KubernetesObject {
  const { apiVersion, kind } = body as { apiVersion: string; kind: string };
  const found = kindNamed(apiVersion, kind);
  assert.ok(found);
  const decoded = decodeObject(body as Parameters<typeof decodeObject>[0], found, 'Strict');
  assert.ok('object' in decoded, JSON.stringify(decoded));
  applyDefaults(decoded.object);
  return decoded.object;
}

function created(body: object): KubernetesObject {
  const object = draft(body);
  object.metadata = { ...object.metadata, uid: 'u1' };
  prepareForCreate(object, context);
  return encodeObject(object);
}

/** The stored object after `change` of what was created from `body`, as plain JSON. */
function updated(body: object, change: (copy: never) => void, subresource = ''): Record<string, unknown> {
  const old = created(body);
  const copy = JSON.parse(JSON.stringify(old)) as never;
  change(copy);
  const before = JSON.stringify(old);
  const next = draft(copy);
  prepareForUpdate(next, old, subresource, context);
  const stored = encodeObject(next);
  assert.equal(JSON.stringify(old), before, 'the stored object stays as it was');
  return JSON.parse(JSON.stringify(stored)) as Record<string, unknown>;
}

const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'a', image: 'a' }] } };
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: template.spec };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: { selector: { matchLabels: { app: 'x' } }, template },
};
const daemonSet = { ...deployment, kind: 'DaemonSet' };
const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec: { template } };

describe('generations', () => {
  type Any = { metadata: { labels?: object; annotations?: object; generation?: number }; spec: never };
  const cases: [string, object, (copy: Any) => void, number][] = [
    ['stay where nothing changes', pod, () => undefined, 1],
    ['stay where only labels change', deployment, (copy) => Object.assign(copy.metadata, { labels: { a: 'b' } }), 1],
    [
      'grow with annotations of a Deployment',
      deployment,
      ({ metadata }) => Object.assign(metadata, { annotations: { a: 'b' } }),
      2,
    ],
    ['grow with the spec', deployment, (copy) => Object.assign(copy.spec, { replicas: 3 }), 2],
    ['stay where an amount is only written otherwise', pod, (copy) => Object.assign(copy.spec, { overhead: {} }), 1],
    ['cannot be set', pod, (copy) => Object.assign(copy.metadata, { generation: 1 }), 1],
  ];
  for (const [name, body, change, generation] of cases) {
    it(name, () => {
      const { metadata } = updated(body, change as (copy: never) => void) as { metadata: { generation: number } };
      assert.equal(metadata.generation, generation);
    });
  }

  it('of a DaemonSet count template and spec apart', () => {
    const counts = (object: Record<string, unknown>): unknown => {
      const { generation, annotations } = object.metadata as { generation: number; annotations: object };
      return [generation, Object.values(annotations)];
    };
    const scaled = updated(daemonSet, (copy: { spec: object }) => Object.assign(copy.spec, { minReadySeconds: 5 }));
    assert.deepEqual(counts(scaled), [2, ['1']]);
    const rolled = updated(daemonSet, (copy: { spec: { template: { spec: object } } }) =>
      Object.assign(copy.spec.template.spec, { hostNetwork: true }),
    );
    assert.deepEqual(counts(rolled), [2, ['2']]);
  });
});

describe('an update of the status', () => {
  it('changes nothing else of a Pod but labels and annotations', () => {
    const next = updated(
      pod,
      (copy: { metadata: object; spec: object; status: object }) => {
        Object.assign(copy.spec, { nodeName: 'n' });
        Object.assign(copy.metadata, { labels: { a: 'b' }, ownerReferences: [] });
        Object.assign(copy.status, { phase: 'Running', qosClass: '', podIP: '10.0.0.1' });
      },
      'status',
    ) as { metadata: object; spec: { nodeName?: string }; status: object };
    assert.equal(next.spec.nodeName, undefined);
    assert.deepEqual(next.status, {
      phase: 'Running',
      qosClass: 'BestEffort',
      podIP: '10.0.0.1',
      podIPs: [{ ip: '10.0.0.1' }],
    });
  });

  it('notes when the phase of a volume changes', () => {
    const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'v' }, spec: {} };
    const next = updated(
      volume,
      (copy: { status: object }) => Object.assign(copy.status, { phase: 'Bound', lastPhaseTransitionTime: null }),
      'status',
    );
    assert.deepEqual(next.status, { phase: 'Bound', lastPhaseTransitionTime: context.now });
  });
});

describe('what a created object has beside what was asked for', () => {
  it('a Job without labels takes those made for its Pods', () => {
    const stored = created({ ...job, spec: { template: { spec: template.spec } } });
    assert.deepEqual(
      { ...stored.metadata?.labels },
      {
        'batch.kubernetes.io/controller-uid': 'u1',
        'batch.kubernetes.io/job-name': 'j',
        'controller-uid': 'u1',
        'job-name': 'j',
      },
    );
  });

  it('a claim has its source in both fields', () => {
    const apiGroup = 'snapshot.storage.k8s.io';
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c' } };
    const snapshot = { apiGroup, kind: 'VolumeSnapshot', name: 's' };
    const stored = created({ ...claim, spec: { dataSource: snapshot } }) as { spec?: Record<string, unknown> };
    assert.deepEqual(stored.spec?.dataSourceRef, snapshot);
    const dropped = created({ ...claim, spec: { dataSource: { kind: 'Other', name: 'o' } } });
    assert.equal((dropped as { spec?: Record<string, unknown> }).spec?.dataSource, undefined);
  });

  it('stop signals are dropped while their feature is off, unless they are stored already', () => {
    const lifecycle = { stopSignal: 'SIGUSR1' };
    const withSignal = { ...pod, spec: { containers: [{ name: 'a', image: 'a', lifecycle }] } };
    const stored = created(withSignal) as { spec?: { containers?: { lifecycle?: object }[] } };
    assert.equal(stored.spec?.containers?.[0]?.lifecycle, undefined);
  });
});
