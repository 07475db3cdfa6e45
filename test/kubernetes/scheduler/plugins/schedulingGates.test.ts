/** SchedulingGates: Pods with gates stay out of the queue. */
import assert from 'node:assert/strict';
import { podEvent } from '../../../../src/kubernetes/scheduler/clusterEvents.ts';
import { schedulingGates } from '../../../../src/kubernetes/scheduler/plugins/schedulingGates.ts';
import { pod, retries, surroundings } from '../smallCluster.ts';

const gated = pod('gated', { schedulingGates: [{ name: 'example.com/a' }, { name: 'example.com/b' }] });

describe('SchedulingGates', () => {
  const { listers } = surroundings({});

  it('names the gates that a Pod waits for', () => {
    const why = 'waiting for scheduling gates: [example.com/a example.com/b]';
    assert.equal(schedulingGates.preEnqueue?.(gated, listers), why);
  });

  it('lets Pods without gates in', () => {
    assert.equal(schedulingGates.preEnqueue?.(pod('free'), listers), undefined);
  });

  it('looks again when the Pod itself loses its gates', () => {
    const change = (updated: typeof gated) => podEvent('UpdatePodSchedulingGatesEliminated', { new: updated });
    assert.equal(retries(schedulingGates, gated, change(pod('gated'))), true);
    assert.equal(retries(schedulingGates, gated, change(pod('another'))), false);
  });
});
