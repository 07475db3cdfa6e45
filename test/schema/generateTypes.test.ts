/** The committed types are what the generator makes of the committed facts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { generateTypes } from './generateTypes.ts';

describe('types generated from the facts', () => {
  it('stand in types.ts as the generator makes them', () => {
    const committed = readFileSync(new URL('../../src/kubernetes/api/types.ts', import.meta.url), 'utf8');
    assert.equal(committed, generateTypes(), 'run: node test/schema/generateTypes.ts');
  });
});
