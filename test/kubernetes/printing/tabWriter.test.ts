/** Alignment where tables end in the middle, and texts made to be slow. */
import assert from 'node:assert/strict';
import { alignTabs, describeTabs, escapeTerminal, tableTabs } from '../../../src/kubernetes/printing/tabWriter.ts';

function check(text: string, aligned: string, options = describeTabs): void {
  assert.equal(alignTabs(text, options), aligned);
}

describe('columns', () => {
  it('are as wide as their widest cell, in letters', () => {
    check('a\tb\nééé\t😀\n', 'a    b\nééé  😀\n');
    check('NAME\tAGE\nweb\t5s\n', 'NAME   AGE\nweb    5s\n', tableTabs);
  });

  it('end where a line has no such cell', () => {
    check('a\tb\tc\nlonger\td\ne\tf\tg\n', 'a       b  c\nlonger  d\ne       f  g\n');
    check('a\tb\nalone\nlonger\tc\n', 'a  b\nalone\nlonger  c\n');
    check('a\tb\flonger\tc\n', 'a  b\nlonger  c\n');
  });

  it('keep empty cells and a missing last line break', () => {
    check('\tx\nab\ty\n', '    x\nab  y\n');
    check('a\tb\nccc\td', 'a    b\nccc  d');
    check('', '');
  });

  it('take many cells and many lines', () => {
    alignTabs('\t'.repeat(100_000).concat('\n'), describeTabs);
    alignTabs('a\tb\n'.repeat(50_000), describeTabs);
    alignTabs(`${'a\t'.repeat(1000)}\n`.repeat(50), describeTabs);
  });

  it('do not let texts move the cursor', () => {
    assert.equal(escapeTerminal('\u001b[2Ja\rb'), '^[[2Ja\\rb');
  });
});
