/** The scrubber's scale, the keyboard, what is kept over a reload, and the place in a re-run. */
import assert from 'node:assert/strict';
import { nothingKept, readKept } from '../../src/panel/host.ts';
import { actionOf, isTaken } from '../../src/panel/keys.ts';
import { placeOf, positionOfPlace } from '../../src/panel/place.ts';
import { type Showing, showingOf } from '../../src/panel/scene.ts';
import { clockText, spanText } from '../../src/panel/timeText.ts';
import { marksOf, positionAt, scaleOf, shareAt } from '../../src/panel/trackScale.ts';
import { failuresOf } from '../../src/trace/failures.ts';
import { momentAt, positionOf } from '../../src/trace/reel.ts';
import { chapterAt } from '../../src/trace/story.ts';
import { sampleRun } from '../support/sampleRun.ts';
import { type Ending, sampleTrace } from '../support/sampleTrace.ts';

function show(ending: Ending): Showing {
  return showingOf(sampleRun(sampleTrace(ending)));
}

describe('the scale', () => {
  for (const ending of ['up', 'refused', 'unschedulable', 'placed by hand'] as const) {
    it(`goes both ways: ${ending}`, () => {
      const { story, reel } = show(ending);
      const scale = scaleOf(story, reel);
      let share = 0;
      for (let position = 0; position <= reel.length; position += 50) {
        const now = shareAt(scale, position);
        assert.ok(now >= share && now <= scale.reached + 1e-9);
        assert.ok(Math.abs(positionAt(scale, now) - position) < 1, `at ${position}`);
        share = now;
      }
    });
  }

  it('gives every chapter the same room', () => {
    const { story, reel } = show('up');
    const { segments, reached } = scaleOf(story, reel);
    for (const [index, segment] of segments.entries()) assert.ok(Math.abs(segment.left - index / 10) < 1e-9);
    assert.equal(reached, 1);
  });

  it('ends where the run ends', () => {
    const { story, reel } = show('unschedulable');
    const scale = scaleOf(story, reel);
    assert.equal(scale.reached, 0.5);
    assert.equal(positionAt(scale, 0.9), reel.length);
  });

  it('marks failures in their chapter', () => {
    const { story, reel, timeline } = show('pull failure');
    const marks = marksOf(failuresOf(timeline.trace), scaleOf(story, reel), reel);
    assert.ok(marks.length > 0);
    for (const mark of marks) assert.ok(mark.at >= 0.7 && mark.at <= 0.8);
  });
});

describe('the keyboard', () => {
  const key = (key: string, more: object = {}): Parameters<typeof actionOf>[0] => ({
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...more,
  });
  const table: readonly [string, object, unknown][] = [
    [' ', {}, { do: 'command', command: 'toggle' }],
    ['ArrowRight', {}, { do: 'command', command: 'step' }],
    ['ArrowLeft', {}, { do: 'command', command: 'back' }],
    ['ArrowRight', { shiftKey: true }, { do: 'command', command: 'next chapter' }],
    ['Home', {}, { do: 'command', command: 'start' }],
    ['End', {}, { do: 'command', command: 'end' }],
    ['3', {}, { do: 'chapter', number: 3 }],
    ['0', {}, { do: 'chapter', number: 10 }],
    ['>', { shiftKey: true }, { do: 'speed', change: 1 }],
    ['ArrowRight', { ctrlKey: true }, undefined],
    ['x', {}, undefined],
  ];
  for (const [name, more, expected] of table) {
    it(`reads ${JSON.stringify({ key: name, ...more })}`, () => assert.deepEqual(actionOf(key(name, more)), expected));
  }

  it('leaves keys to text fields, and Space to buttons', () => {
    assert.ok(isTaken(key('3'), ['INPUT', 'VSCODE-TEXTFIELD']));
    assert.ok(isTaken(key(' '), ['BUTTON']));
    assert.ok(!isTaken(key('ArrowRight'), ['BUTTON', 'PODFLIGHT-TRANSPORT']));
    assert.ok(!isTaken(key(' '), ['BODY']));
  });
});

describe('what is kept', () => {
  const bad: readonly unknown[] = [
    undefined,
    null,
    7,
    'x',
    [],
    { taken: 'a', tab: 7, document: 'x', speed: Number.NaN, into: -1 },
    { document: { uri: 1, index: 'x' } },
  ];
  for (const state of bad) {
    it(`is as new after ${JSON.stringify(state)}`, () => assert.deepEqual(readKept(state), nothingKept));
  }

  it('comes back', () => {
    const kept = {
      ...nothingKept,
      document: { uri: 'file:///a', index: 2 },
      taken: 5,
      chapter: 3,
      into: 0.5,
      tab: 'etcd',
    };
    assert.deepEqual(readKept(JSON.parse(JSON.stringify(kept))), kept);
  });
});

describe('the place in the story', () => {
  it('is kept in a run that is the same', () => {
    const showing = show('up');
    for (let taken = 0; taken <= showing.reel.frames.length; taken += 1) {
      const place = placeOf(showing, positionOf(showing.reel, taken));
      const back = momentAt(showing.reel, positionOfPlace(showing, place)).taken;
      assert.equal(back, taken);
    }
  });

  it('stays in its chapter when the run has changed', () => {
    const before = show('up');
    const after = show('crash');
    const chapter = before.story.chapters[5];
    const place = placeOf(before, positionOf(before.reel, chapter?.to ?? 0));
    const { taken } = momentAt(after.reel, positionOfPlace(after, place));
    assert.equal(chapterAt(after.story, taken)?.number, 6);
  });

  it('is the end when the new run does not come that far', () => {
    const before = show('up');
    const after = show('unschedulable');
    const place = placeOf(before, before.reel.length);
    assert.equal(momentAt(after.reel, positionOfPlace(after, place)).taken, after.reel.frames.length);
  });
});

describe('times', () => {
  it('are clear', () => {
    assert.deepEqual([0, 8214, 62_500, 119_999.6].map(clockText), ['0.000 s', '8.214 s', '1:02.500', '2:00.000']);
    assert.deepEqual([0, 19, 4_200, 300_000].map(spanText), ['0 s', '19 ms', '4.2 s', '5 min']);
  });
});
