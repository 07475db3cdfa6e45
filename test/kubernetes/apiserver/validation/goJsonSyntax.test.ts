/** What Go says of texts that are no JSON, in annotations that hold JSON. */
import assert from 'node:assert/strict';
import { jsonKind, jsonSyntaxProblem } from '../../../../src/kubernetes/apiserver/validation/goJsonSyntax.ts';

describe('the syntax of JSON as Go reads it', () => {
  const end = 'unexpected end of JSON input';
  const cases: [string, string, string | undefined][] = [
    ['takes an object', '{"a": [1, -0.5e+3, true, null]}', undefined],
    ['takes white space around a value', ' \t\r\n"x" ', undefined],
    ['wants a value', '', end],
    ['wants the rest of an object', '{"a":', end],
    ['wants the rest of a string', '"abc', end],
    ['wants the rest of a literal', 'tru', end],
    ['wants a value first', ']', "invalid character ']' looking for beginning of value"],
    ['wants a key', '{a}', "invalid character 'a' looking for beginning of object key string"],
    ['wants a key after a comma', '{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['wants a colon', '{"a" 1}', "invalid character '1' after object key"],
    ['wants a comma in an object', '{"a":1 "b"}', `invalid character '"' after object key:value pair`],
    ['wants a comma in a list', '[1 2]', "invalid character '2' after array element"],
    ['wants nothing after the value', '{} x', "invalid character 'x' after top-level value"],
    ['knows its literals', 'nul1', "invalid character '1' in literal null (expecting 'l')"],
    ['takes no bare control character', '"\n"', "invalid character '\\n' in string literal"],
    ['knows its escapes', '"\\x"', "invalid character 'x' in string escape code"],
    ['wants digits after a minus', '-x', "invalid character 'x' in numeric literal"],
    ['takes no leading zero', '01', "invalid character '1' after top-level value"],
  ];
  for (const [title, text, problem] of cases) {
    it(title, () => assert.equal(jsonSyntaxProblem(text), problem));
  }

  it('comes back from deep nesting', () => {
    assert.notEqual(jsonSyntaxProblem('['.repeat(100_000)), undefined);
  });

  it('names kinds as Go does', () => {
    assert.deepEqual([[], true, 1, 'x', {}].map(jsonKind), ['array', 'bool', 'number', 'string', 'object']);
  });
});
