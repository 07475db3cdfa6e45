/** What the panel may say, and all that it may not. */
import assert from 'node:assert/strict';
import { panelPage } from '../../src/protocol/page.ts';
import { parseToHost } from '../../src/protocol/parse.ts';

describe('messages from the panel', () => {
  const good: readonly unknown[] = [
    { type: 'panel/ready' },
    { type: 'reveal', run: 1, path: 'spec.containers[0].image' },
    { type: 'choose', run: 1, world: 'three-nodes' },
    { type: 'choose', run: 1, scenario: 'story' },
    { type: 'choose', run: 0 },
    { type: 'copy', text: '' },
    { type: 'at', run: 3, step: 0 },
  ];
  for (const message of good) {
    it(`are read: ${JSON.stringify(message)}`, () => assert.deepEqual(parseToHost(message), message));
  }

  it('keep only what belongs to them', () => {
    const message = { type: 'reveal', run: 1, path: 'spec', yaml: 'kind: Pod', text: 'x', step: 2 };
    assert.deepEqual(parseToHost(message), { type: 'reveal', run: 1, path: 'spec' });
  });

  const throwing = new Proxy(
    {},
    {
      getOwnPropertyDescriptor() {
        throw new Error('hostile');
      },
    },
  );
  const bad: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['text', 'panel/ready'],
    ['a list', [{ type: 'panel/ready' }]],
    ['an unknown type', { type: 'apply', run: 1 }],
    ['a type that is no text', { type: { toString: () => 'panel/ready' } }],
    ['an inherited type', Object.create({ type: 'panel/ready' })],
    ['a type behind a getter', Object.defineProperty({}, 'type', { get: () => 'panel/ready' })],
    ['a type named like a method of objects', { type: 'constructor' }],
    ['a prototype in JSON', JSON.parse('{"__proto__": {"type": "panel/ready"}}')],
    ['a proxy that throws', throwing],
    ['a run that is text', { type: 'at', run: '1', step: 1 }],
    ['a negative step', { type: 'at', run: 1, step: -1 }],
    ['a fraction', { type: 'at', run: 1, step: 0.5 }],
    ['not a number', { type: 'at', run: 1, step: Number.NaN }],
    ['no path', { type: 'reveal', run: 1 }],
    ['a path that is a list', { type: 'reveal', run: 1, path: ['spec'] }],
    ['a path beyond all measure', { type: 'reveal', run: 1, path: 'a'.repeat(100_000) }],
    ['a world that is an object', { type: 'choose', run: 1, world: {} }],
    ['a scenario beyond all measure', { type: 'choose', run: 1, scenario: 'a'.repeat(100_000) }],
    ['a copy beyond all measure', { type: 'copy', text: 'a'.repeat(5 * 1024 * 1024) }],
  ];
  for (const [title, message] of bad) {
    it(`are dropped: ${title}`, () => assert.equal(parseToHost(message), undefined));
  }
});

describe('the page', () => {
  it('escapes what it is given', () => {
    const html = panelPage({
      source: 'https://cdn',
      script: '"><script>alert(1)</script>',
      icons: "'",
      title: '<img src=x onerror=alert(1)>',
    });
    assert.doesNotMatch(html, /<script>|<img/);
    assert.match(html, /default-src &#39;none&#39;/);
    assert.doesNotMatch(html, /unsafe/);
  });
});
