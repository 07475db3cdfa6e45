/** What would unblock a Pod: single changes, each of which makes the scheduler find a node. */
import assert from 'node:assert/strict';
import type { Pod } from '../../../src/kubernetes/api/types.ts';
import { decide } from '../../../src/kubernetes/scheduler/cycle.ts';
import { defaultPlugins } from '../../../src/kubernetes/scheduler/plugins.ts';
import { editedPod } from '../../../src/kubernetes/scheduler/podEdit.ts';
import { type Unblocking, unblock } from '../../../src/kubernetes/scheduler/unblock.ts';
import { english } from '../../../src/trace/sentences.ts';
import { node, now, pod, requesting, type SmallCluster, surroundings } from './smallCluster.ts';

/** The changes in a few words, after each has been tried once more. */
function check(cluster: SmallCluster, incoming: Pod): string[] {
  const { snapshot, listers } = surroundings(cluster);
  const before = decide(defaultPlugins, snapshot, listers, incoming, { now });
  const found = unblock(defaultPlugins, snapshot, listers, incoming, now);
  assert.deepEqual(decide(defaultPlugins, snapshot, listers, incoming, { now }), before, 'the cluster is as it was');
  for (const { change, message, node: name } of found) {
    assert.ok(english[message.id] !== undefined, `words for ${message.id}`);
    assert.equal(message.args?.node, name);
    const changed = change.kind === 'pod' ? editedPod(incoming, change.edit) : incoming;
    const nodes = [...(cluster.nodes ?? [])].filter(
      ({ metadata }) => change.kind === 'pod' || metadata?.name !== change.node.metadata?.name,
    );
    const after = surroundings({ ...cluster, nodes: change.kind === 'node' ? [...nodes, change.node] : nodes });
    const { chosen } = decide(defaultPlugins, after.snapshot, after.listers, changed, { now });
    assert.notEqual(chosen, undefined, message.id);
  }
  return found.map(inWords);
}

function inWords({ message, change }: Unblocking): string {
  const id = message.id.replace('scheduler.unblock.', '');
  if (change.kind === 'node') return `${id} ${change.node.metadata?.name}`;
  const { edit } = change;
  return `${id} ${edit.kind} ${edit.path.join('.')}${edit.kind === 'remove' ? '' : ` ${JSON.stringify(edit.value)}`}`;
}

const tainted = node('a', { spec: { taints: [{ key: 'dedicated', value: 'batch', effect: 'NoSchedule' }] } });
const full = pod('full', { nodeName: 'a', ...requesting({ cpu: '3' }) });
const labels = { app: 'web' };
const selector = { matchLabels: labels };

