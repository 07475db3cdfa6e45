/** ImageLocality: nodes that have the images already are preferred. */
import assert from 'node:assert/strict';
import { imageLocality } from '../../../../src/kubernetes/scheduler/plugins/imageLocality.ts';
import { node, pod, scores } from '../smallCluster.ts';

const mebibyte = 1024 * 1024;

describe('ImageLocality', () => {
  const cases: readonly [what: string, image: string, held: string, megabytes: number, expected: number[]][] = [
    ['prefers a node with the image', 'example.com/app:v1', 'example.com/app:v1', 800, [38, 0]],
    ['tells tags apart', 'example.com/app:v2', 'example.com/app:v1', 800, [0, 0]],
    ['takes a name without a tag for latest', 'example.com:5000/app', 'example.com:5000/app:latest', 800, [38, 0]],
    ['passes over small images', 'example.com/app:v1', 'example.com/app:v1', 23, [0, 0]],
  ];
  for (const [what, image, held, megabytes, expected] of cases) {
    it(what, () => {
      const images = [{ names: [held], sizeBytes: megabytes * mebibyte }];
      const nodes = [node('a', { status: { images } }), node('b')];
      const incoming = pod('p', { containers: [{ name: 'app', image }] });
      assert.deepEqual(scores(imageLocality, { nodes }, incoming), expected);
    });
  }
});
