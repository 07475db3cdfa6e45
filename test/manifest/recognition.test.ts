/** Which documents get findings and lenses at all. */
import assert from 'node:assert/strict';
import { manifestsIn } from '../../src/manifest/manifests.ts';
import { ManifestText } from '../../src/yaml/manifestText.ts';

describe('what counts as a manifest', () => {
  const cases: [string, string, string[]][] = [
    ['a Pod', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n', ['Pod a']],
    ['a Pod in JSON', '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}', ['Pod a']],
    ['a Deployment of a version long gone', 'apiVersion: extensions/v1beta1\nkind: Deployment\n', ['Deployment ']],
    ['a kind that is no kind', 'apiVersion: v1\nkind: Pood\nmetadata: {name: a}\n', ['Pood a']],
    ['a Pod without a version', 'kind: Pod\nmetadata: {name: a}\n# apiVersion\n', ['Pod a']],
    ['an object without a kind', 'apiVersion: v1\nmetadata: {name: a}\n# kind\n', [' a']],
    ['a custom resource', 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n', []],
    ['a custom resource definition', 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n', []],
    ['a kustomization', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n', []],
    ['a kubeconfig', 'apiVersion: v1\nkind: Config\nclusters: []\n', []],
    ["a Helm chart's description", 'apiVersion: v2\nname: web\nversion: 1.0.0\n# kind\n', []],
    ['a compose file', 'services:\n  web:\n    image: nginx\n', []],
    ['an empty text', '', []],
    ['comments only', '# apiVersion: v1\n# kind: Pod\n', []],
    ['a Helm template', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}-web\n', []],
    ['an unreadable Pod', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels: [\n', ['Pod web']],
    ['unreadable text of another kind', 'a: [\n', []],
    [
      'each of several documents',
      'apiVersion: v1\nkind: Pod\n---\na: 1\n---\napiVersion: v1\nkind: Service\n',
      ['Pod ', 'Service '],
    ],
  ];
  for (const [title, text, expected] of cases) {
    it(`${expected.length === 0 ? 'leaves alone' : 'takes'} ${title}`, () => {
      const found = manifestsIn(new ManifestText(text)).map(({ kind, name }) => `${kind} ${name}`);
      assert.deepEqual(found, expected);
    });
  }

  it('starts where its first line of content is', () => {
    const text = '# a comment\n---\n# another\n\napiVersion: v1\nkind: Pod\n';
    const [manifest] = manifestsIn(new ManifestText(text));
    assert.equal(manifest?.start, text.indexOf('apiVersion'));
  });
});
