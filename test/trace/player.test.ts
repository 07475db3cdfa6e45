/** Playback: timing, quiet stretches, seeking and stepping. */
import assert from 'node:assert/strict';
import { atStart, neighbour, paused, play, seek, seekTaken, tick, withSpeed } from '../../src/trace/player.ts';
import { momentAt, positionAtTime, positionOf, reelOf } from '../../src/trace/reel.ts';
import { sampleTrace } from '../support/sampleTrace.ts';

const trace = sampleTrace();
const reel = reelOf(trace);

describe('the reel', () => {
  it('shows every step, in order and without gaps', () => {
    let end = 0;
    for (const frame of reel.frames) {
      assert.ok(Math.abs(frame.start - end) < 1e-6);
      assert.ok(frame.show > 0);
      end = frame.start + frame.wait + frame.show;
    }
    assert.equal(reel.frames.length, trace.steps.length);
    assert.ok(reel.length >= end);
  });

  it('never runs the virtual clock backwards', () => {
    let at = 0;
    let taken = 0;
    for (let position = 0; position <= reel.length; position += 7) {
      const moment = momentAt(reel, position);
      assert.ok(moment.at >= at && moment.taken >= taken);
      ({ at, taken } = moment);
    }
    assert.equal(taken, trace.steps.length);
    assert.equal(momentAt(reel, reel.length).at, trace.length);
  });

  it('compresses a pull and says so', () => {
    const quiet = reel.frames.flatMap((frame) => (frame.quiet === undefined ? [] : [frame.quiet]));
    const pull = quiet.find((stretch) => stretch.message.id === 'quiet.pulling');
    assert.equal((pull?.to ?? 0) - (pull?.from ?? 0), 4_200);
    assert.deepEqual(pull?.message.args, { image: 'nginx:latest', node: 'node-b' });
  });

  it('finds the position at which the clock shows a time', () => {
    for (const at of [0, 2_000, 4_000]) {
      assert.ok(Math.abs(momentAt(reel, positionAtTime(reel, at)).at - at) < 5, `at ${at}`);
    }
  });

  it('rests on the step it was asked for', () => {
    for (let taken = 1; taken <= trace.steps.length; taken += 1) {
      assert.equal(momentAt(reel, positionOf(reel, taken)).taken, taken);
    }
  });
});

describe('the player', () => {
  it('plays to the end and stops there, whatever the ticks', () => {
    for (const interval of [16, 100, 249]) {
      let player = play(atStart, reel);
      let clock = 1000;
      for (let ticks = 0; player.playing && ticks < 100_000; ticks += 1) {
        player = tick(player, reel, clock);
        clock += interval;
      }
      assert.equal(player.position, reel.length);
      assert.equal(player.playing, false);
    }
  });

  it('does not jump when the machine slept', () => {
    const started = tick(play(atStart, reel), reel, 0);
    assert.ok(tick(started, reel, 3_600_000).position <= 250);
  });

  it('goes as fast as it is told', () => {
    const slow = tick(tick(withSpeed(play(atStart, reel), 0.5), reel, 0), reel, 100);
    assert.equal(slow.position, 50);
  });

  it('begins again from the end', () => {
    const ended = seek(atStart, reel, reel.length);
    assert.equal(play(ended, reel).position, 0);
  });

  it('stays where it is put', () => {
    const put = seekTaken(play(atStart, reel), reel, 5);
    assert.equal(put.playing, false);
    assert.equal(tick(put, reel, 5_000), put);
    assert.equal(paused(put).position, put.position);
    assert.equal(seek(atStart, reel, -1).position, 0);
  });

  it('steps over what is minor unless every step is wanted', () => {
    const every = neighbour(reel, positionOf(reel, 3), 1, true);
    const main = neighbour(reel, positionOf(reel, 3), 1, false);
    assert.equal(every, 4);
    assert.ok(main > every);
    assert.equal(neighbour(reel, 0, -1, true), 0);
    assert.equal(neighbour(reel, reel.length, 1, false), trace.steps.length);
  });
});
