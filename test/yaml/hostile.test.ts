/** Texts made to break readers: each is answered at once, with a value or a problem. */
import assert from 'node:assert/strict';
import { readDocuments, type YamlDocument } from '../../src/yaml/document.ts';
import { ManifestText } from '../../src/yaml/manifestText.ts';

const laughs = Array.from({ length: 12 }, (_, level) =>
  level === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]' : `a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}]`,
).join('\n');

const merges = Array.from({ length: 3000 }, (_, level) =>
  level === 0 ? 'a0: &a0 {x: 1}' : `a${level}: &a${level} {<<: *a${level - 1}, k${level}: 1}`,
).join('\n');

/** What is hostile about it, its text, and whether Kubernetes can read it. */
const cases: readonly (readonly [string, string, 'value' | 'problem' | 'empty'])[] = [
  ['an empty file', '', 'empty'],
  ['one NUL', '\0', 'problem'],
  ['NULs in a value', `a: ${'\0'.repeat(1000)}`, 'problem'],
  ['200,000 nested dashes', '- '.repeat(200_000), 'problem'],
  ['200,000 open brackets', '['.repeat(200_000), 'problem'],
  ['200,000 open braces after a comment', `# c\n${'{a: '.repeat(200_000)}`, 'problem'],
  ['200,000 open braces of JSON', '{"a":'.repeat(200_000), 'problem'],
  ['9,999 nested lists', `${'['.repeat(9_999)}${']'.repeat(9_999)}`, 'value'],
  ['9,000 nested mappings', Array.from({ length: 9_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 'value'],
  [
    'lists in lists beyond what JSON can hold',
    `${'- '.repeat(6_000)}${'['.repeat(6_000)}${']'.repeat(6_000)}`,
    'problem',
  ],
  ['100,000 explicit keys', '? '.repeat(100_000), 'problem'],
  ['billion laughs', laughs, 'problem'],
  ['merges of merges', merges, 'problem'],
  ['50,000 keys in one mapping', Array.from({ length: 50_000 }, (_, i) => `key${i}: v`).join('\n'), 'value'],
  ['50,000 equal keys', 'a: 1\n'.repeat(50_000), 'value'],
  ['50,000 keys in reverse', Array.from({ length: 50_000 }, (_, i) => `k${50_000 - i}: v`).join('\n'), 'value'],
  ['50,000 keys on one line', `# c\n{${Array.from({ length: 50_000 }, (_, i) => `k${i}: v`).join(', ')}}`, 'value'],
  ['50,000 documents', 'a: 1\n---\n'.repeat(50_000), 'value'],
  ['50,000 separators', '---\n'.repeat(50_000), 'empty'],
  ['a line of 10 MB', `a: ${'x'.repeat(10_000_000)}`, 'value'],
  ['a key of 1 MB', `${'x'.repeat(1_000_000)}: 1`, 'problem'],
  ['a quoted line of 10 MB', `a: "${'x'.repeat(10_000_000)}"`, 'value'],
  ['a comment of 10 MB', `a: 1 # ${'x'.repeat(10_000_000)}`, 'value'],
  ['a block scalar of 500,000 lines', `a: |\n${'  x\n'.repeat(500_000)}`, 'value'],
  ['a folded scalar of 200,000 lines', `a: >\n${'  x\n'.repeat(200_000)}`, 'value'],
  ['a plain scalar of 200,000 lines', `a: x\n${'  x\n'.repeat(200_000)}`, 'value'],
  ['a quoted scalar of 200,000 lines', `a: "x\n${'  x\n'.repeat(200_000)}"`, 'value'],
  ['1,000,000 line feeds', '\n'.repeat(1_000_000), 'empty'],
  ['1,000,000 spaces', ' '.repeat(1_000_000), 'empty'],
  ['1,000,000 carriage returns', '\r'.repeat(1_000_000), 'empty'],
  ['an unfinished quote of 1 MB', `a: "${'x '.repeat(500_000)}`, 'problem'],
  ['100,000 anchors', Array.from({ length: 100_000 }, (_, i) => `a${i}: &a${i} 1`).join('\n'), 'value'],
  ['a lone surrogate', 'a: \ud800\n', 'value'],
  ['half a pair in a key', '\udc00: 1\n', 'value'],
  ['a pair torn apart', 'a: "\ud83d"\nb: "\ude00"\n', 'value'],
  ['byte order marks', '\ufeff\ufeff\ufeffa: 1', 'value'],
  ['U+FFFF', 'a: \uffff', 'problem'],
  ['DEL', 'a: \x7f', 'problem'],
  ['line separators', 'a: 1\u2028b: 2\u2029c: 3\u0085d: 4', 'value'],
  ['a directive of another version', '%YAML 9.9\n---\na: 1', 'problem'],
  ['an unknown directive', '%FOO\n---\na: 1', 'problem'],
  ['a tag without end', `a: !<${'x'.repeat(100_000)}`, 'problem'],
  ['an integer of 100,000 digits', `a: ${'9'.repeat(100_000)}`, 'value'],
  ['a float of 100,000 digits', `a: 0.${'9'.repeat(100_000)}`, 'value'],
  ['underscores without end', `a: 1${'_'.repeat(100_000)}`, 'value'],
  ['a hexadecimal number of 100,000 digits', `a: 0x${'f'.repeat(100_000)}`, 'value'],
  ['base64 of 1 MB', `a: !!binary ${'AAAA'.repeat(250_000)}`, 'value'],
  ['keys of objects', 'a: {__proto__: 1, constructor: 2, hasOwnProperty: 3, toString: 4}', 'value'],
  ['a merge of __proto__', 'a: {<<: {__proto__: {b: 1}}}', 'value'],
  ['Helm', 'a: {{ .Values.name }}\n', 'problem'],
  ['Jinja', '{% if x %}\na: 1\n{% endif %}\n', 'problem'],
  ['a merge conflict', 'a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n', 'problem'],
  ['HTML', '<!DOCTYPE html>\n<html><body class="x">y</body></html>\n', 'value'],
  ['a shell script', '#!/bin/sh\nset -e\necho "a: b" | kubectl apply -f -\n', 'problem'],
  ['JSON with comments', '{\n  // c\n  "a": 1\n}\n', 'problem'],
  ['JSON cut off', '{"a": [1, 2', 'problem'],
  ['a stream of JSON that goes wrong', '{"a":1}{"b":2}{"c":3}x', 'problem'],
  ['100,000 values of JSON', '{}'.repeat(100_000), 'value'],
];

const limitMs = 1_000;

function timed(text: string): { documents: readonly YamlDocument[]; took: number } {
  const start = performance.now();
  const documents = readDocuments(text);
  return { documents, took: performance.now() - start };
}

describe('hostile texts', () => {
  for (const [name, text, expected] of cases) {
    it(name, () => {
      let { documents, took } = timed(text);
      // A busy machine may hold up a reading, but not three of them.
      for (let attempt = 2; attempt <= 3 && took >= limitMs; attempt++) ({ documents, took } = timed(text));
      const problem = documents.some((document) => document.problem !== undefined);
      const value = documents.some((document) => document.value !== undefined);
      assert.equal(problem ? 'problem' : value ? 'value' : 'empty', expected);
      for (const document of documents.slice(0, 100)) {
        assert.ok(document.range.start >= 0 && document.range.end <= text.length);
        document.pathAt(text.length >> 1);
        document.locate(['a', 'b', 0], 'value');
      }
      assert.ok(took < limitMs, `took ${took.toFixed(0)} ms`);
    });
  }

  it('a key named __proto__ is a key like any other', () => {
    const value = readDocuments('__proto__: {a: 1}\nb: 2\n')[0]?.value as Record<string, unknown>;
    assert.deepEqual(Object.keys(value), ['__proto__', 'b']);
    assert.equal('a' in value, false);
    assert.equal('toString' in value, false);
  });

  it('keys that read as one name are one key', () => {
    assert.equal(JSON.stringify(readDocuments('1: a\n"1": b\n')[0]?.value), '{"1":"b"}');
  });

  it('an edit far beyond the end is brought into bounds', () => {
    const manifest = new ManifestText('a: 1\n');
    manifest.edit(100, 50, 'b: 2\n');
    manifest.edit(-5, -1, '# c\n');
    assert.equal(manifest.text, '# c\na: 1\nb: 2\n');
  });
});
