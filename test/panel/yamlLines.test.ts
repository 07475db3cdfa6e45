/** Objects as YAML lines: the layout of `kubectl get -o yaml`, and what a revision changed. */
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { yamlLines } from '../../src/panel/views/yamlLines.ts';
import { lineText, yamlText } from '../../src/panel/views/yamlText.ts';

const pod = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name: 'web', labels: { app: 'web' }, annotations: { note: 'two\nlines\n' } },
  spec: {
    containers: [
      { name: 'main', image: 'nginx', ports: [{ containerPort: 80 }], command: ['sh', '-c', 'sleep 1'] },
      { name: 'side', image: 'busybox', resources: {} },
    ],
    volumes: [],
  },
};

describe('an object as YAML', () => {
  it('looks as kubectl prints it', () => {
    assert.equal(
      yamlText(pod),
      [
        'apiVersion: v1',
        'kind: Pod',
        'metadata:',
        '  annotations:',
        '    note: |',
        '      two',
        '      lines',
        '  labels:',
        '    app: web',
        '  name: web',
        'spec:',
        '  containers:',
        '  - command:',
        '    - sh',
        '    - -c',
        '    - sleep 1',
        '    image: nginx',
        '    name: main',
        '    ports:',
        '    - containerPort: 80',
        '  - image: busybox',
        '    name: side',
        '    resources: {}',
        '  volumes: []',
      ].join('\n'),
    );
  });

  it('can be read back', () => {
    assert.deepEqual(parse(yamlText(pod)), pod);
  });

  const scalars: readonly unknown[] = [
    '',
    'yes',
    'null',
    '~',
    '1',
    '-1.5e3',
    '0x1F',
    '2026-01-15T09:00:00Z',
    '10.244.2.7',
    'a: b',
    'a #b',
    '# x',
    '- x',
    '-c',
    '*x',
    '{}',
    'ends:',
    ' blank',
    'tab\there',
    'bell\u0007',
    'right-to-left \u202e',
    '"quoted"',
    "it's",
    true,
    null,
    0,
    1.5,
  ];
  for (const value of scalars) {
    it(`keeps ${JSON.stringify(value)}`, () => assert.deepEqual(parse(yamlText({ key: value })), { key: value }));
  }

  it('quotes no more than it must', () => {
    assert.equal(yamlText({ podIP: '10.244.2.7', image: 'nginx:1.27' }), 'image: nginx:1.27\npodIP: 10.244.2.7');
  });

  it('shows no mark that cannot be seen', () => {
    assert.equal(yamlText({ a: 'x\u202ey' }), 'a: "x\\u202ey"');
  });

  it('gives every line its field path', () => {
    const paths = yamlLines(pod).map((line) => line.path);
    assert.ok(paths.includes('spec.containers[1].image'));
    assert.ok(paths.includes('spec.containers[0].ports[0].containerPort'));
    assert.ok(paths.includes('spec.containers[0].command[2]'));
  });

  it('survives nesting without end', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level += 1) deep = { x: [deep] };
    assert.ok(yamlLines(deep).length < 200);
  });

  it('takes fields named like the insides of JavaScript for fields', () => {
    const object = JSON.parse('{"__proto__": {"a": 1}, "constructor": "x"}');
    assert.equal(yamlText(object), '__proto__:\n  a: 1\nconstructor: x');
  });
});

describe('what a revision changed', () => {
  const check = (before: unknown, after: unknown): readonly string[] =>
    yamlLines(after, before).flatMap((line) =>
      line.change === undefined
        ? []
        : [`${line.change} ${lineText(line).trim()}${line.before === undefined ? '' : ` (${line.before})`}`],
    );

  it('is nothing when nothing has', () => assert.deepEqual(check(pod, pod), []));

  it('is added, changed and removed fields', () => {
    assert.deepEqual(check({ a: 1, b: 2, d: { e: 1 } }, { a: 2, c: { f: 1 }, d: {} }), [
      'changed a: 2 (1)',
      'removed b: 2',
      'added c:',
      'added f: 1',
      'changed d: {} (…)',
    ]);
  });

  it('follows list entries by their name', () => {
    const before = { list: [{ name: 'a', x: 1 }, { name: 'b' }] };
    const after = { list: [{ name: 'c' }, { name: 'a', x: 2 }] };
    assert.deepEqual(check(before, after), ['added - name: c', 'changed x: 2 (1)', 'removed - name=b']);
  });

  it('sees a field turn from a map into a scalar', () => {
    assert.deepEqual(check({ a: { b: 1 } }, { a: 1 }), ['changed a: 1 (…)']);
  });
});
