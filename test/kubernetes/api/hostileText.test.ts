/** Texts made to be slow: every check that runs on each key takes time in proportion to the text. */
import assert from 'node:assert/strict';
import { FieldPath } from '../../../src/kubernetes/api/fieldPath.ts';
import { goQuote, goTrimSpace } from '../../../src/kubernetes/api/goText.ts';
import { parseImageName, withDefaultTag } from '../../../src/kubernetes/api/imageReference.ts';
import { parseCIDR, parseIP } from '../../../src/kubernetes/api/ip.ts';
import { matchesLabels, selectorFromMap, validateLabels } from '../../../src/kubernetes/api/labels.ts';
import {
  isConfigMapKey,
  isDNS1123Label,
  isDNS1123Subdomain,
  isEnvVarName,
  isQualifiedName,
  isValidLabelValue,
  isValidPortName,
  isWildcardDNS1123Subdomain,
} from '../../../src/kubernetes/api/names.ts';
import { parseFieldSelector, parseLabelSelector } from '../../../src/kubernetes/api/selectorText.ts';
import { expandSubPath, expandVariables } from '../../../src/kubernetes/api/variableExpansion.ts';

const length = 100_000;
const patterns = [
  'a',
  '-',
  '.',
  'a-',
  'a.',
  '-.',
  '0',
  '1.',
  ':',
  '::',
  '/',
  'a/',
  '$(',
  '$$',
  '$(a)',
  ',',
  'a,',
  '!',
  ' ',
  '\\',
  '😀',
  '\ud800',
];
const texts = patterns.flatMap((pattern) => {
  const text = pattern.repeat(length / pattern.length);
  return [text, `${text}!`, `a${text}`, `${text}\n`];
});

function check(what: string, read: (text: string) => unknown): void {
  it(what, () => {
    const start = process.hrtime.bigint();
    for (const text of texts) read(text);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    assert.ok(seconds < 8, `${texts.length} texts took ${seconds.toFixed(1)} s`);
  });
}

describe('hostile texts', () => {
  check('as DNS names', (text) => [isDNS1123Label(text), isDNS1123Subdomain(text), isWildcardDNS1123Subdomain(text)]);
  check('as keys and values', (text) => [isQualifiedName(text), isValidLabelValue(text), isConfigMapKey(text)]);
  check('as names of variables and ports', (text) => [isEnvVarName(text), isValidPortName(text)]);
  check('as images', (text) => [parseImageName(text), withDefaultTag(text)]);
  check('as addresses', (text) => [parseIP(text), parseCIDR(text)]);
  check('as selectors', (text) => [parseLabelSelector(text), parseFieldSelector(text)]);
  check('with variables', (text) => [expandVariables(text, new Map()), expandSubPath(text, new Map([['a', 'b']]))]);
  check('quoted and trimmed', (text) => [goQuote(text), goTrimSpace(` ${text} `)]);

  it('keys of the prototype are keys like any other', () => {
    const labels: Record<string, string> = JSON.parse('{"a":"b"}');
    for (const key of ['__proto__', 'constructor', 'toString']) {
      assert.equal(matchesLabels(selectorFromMap({ [key]: 'x' }), labels), false);
    }
    assert.equal(validateLabels(labels, FieldPath.root('labels')).length, 0);
  });
});
