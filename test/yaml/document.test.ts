/** Where things stand in a file, and where Kubernetes reads otherwise than it looks. */
import assert from 'node:assert/strict';
import { readDocuments, type TextRange, type YamlDocument } from '../../src/yaml/document.ts';

type Path = (string | number)[];

function only(text: string): YamlDocument {
  const [document] = readDocuments(text);
  assert.ok(document);
  return document;
}

function shown(text: string, range: TextRange | undefined): string | undefined {
  return range && text.slice(range.start, range.end);
}

describe('ranges of keys and values', () => {
  const check = (text: string, path: Path, key: string | undefined, value: string | undefined): void => {
    const document = only(text);
    assert.equal(shown(text, document.locate(path, 'key')), key, 'key');
    assert.equal(shown(text, document.locate(path, 'value')), value, 'value');
  };

  const cases: readonly (readonly [string, string, Path, string | undefined, string | undefined])[] = [
    ['a plain value', 'a: b c # d\n', ['a'], 'a', 'b c'],
    ['a quoted key and value', '"a": \'b\'\n', ['a'], '"a"', "'b'"],
    ['a value on the next line', 'a:\n  b\n', ['a'], 'a', 'b'],
    ['a block mapping without its trailing comment', 'a:\n  b: 1\n  c: 2 # x\n# y\nd: 3\n', ['a'], 'a', 'b: 1\n  c: 2'],
    ['a sequence under its key', 'a:\n- b\n- c\n', ['a'], 'a', '- b\n- c'],
    ['an item of a sequence', 'a:\n- b\n- c: 1\n  d: 2\n', ['a', 1], 'c: 1\n  d: 2', 'c: 1\n  d: 2'],
    ['a field of an item', 'a:\n- b\n- c: 1\n', ['a', 1, 'c'], 'c', '1'],
    ['flow style', 'a: {b: [1, "2", x]}\n', ['a', 'b', 1], '"2"', '"2"'],
    ['a pair in a flow sequence', 'a: [b: c]\n', ['a', 0, 'b'], 'b', 'c'],
    ['a block scalar without trailing blank lines', 'a: |\n  x\n  y\n\nb: 1\n', ['a'], 'a', '|\n  x\n  y'],
    ['an explicit key', '? a\n: b\n', ['a'], 'a', 'b'],
    ['a value behind tag and anchor', 'a: !!str &x 1\n', ['a'], 'a', '1'],
    ['an alias stands where it is used', 'a: &x {b: 1}\nc: *x\n', ['c'], 'c', '*x'],
    ['what an alias holds stands at its anchor', 'a: &x {b: 1}\nc: *x\n', ['c', 'b'], 'b', '1'],
    ['a merged field stands where it comes from', 'a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n', ['c', 'b'], 'b', '1'],
    ['of several merged mappings the first counts', 'c: {<<: [{b: 1}, {b: 2}]}\n', ['c', 'b'], 'b', '1'],
    ['a field after a merge overrides it', 'c: {<<: {b: 1}, b: 2}\n', ['c', 'b'], 'b', '2'],
    ['a merge overrides a field before it', 'c: {b: 2, <<: {b: 1}}\n', ['c', 'b'], 'b', '1'],
    ['the last of doubled keys counts', 'a: 1\na: 2\n', ['a'], 'a', '2'],
    ['a key that is no string', '1: a\ntrue: b\n', ['1'], '1', 'a'],
    ['a key that reads as a boolean', 'on: x\n', ['true'], 'on', 'x'],
    ['JSON', '{"a": {"b": [1, {"c": null}]}}', ['a', 'b', 1, 'c'], '"c"', 'null'],
    ['JSON with an escaped key', '{"\\u0061": 1}', ['a'], '"\\u0061"', '1'],
    ['a value left out', 'a:\nb: 1\n', ['a'], 'a', ''],
    ['a path that is not there', 'a: 1\n', ['b'], undefined, undefined],
    ['a path through a scalar', 'a: 1\n', ['a', 'b'], undefined, undefined],
    ['an index beyond the list', 'a: [1]\n', ['a', 3], undefined, undefined],
    ['CR LF', 'a:\r\n  b: 1\r\n', ['a', 'b'], 'b', '1'],
    ['a byte order mark', '\ufeffa: 1\n', ['a'], 'a', '1'],
    ['characters of two code units', 'a: "😀"\nb: c\n', ['b'], 'b', 'c'],
    ['the whole document', 'a: 1\n', [], 'a: 1', 'a: 1'],
  ];
  for (const [name, text, path, key, value] of cases) it(name, () => check(text, path, key, value));

  it('a value left out has its place after the colon', () => {
    assert.deepEqual(only('a:\nb: 1\n').locate(['a'], 'value'), { start: 2, end: 2 });
  });

  it('later documents are found in the whole text', () => {
    const text = 'a: 1\n---\nb: 2\n--- # c\nd: 3\n';
    const documents = readDocuments(text);
    assert.deepEqual(
      documents.map(({ range }) => text.slice(range.start, range.end)),
      ['a: 1\n', 'b: 2\n', 'd: 3\n'],
    );
    assert.equal(shown(text, documents[2]?.locate(['d'], 'value')), '3');
  });
});

