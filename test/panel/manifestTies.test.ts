/** Which field of the manifest each step goes back to. */
import assert from 'node:assert/strict';
import { stepsOf, tieOf } from '../../src/panel/manifestTies.ts';
import { showingOf } from '../../src/panel/scene.ts';
import { fieldsOf, isRelated } from '../../src/trace/fields.ts';
import { timelineOf } from '../../src/trace/fold.ts';
import type { Step } from '../../src/trace/model.ts';
import { sampleRun } from '../support/sampleRun.ts';
import { type Ending, sampleTrace } from '../support/sampleTrace.ts';

const cases: readonly [string, Ending, (step: Step) => boolean, readonly string[]][] = [
  [
    'a pull to the image',
    'up',
    (step) => step.kind === 'runtime' && step.call === 'PullImage',
    ['spec.containers[0].image'],
  ],
  [
    'a start to the container',
    'up',
    (step) => step.kind === 'runtime' && step.call === 'StartContainer',
    ['spec.containers[0]'],
  ],
  ['the sandbox to nothing', 'up', (step) => step.kind === 'runtime' && step.call === 'RunPodSandbox', []],
  [
    'a crash to the command',
    'crash',
    (step) => step.kind === 'process' && step.what === 'exited',
    ['spec.containers[0].command', 'spec.containers[0].args', 'spec.containers[0]'],
  ],
  [
    'a failed probe to the probe',
    'not ready',
    (step) => step.kind === 'process' && step.what === 'probe',
    ['spec.containers[0].readinessProbe'],
  ],
  [
    'an unschedulable Pod to what the filters read',
    'unschedulable',
    (step) => step.kind === 'schedule',
    ['spec.tolerations', 'spec.nodeSelector', 'spec.affinity.nodeAffinity'],
  ],
  ['a gate to the gates', 'gated', (step) => step.kind === 'queue', ['spec.schedulingGates']],
  [
    'a refusal to the fields the server names',
    'refused',
    (step) => step.kind === 'response' && step.code === 422,
    ['spec.containers[0].image'],
  ],
];

describe('a step goes back', () => {
  for (const [title, ending, test, expected] of cases) {
    it(title, () => {
      const timeline = timelineOf(sampleTrace(ending));
      const step = timeline.trace.steps.find(test);
      assert.ok(step);
      assert.deepEqual(fieldsOf(step, timeline), expected);
    });
  }
});

describe('ties to the manifest', () => {
  const showing = showingOf(sampleRun(sampleTrace('crash')));
  const find = (test: (step: Step) => boolean): Step => showing.run.trace.steps.find(test) as Step;

  it('lead to the line of the field', () => {
    const pull = find((step) => step.kind === 'runtime' && step.call === 'PullImage');
    assert.deepEqual(tieOf(pull, showing), { path: 'spec.containers[0].image', line: 8 });
  });

  it('lead to what is around a field that the manifest does not have', () => {
    const run = { ...showing.run, lines: { spec: 4, 'spec.containers[0]': 6 } };
    const crash = find((step) => step.kind === 'process' && step.what === 'exited');
    assert.deepEqual(tieOf(crash, { ...showing, run }), { path: 'spec.containers[0]', line: 7 });
    assert.equal(tieOf(crash, { ...showing, run: { ...run, lines: {} } }), undefined);
  });

  it('lead back from a field to its steps', () => {
    const steps = stepsOf('spec.containers[0].image', showing).map((id) => showing.run.trace.steps[id]);
    assert.ok(steps.some((step) => step?.kind === 'runtime' && step.call === 'PullImage'));
    assert.deepEqual(stepsOf('spec', showing), []);
    assert.deepEqual(stepsOf('metadata.labels', showing), []);
  });

  it('know a field from one that only begins like it', () => {
    assert.ok(isRelated('spec.containers[1].image', 'spec.containers[1]'));
    assert.ok(!isRelated('spec.containers[10].image', 'spec.containers[1]'));
    assert.ok(!isRelated('spec.nodeSelectors', 'spec.nodeSelector'));
  });
});
