/** What comments and an annotation say about images and containers. */
import assert from 'node:assert/strict';
import { unknownSayings, withSayings } from '../../src/manifest/scenarioComments.ts';

describe('a saying in a comment', () => {
  const cases: [string, string, object][] = [
    ['takes an image away', '# podflight: image web:2 is missing', { images: [{ image: 'web:2', missing: true }] }],
    ['makes a pull slow', '#podflight: image web pulls in 1m30s', { images: [{ image: 'web', pullMs: 90_000 }] }],
    [
      'ends a container',
      '  # podflight: container a exits with 3 after 10s',
      { processes: [{ container: 'a', exitCode: 3, afterMs: 10_000 }] },
    ],
    [
      'ends a container at once',
      '# podflight: container a exits with 0',
      { processes: [{ container: 'a', exitCode: 0, afterMs: 0 }] },
    ],
    [
      'gives a container memory to use',
      '# podflight: container a needs 200Mi',
      { processes: [{ container: 'a', memoryBytes: 209_715_200 }] },
    ],
    [
      'makes a container ready late',
      '# Podflight: container a is ready after 500ms',
      { processes: [{ container: 'a', readyAfterMs: 500 }] },
    ],
    [
      'adds to another',
      '# podflight: container a needs 1Mi\n# podflight: container a exits with 1',
      { processes: [{ container: 'a', memoryBytes: 1_048_576, exitCode: 1, afterMs: 0 }] },
    ],
    ['is not understood at every price', '# podflight: container a exits with 3 after a while', {}],
    ['is no other comment', '# the image web is missing', {}],
  ];
  for (const [title, text, expected] of cases) {
    it(title, () => {
      const { name, images = [], processes = [] } = withSayings({ name: 'plain' }, text, undefined);
      const found = { ...(images.length > 0 && { images }), ...(processes.length > 0 && { processes }) };
      assert.deepEqual({ name, ...found }, { name: 'plain', ...expected });
    });
  }

  it('counts before the scenario', () => {
    const scenario = { name: 'gone', images: [{ image: '*', missing: true }] };
    const { images } = withSayings(scenario, '# podflight: image web pulls in 1s', undefined);
    assert.deepEqual(images, [
      { image: 'web', pullMs: 1_000 },
      { image: '*', missing: true },
    ]);
  });

  it('may stand in an annotation', () => {
    const value = {
      metadata: { annotations: { 'podflight/scenario': 'image a is missing\ncontainer b exits with 1\n' } },
    };
    const { images, processes } = withSayings({ name: 'plain' }, '', value);
    assert.deepEqual(
      { images, processes },
      {
        images: [{ image: 'a', missing: true }],
        processes: [{ container: 'b', exitCode: 1, afterMs: 0 }],
      },
    );
  });

  it('is pointed at where it is not understood', () => {
    const text = 'a: 1\n  # podflight: make it fail \nb: 2\n';
    const [unknown] = unknownSayings(text);
    assert.equal(text.slice(unknown?.range.start, unknown?.range.end), '# podflight: make it fail');
  });
});
