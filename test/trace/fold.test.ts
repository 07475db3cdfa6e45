/** Seeking to a step gives the same picture as stepping to it. */
import assert from 'node:assert/strict';
import { take, timelineOf } from '../../src/trace/fold.ts';
import { objectAt, revisionsUntil } from '../../src/trace/history.ts';
import { type Ending, sampleTrace } from '../support/sampleTrace.ts';

const endings: readonly Ending[] = ['up', 'refused', 'unschedulable', 'pull failure', 'crash'];

describe('seeking', () => {
  for (const ending of endings) {
    it(`equals stepping, forwards, backwards and at random: ${ending}`, () => {
      const trace = sampleTrace(ending);
      let stepped = timelineOf(trace).at(0);
      const pictures = [stepped];
      for (const step of trace.steps) {
        stepped = take(stepped, step);
        pictures.push(stepped);
      }
      const timeline = timelineOf(trace);
      const orders = [
        pictures.map((_, taken) => taken),
        pictures.map((_, taken) => pictures.length - 1 - taken),
        pictures.map((_, taken) => (taken * 37) % pictures.length),
      ];
      for (const taken of orders.flat()) assert.deepEqual(timeline.at(taken), pictures[taken]);
    });
  }

  it('stays inside the trace', () => {
    const timeline = timelineOf(sampleTrace());
    assert.equal(timeline.at(-5).taken, 0);
    assert.equal(timeline.at(1e9).taken, timeline.length);
  });
});

describe('the picture', () => {
  const timeline = timelineOf(sampleTrace());

  it('has the Pod only after its write', () => {
    const write = timeline.trace.steps.find((step) => step.kind === 'write')?.id ?? -1;
    assert.equal(objectAt(timeline.history, 'Pod/default/nginx', write), undefined);
    assert.notEqual(objectAt(timeline.history, 'Pod/default/nginx', write + 1), undefined);
  });

  it('knows what the runtime has', () => {
    const pod = timeline.at(timeline.length).runtimes.get('Pod/default/nginx');
    assert.equal(pod?.sandbox, 'ready');
    assert.equal(pod?.containers.get('nginx')?.state, 'running');
    assert.equal(pod?.containers.get('nginx')?.starts, 1);
  });

  it('has no request open at the end', () => {
    assert.equal(timeline.at(timeline.length).open.size, 0);
  });

  it('lists the revisions until then', () => {
    const revisions = revisionsUntil(timeline.history, 'Pod/default/nginx', timeline.length);
    assert.deepEqual(
      revisions.map((revision) => revision.by),
      ['kubectl', 'kube-scheduler', 'kubelet/node-b', 'kubelet/node-b'],
    );
  });
});
