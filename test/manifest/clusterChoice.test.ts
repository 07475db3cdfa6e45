/** Files judged and played in the cluster that the user chose. */
import assert from 'node:assert/strict';
import type { ClusterChoice } from '../../src/manifest/clusterChoice.ts';
import { chooseCluster, ManifestFile, startingCluster } from '../../src/manifest/manifestFile.ts';
import { runOf } from '../../src/worker/simulation.ts';

const preset: ClusterChoice = { kind: 'preset', name: 'one-node' };
const own: ClusterChoice = { kind: 'file', name: 'cluster.yaml', text: startingCluster(preset) };
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: web
      image: nginx
`;

describe('the chosen cluster', () => {
  afterEach(() => chooseCluster({ kind: 'preset', name: '' }));

  const messages = (text: string): string[] =>
    new ManifestFile(text).findings({ file: 'web.yaml' }).map(({ severity, message }) => `${severity}: ${message}`);

  it("takes for granted what a preset does not say, and nothing in the user's own", () => {
    assert.deepEqual(messages(pod), []);
    chooseCluster(own);
    assert.deepEqual(messages(pod), ['error: namespaces "shop" not found']);
    chooseCluster(preset);
    assert.deepEqual(messages(pod), []);
  });

  it('is not judged against itself', () => {
    chooseCluster(own);
    assert.deepEqual(new ManifestFile(own.text).clusterFindings({ file: 'cluster.yaml' }), []);
  });

  const nodesOf = (cluster: ClusterChoice, world?: string): { world: string; nodes: number } => {
    const text = pod.replace('  namespace: shop\n', '');
    const asked = { id: 1, uri: 'file:///web.yaml', file: 'web.yaml', text, index: 0, cluster };
    const run = runOf(world === undefined ? asked : { ...asked, world });
    return { world: run?.world ?? '', nodes: run?.trace.initial.filter(({ kind }) => kind === 'Node').length ?? 0 };
  };

  it('is what a run is played in', () => {
    assert.deepEqual(nodesOf(own), { world: 'cluster.yaml', nodes: 1 });
    assert.deepEqual(nodesOf(preset), { world: 'one-node', nodes: 1 });
    assert.deepEqual(nodesOf({ kind: 'preset', name: 'unknown' }), { world: 'three-nodes', nodes: 4 });
    assert.deepEqual(nodesOf(own, 'three-nodes'), { world: 'three-nodes', nodes: 4 });
  });
});
