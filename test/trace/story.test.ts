/** The ten chapters of a Pod's creation, for each way in which it can end. */
import assert from 'node:assert/strict';
import { timelineOf } from '../../src/trace/fold.ts';
import { segmentsOf, words } from '../../src/trace/message.ts';
import { english } from '../../src/trace/sentences.ts';
import { stepSentence } from '../../src/trace/stepSentence.ts';
import { chapterAt, type Story, tellStory } from '../../src/trace/story.ts';
import { type Ending, sampleTrace } from '../support/sampleTrace.ts';

const cases: readonly {
  readonly ending: Ending;
  readonly states: string;
  readonly stopsWith?: { readonly by: string; readonly reason: string; readonly words: RegExp };
}[] = [
  { ending: 'up', states: 'tttttttttt' },
  {
    ending: 'refused',
    states: 'tS--------',
    stopsWith: { by: 'kube-apiserver', reason: 'Invalid', words: /image: Required value/ },
  },
  {
    ending: 'gated',
    states: 'tttS------',
    stopsWith: { by: 'kube-scheduler', reason: 'SchedulingGated', words: /gates/ },
  },
  {
    ending: 'unschedulable',
    states: 'ttttS-----',
    stopsWith: { by: 'kube-scheduler', reason: 'Unschedulable', words: /^0\/4 nodes are available: / },
  },
  {
    ending: 'pull failure',
    states: 'tttttttS--',
    stopsWith: { by: 'container-runtime/node-b', reason: 'ImagePullBackOff', words: /Back-off pulling image/ },
  },
  {
    ending: 'crash',
    states: 'tttttttS--',
    stopsWith: { by: 'container-runtime/node-b', reason: 'CrashLoopBackOff', words: /back-off 10s restarting/ },
  },
  { ending: 'not ready', states: 'tttttttttt' },
  { ending: 'placed by hand', states: 'ttt~~~~ttt' },
];

const letters = { told: 't', stopped: 'S', skipped: '~', 'not reached': '-' } as const;

function check(ending: Ending): Story {
  return tellStory(timelineOf(sampleTrace(ending)));
}

describe('the story of a creation', () => {
  for (const { ending, states, stopsWith } of cases) {
    it(`has ten chapters that stop where the run stops: ${ending}`, () => {
      const { chapters } = check(ending);
      assert.equal(chapters.map((chapter) => letters[chapter.state]).join(''), states);
      const stopped = chapters.find((chapter) => chapter.state === 'stopped')?.failure;
      assert.equal(stopped?.by, stopsWith?.by);
      assert.equal(stopped?.reason, stopsWith?.reason);
      if (stopsWith !== undefined) assert.match(stopped?.words ?? '', stopsWith.words);
    });

    it(`gives every step to one chapter: ${ending}`, () => {
      const trace = sampleTrace(ending);
      const { chapters } = check(ending);
      let from = 0;
      for (const chapter of chapters) {
        assert.equal(chapter.from, from, `chapter ${chapter.number}`);
        from = chapter.to;
      }
      assert.equal(from, trace.steps.length);
    });

    it(`has words for every message: ${ending}`, () => {
      const { chapters } = check(ending);
      for (const chapter of chapters) {
        const messages = [chapter.title, ...chapter.text, ...chapter.details.map((detail) => detail.message)];
        if (chapter.callout !== undefined) messages.push(chapter.callout);
        for (const message of messages) checkWords(message);
      }
      for (const step of sampleTrace(ending).steps) checkWords(stepSentence(step));
    });
  }

  it('says twice what must not be missed', () => {
    const callouts = check('up').chapters.flatMap((chapter) =>
      chapter.callout === undefined ? [] : [`${chapter.number}: ${words(chapter.callout)}`],
    );
    assert.deepEqual(callouts, [
      '3: The Pod is not created yet! There is only a record of it.',
      '8: At this moment both the Pod and its containers are actually created!',
    ]);
  });

  it('names the chosen node', () => {
    assert.equal(words(check('up').chapters[4]?.title ?? { id: '' }), 'The scheduler decides: node-b');
  });

  it('shows the truth in its details', () => {
    const details = check('up').chapters.map((chapter) =>
      chapter.details.map((detail) => words(detail.message)).join('\n'),
    );
    assert.match(details[0] ?? '', /POST \/api\/v1\/namespaces\/default\/pods\?/);
    assert.match(details[1] ?? '', /\/registry\/pods\/default\/nginx, revision 241/);
    assert.match(details[3] ?? '', /watches/);
    assert.match(details[4] ?? '', /POST \/api\/v1\/namespaces\/default\/pods\/nginx\/binding/);
    assert.match(details[5] ?? '', /revision 242 follows 241/);
    assert.match(details[8] ?? '', /PATCH \/api\/v1\/namespaces\/default\/pods\/nginx\/status/);
  });

  it('finds the chapter of an instant', () => {
    const story = check('up');
    assert.equal(chapterAt(story, 0)?.number, 1);
    for (const chapter of story.chapters) {
      assert.equal(chapterAt(story, chapter.from + 1)?.number, chapter.number);
      assert.equal(chapterAt(story, chapter.to)?.number, chapter.number);
    }
  });

  it('is told by cause for what is no creation of a Pod', () => {
    const story = tellStory(timelineOf({ ...sampleTrace('up'), action: 'update' }));
    assert.equal(story.kind, 'by cause');
    assert.deepEqual(
      story.chapters.map((chapter) => words(chapter.title)),
      [
        'kubectl creates Pod nginx',
        'The scheduler binds Pod nginx to a node',
        'The kubelet on node-b reports the status of Pod nginx',
      ],
    );
  });
});

describe('words', () => {
  const table: readonly [string, Readonly<Record<string, string | number>>, string][] = [
    ['plain', {}, 'plain'],
    ['{a} and {b}', { a: 'x', b: 2 }, 'x and 2'],
    ['{n, plural, one {# node} other {# nodes}}.', { n: 1 }, '1 node.'],
    ['{n, plural, one {# node} other {# nodes}}.', { n: 5 }, '5 nodes.'],
    ['{n, plural, =0 {none} other {#}}', { n: 0 }, 'none'],
    ['{n, plural, other {{name} has #}}', { n: 3, name: 'x' }, 'x has 3'],
    ['`{a}` *b*', { a: '*c* `d` {e}' }, '*c* `d` {e} b'],
    ['{missing}', {}, '{missing}'],
    ['{__proto__}', {}, '{__proto__}'],
    ['open {', {}, 'open {}'],
  ];
  for (const [template, args, expected] of table) {
    it(`fills in ${template}`, () => assert.equal(words({ id: 'x', args }, { x: template }), expected));
  }

  it('marks code and emphasis', () => {
    assert.deepEqual(segmentsOf({ id: 'x', args: { a: 'y' } }, { x: 'a `{a}` *b*' }), [
      { text: 'a ', style: 'plain' },
      { text: 'y', style: 'code' },
      { text: ' ', style: 'plain' },
      { text: 'b', style: 'emphasis' },
    ]);
  });

  it('shows an id it does not know, with its arguments', () => {
    assert.equal(words({ id: 'toString', args: { a: 1 } }), 'toString (a: 1)');
  });
});

function checkWords(message: { id: string; args?: Readonly<Record<string, string | number>> }): void {
  assert.ok(Object.hasOwn(english, message.id), `no sentence for ${message.id}`);
  assert.doesNotMatch(words(message), /[{}]/, message.id);
}
