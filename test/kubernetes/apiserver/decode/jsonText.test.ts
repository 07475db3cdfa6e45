/** JSON text as Go reads it, with Go's words for what is wrong (asked of `encoding/json`). */
import assert from 'node:assert/strict';
import { plainValue } from '../../../../src/kubernetes/api/reading/jsonNode.ts';
import { readJson } from '../../../../src/kubernetes/apiserver/decode/jsonText.ts';

function check(text: string, expected: string): void {
  const reading = readJson(text);
  assert.equal('error' in reading ? reading.error : 'read', expected);
}

describe('JSON text', () => {
  const broken: [string, string][] = [
    ['', 'unexpected end of JSON input'],
    ['{"a"', 'unexpected end of JSON input'],
    ['"a', 'unexpected end of JSON input'],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 2}', "invalid character '2' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['tru', "invalid character ' ' in literal true (expecting 'e')"],
    ['nulx', "invalid character 'x' in literal null (expecting 'l')"],
    ['-', "invalid character ' ' in numeric literal"],
    ['01', "invalid character '1' after top-level value"],
    ['1.e', "invalid character 'e' after decimal point in numeric literal"],
    ['1e+', "invalid character ' ' in exponent of numeric literal"],
    ['"\\q"', "invalid character 'q' in string escape code"],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['"\t"', "invalid character '\\t' in string literal"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
    ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
  ];
  for (const [text, error] of broken) it(`refuses ${JSON.stringify(text)}`, () => check(text, error));

  it('keeps the order and the doubles of keys, and reads escapes', () => {
    const reading = readJson('{"b":[1,{"x":"\\u00e9"}],"a":null,"b":"\\ud800"}');
    assert.ok('node' in reading);
    assert.deepEqual(Object.entries(plainValue(reading.node) as object), [
      ['b', '\ufffd'],
      ['a', null],
    ]);
  });

  it('reads as deep as Go does, and no deeper', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    check(nested(10_000), 'read');
    check(nested(10_001), 'exceeded max depth');
    check('{"a":'.repeat(200_000), 'exceeded max depth');
  });
});