describe('the path at an offset', () => {
  const check = (marked: string, path: Path): void => {
    const offset = marked.indexOf('^');
    assert.deepEqual(only(marked.replace('^', '')).pathAt(offset), path);
  };

  const cases: readonly (readonly [string, string, Path])[] = [
    ['in a key', 'spec:\n  contai^ners: []\n', ['spec', 'containers']],
    ['in a value', 'a: {b: [x, y^y]}\n', ['a', 'b', 1]],
    ['at the end of a value', 'a:\n  b: cc^\n', ['a', 'b']],
    ['in an item', 'a:\n- b: 1\n- c: d^d\n', ['a', 1, 'c']],
    ['in a block scalar', 'a: |\n  x\n  y^\n', ['a']],
    ['between documents', 'a: 1\n^', []],
    ['before an error', 'a:\n  b: c^c\n  d: [\n', ['a', 'b']],
    ['in what is merged', 'a:\n  <<: [{b: 1}, {c: d^d}]\n', ['a', 'c']],
    ['in an alias', 'a: &x 1\nb: *^x\n', ['b']],
  ];
  for (const [name, text, path] of cases) it(name, () => check(text, path));
});

describe('surprises', () => {
  const check = (text: string, expected: readonly string[]): void => {
    const found = only(text).surprises.map(
      ({ kind, range, read }) => `${kind} ${text.slice(range.start, range.end)} ${JSON.stringify(read)}`,
    );
    assert.deepEqual(found, expected);
  };

  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['booleans in other words', 'a: yes\nb: Off\nc: n\n', ['boolean yes true', 'boolean Off false', 'boolean n false']],
    ['true and false are no surprise', 'a: true\nb: False\nc: TRUE\n', []],
    ['octal numbers', 'a: 0644\n', ['octal 0644 420']],
    ['other bases', 'a: 0x1F\nb: 0b11\n', ['integer 0x1F 31', 'integer 0b11 3']],
    ['underscores', 'a: 1_000\n', ['underscores 1_000 1000']],
    ['floats that lose their zeros', 'a: 1.10\nb: 1.0\nc: 1e3\n', ['float 1.10 1.1', 'float 1.0 1', 'float 1e3 1000']],
    ['plain numbers are no surprise', 'a: 80\nb: 1.5\nc: -3\nd: +3\n', []],
    ['what is quoted or tagged is no surprise', 'a: "yes"\nb: !!str 0644\n', []],
    ['dates and times of day stay text', 'a: 2024-01-02\nb: 12:30\n', []],
    ['a key that is a boolean', 'on: 1\n', ['boolean on true']],
    ['a key written twice', 'a: 1\nb: 2\na: 3\n', ['duplicateKey a 3']],
    ['a key written thrice', 'a: 1\na: 2\na: 3\n', ['duplicateKey a 3', 'duplicateKey a 3']],
    ['a merge after the key it brings', 'a: {b: 1, <<: {b: 2}}\n', ['mergeOverrides b 2']],
    ['a merge before the key it brings', 'a: {<<: {b: 2}, b: 1}\n', []],
    ['text after the end of the document', 'a: 1\n...\nb: 2\n', ['dropped b: 2 null']],
    ['comments after the end of the document', 'a: 1\n... # x\n# y\n', []],
    ['text after a flow mapping', '# c\n{a: 1}\nb: 2\n', ['dropped b: 2 null']],
    ['a key written twice in JSON', '{"a": 1, "a": 2}', ['duplicateKey "a" 2']],
  ];
  for (const [name, text, expected] of cases) it(name, () => check(text, expected));

  it('a last line that fills the line reader exactly is not read', () => {
    const text = `a: 1\nb: ${'x'.repeat(4093)}`;
    const document = only(text);
    assert.deepEqual(JSON.stringify(document.value), '{"a":1}');
    assert.deepEqual(
      document.surprises.map(({ kind, range }) => [kind, range.start, range.end]),
      [['dropped', 5, text.length]],
    );
  });
});

describe('problems', () => {
  const check = (text: string, message: string, at: string): void => {
    const problem = readDocuments(text).find((document) => document.problem !== undefined)?.problem;
    assert.equal(problem?.message, message);
    assert.equal(shown(text, problem?.range), at);
  };

  const cases: readonly (readonly [string, string, string, string])[] = [
    ['an open bracket', 'a: [1\nb: 2\n', "yaml: line 1: did not find expected ',' or ']'", ':'],
    ['a value where none can be', 'a: b: c\n', 'yaml: mapping values are not allowed in this context', ':'],
    ['a key without colon', 'a: 1\nbc\nd: 2\n', "yaml: line 3: could not find expected ':'", 'bc'],
    ['an unfinished quote', 'a: "b\nc: d\n', 'yaml: line 3: found unexpected end of stream', '"b'],
    ['an unknown escape', 'a: "b\\qc"\n', 'yaml: found unknown escape character', '\\qc"'],
    ['an unknown anchor', 'a: *b\n', "yaml: unknown anchor 'b' referenced", '*b'],
    ['a tab for indentation', 'a:\n\tb: 1\n', 'yaml: line 2: found character that cannot start any token', '\t'],
    ['a control character', 'a: b\x01c\n', 'yaml: control characters are not allowed', '\x01'],
    ['text after a separator', 'a: 1\n--- b: 2\n', 'invalid Yaml document separator: b: 2', 'b: 2'],
    ['broken JSON', '{"a": 1,\n "b" 2}\n', "json: offset 15: invalid character '2' after object key", '2}'],
    ['a key that is a list', '? [a]\n: b\n', 'yaml: invalid map key: []interface {}{"a"}', '[a]'],
    ['a tag that does not fit', 'a: !!int x\n', 'yaml: cannot decode !!str `x` as a !!int', 'x'],
    ['an alias to itself', 'a: &x [*x]\n', "yaml: anchor 'x' value contains itself", '*x'],
  ];
  for (const [name, text, message, at] of cases) it(name, () => check(text, message, at));

  it('the documents around one that can not be read are read', () => {
    const values = readDocuments('a: 1\n---\nb: [\n---\nc: 2\n').map(({ value }) => JSON.stringify(value));
    assert.deepEqual(values, ['{"a":1}', undefined, '{"c":2}']);
  });
});
