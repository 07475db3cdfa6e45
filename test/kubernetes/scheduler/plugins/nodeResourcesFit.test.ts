/** NodeResourcesFit: what is left must do for what is asked. */
import assert from 'node:assert/strict';
import type { PodSpec } from '../../../../src/kubernetes/api/types.ts';
import { clusterEvent } from '../../../../src/kubernetes/scheduler/clusterEvents.ts';
import { nodeResourcesFit } from '../../../../src/kubernetes/scheduler/plugins/nodeResourcesFit.ts';
import { decision, node, pod, requesting, retries, says, scores } from '../smallCluster.ts';

const small = node('a', {
  status: { allocatable: { cpu: '2', memory: '2Gi', pods: '2', 'ephemeral-storage': '1Gi', 'example.com/gpu': '1' } },
});
const there = pod('there', { nodeName: 'a', ...requesting({ cpu: '1', memory: '1Gi', 'example.com/gpu': '1' }) });

describe('NodeResourcesFit', () => {
  const cases: readonly [string, PodSpec, string][] = [
    ['lets pass what just fits', requesting({ cpu: '1', memory: '1Gi' }), 'fits'],
    ['lets Pods pass that ask for nothing', {}, 'fits'],
    [
      'says all that is short at once',
      requesting({ cpu: '1001m', memory: '1025Mi', 'example.com/gpu': '1' }),
      'Insufficient cpu, Insufficient memory, Insufficient example.com/gpu',
    ],
    ['sees when no Pod’s leaving would help', requesting({ cpu: '3' }), '! Insufficient cpu'],
    ['minds local storage', requesting({ 'ephemeral-storage': '2Gi' }), '! Insufficient ephemeral-storage'],
    ['minds resources that no node has', requesting({ 'example.com/fpga': '1' }), '! Insufficient example.com/fpga'],
    [
      'counts the greatest init container, not their sum',
      {
        initContainers: [
          { name: 'i', resources: { requests: { cpu: '1' } } },
          { name: 'j', resources: { requests: { cpu: '1' } } },
        ],
        containers: [{ name: 'app', resources: { requests: { cpu: '500m' } } }],
      },
      'fits',
    ],
    ['adds overhead', { ...requesting({ cpu: '1' }), overhead: { cpu: '1m' } }, 'Insufficient cpu'],
  ];
  for (const [what, spec, expected] of cases) {
    it(what, () => {
      assert.deepEqual(says(nodeResourcesFit, { nodes: [small], pods: [there] }, pod('p', spec)), [expected]);
    });
  }

  it('counts Pods', () => {
    const pods = [there, pod('more', { nodeName: 'a' })];
    assert.deepEqual(says(nodeResourcesFit, { nodes: [small], pods }, pod('p')), ['Too many pods']);
  });

  it('prefers nodes with more left, where a container without requests counts as a small one', () => {
    const nodes = [small, node('b')];
    assert.deepEqual(scores(nodeResourcesFit, { nodes, pods: [there] }, pod('p')), [42, 97]);
  });

  it('shows how it came to a score', () => {
    const plugins = [{ plugin: nodeResourcesFit, weight: 1 }];
    const cluster = { nodes: [small, node('b')], pods: [there] };
    const { scores: table } = decision(
      cluster,
      pod('p', requesting({ cpu: '500m', memory: '512Mi' })),
      { explain: true },
      plugins,
    );
    assert.deepEqual(table?.arithmetic?.[0]?.[0], {
      id: 'scheduler.score.leastAllocated',
      args: {
        cpu: '2',
        cpuRequested: '1500m',
        cpuLeft: 25,
        memory: '2Gi',
        memoryRequested: '1536Mi',
        memoryLeft: 25,
        score: 25,
      },
    });
  });

  it('looks again when a node grows by what is asked for', () => {
    const grown = (resource: string, to: string) => ({
      ...small,
      status: { allocatable: { ...small.status?.allocatable, [resource]: to } },
    });
    const change = (updated: typeof small) =>
      clusterEvent('Node', 'UpdateNodeAllocatable', { old: small, new: updated });
    const incoming = pod('p', requesting({ cpu: '1500m' }));
    assert.equal(retries(nodeResourcesFit, incoming, change(grown('cpu', '3'))), true);
    assert.equal(retries(nodeResourcesFit, incoming, change(grown('memory', '3Gi'))), false);
  });
});
