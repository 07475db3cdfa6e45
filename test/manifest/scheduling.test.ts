/** Pods that would stay Pending, and the field that is shown. */
import assert from 'node:assert/strict';
import type { World } from '../../src/kubernetes/world.ts';
import { presetWorlds } from '../../src/kubernetes/worlds/presets.ts';
import { PendingPods } from '../../src/manifest/scheduling.ts';
import { ManifestText } from '../../src/yaml/manifestText.ts';

const world = presetWorlds.find(({ name }) => name === 'three-nodes') as World;
const own: World = { ...world, owned: true };

function pod(spec = '', container = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
${spec}  containers:
    - name: web
      image: nginx
${container}`;
}
const requests = (cpu: string): string => `      resources:\n        requests:\n          cpu: ${cpu}\n`;
const claim = '  volumes:\n    - name: data\n      persistentVolumeClaim:\n        claimName: data\n';

const cases: { readonly title: string; readonly text: string; readonly expected: readonly string[] }[] = [
  { title: 'a Pod that fits', text: pod(), expected: [] },
  { title: 'a Pod that is refused', text: pod('  nodeSelector: {a: b}\n  foo: 1\n'), expected: [] },
  { title: 'a Pod on a node', text: pod('  nodeName: node-a\n  nodeSelector: {a: b}\n'), expected: [] },
  { title: 'a gated Pod', text: pod('  nodeSelector: {a: b}\n  schedulingGates: [{name: a/b}]\n'), expected: [] },
  {
    title: 'a node selector',
    text: pod('  nodeSelector: {disk: ssd}\n'),
    expected: [
      "{disk: ssd} | 0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 node(s) didn't match Pod's node affinity/selector.",
    ],
  },
  {
    title: 'a request',
    text: pod('', requests('"100"')),
    expected: ['"100" | 0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu.'],
  },
  {
    title: 'a claim that is nowhere',
    text: pod(claim),
    expected: ['volumes | 0/4 nodes are available: persistentvolumeclaim "data" not found. not found'],
  },
  {
    title: 'a claim in the same file',
    text: `${pod(claim)}---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: 1Gi\n`,
    expected: [],
  },
];

describe('a Pod that would stay Pending', () => {
  for (const { title, text, expected } of cases) {
    it(title, () => {
      const found = new PendingPods(own).find(new ManifestText(text));
      const shown = found.map(({ range, message }) => {
        const cut = message.replace(/\. (?:no new claims|preemption:).*/, '.');
        return `${text.slice(range.start, range.end)} | ${cut}`;
      });
      assert.deepEqual(shown, expected);
    });
  }

  it('is never a throw', () => {
    for (const text of ['', 'kind: Pod', pod('  nodeSelector: 1\n'), 'a: [', pod().replace('kind: Pod', 'kind: [Pod]')])
      assert.doesNotThrow(() => new PendingPods(own).find(new ManifestText(text)), text);
  });
});
