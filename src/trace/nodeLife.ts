/** What became of a Pod on its node: up, finished, not ready, in trouble, or not yet decided when the run ended. */
import { failureOf } from './failures.ts';
import type { Timeline } from './fold.ts';
import { eventsAt, type Revision } from './history.ts';
import { keyOfRef, textOf } from './keys.ts';
import type { Actor, WriteStep } from './model.ts';
import { type PodState, podState, troubled } from './podState.ts';

export interface NodeLife {
  readonly outcome: 'up' | 'finished' | 'not ready' | 'trouble' | 'unfinished';
  /** The status write that told of it: Running, or the end of a Pod that runs to completion. */
  readonly write?: WriteStep;
  /** In trouble: where it began, Kubernetes' short word and the component's own words. */
  readonly step?: number;
  readonly by?: Actor;
  readonly reason: string;
  readonly words: string;
  readonly pod: PodState;
}

/** A container that has run this long is taken to stay, though it was restarted before. */
const steadyMs = 60_000;

/** Judges the subject's life after the step `placed` gave it a node. */
export function nodeLife(timeline: Timeline, placed: number): NodeLife {
  const { trace, history } = timeline;
  const subject = trace.subject;
  const revisions = subject === undefined ? [] : (history.objects.get(keyOfRef(subject)) ?? []);
  const later = revisions.filter((revision) => revision.step > placed);
  const last = revisions.findLast((revision) => revision.object !== undefined);
  const pod = podState(last?.object);
  const base = { reason: '', words: '', pod };
  const running = later.find((revision) => podState(revision.object).phase === 'Running');
  if (pod.phase === 'Failed') return trouble();
  if (pod.phase === 'Succeeded') {
    const told = running ?? later.find((revision) => podState(revision.object).phase === 'Succeeded');
    return { ...base, outcome: 'finished', ...writeOf(told) };
  }
  if (pod.phase === 'Running' && pod.ready) {
    const since = lastingReady(later);
    const ended = trace.steps.findLast(
      (step) => step.kind === 'process' && step.what !== 'probe' && step.what !== 'hook' && step.id > placed,
    );
    // The run was cut off before the kubelet could report that the container had ended.
    if (ended !== undefined && failureOf(ended, trace) !== undefined) return trouble('Error');
    const restless = [...pod.containers, ...pod.initContainers].some((container) => container.restarts >= 2);
    if (restless && trace.length - (since?.at ?? 0) < steadyMs) return trouble();
    return { ...base, outcome: 'up', ...writeOf(since) };
  }
  const container = troubled(pod);
  if (container !== undefined && container.state !== 'running') return trouble();
  if (container !== undefined && container.restarts > 0) return trouble();
  if (pod.phase === 'Running') {
    return {
      ...base,
      outcome: 'not ready',
      ...writeOf(running),
      reason: container?.reason ?? '',
      words: lastWarning(),
    };
  }
  return lastWarning() === '' ? { ...base, outcome: 'unfinished' } : trouble();

  function trouble(known = ''): NodeLife {
    const culprit = troubled(pod);
    const began = trace.steps.find((step) => step.id > placed && failureOf(step, trace) !== undefined);
    const end = trace.steps.length - 1;
    return {
      ...base,
      outcome: 'trouble',
      step: began?.id ?? end,
      by: trace.steps[began?.id ?? end]?.actor ?? 'kubectl',
      reason: culprit?.reason || pod.reason || known,
      words: culprit?.message || pod.message || lastWarning() || exitText() || culprit?.reason || pod.reason,
    };
  }

  /** As `kubectl describe` puts it. */
  function exitText(): string {
    const exit = trace.steps.findLast((step) => step.kind === 'process' && step.exitCode !== undefined);
    return exit?.kind === 'process' ? `Exit Code: ${exit.exitCode}` : '';
  }

  function lastWarning(): string {
    const events = eventsAt(history, trace.steps.length, subject);
    const warning = events.findLast((event) => event.type === 'Warning');
    return textOf(warning?.message) || textOf(warning?.note);
  }
}

/** The first revision of the last stretch in which the Pod was ready. */
function lastingReady(revisions: readonly Revision[]): Revision | undefined {
  let since: Revision | undefined;
  for (const revision of revisions) {
    if (revision.object === undefined || !podState(revision.object).ready) since = undefined;
    else since ??= revision;
  }
  return since;
}

function writeOf(revision: Revision | undefined): { write?: WriteStep } {
  return revision?.write === undefined ? {} : { write: revision.write };
}
