/** What kubectl makes of files beyond what the recordings hold; checked against kubectl 1.36.3. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fileError } from '../../../src/kubernetes/kubectl/clientErrors.ts';
import { type ClientOptions, documentRequests } from '../../../src/kubernetes/kubectl/documents.ts';
import { encodeJson } from '../../../src/yaml/encodeJson.ts';

const options: ClientOptions = { file: 'pod.yaml', namespace: 'default' };
const advice = 'if you choose to ignore these errors, turn validation off with --validate=false';

describe('requests', () => {
  const check = (text: string, expected: readonly string[], given: Partial<ClientOptions> = {}): void => {
    const requests = documentRequests(text, { ...options, ...given }).flatMap((result) => result.requests);
    assert.deepEqual(
      requests.map(({ resource, namespace, name, body }) => `${resource} ${namespace}/${name} ${encodeJson(body)}`),
      expected,
    );
  };

  it('carry the namespace of the context, and no resourceVersion', () => {
    check('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, resourceVersion: "5"}\n', [
      'configmaps default/a {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"}}',
    ]);
  });

  it('carry the namespace also where there is no metadata', () => {
    check(
      'apiVersion: v1\nkind: ConfigMap\n',
      ['configmaps shop/ {"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"shop"}}'],
      { namespace: 'shop' },
    );
  });

  it('drop the namespace of cluster-scoped objects', () => {
    check('apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: b}\n', [
      'namespaces /a {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}',
    ]);
  });

  it('spell the kind as the manifest does', () => {
    check('apiVersion: /v1\nkind: pod\nmetadata: {name: a}\n', [
      'pods default/a {"apiVersion":"/v1","kind":"pod","metadata":{"name":"a","namespace":"default"}}',
    ]);
  });

  it('hold numbers as kubectl does', () => {
    check(
      '{"apiVersion":"v1","kind":"ConfigMap","a":[1.0,1e3,-0,-0.0,9007199254740993,18446744073709551615,1e-7,1e21]}',
      [
        'configmaps default/ {"a":[1,1000,0,-0,9007199254740993,18446744073709552000,1e-7,1e+21],' +
          '"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"default"}}',
      ],
    );
  });

  it('are made for the items of lists', () => {
    check('apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n- apiVersion: v1\n  kind: Pod\n', [
      'pods default/a {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"default"}}',
      'pods default/ {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"default"}}',
    ]);
  });

  it('know where in their list they stand', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap}\n- {apiVersion: v1, kind: Pod}\n';
    const [result] = documentRequests(text, options);
    assert.deepEqual(
      result?.requests.map(({ within }) => within),
      [
        ['items', 0],
        ['items', 1],
      ],
    );
  });
});

describe('errors', () => {
  const check = (text: string, stage: string, clientError: string, given: Partial<ClientOptions> = {}): void => {
    const results = documentRequests(text, { ...options, ...given });
    const error = fileError(results, options) ?? results.find((result) => result.error)?.error;
    assert.deepEqual([error?.stage, error?.clientError], [stage, clientError]);
  };
  const validation = (what: string): string => `error validating data: ${what}; ${advice}`;

  it('of several documents are printed together', () => {
    check(
      'apiVersion: v1\nkind: Nope\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: 1}}\n---\nfoo\n',
      'mapping',
      'resource mapping not found for name: "a" namespace: "" from "pod.yaml": no matches for kind "Nope" in version "v1"\n' +
        'ensure CRDs are installed first\n' +
        'unable to decode "pod.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string\n' +
        `error validating "pod.yaml": ${validation('invalid object to validate')}\n`,
    );
  });

  it('of reading end the file', () => {
    const results = documentRequests('a: [\n---\napiVersion: v1\nkind: Pod\n', options);
    assert.equal(results.length, 1);
  });

  it('name the fields of items, whose fields the server does not check', () => {
    check(
      `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {foo: b, annotations: {a: null}}
  spec:
    containers: [null, {image: 5, ports: [{containerPort: "80"}], bar: x}]
    hostNetwork: "yes"
    tolerations: {}
    volumes: [{secret: x}]
- {apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1.5, strategy: x, selector: {}, template: {}}}
- {apiVersion: storage.k8s.io/v1, kind: StorageClass, provisioner: x, allowedTopologies: [{matchLabelExpressions: [{a: 1, key: b, values: []}]}]}
`,
      'validate',
      validation(
        `[${[
          'unknown object type "nil" in Pod.metadata.annotations.a',
          'ValidationError(Pod.metadata): unknown field "foo" in io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
          'ValidationError(Pod.spec.containers): unknown object type "nil" in Pod.spec.containers[0]',
          'ValidationError(Pod.spec.containers[1]): unknown field "bar" in io.k8s.api.core.v1.Container',
          'ValidationError(Pod.spec.containers[1].ports[0].containerPort): invalid type for io.k8s.api.core.v1.ContainerPort.containerPort: got "string", expected "integer"',
          'ValidationError(Pod.spec.containers[1]): missing required field "name" in io.k8s.api.core.v1.Container',
          'ValidationError(Pod.spec.hostNetwork): invalid type for io.k8s.api.core.v1.PodSpec.hostNetwork: got "string", expected "boolean"',
          'ValidationError(Pod.spec.tolerations): invalid type for io.k8s.api.core.v1.PodSpec.tolerations: got "map", expected "array"',
          'ValidationError(Pod.spec.volumes[0].secret): invalid type for io.k8s.api.core.v1.SecretVolumeSource: got "string", expected "map"',
          'ValidationError(Pod.spec.volumes[0]): missing required field "name" in io.k8s.api.core.v1.Volume',
          'ValidationError(Deployment.spec.strategy): invalid type for io.k8s.api.apps.v1.DeploymentStrategy: got "string", expected "map"',
          'ValidationError(StorageClass.allowedTopologies[0].matchLabelExpressions[0]): unknown field "a" in io.k8s.api.core.v1.TopologySelectorLabelRequirement',
        ].join(', ')}]`,
      ),
    );
  });

  it('of a list of one kind', () => {
    check(
      'apiVersion: v1\nkind: PodList\nitems: [5]\n',
      'validate',
      validation(
        'ValidationError(PodList.items[0]): invalid type for io.k8s.api.core.v1.Pod: got "integer", expected "map"',
      ),
    );
  });

  it('of an object that looks like a list', () => {
    check(
      'apiVersion: v1\nkind: Pod\nitems: x\n',
      'decode',
      'json: cannot unmarshal string into Go struct field decodeList.items of type []json.RawMessage',
    );
  });

  it('of a list in a list', () => {
    check(
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: List, items: []}\n',
      'other',
      '*unstructured.Unstructured is not a list: no Items field in this object',
    );
  });

  it('of items that nobody knows', () => {
    check(
      'apiVersion: apps/v1\nkind: List\nitems:\n- {metadata: {name: b}}\n- {apiVersion: v1, kind: Nope}\n',
      'other',
      "unable to get type info from the object \"*unstructured.Unstructured\": Object 'Kind' is missing in 'object has no kind field '\n" +
        'unable to recognize no matches for kind "Nope" in version "v1"\n',
    );
  });

  it('of kinds that have no resource of their own', () => {
    check(
      'apiVersion: policy/v1\nkind: Eviction\nmetadata: {name: x}\n',
      'mapping',
      'resource mapping not found for name: "x" namespace: "" from "pod.yaml": no matches for kind "Eviction" in version "policy/v1"\nensure CRDs are installed first',
    );
  });

  it('of a number that no double holds', () => {
    check(
      '{"apiVersion":"v1","kind":"ConfigMap","x":1e400}',
      'validate',
      validation('json: cannot unmarshal number 1e400 into Go value of type float64'),
    );
  });

  it('of a namespace that is enforced', () => {
    check(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: other}\n',
      'other',
      'the namespace from the provided object "other" does not match the namespace "default". You must pass \'--namespace=other\' to perform this operation.',
      { enforceNamespace: true },
    );
  });

  it('tell where they stand', () => {
    const [result] = documentRequests('apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: b, c: 1}}\n', options);
    assert.deepEqual(result?.error?.path, ['metadata', 'labels', 'c']);
  });
});

describe('any objects', () => {
  it('become requests or errors', () => {
    const kinds = fc.constantFrom('Pod', 'List', 'PodList', 'Deployment', 'Namespace', 'Nope', 'pod', '', 5, null);
    const versions = fc.constantFrom('v1', 'apps/v1', '', '/', 'a/b/c', 'apps/', 5, null);
    const anything = fc.jsonValue();
    const object = fc.record(
      { apiVersion: versions, kind: kinds, metadata: anything, items: anything, spec: anything },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(object, fc.record({ apiVersion: versions, kind: kinds, items: fc.array(object) }), anything),
        (value) => {
          const results = documentRequests(JSON.stringify(value), options);
          const sent = results.some(({ requests }) => requests.length > 0);
          const refused = fileError(results, options) !== undefined || results.some(({ error }) => error !== undefined);
          assert.ok(sent || refused, 'silence');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('nested deeply are answered', () => {
    for (const depth of [1_000, 9_000]) {
      const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      for (const place of ['metadata', 'spec', 'items', 'kind']) {
        const text = `{"apiVersion":"v1","kind":"Pod","metadata":{},"${place}":${deep}}`;
        assert.equal(documentRequests(text, options).length, 1);
        assert.equal(documentRequests(`{"apiVersion":"v1","kind":"List","items":[${text}]}`, options).length, 1);
      }
    }
  });
});
