/** Validation of objects that no recording holds: odd shapes, hostile sizes, random changes. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { errorText } from '../../../../src/kubernetes/api/fieldError.ts';
import type { JsonValue } from '../../../../src/kubernetes/api/json.ts';
import { kindNamed, kinds } from '../../../../src/kubernetes/api/schema/schema.ts';
import type { KubernetesObject, Pod } from '../../../../src/kubernetes/api/types.ts';
import { decodeObject } from '../../../../src/kubernetes/apiserver/decode/decode.ts';
import { applyDefaults } from '../../../../src/kubernetes/apiserver/defaulting/defaulting.ts';
import { validateCreate, validateUpdate } from '../../../../src/kubernetes/apiserver/validation/validate.ts';
import { warningsOnCreate, warningsOnUpdate } from '../../../../src/kubernetes/apiserver/warnings/warnings.ts';

function draft(object: object): KubernetesObject | undefined {
  const { apiVersion = '', kind = '' } = object as KubernetesObject;
  const known = kindNamed(apiVersion, kind);
  assert.ok(known, `${apiVersion} ${kind}`);
  const decoded = decodeObject(object as JsonValue, known, 'Ignore');
  if ('status' in decoded) return undefined;
  applyDefaults(decoded.object);
  return decoded.object;
}

function pod(spec: object): Pod {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec };
  const read = draft(object);
  assert.ok(read);
  return read;
}

const app = { name: 'app', image: 'nginx:1.27' };

describe('validation', () => {
  it('says nothing of kinds that it has no rules for', () => {
    assert.deepEqual(validateCreate({ apiVersion: 'example.com/v1', kind: 'Thing' }), []);
  });

  it('has an answer for an object of each kind that says nothing', () => {
    for (const { apiVersion, kind } of kinds) {
      const object = draft({ apiVersion, kind }) ?? { apiVersion, kind };
      assert.doesNotThrow(() => validateCreate(object), kind);
      assert.doesNotThrow(() => validateUpdate(object, object), kind);
      assert.doesNotThrow(() => [warningsOnCreate(object), warningsOnUpdate(object, object)], kind);
    }
  });

  it('finds nothing where nothing changed', () => {
    const object = pod({ containers: [app] });
    assert.deepEqual(validateUpdate(object, structuredClone(object)), []);
  });

  it('reads maps with the names of object members', () => {
    const labels = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}') as object;
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default', labels }, spec: {} };
    const messages = validateCreate(draft(object) as KubernetesObject).map(errorText);
    assert.ok(messages.some((message) => message.startsWith('metadata.labels: Invalid value: "__proto__"')));
    assert.ok(!messages.some((message) => message.includes('"constructor"')));
  });

  it('answers a Pod of ten thousand containers of one name', () => {
    const errors = validateCreate(pod({ containers: Array.from({ length: 10_000 }, () => app) }));
    assert.equal(errors.length, 9_999);
  }).timeout(5_000);

  it('answers long texts where a pattern could take long', () => {
    const long = `${'a-'.repeat(50_000)}!`;
    const object = pod({
      containers: [{ ...app, name: long, image: ` ${long}`, env: [{ name: long }], workingDir: long }],
      hostname: long,
      subdomain: long,
      nodeSelector: { [long]: long },
      dnsConfig: { nameservers: [long], searches: [long] },
      hostAliases: [{ ip: long, hostnames: [long] }],
      volumes: [{ name: long, hostPath: { path: `${'../'.repeat(30_000)}` } }],
    });
    assert.ok(validateCreate(object).length > 5);
    assert.doesNotThrow(() => warningsOnCreate(object));
  }).timeout(5_000);
});

describe('validation of random changes', () => {
  const rich = {
    restartPolicy: 'Always',
    initContainers: [{ ...app, name: 'init', restartPolicy: 'Always' }],
    containers: [
      {
        ...app,
        ports: [{ containerPort: 80, name: 'http' }],
        env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
        resources: { requests: { cpu: '1' }, limits: { cpu: '2' } },
        livenessProbe: { httpGet: { port: 'http', path: '/' } },
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
        securityContext: { runAsUser: 1, capabilities: { drop: ['ALL'] } },
      },
    ],
    volumes: [
      { name: 'data', projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: {} }] } },
      { name: 'scratch', ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'] } } } },
    ],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }],
        },
      },
    },
    tolerations: [{ key: 'a', operator: 'Exists' }],
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
  };
  const places = placesIn(rich);
  const value = fc.oneof(
    fc.constantFrom('', 'a', 'A b', '-1', '1Gi', '/x', '..', '10.0.0.1', 'Always', 'x'.repeat(300)),
    fc.constantFrom(0, -1, 1, 65_536, 2 ** 31, 2 ** 53, 0.5),
    fc.constantFrom(null, true, false),
    fc.constantFrom<object[]>([], {}, [null], [{}], { name: 'a' }),
  );
  const changes = fc.array(fc.tuple(fc.nat(places.length - 1), value), { minLength: 1, maxLength: 4 });

  it('never throws, and names fields inside the object', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const spec = structuredClone(rich);
        for (const [place, changed] of list) put(spec, places[place] ?? [], changed);
        const object = draft({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec });
        if (object === undefined) return;
        for (const error of validateCreate(object)) assert.match(errorText(error), /^(spec|metadata)\b/);
        validateUpdate(object, pod(rich));
        validateUpdate(pod(rich), object);
        warningsOnCreate(object);
      }),
      { numRuns: 500, seed: 36 },
    );
  }).timeout(20_000);
});

type Place = readonly (string | number)[];

function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const members: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value);
  return [...(at.length > 0 ? [at] : []), ...members.flatMap(([key, member]) => placesIn(member, [...at, key]))];
}

/** Changes what stands at a place, unless an earlier change has taken the place away. */
function put(root: object, place: Place, changed: unknown): void {
  let holder: unknown = root;
  for (const key of place.slice(0, -1)) holder = (holder as Record<string | number, unknown> | null)?.[key];
  if (typeof holder !== 'object' || holder === null) return;
  (holder as Record<string | number, unknown>)[place.at(-1) ?? ''] = changed;
}
