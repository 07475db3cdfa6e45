/** Pictures of the panel in every theme and width, for people to look at. */
import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { clickLens, type Editor, openEditor, pictureFailure, screenshot } from '../support/editor.ts';
import { openPanel, toChapter, toEnd } from '../support/panel.ts';

const themes: Readonly<Record<string, string>> = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
};
const widths: Readonly<Record<string, number>> = { wide: 1720, narrow: 1100 };

for (const [theme, name] of Object.entries(themes)) {
  describe(`the panel in a ${theme} theme`, () => {
    let editor: Editor;
    let panel: Frame;

    before(async () => {
      editor = await openEditor({ name: 'looks', open: 'nginx.yaml', settings: { 'workbench.colorTheme': name } });
      await clickLens(editor.page);
      panel = await openPanel(editor.page, 'nginx');
    });
    afterEach(function () {
      return pictureFailure(editor, this.currentTest);
    });
    after(() => editor?.close());

    for (const [width, pixels] of Object.entries(widths)) {
      it(`fits a ${width} window`, async () => {
        const { page } = editor;
        await page.setViewportSize({ width: pixels, height: 1000 });
        for (const chapter of [1, 5]) {
          await toChapter(panel, chapter);
          await screenshot(page, `looks-${theme}-${width}-chapter-${chapter}`);
        }
        await toEnd(panel);
        await screenshot(page, `looks-${theme}-${width}-end`);
        const sideways = await panel.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(sideways <= 0, `the panel is ${sideways} pixels too wide`);
      });
    }
  });
}
