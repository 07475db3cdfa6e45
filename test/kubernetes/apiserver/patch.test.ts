/** The three kinds of patches that the API server takes. */
import assert from 'node:assert/strict';
import { jsonPatch } from '../../../src/kubernetes/apiserver/patch/jsonPatch.ts';
import { mergePatch } from '../../../src/kubernetes/apiserver/patch/mergePatch.ts';
import { strategicMergePatch } from '../../../src/kubernetes/apiserver/patch/strategicMergePatch.ts';

describe('merge patch', () => {
  it('merges maps, replaces lists and removes by null', () => {
    const target = { a: { b: 1, c: [1, 2] }, d: 'x' };
    assert.deepEqual(mergePatch(target, { a: { b: null, c: [3] }, e: {} }), { a: { c: [3] }, d: 'x', e: {} });
    assert.deepEqual(target, { a: { b: 1, c: [1, 2] }, d: 'x' });
  });
});

describe('strategic merge patch', () => {
  const pod = {
    spec: {
      containers: [
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'b:1' },
      ],
      nodeSelector: { x: '1' },
    },
  };
  const patched = (spec: object): unknown => strategicMergePatch(pod, { spec }, 'Pod');

  const cases: [string, object, object][] = [
    [
      'merges containers by name',
      { containers: [{ name: 'b', image: 'b:2' }] },
      {
        containers: [
          { name: 'a', image: 'a:1' },
          { name: 'b', image: 'b:2' },
        ],
        nodeSelector: { x: '1' },
      },
    ],
    [
      'adds a container at the end',
      { containers: [{ name: 'c' }] },
      {
        containers: [{ name: 'a', image: 'a:1' }, { name: 'b', image: 'b:1' }, { name: 'c' }],
        nodeSelector: { x: '1' },
      },
    ],
    [
      'deletes by directive',
      { containers: [{ name: 'a', $patch: 'delete' }] },
      { containers: [{ name: 'b', image: 'b:1' }], nodeSelector: { x: '1' } },
    ],
    [
      'replaces a list by directive',
      { containers: [{ $patch: 'replace' }, { name: 'c' }] },
      { containers: [{ name: 'c' }], nodeSelector: { x: '1' } },
    ],
    [
      'sets the order',
      { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
      {
        containers: [
          { name: 'b', image: 'b:1' },
          { name: 'a', image: 'a:1' },
        ],
        nodeSelector: { x: '1' },
      },
    ],
    [
      'removes a map by null',
      { nodeSelector: null },
      {
        containers: [
          { name: 'a', image: 'a:1' },
          { name: 'b', image: 'b:1' },
        ],
      },
    ],
    [
      'keeps only the retained keys',
      { nodeSelector: { $retainKeys: ['y'], y: '2' } },
      {
        containers: [
          { name: 'a', image: 'a:1' },
          { name: 'b', image: 'b:1' },
        ],
        nodeSelector: { y: '2' },
      },
    ],
  ];
  for (const [name, spec, expected] of cases) it(name, () => assert.deepEqual(patched(spec), { spec: expected }));

  it('deletes from a list of plain values', () => {
    const object = { metadata: { finalizers: ['a', 'b', 'c'] } };
    const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': ['b'] } };
    assert.deepEqual(strategicMergePatch(object, patch, 'Pod'), { metadata: { finalizers: ['a', 'c'] } });
  });
});

describe('JSON patch', () => {
  const cases: [string, unknown[], unknown][] = [
    ['adds to a list', [{ op: 'add', path: '/l/1', value: 9 }], { value: { l: [1, 9, 2], m: { 'a/b': 1 } } }],
    ['appends', [{ op: 'add', path: '/l/-', value: 9 }], { value: { l: [1, 2, 9], m: { 'a/b': 1 } } }],
    ['reads escaped names', [{ op: 'replace', path: '/m/a~1b', value: 2 }], { value: { l: [1, 2], m: { 'a/b': 2 } } }],
    ['removes', [{ op: 'remove', path: '/l/0' }], { value: { l: [2], m: { 'a/b': 1 } } }],
    ['moves', [{ op: 'move', from: '/l', path: '/k' }], { value: { k: [1, 2], m: { 'a/b': 1 } } }],
    [
      'stops at a failed test',
      [{ op: 'test', path: '/l/0', value: 5 }],
      { error: 'testing value /l/0 failed: test failed' },
    ],
  ];
  for (const [name, operations, expected] of cases) {
    it(name, () => assert.deepEqual(jsonPatch({ l: [1, 2], m: { 'a/b': 1 } }, operations), expected));
  }

  it('cannot reach the prototype', () => {
    const result = jsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }]);
    assert.ok('value' in result);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
});