describe('what would unblock a Pod', () => {
  const cases: readonly [string, SmallCluster, Pod, string[]][] = [
    ['nothing, where it fits', { nodes: [node('a')] }, pod('p'), []],
    [
      'a toleration',
      { nodes: [tainted] },
      pod('p'),
      [
        'tolerate append spec.tolerations {"key":"dedicated","operator":"Equal","value":"batch","effect":"NoSchedule"}',
        'addNode new-node',
      ],
    ],
    [
      'asking for no more than is left',
      { nodes: [node('a')], pods: [full] },
      pod('p', requesting({ cpu: '1500m', memory: '1Gi' })),
      ['lower set spec.containers.0.resources.requests.cpu "1"', 'addNodeLike new-node', 'addNode new-node'],
    ],
    [
      'one label less, of which only the wrong one helps',
      { nodes: [node('a', { metadata: { labels: { disk: 'ssd' } } })] },
      pod('p', { nodeSelector: { disk: 'ssd', zone: 'north' } }),
      ['nodeSelector remove spec.nodeSelector.zone', 'nodeSelectorAll remove spec.nodeSelector', 'addNode new-node'],
    ],
    [
      'doing without the host port',
      {
        nodes: [node('a')],
        pods: [pod('x', { nodeName: 'a', containers: [{ name: 'x', ports: [{ hostPort: 80, protocol: 'TCP' }] }] })],
      },
      pod('p', { containers: [{ name: 'app', ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }] }] }),
      ['hostPort remove spec.containers.0.ports.0.hostPort', 'addNodeLike new-node', 'addNode new-node'],
    ],
    [
      'spreading where possible only',
      {
        nodes: [node('a'), tainted].map((item, at) => ({
          ...item,
          metadata: { ...item.metadata, name: `n${at}`, labels: { zone: `z${at}` } },
        })),
        pods: [pod('x', { nodeName: 'n0' }, { labels })],
      },
      pod(
        'p',
        {
          topologySpreadConstraints: [
            { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: selector },
          ],
        },
        { labels },
      ),
      [
        'spread set spec.topologySpreadConstraints.0.whenUnsatisfiable "ScheduleAnyway"',
        'tolerate append spec.tolerations {"key":"dedicated","operator":"Equal","value":"batch","effect":"NoSchedule"}',
      ],
    ],
    [
      'a scheduling gate less',
      { nodes: [node('a')] },
      pod('p', { schedulingGates: [{ name: 'example.com/wait' }] }),
      ['gates remove spec.schedulingGates'],
    ],
    [
      'keeping away from nobody',
      { nodes: [node('a')], pods: [pod('x', { nodeName: 'a' }, { labels })] },
      pod(
        'p',
        {
          affinity: {
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                { topologyKey: 'kubernetes.io/hostname', labelSelector: selector },
              ],
            },
          },
        },
        { labels },
      ),
      [
        'podAntiAffinity remove spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.0',
        'addNodeLike new-node',
        'addNode new-node',
      ],
    ],
    [
      'uncordoning',
      { nodes: [node('a', { spec: { unschedulable: true } })] },
      pod('p'),
      ['uncordon a', 'addNode new-node'],
    ],
    ['a first node', {}, pod('p', requesting({ cpu: '64' })), ['addNode new-node']],
    [
      'nothing, where two things are in the way at once',
      { nodes: [tainted], pods: [full] },
      pod('p', {
        ...requesting({ cpu: '2' }),
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }],
            },
          },
        },
      }),
      [],
    ],
  ];
  for (const [what, cluster, incoming, expected] of cases) {
    it(what, () => assert.deepEqual(check(cluster, incoming), expected));
  }

  it('says so with the user’s numbers', () => {
    const { snapshot, listers } = surroundings({ nodes: [node('a')], pods: [full] });
    const [first] = unblock(defaultPlugins, snapshot, listers, pod('p', requesting({ cpu: '1500m' })), now);
    assert.deepEqual(first?.message, {
      id: 'scheduler.unblock.lower',
      args: { resource: 'cpu', from: '1500m', to: '1', container: 'app', node: 'a' },
    });
  });
});

describe('an edit of a Pod', () => {
  const before = pod('p', { nodeSelector: { a: '1', b: '2' }, tolerations: [{ key: 'x' }] });
  const cases: readonly [string, Parameters<typeof editedPod>[1], Pod['spec']][] = [
    ['takes a field out', { kind: 'remove', path: ['spec', 'nodeSelector', 'a'] }, { nodeSelector: { b: '2' } }],
    ['takes an item out', { kind: 'remove', path: ['spec', 'tolerations', 0] }, { tolerations: [] }],
    [
      'makes what leads to a field',
      { kind: 'set', path: ['spec', 'os', 'name'], value: 'linux' },
      { os: { name: 'linux' } },
    ],
    [
      'makes the list it appends to',
      { kind: 'append', path: ['spec', 'imagePullSecrets'], value: { name: 's' } },
      { imagePullSecrets: [{ name: 's' }] },
    ],
  ];
  for (const [what, edit, expected] of cases) {
    it(what, () => {
      const copy = structuredClone(before);
      assert.deepEqual(editedPod(before, edit).spec, { ...before.spec, ...expected });
      assert.deepEqual(before, copy, 'the Pod itself stays');
    });
  }
});
