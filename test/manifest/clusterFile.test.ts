/** Clusters written out as files and read again, and what is impossible in them. */
import assert from 'node:assert/strict';
import { LoadedWorld } from '../../src/kubernetes/cluster.ts';
import { presetWorlds } from '../../src/kubernetes/worlds/presets.ts';
import { check } from '../../src/manifest/checker.ts';
import { bareWorld, clusterText, impossibilities, worldOfText } from '../../src/manifest/clusterFile.ts';
import { ManifestText } from '../../src/yaml/manifestText.ts';

function sorted(objects: readonly object[]): string[] {
  return objects.map((object) => JSON.stringify(object, (_, value) => ordered(value))).sort();
}

function ordered(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('a preset written out', () => {
  for (const preset of presetWorlds) {
    it(`is read again as it was: ${preset.name}`, () => {
      const text = clusterText(preset);
      const world = worldOfText('cluster.yaml', text);
      assert.equal(world.owned, true);
      assert.deepEqual(sorted(world.objects), sorted(preset.objects));
      assert.match(text, /^# The cluster that Podflight simulates/);
    });

    it(`gets no finding: ${preset.name}`, () => {
      const file = new ManifestText(clusterText(preset));
      assert.deepEqual(
        [...check(file, bareWorld, { file: 'cluster.yaml' }), ...impossibilities(file)].map(({ message }) => message),
        [],
      );
    });
  }
});

const node = (name: string, cpu: string): string =>
  `apiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\nstatus:\n  allocatable:\n    cpu: ${cpu}\n    pods: "110"\n`;
const pod = (spec: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}  containers:\n  - name: web\n    image: nginx\n`;

const cases: { readonly title: string; readonly documents: readonly string[]; readonly expected: readonly string[] }[] =
  [
    { title: 'nothing', documents: [''], expected: [] },
    { title: 'a good node with a Pod', documents: [node('a', '"2"'), pod('  nodeName: a\n')], expected: [] },
    {
      title: 'less than nothing',
      documents: [node('a', '"-2"')],
      expected: ['"-2" | A node cannot have less than no cpu: must be greater than or equal to 0'],
    },
    {
      title: 'less than nothing as a number',
      documents: [node('a', '-2')],
      expected: ['-2 | A node cannot have less than no cpu: must be greater than or equal to 0'],
    },
    {
      title: 'two nodes of one name',
      documents: [node('a', '"2"'), node('a', '"4"')],
      expected: ['a | Node "a" stands in this file before: this one takes its place.'],
    },
    {
      title: 'a Pod on no node',
      documents: [pod('  nodeName: b\n')],
      expected: ['b | No Node "b" is in this cluster: the Pod takes up no room.'],
    },
    {
      title: 'a claim that is not there',
      documents: [pod('  volumes:\n  - name: data\n    persistentVolumeClaim:\n      claimName: data\n')],
      expected: ['data | No PersistentVolumeClaim "data" is in the namespace "default".'],
    },
  ];

describe('what is impossible in a cluster', () => {
  for (const { title, documents, expected } of cases) {
    it(title, () => {
      const text = documents.join('---\n');
      const found = impossibilities(new ManifestText(text));
      assert.deepEqual(
        found.map(({ range, message }) => `${text.slice(range.start, range.end)} | ${message}`),
        expected,
      );
      assert.doesNotThrow(() => new LoadedWorld(worldOfText('cluster.yaml', text)));
    });
  }

  it('is never a throw', () => {
    const odd = ['kind: Node', 'a: [', node('a', '{}'), node('__proto__', '"1"'), pod('  nodeName: [1]\n'), '- 1\n'];
    for (const text of [...odd, odd.join('\n---\n')]) {
      assert.doesNotThrow(() => impossibilities(new ManifestText(text)), text);
      assert.doesNotThrow(() => new LoadedWorld(worldOfText('x', text)), text);
    }
  });
});
