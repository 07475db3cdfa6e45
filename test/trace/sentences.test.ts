/** The bundle of sentences: nothing is said that it does not have, and nothing in it is never said. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { english } from '../../src/trace/sentences.ts';

const sources = globSync('src/{panel,trace,kubernetes}/**/*.ts')
  .filter((file) => !/[Ss]entences\.ts$/.test(file))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

describe('the sentences', () => {
  const said = new Set(
    [...sources.matchAll(/'((?:story|detail|trouble|cause|step|actor|subject|quiet|row|stage|ui)\.[\w. ]+)'/g)].map(
      (match) => match[1] as string,
    ),
  );
  for (const id of said) {
    it(`have ${id}`, () => assert.ok(Object.hasOwn(english, id)));
  }

  it('are all said', () => {
    const parts = [...sources.matchAll(/`((?:story|trouble|cause|step|actor|subject|quiet|stage|ui)\.[^`]*)`/g)].map(
      (match) => new RegExp(`^${(match[1] as string).replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '.+')}$`),
    );
    // `${first ? 'subject' : 'actor'}.…` and `${id}.alone` begin with what varies.
    const varied = /^(?:actor|subject)\.|\.alone$/;
    const silent = Object.keys(english).filter(
      (id) => !sources.includes(`'${id}'`) && !varied.test(id) && !parts.some((part) => part.test(id)),
    );
    assert.deepEqual(silent, []);
  });
});
