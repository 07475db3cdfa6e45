/** What is said about a file, and where. */
import assert from 'node:assert/strict';
import { defaultWorld } from '../../src/kubernetes/worlds/presets.ts';
import { type CheckOptions, check } from '../../src/manifest/checker.ts';
import type { Finding } from '../../src/manifest/findings.ts';
import { ManifestText } from '../../src/yaml/manifestText.ts';

/** A Pod whose parts a case replaces. */
function pod(container = '      image: nginx', more = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
${container}
${more}`;
}

interface Case {
  readonly title: string;
  readonly text: string;
  /** `marked text | message` of each finding; the message is cut to what is given. */
  readonly expected: readonly string[];
  readonly options?: Partial<CheckOptions>;
}

const cases: Case[] = [
  { title: 'a good Pod gets nothing', text: pod(), expected: [] },
  {
    title: 'an unknown field is marked by its key',
    text: pod('      imagee: nginx'),
    expected: ['imagee | unknown field "spec.containers[0].imagee"'],
  },
  {
    title: 'each unknown field is a finding of its own',
    text: pod('      image: nginx\n      comand: [a]', '  foo: 1\n'),
    expected: ['comand | unknown field "spec.containers[0].comand"', 'foo | unknown field "spec.foo"'],
  },
  {
    title: 'a value of the wrong type is marked itself',
    text: pod(undefined, '  hostNetwork: "yes"\n'),
    expected: ['"yes" | json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool'],
  },
  {
    title: 'a block of the wrong type is marked by its key',
    text: pod(undefined, '  tolerations:\n    key: a\n    operator: Exists\n'),
    expected: [
      'tolerations | json: cannot unmarshal object into Go struct field PodSpec.spec.tolerations of type []v1.Toleration',
    ],
  },
  {
    title: 'a wrong value inside a list is found',
    text: pod('      image: nginx\n      args: [one, 2, "3"]'),
    expected: ['2 | json: cannot unmarshal number into Go struct field Container.spec.containers.args of type string'],
  },
  {
    title: 'a quantity that is none is found though its error names no field',
    text: pod('      image: nginx\n      resources:\n        limits:\n          memory: 1Gib'),
    expected: ['1Gib | quantities must match the regular expression'],
  },
  {
    title: 'a forbidden value is marked itself',
    text: pod(undefined, '  restartPolicy: always\n'),
    expected: ['always | spec.restartPolicy: Unsupported value: "always"'],
  },
  {
    title: 'a missing field is marked by what it is missing in',
    text: pod('      env: []'),
    expected: ['name: web | spec.containers[0].image: Required value'],
  },
  {
    title: 'missing containers are marked by spec',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  restartPolicy: Never\n',
    expected: ['spec | spec.containers: Required value'],
  },
  {
    title: 'a bad label is marked, not all labels',
    text: pod().replace('  name: web\nspec', '  name: web\n  labels:\n    good: fine\n    bad: "no good"\nspec'),
    expected: ['"no good" | metadata.labels: Invalid value: "no good"'],
  },
  {
    title: 'a warning is marked where it points',
    text: pod(undefined, '  nodeSelector:\n    beta.kubernetes.io/os: linux\n'),
    expected: ['linux | spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14'],
  },
  {
    title: 'unreadable text is marked where reading stops',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels: a: b\n',
    expected: ['* | error converting YAML to JSON: yaml: line 5: mapping values are not allowed in this context'],
  },
  {
    title: 'a kind that does not exist is marked',
    text: 'apiVersion: v1\nkind: Pood\nmetadata:\n  name: web\n',
    expected: ['Pood | *no matches for kind "Pood" in version "v1"'],
  },
  {
    title: 'a version that does not exist is marked',
    text: 'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata:\n  name: web\n',
    expected: ['extensions/v1beta1 | *no matches for kind "Deployment" in version "extensions/v1beta1"'],
  },
  {
    title: 'kinds of other rules get nothing',
    text: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec: {}\n',
    expected: [],
  },
  {
    title: 'what the built-in world lacks is no fault',
    text: pod(undefined, '  serviceAccountName: builder\n  priorityClassName: gold\n').replace(
      '  name: web\n',
      '  name: web\n  namespace: shop\n',
    ),
    expected: [],
  },
  {
    title: 'what the built-in world lacks is a hint where that is asked for',
    text: pod(undefined, '  serviceAccountName: builder\n').replace(
      '  name: web\n',
      '  name: web\n  namespace: shop\n',
    ),
    options: { assumptions: true },
    expected: [
      'shop | namespaces "shop" not found',
      'builder | pods "web" is forbidden: error looking up service account shop/builder: serviceaccount "builder" not found',
    ],
  },
  {
    title: 'objects before a Pod in its file count for it',
    text: `apiVersion: v1
kind: LimitRange
metadata:
  name: limits
spec:
  limits:
    - type: Container
      max:
        memory: 64Mi
---
${pod('      image: nginx\n      resources:\n        limits:\n          memory: 1Gi')}`,
    expected: ['web | pods "web" is forbidden: maximum memory usage per Container is 64Mi, but limit is 1Gi'],
  },
  {
    title: 'a name that is taken in the same file is an error',
    text: `${pod()}---\n${pod()}`,
    expected: ['web | pods "web" already exists'],
  },
  {
    title: 'a value that is read otherwise than it looks is said to be',
    text: pod(undefined, '  hostNetwork: yes\n'),
    expected: ['yes | Kubernetes reads yes as the boolean true.'],
  },
  {
    title: 'readings can be switched off',
    text: pod(undefined, '  hostNetwork: yes\n'),
    options: { readings: false },
    expected: [],
  },
  {
    title: 'a file in JSON is marked too',
    text: '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},\n "spec": {"containers": [{"name": "web", "image": "nginx", "ports": [{"containerPort": 70000}]}]}}',
    expected: ['70000 | spec.containers[0].ports[0].containerPort: Invalid value: 70000'],
  },
  {
    title: 'a value that comes from an anchor is marked where it stands',
    text: pod(
      '      image: nginx\n      ports: &ports\n        - containerPort: 70000',
      '    - name: two\n      image: nginx\n      ports: *ports\n',
    ),
    expected: [
      '70000 | spec.containers[0].ports[0].containerPort: Invalid value: 70000',
      '70000 | spec.containers[1].ports[0].containerPort: Invalid value: 70000',
    ],
  },
];

describe('findings', () => {
  for (const { title, text, expected, options } of cases) {
    it(title, () => {
      const file = new ManifestText(text);
      const found = check(file, defaultWorld, { file: 'pod.yaml', ...options });
      assert.deepEqual(
        found.map((finding, index) => shown(text, finding, expected[index])),
        expected,
      );
      for (const { range } of found) assert.ok(!text.slice(range.start, range.end).includes('\n'));
    });
  }
});

/** The finding in the form of its expectation: `*` stands for any mark, and for any beginning of the message. */
function shown(text: string, { range, message }: Finding, expected: string | undefined): string {
  const [mark = '', words = ''] = expected?.split(' | ') ?? [];
  const actualMark = mark === '*' ? '*' : text.slice(range.start, range.end);
  const matches = words.startsWith('*') ? message.includes(words.slice(1)) : message.startsWith(words);
  return `${actualMark} | ${expected !== undefined && matches ? words : message}`;
}
