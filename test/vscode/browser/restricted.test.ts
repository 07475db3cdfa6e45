/** Restricted Mode: a folder nobody has trusted. */
import assert from 'node:assert/strict';
import {
  clickLens,
  type Editor,
  hostErrors,
  openEditor,
  openFile,
  pictureFailure,
  screenshot,
  untilProblems,
} from '../support/editor.ts';
import { moment, openPanel, toEnd } from '../support/panel.ts';

describe('Restricted Mode', () => {
  let editor: Editor;

  before(async () => {
    editor = await openEditor({ name: 'restricted', open: 'invalid.yaml', trusted: false });
  });
  afterEach(function () {
    return pictureFailure(editor, this.currentTest);
  });
  after(() => editor?.close());

  it('is on', async () => {
    await editor.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  });

  it('has findings', async () => {
    const found = await untilProblems(editor.page, ({ length }) => length === 4);
    assert.match(found[1] ?? '', /spec\.restartPolicy: Unsupported value: "always"/);
  });

  it('has the simulation', async () => {
    await openFile(editor.page, 'nginx.yaml');
    await clickLens(editor.page);
    const panel = await openPanel(editor.page, 'nginx');
    await toEnd(panel);
    assert.match((await moment(panel)).table, /nginx +1\/1 +Running/);
    await screenshot(editor.page, 'restricted');
  });

  it('leaves no error in the log of the extension host', () => assert.deepEqual(hostErrors(editor), []));
});
