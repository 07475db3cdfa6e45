/** What holds of any text and any sequence of edits. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isJsonObject, JsonNumber, type JsonValue } from '../../src/kubernetes/api/json.ts';
import { readDocuments, type TextRange, type YamlDocument } from '../../src/yaml/document.ts';
import { encodeJson } from '../../src/yaml/encodeJson.ts';
import { ManifestText } from '../../src/yaml/manifestText.ts';
import { jsonToYaml, writeYaml } from '../../src/yaml/write.ts';

const runs = Number(process.env.PROPERTY_RUNS ?? 300);

const base = `apiVersion: v1
kind: Pod
metadata:
  name: &name web
  labels: {app: *name, "tier": 'front'}
spec:
  containers:
  - name: a
    image: "nginx:1.27" # c
    args:
    - |
      echo hi
      ---
    env: [{name: A, value: "1"}, {name: B}]
  - <<: {image: x}
    name: b
---
apiVersion: v1
kind: ConfigMap
data:
  k: >-
    folded
    text
---
{"kind": "List", "items": [1, null, {"a": true}]}
`;

const bits = fc.constantFrom(
  ...[
    'a',
    'b: ',
    '- ',
    '? ',
    ': ',
    '\n',
    '\n  ',
    '    ',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '#',
    '|',
    '>-\n',
    '&a ',
    '*a',
    '<<: ',
  ],
  ...[
    '!!str ',
    '---',
    '---\n',
    '\n---\n',
    '--- x\n',
    '...\n',
    '%YAML 1.1\n',
    '\t',
    '\r\n',
    '\r',
    '\\',
    '\0',
    'é',
    '😀',
    '\ud83d',
    '\ufeff',
  ],
  ...['\u2028', '0644', 'yes', '1.10', '{"a":1}', '{', 'null', '~', '@', '`'],
);
const pieces = fc.array(bits, { maxLength: 25 }).map((parts) => parts.join(''));
const broken = fc
  .array(fc.tuple(fc.nat(base.length), fc.nat(12), pieces), { minLength: 1, maxLength: 5 })
  .map((edits) => edits.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), base));
const text = fc.oneof(pieces, broken, fc.string({ unit: 'binary', maxLength: 60 }));

function inside(range: TextRange | undefined, within: TextRange, what: string): void {
  assert.ok(range, what);
  assert.ok(range.start <= range.end, `${what} runs backwards`);
  assert.ok(range.start >= within.start && range.end <= within.end, `${what} leaves its document`);
}

function checkRanges(document: YamlDocument, whole: string): void {
  const { range, problem, surprises, value } = document;
  inside(range, { start: 0, end: whole.length }, 'the document');
  if (problem !== undefined) inside(problem.range, range, 'the problem');
  assert.ok(problem === undefined || value === undefined, 'a document with a problem has no value');
  for (const surprise of surprises) inside(surprise.range, range, 'a surprise');
  for (const path of pathsOf(value)) {
    inside(document.locate(path, 'key'), range, `the key at ${path.join('.')}`);
    inside(document.locate(path, 'value'), range, `the value at ${path.join('.')}`);
  }
}

/** All paths in a value, but no more than a few hundred. */
function pathsOf(root: JsonValue | undefined): (string | number)[][] {
  const paths: (string | number)[][] = [];
  const pending: { value: JsonValue; path: (string | number)[] }[] =
    root === undefined ? [] : [{ value: root, path: [] }];
  for (let next = pending.pop(); next !== undefined && paths.length < 300; next = pending.pop()) {
    const { value, path } = next;
    paths.push(path);
    if (Array.isArray(value)) pending.push(...value.map((item, index) => ({ value: item, path: [...path, index] })));
    else if (isJsonObject(value)) {
      for (const key of Object.keys(value)) pending.push({ value: value[key] as JsonValue, path: [...path, key] });
    }
  }
  return paths;
}

/** All that can be seen of documents. */
function seen(documents: readonly YamlDocument[]): unknown[] {
  return documents.map(({ range, format, problem, value, surprises }) => ({
    range,
    format,
    problem: problem && { ...problem },
    value: value === undefined ? undefined : encodeJson(value),
    surprises: surprises.map((surprise) => ({ ...surprise, read: encodeJson(surprise.read) })),
  }));
}

describe('any text', () => {
  it('is read without a throw, and all ranges lie in their document', () => {
    fc.assert(
      fc.property(text, (whole) => {
        for (const document of readDocuments(whole)) checkRanges(document, whole);
      }),
      { numRuns: runs * 5 },
    );
  });

  it('has a path at any offset, and the path leads there', () => {
    fc.assert(
      fc.property(text, fc.nat(1000), (whole, offset) => {
        for (const document of readDocuments(whole)) {
          const path = document.pathAt(offset);
          if (document.value === undefined || path.length === 0) continue;
          assert.ok(document.locate(path, 'key'), `${path.join('.')} is there`);
        }
      }),
      { numRuns: runs },
    );
  });

  it('stays what it is when it is written and read again', () => {
    fc.assert(
      fc.property(text, (whole) => {
        for (const { value } of readDocuments(whole)) {
          if (value === undefined || hasControl(value)) continue;
          const written = writeYaml(value);
          const [again] = readDocuments(written.replaceAll(/^---/gm, ' ---'));
          const separated = /^(---|\.\.\.)/m.test(written);
          if (!separated) assert.equal(encodeJson(again?.value ?? null), encodeJson(value), written);
        }
      }),
      { numRuns: runs },
    );
  });

  it('is written as YAML from any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        const written = jsonToYaml(json);
        if (!('yaml' in written)) return;
        assert.ok(written.yaml.endsWith('\n'));
      }),
      { numRuns: runs },
    );
  });
});

/** Characters that the writer escapes in ways that the reader refuses, or exact numbers. */
function hasControl(value: JsonValue): boolean {
  if (typeof value === 'string') return /[\ufeff\ufffe\uffff\u0085\u2028\u2029]/.test(value);
  if (value instanceof JsonNumber) return true;
  if (Array.isArray(value)) return value.some(hasControl);
  if (typeof value === 'number') return !Number.isSafeInteger(value);
  return (
    isJsonObject(value) && Object.keys(value).some((key) => hasControl(key) || hasControl(value[key] as JsonValue))
  );
}

describe('any sequence of edits', () => {
  const edit = fc.tuple(fc.nat(700), fc.nat(30), fc.oneof(pieces, bits, fc.constant('')));

  it('gives what reading the whole text gives', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(base), fc.constant(base.repeat(3)), text),
        fc.array(edit, { maxLength: 12 }),
        (start, edits) => {
          const manifest = new ManifestText(start);
          let whole = start;
          for (const [at, length, put] of edits) {
            const from = Math.min(at, whole.length);
            const to = Math.min(from + length, whole.length);
            whole = whole.slice(0, from) + put + whole.slice(to);
            manifest.edit(from, to, put);
            assert.equal(manifest.text, whole);
            assert.deepEqual(seen(manifest.documents), seen(readDocuments(whole)));
          }
        },
      ),
      { numRuns: runs },
    );
  });

  it('leaves the content of documents alone that it does not touch', () => {
    const manifest = new ManifestText('a: 1\n---\nb: 2\n---\nc: 3\n---\nd: 4\n');
    const before = manifest.documents.map(({ content }) => content);
    manifest.edit(12, 13, '20\nx: [1]');
    const after = manifest.documents.map(({ content }) => content);
    assert.deepEqual(
      after.map((content, index) => content === before[index]),
      [true, false, true, true],
    );
  });
});
