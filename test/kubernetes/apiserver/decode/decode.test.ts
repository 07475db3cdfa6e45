/** Request bodies: what the recordings of Pods do not show. */
import assert from 'node:assert/strict';
import { JsonNumber, type JsonValue } from '../../../../src/kubernetes/api/json.ts';
import { type Kind, kindNamed } from '../../../../src/kubernetes/api/schema/schema.ts';
import { type Decoded, decodeObject, decodeText } from '../../../../src/kubernetes/apiserver/decode/decode.ts';

function kind(apiVersion: string, name: string): Kind {
  const found = kindNamed(apiVersion, name);
  assert.ok(found);
  return found;
}

const pod = kind('v1', 'Pod');
const deployment = kind('apps/v1', 'Deployment');

function message(decoded: Decoded): string {
  return 'status' in decoded ? decoded.status.message : 'read';
}

/** What was read under Warn, without kind and version. */
function read(text: string, expected: Kind = pod): unknown {
  const decoded = decodeText(text, expected, 'Warn');
  if ('status' in decoded) return decoded.status.message;
  const { apiVersion: _, kind: __, ...rest } = decoded.object;
  return JSON.parse(JSON.stringify(rest));
}

describe('a body of another kind', () => {
  const cases: [string, Kind, string, string][] = [
    [
      'is refused before its unknown fields are',
      pod,
      '{"apiVersion":"apps/v1","kind":"Deployment","zzz":1}',
      'Deployment in version "v1" cannot be handled as a Pod: converting (v1.Deployment) to (core.Pod): unknown conversion',
    ],
    [
      'is refused with the package of the group',
      deployment,
      '{"apiVersion":"v1","kind":"Pod"}',
      'Pod in version "v1" cannot be handled as a Deployment: converting (v1.Pod) to (apps.Deployment): unknown conversion',
    ],
    [
      'is refused for its version where only that differs',
      deployment,
      '{"apiVersion":"apps/v1beta2","kind":"Deployment"}',
      'the API version in the data (apps/v1beta2) does not match the expected API version (apps/v1)',
    ],
    [
      'must have a version where it has a group',
      pod,
      '{"apiVersion":"apps/","kind":"Pod"}',
      `Pod in version "" cannot be handled as a Pod: Object 'apiVersion' is missing in '{"apiVersion":"apps/","kind":"Pod"}'`,
    ],
    [
      'may spell its kind in any case at first',
      pod,
      '{"apiVersion":"v1","KIND":"Podd"}',
      'Podd in version "v1" cannot be handled as a Pod: no kind "Podd" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    ],
  ];
  for (const [name, expected, text, answer] of cases) {
    it(name, () => assert.equal(message(decodeText(text, expected, 'Strict')), answer));
  }
});

describe('annotations that stand for numbers', () => {
  const cases: [string, string, string][] = [
    ['deprecated.deployment.rollback.to', '5', 'read'],
    ['deprecated.deployment.rollback.to', '', 'read'],
    [
      'deprecated.deployment.rollback.to',
      'x',
      'Deployment in version "v1" cannot be handled as a Deployment: failed to parse annotation[deprecated.deployment.rollback.to]=x as int64: strconv.ParseInt: parsing "x": invalid syntax',
    ],
  ];
  for (const [key, value, answer] of cases) {
    it(`${key}=${value}`, () => {
      const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { annotations: { [key]: value } } };
      assert.equal(message(decodeObject(body, deployment, 'Strict')), answer);
    });
  }
});

describe('doubled keys', () => {
  it('merge into what the first one left', () => {
    const text = '{"spec":{"hostname":"a","nodeSelector":{"x":"1"}},"spec":{"nodeName":"n","nodeSelector":{"y":"2"}}}';
    assert.deepEqual(read(text), { spec: { hostname: 'a', nodeName: 'n', nodeSelector: { x: '1', y: '2' } } });
  });
  it('overwrite, and null only what can be nil', () => {
    assert.deepEqual(read('{"spec":{"nodeName":"n","nodeName":null,"priority":1,"priority":null}}'), {
      spec: { nodeName: 'n' },
    });
  });
});

describe('values', () => {
  it('zero and absent are the same, unless a pointer tells them apart', () => {
    assert.deepEqual(read('{"spec":{"hostNetwork":false,"nodeName":"","priority":0,"enableServiceLinks":false}}'), {
      spec: { priority: 0, enableServiceLinks: false },
    });
  });
  it('whole numbers keep all their digits', () => {
    const decoded = decodeText('{"spec":{"activeDeadlineSeconds":9223372036854775807}}', pod, 'Strict');
    assert.ok('object' in decoded);
    const { spec } = decoded.object as { spec: { activeDeadlineSeconds: unknown } };
    assert.ok(spec.activeDeadlineSeconds instanceof JsonNumber);
    assert.equal(`${spec.activeDeadlineSeconds}`, '9223372036854775807');
  });
  it('raw values are not looked into', () => {
    const revision = kind('apps/v1', 'ControllerRevision');
    assert.deepEqual(read('{"data":{"b":[false,{"a":"\\u0041"}],"zzz":0},"revision":3}', revision), {
      data: { b: [false, { a: 'A' }], zzz: 0 },
      revision: 3,
    });
  });
});

describe('faults', () => {
  it('name the place of a wrong type by indexes and map keys', () => {
    const body = { spec: { containers: [{ name: 'a' }, { resources: { limits: { cpu: 'x' } } }] } };
    const decoded = decodeObject(body, pod, 'Strict');
    assert.ok('faults' in decoded);
    assert.deepEqual(decoded.faults[0]?.path, ['spec', 'containers', 1, 'resources', 'limits', 'cpu']);
  });
  it('name every unknown field, sorted as kubectl sends them', () => {
    const decoded = decodeObject({ zzz: 1, spec: { b: 1, a: 2, '10': 3, '9': 4 } }, pod, 'Strict');
    assert.ok('faults' in decoded);
    assert.deepEqual(
      decoded.faults.map((fault) => fault.path.join('.')),
      ['spec.10', 'spec.9', 'spec.a', 'spec.b', 'zzz'],
    );
  });
  it('end after a hundred', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`x${index}`, 1]));
    const decoded = decodeObject(many, pod, 'Strict');
    assert.equal('faults' in decoded ? decoded.faults.length : 0, 100);
  });
});

describe('hostile bodies', () => {
  it('with keys of prototypes are read like any other', () => {
    const text = '{"metadata":{"labels":{"__proto__":"x","constructor":"y"}},"__proto__":1,"toString":2}';
    const decoded = decodeText(text, pod, 'Warn');
    assert.ok('object' in decoded);
    assert.deepEqual(Object.entries(decoded.object.metadata?.labels ?? {}), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    assert.deepEqual(decoded.warnings, ['unknown field "__proto__"', 'unknown field "toString"']);
  });
  it('of great depth neither throw nor exhaust the stack', () => {
    let deep: JsonValue = 1;
    for (let i = 0; i < 200_000; i++) deep = i % 2 === 0 ? [deep] : { a: deep };
    assert.match(message(decodeObject({ spec: { zzz: deep } }, pod, 'Strict')), /unknown field "spec.zzz"/);
    const revision = kind('apps/v1', 'ControllerRevision');
    assert.equal(message(decodeObject({ data: deep }, revision, 'Strict')), 'read');
  });
});
