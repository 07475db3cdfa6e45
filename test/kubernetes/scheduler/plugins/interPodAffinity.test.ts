/** InterPodAffinity: near some Pods and away from others. */
import assert from 'node:assert/strict';
import type { PodAffinityTerm, PodSpec } from '../../../../src/kubernetes/api/types.ts';
import { podEvent } from '../../../../src/kubernetes/scheduler/clusterEvents.ts';
import { interPodAffinity } from '../../../../src/kubernetes/scheduler/plugins/interPodAffinity.ts';
import { node, pod, retries, says, scores } from '../smallCluster.ts';

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const host = 'kubernetes.io/hostname';

function term(app: string, more: PodAffinityTerm = {}): PodAffinityTerm {
  return { topologyKey: host, labelSelector: { matchLabels: { app } }, ...more };
}

function near(...terms: PodAffinityTerm[]): PodSpec {
  return { affinity: { podAffinity: { [required]: terms } } };
}

function apart(...terms: PodAffinityTerm[]): PodSpec {
  return { affinity: { podAntiAffinity: { [required]: terms } } };
}

function labelled(name: string, app: string, spec: PodSpec = {}, namespace = 'default') {
  return pod(name, spec, { labels: { app }, namespace });
}

describe('InterPodAffinity', () => {
  const nodes = [node('a'), node('b')];
  const notNear = "! node(s) didn't match pod affinity rules";
  const notApart = "node(s) didn't match pod anti-affinity rules";
  const unwelcome = "node(s) didn't satisfy existing pods anti-affinity rules";
  const cases: readonly [string, ReturnType<typeof pod>, ReturnType<typeof pod>[], string[]][] = [
    [
      'goes where the others are',
      labelled('p', 'web', near(term('db'))),
      [labelled('db', 'db', { nodeName: 'b' })],
      [notNear, 'fits'],
    ],
    ['starts anywhere when it seeks its own kind', labelled('p', 'web', near(term('web'))), [], ['fits', 'fits']],
    ['seeks in vain when there are no others', labelled('p', 'web', near(term('db'))), [], [notNear, notNear]],
    [
      'stays in its namespace unless told otherwise',
      labelled('p', 'web', near(term('db'))),
      [labelled('db', 'db', { nodeName: 'b' }, 'other')],
      [notNear, notNear],
    ],
    [
      'follows named namespaces',
      labelled('p', 'web', near(term('db', { namespaces: ['other'] }))),
      [labelled('db', 'db', { nodeName: 'b' }, 'other')],
      [notNear, 'fits'],
    ],
    [
      'keeps away',
      labelled('p', 'web', apart(term('web'))),
      [labelled('x', 'web', { nodeName: 'a' })],
      [notApart, 'fits'],
    ],
    [
      'respects that others keep away',
      labelled('p', 'web'),
      [labelled('x', 'db', { nodeName: 'a', ...apart(term('web')) })],
      [unwelcome, 'fits'],
    ],
  ];
  for (const [what, incoming, pods, expected] of cases) {
    it(what, () => assert.deepEqual(says(interPodAffinity, { nodes, pods }, incoming), expected));
  }

  it('weighs what it prefers against what it would rather avoid', () => {
    const wish = (weight: number, app: string) => ({ weight, podAffinityTerm: term(app) });
    const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
    const incoming = labelled('p', 'web', {
      affinity: {
        podAffinity: { [preferred]: [wish(10, 'db')] },
        podAntiAffinity: { [preferred]: [wish(30, 'noisy')] },
      },
    });
    const pods = [
      labelled('db-a', 'db', { nodeName: 'a' }),
      labelled('db-b', 'db', { nodeName: 'b' }),
      labelled('noisy-b', 'noisy', { nodeName: 'b' }),
    ];
    assert.deepEqual(scores(interPodAffinity, { nodes, pods }, incoming, 'raw'), [10, -20]);
    assert.deepEqual(scores(interPodAffinity, { nodes, pods }, incoming), [100, 0]);
  });

  it('looks again when a Pod leaves that it kept away from', () => {
    const incoming = labelled('p', 'web', apart(term('web')));
    const gone = (app: string) => podEvent('Delete', { old: labelled('x', app, { nodeName: 'a' }) });
    assert.equal(retries(interPodAffinity, incoming, gone('web')), true);
    assert.equal(retries(interPodAffinity, incoming, gone('db')), false);
  });
});
