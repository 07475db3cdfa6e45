/** The scheduler's indexes never change its mind: it decides as an evaluator without any. */

import assert from 'node:assert/strict';
import { compareWithNaive } from './agreement.ts';

describe('the scheduler and the naive evaluator', () => {
  it('agree on 2,000 random clusters', function () {
    this.timeout(60_000);
    for (let seed = 0; seed < 2_000; seed++) {
      const { naive, indexed } = compareWithNaive(seed);
      assert.deepEqual(indexed, naive, `cluster ${seed}`);
    }
  });
});
