/** Files that are no manifests, or broken, or meant to break a reader. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type Editor, hostErrors, openEditor, openFile, pictureFailure, untilProblems } from '../support/editor.ts';

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: odd\n';
const line = '  key: a value of some length, again and again\n';

const squiggles = '.squiggly-error, .squiggly-warning, .squiggly-info';

interface Input {
  readonly content: string | Uint8Array;
  /** What one of the findings says; none at all where left out. */
  readonly says?: RegExp;
}

const inputs: Readonly<Record<string, Input>> = {
  'empty.yaml': { content: '' },
  'comments.yaml': { content: '# apiVersion: v1\n# kind: Pod\n' },
  'syntax-error.yaml': {
    content: `${head}data: {a: b\n`,
    says: /error converting YAML to JSON: yaml: line \d+: did not find/,
  },
  'five-megabytes.yaml': {
    content: `${head}data:\n${Array.from({ length: 100_000 }, (_, index) => line.replace('key', `key${index}`)).join('')}`,
    says: /Too long/,
  },
  'binary.yaml': {
    content: Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256),
  },
  'control.yaml': { content: `${head}data:\n  a: "\u0007"\n`, says: /control characters are not allowed/ },
  'deep.yaml': { content: `${head}data: ${'['.repeat(20_000)}\n`, says: /exceeded max depth|did not find/ },
  'cyclic.yaml': { content: `${head}data: &a\n  b: *a\n`, says: /anchor 'a' value contains itself/ },
  'laughs.yaml': {
    content: `${head}data:\n  a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
      .split('')
      .map((name, index) => `  ${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]\n`)
      .join('')}`,
    says: /excessive aliasing|cannot unmarshal/,
  },
  'unknown-kind.yaml': {
    content: 'apiVersion: v1\nkind: Pood\nmetadata:\n  name: odd\n',
    says: /no matches for kind "Pood"/,
  },
  'custom-resource.yaml': { content: 'apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: odd\nspec: yes\n' },
  'crd.yaml': {
    content: 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: odd\n',
  },
  'kustomization.yaml': {
    content: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
  },
  'template.yaml': { content: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n' },
  'truncated.json': { content: '{"apiVersion": "v1", "kind": "Pod", "metadata": {', says: /unexpected EOF/ },
};

describe('bad input', () => {
  let editor: Editor;

  before(async () => {
    const files = Object.fromEntries(Object.entries(inputs).map(([name, { content }]) => [name, content]));
    editor = await openEditor({ name: 'bad-input', open: 'nginx.yaml', files });
    await untilProblems(editor.page, ({ length }) => length === 0);
  });
  afterEach(async function () {
    await pictureFailure(editor, this.currentTest);
  });
  after(() => editor?.close());

  for (const [name, { says }] of Object.entries(inputs)) {
    it(says === undefined ? `says nothing about ${name}` : `says what is wrong with ${name}`, async () => {
      const { page } = editor;
      await openFile(page, name);
      if (says === undefined) {
        await page.waitForTimeout(500);
        assert.equal(await page.locator('.editor-group-container').locator(squiggles).count(), 0);
      } else assert.match(await nextProblem(page), says);
    });
  }

  it('leaves no error in the log of the extension host', () => assert.deepEqual(hostErrors(editor), []));
});

/** The text of the problem that *Go to Next Problem in Files* shows. */
async function nextProblem(page: Page): Promise<string> {
  const text = page.locator('.editor-group-container .zone-widget .descriptioncontainer');
  for (let tries = 0; tries < 60 && !(await text.isVisible()); tries++) {
    await page.keyboard.press('Alt+F8');
    await page.waitForTimeout(500);
  }
  const problem = await text.textContent();
  await page.keyboard.press('Escape');
  return problem ?? '';
}
