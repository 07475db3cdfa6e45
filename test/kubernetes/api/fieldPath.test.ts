/** Field paths as places in a document, and errors without one. */
import assert from 'node:assert/strict';
import { aggregateText, errorField, errorText, invalid, required } from '../../../src/kubernetes/api/fieldError.ts';
import { FieldPath } from '../../../src/kubernetes/api/fieldPath.ts';
import { goJson } from '../../../src/kubernetes/api/goText.ts';

describe('field paths', () => {
  it('tells the names, keys and indexes on the way', () => {
    const container = FieldPath.root('spec').child('containers').index(2);
    const limit = container.child('resources').child('limits').key('example.com/gpu');
    assert.equal(limit.toString(), 'spec.containers[2].resources.limits[example.com/gpu]');
    assert.deepEqual(limit.segments(), ['spec', 'containers', 2, 'resources', 'limits', 'example.com/gpu']);
    assert.deepEqual(container.segments(), ['spec', 'containers', 2]);
  });

  it('shares what paths have in common', () => {
    const spec = FieldPath.root('spec');
    assert.equal(String(spec.child('a')), 'spec.a');
    assert.equal(String(spec.child('b')), 'spec.b');
    assert.equal(String(spec), 'spec');
  });
});

describe('field errors', () => {
  it('print an absent path as Go prints nil', () => {
    assert.equal(errorText(required(undefined, 'why')), '<nil>: Required value: why');
    assert.equal(errorField(required(undefined)), '<nil>');
  });

  it('are told once each', () => {
    assert.equal(aggregateText(['a', 'b', 'a']), '[a, b]');
    assert.equal(aggregateText(['a', 'a']), 'a');
  });

  it('show deep values without exhausting the stack', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = depth % 2 === 0 ? [deep] : { a: deep };
    assert.ok(errorText(invalid(FieldPath.root('spec'), deep as object, 'x')).length > 300_000);
  });

  it('show keys such as __proto__ as any other', () => {
    assert.equal(goJson(JSON.parse('{"__proto__":1,"b":"<"}')), '{"__proto__":1,"b":"\\u003c"}');
  });
});
