/** Field paths in the server's texts. */
import assert from 'node:assert/strict';
import { pathOf } from '../../src/manifest/fieldText.ts';

describe('a field path in text', () => {
  const labels = { metadata: { labels: { 'app.kubernetes.io/name': 'a', 'odd]key': 'b' } } };
  const cases: [string, string, (string | number)[] | undefined][] = [
    ['names fields and items', 'spec.containers[0].image', ['spec', 'containers', 0, 'image']],
    [
      'names keys with dots in brackets',
      'metadata.labels[app.kubernetes.io/name]',
      ['metadata', 'labels', 'app.kubernetes.io/name'],
    ],
    [
      'names keys with dots after a dot',
      'metadata.labels.app.kubernetes.io/name',
      ['metadata', 'labels', 'app.kubernetes.io/name'],
    ],
    ['names keys with brackets', 'metadata.labels[odd]key]', ['metadata', 'labels', 'odd]key']],
    ['names what is missing', 'spec.nodeSelector[disk]', ['spec', 'nodeSelector', 'disk']],
    ['is no sentence', 'would violate', undefined],
    ['is not empty', '', undefined],
  ];
  for (const [title, text, expected] of cases) {
    it(title, () => assert.deepEqual(pathOf(text, labels), expected));
  }
});
