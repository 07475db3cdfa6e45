/** Which warnings reach the client. */
import assert from 'node:assert/strict';
import { deliveredWarnings } from '../../../../src/kubernetes/apiserver/warnings/recorder.ts';

describe('the warnings of an answer', () => {
  it('are told once, in their order', () => {
    assert.deepEqual(deliveredWarnings(['b', 'a', 'b', '']), ['b', 'a']);
  });

  it('hold no control characters, as headers cannot', () => {
    assert.deepEqual(deliveredWarnings(['a\nb', 'c']), ['c']);
  });

  it('are shortened when they are more than 4096 runes', () => {
    const long = (start: string): string => start + 'é'.repeat(1_500);
    const delivered = deliveredWarnings(['short', long('a'), long('b'), long('c')]);
    assert.deepEqual(
      delivered.map((text) => text.length),
      [5, 256, 256, 256],
    );
    assert.deepEqual(deliveredWarnings([long('a'), long('b')]), [long('a'), long('b')]);
  });

  it('end when the shortened ones are too many', () => {
    const many = Array.from({ length: 40 }, (_, index) => `${index}:`.padEnd(300, 'x'));
    assert.equal(deliveredWarnings(many).length, 16);
  });
});
