/** Patches between objects, as kubectl's libraries make them. */
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/kubernetes/api/json.ts';
import { structNamed } from '../../../src/kubernetes/api/schema/schema.ts';
import { threeWayPatch, twoWayPatch } from '../../../src/kubernetes/kubectl/strategicDiff.ts';
import { readDocuments } from '../../../src/yaml/document.ts';
import { encodeJson } from '../../../src/yaml/encodeJson.ts';

const object = (yaml: string): JsonObject => (readDocuments(yaml)[0]?.value ?? {}) as JsonObject;
const shown = (result: ReturnType<typeof twoWayPatch>): string =>
  'patch' in result ? encodeJson(result.patch) : result.error;

describe('patches between two objects', () => {
  const check = (before: string, after: string, patch: string): void => {
    assert.equal(shown(twoWayPatch(object(before), object(after), structNamed('Pod'))), patch);
  };

  const cases: readonly (readonly [string, string, string, string])[] = [
    ['equal objects', '{spec: {a: 1}}', '{spec: {a: 1}}', '{}'],
    ['a changed field', '{spec: {nodeName: a}}', '{spec: {nodeName: b}}', '{"spec":{"nodeName":"b"}}'],
    ['a removed field', '{spec: {nodeName: a, hostname: b}}', '{spec: {hostname: b}}', '{"spec":{"nodeName":null}}'],
    ['another type', '{spec: {a: 1}}', '{spec: {a: {b: 1}}}', '{"spec":{"a":{"b":1}}}'],
    [
      'an image',
      '{spec: {containers: [{name: a, image: b}, {name: c}]}}',
      '{spec: {containers: [{name: a, image: x}, {name: c}]}}',
      '{"spec":{"$setElementOrder/containers":[{"name":"a"},{"name":"c"}],"containers":[{"image":"x","name":"a"}]}}',
    ],
    [
      'a removed item',
      '{spec: {containers: [{name: a}, {name: c}]}}',
      '{spec: {containers: [{name: c}]}}',
      '{"spec":{"$setElementOrder/containers":[{"name":"c"}],"containers":[{"$patch":"delete","name":"a"}]}}',
    ],
    [
      'items in another order',
      '{spec: {containers: [{name: a}, {name: c}]}}',
      '{spec: {containers: [{name: c}, {name: a}]}}',
      '{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"a"}]}}',
    ],
    [
      'another kind of volume',
      '{spec: {volumes: [{name: a, emptyDir: {}}]}}',
      '{spec: {volumes: [{name: a, hostPath: {path: /x}}]}}',
      '{"spec":{"$setElementOrder/volumes":[{"name":"a"}],"volumes":[{"$retainKeys":["hostPath","name"],"emptyDir":null,"hostPath":{"path":"/x"},"name":"a"}]}}',
    ],
    [
      'a set of texts',
      '{metadata: {finalizers: [a, b]}}',
      '{metadata: {finalizers: [b, c]}}',
      '{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["b","c"],"finalizers":["c"]}}',
    ],
    [
      'a list that is replaced',
      '{spec: {tolerations: [{key: a}]}}',
      '{spec: {tolerations: []}}',
      '{"spec":{"tolerations":[]}}',
    ],
    [
      'an item without its key',
      '{spec: {containers: [{name: a}]}}',
      '{spec: {containers: [{image: x}]}}',
      'map: map[image:x] does not contain declared merge key: name',
    ],
  ];
  for (const [name, before, after, patch] of cases) it(name, () => check(before, after, patch));
});

describe('patches between what was applied, what is applied, and what is there', () => {
  const check = (original: string, modified: string, current: string, patch: string): void => {
    const result = threeWayPatch(object(original), object(modified), object(current), structNamed('Pod'));
    assert.equal(shown(result), patch);
  };

  it('leave alone what others have set', () => {
    check('{spec: {hostname: a}}', '{spec: {hostname: a}}', '{spec: {hostname: a, nodeName: b}}', '{}');
  });

  it('delete what was applied and is no longer', () => {
    check('{spec: {hostname: a}}', '{spec: {}}', '{spec: {hostname: a, nodeName: b}}', '{"spec":{"hostname":null}}');
  });

  it('set back what others have changed', () => {
    check('{spec: {hostname: a}}', '{spec: {hostname: a}}', '{spec: {hostname: b}}', '{"spec":{"hostname":"a"}}');
  });

  it('keep the containers that others have added', () => {
    check(
      '{spec: {containers: [{name: a, image: x}]}}',
      '{spec: {containers: [{name: a, image: z}]}}',
      '{spec: {containers: [{name: a, image: x, tty: true}, {name: sidecar}]}}',
      '{"spec":{"$setElementOrder/containers":[{"name":"a"}],"containers":[{"image":"z","name":"a"}]}}',
    );
  });

  it('delete and change items at once, deletions last', () => {
    check(
      '{spec: {containers: [{name: a, args: [x]}, {name: b}]}}',
      '{spec: {containers: [{name: c}, {name: a, image: z}]}}',
      '{spec: {containers: [{name: a, args: [x]}, {name: b}]}}',
      '{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"a"}],"containers":[{"name":"c"},{"args":null,"image":"z","name":"a"},{"$patch":"delete","name":"b"}]}}',
    );
  });
});
