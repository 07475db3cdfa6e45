/** What Kubernetes holds for the same when it compares an object with the one before. */
import assert from 'node:assert/strict';
import { semanticEqual, semanticEqualPointers } from '../../../../src/kubernetes/apiserver/validation/semanticEqual.ts';

describe('semantic equality', () => {
  const cases: [string, string, object | undefined, object | undefined, boolean][] = [
    ['counts amounts', 'ResourceRequirements', { limits: { cpu: '1' } }, { limits: { cpu: '1000m' } }, true],
    ['tells amounts apart', 'ResourceRequirements', { limits: { cpu: '1' } }, { limits: { cpu: '1001m' } }, false],
    ['takes empty lists and maps for absent ones', 'PodSpec', { volumes: [], nodeSelector: {} }, {}, true],
    ['takes zero values for absent ones', 'PodSpec', { hostNetwork: false, nodeName: '' }, undefined, true],
    ['tells a pointer to a zero value from none', 'PodSpec', { shareProcessNamespace: false }, {}, false],
    ['minds the order of lists', 'Container', { command: ['a', 'b'] }, { command: ['b', 'a'] }, false],
    ['tells numbers from texts', 'HTTPGetAction', { port: 80 }, { port: '80' }, false],
    ['passes over what only versioned objects hold', 'PodSpec', { serviceAccount: 'x' }, {}, true],
    ['reads keys such as __proto__', 'PodSpec', { nodeSelector: JSON.parse('{"__proto__":"x"}') as object }, {}, false],
  ];
  for (const [title, struct, a, b, equal] of cases) {
    it(title, () => {
      assert.equal(semanticEqual(struct, a, b), equal);
      assert.equal(semanticEqual(struct, b, a), equal);
    });
  }

  it('tells an absent struct from an empty one where Go has a pointer', () => {
    assert.equal(semanticEqualPointers('LabelSelector', undefined, {}), false);
    assert.equal(semanticEqualPointers('LabelSelector', {}, { matchLabels: {} }), true);
  });
});
