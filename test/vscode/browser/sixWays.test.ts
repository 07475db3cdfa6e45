/** Six manifests, six ways to end. */
import assert from 'node:assert/strict';
import {
  clickLens,
  type Editor,
  hostErrors,
  openEditor,
  openFile,
  pictureFailure,
  screenshot,
} from '../support/editor.ts';
import { type Moment, moment, openPanel, toChapter, toEnd } from '../support/panel.ts';

interface Way {
  readonly file: string;
  readonly name: string;
  readonly ends: string;
  readonly check: (end: Moment) => void;
}

const ways: readonly Way[] = [
  {
    file: 'nginx.yaml',
    name: 'nginx',
    ends: 'runs',
    check: ({ table, chapter }) => {
      assert.match(table, /nginx +1\/1 +Running +0 /);
      assert.equal(chapter, 10);
    },
  },
  {
    file: 'two-containers.yaml',
    name: 'web-with-logs',
    ends: 'counts to two',
    check: ({ table }) => assert.match(table, /web-with-logs +2\/2 +Running +0 /),
  },
  {
    file: 'unschedulable.yaml',
    name: 'wants-a-gpu',
    ends: "stays Pending at step 5 with the scheduler's message",
    check: ({ table, chapter, failure }) => {
      assert.match(table, /wants-a-gpu +0\/1 +Pending +0 /);
      assert.equal(chapter, 5);
      assert.match(failure, /0\/4 nodes are available: .*3 node\(s\) didn't match Pod's node affinity\/selector/);
    },
  },
  {
    file: 'missing-image.yaml',
    name: 'missing-image',
    ends: 'backs off from an image that is missing',
    check: ({ table }) => assert.match(table, /missing-image +0\/1 +(ErrImagePull|ImagePullBackOff) +0 /),
  },
  {
    file: 'crash.yaml',
    name: 'crash',
    ends: 'crashes again and again',
    check: ({ table }) => assert.match(table, /crash +0\/1 +(CrashLoopBackOff|Error) +[1-9]/),
  },
  {
    file: 'invalid.yaml',
    name: 'Invalid_Name',
    ends: "is refused at step 2 with the API server's error",
    check: ({ table, chapter, failure }) => {
      assert.match(table, /NotFound/);
      assert.equal(chapter, 2);
      assert.match(failure, /Invalid_Name/);
    },
  },
];

describe('six manifests', () => {
  let editor: Editor;

  before(async () => {
    editor = await openEditor({ name: 'six-ways', open: 'nginx.yaml' });
  });
  afterEach(function () {
    return pictureFailure(editor, this.currentTest);
  });
  after(() => editor?.close());

  for (const { file, name, ends, check } of ways) {
    it(`${file} ${ends}`, async () => {
      await openFile(editor.page, file);
      await clickLens(editor.page);
      const panel = await openPanel(editor.page, name);
      if (file === 'two-containers.yaml') {
        await toChapter(panel, 4);
        assert.match((await moment(panel)).table, /web-with-logs +0\/2 +Pending +0 /);
      }
      await toEnd(panel);
      await screenshot(editor.page, `six-ways-${file.replace('.yaml', '')}`);
      check(await moment(panel));
    });
  }

  it('writes nothing to etcd for the one that is refused', async () => {
    const panel = await openPanel(editor.page, 'Invalid_Name');
    await panel.locator('podflight-tabs vscode-tab-header', { hasText: 'etcd' }).dispatchEvent('click');
    assert.doesNotMatch(
      (await panel.locator('podflight-etcd').textContent()) ?? '',
      /\/registry\/pods\/default\/Invalid_Name/,
    );
  });

  it('leave no error in the log of the extension host', () => assert.deepEqual(hostErrors(editor), []));
});
