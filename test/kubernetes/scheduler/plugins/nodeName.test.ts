/** NodeName: a Pod that names its node goes there or nowhere. */
import assert from 'node:assert/strict';
import { nodeName } from '../../../../src/kubernetes/scheduler/plugins/nodeName.ts';
import { node, pod, says } from '../smallCluster.ts';

describe('NodeName', () => {
  const cases: readonly [string, string | undefined, string[]][] = [
    ['has nothing against any node where none is named', undefined, ['fits', 'fits']],
    ['turns down every other node', 'b', ["! node(s) didn't match the requested node name", 'fits']],
  ];
  for (const [what, name, expected] of cases) {
    it(what, () => {
      const incoming = pod('p', name === undefined ? {} : { nodeName: name });
      assert.deepEqual(says(nodeName, { nodes: [node('a'), node('b')] }, incoming), expected);
    });
  }
});
