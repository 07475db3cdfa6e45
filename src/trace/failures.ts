/** Which steps are failures, and in whose words. */
import { recordOf, textOf } from './keys.ts';
import type { Actor, Step, Trace } from './model.ts';

/** A step at which something went wrong. */
export interface Failure {
  readonly step: number;
  readonly by: Actor;
  /** The component's own words; may be empty. */
  readonly words: string;
}

/** The failure that a step is; undefined for all others. */
export function failureOf(step: Step, trace: Trace): Failure | undefined {
  const words = wordsOf(step, trace);
  return words === undefined ? undefined : { step: step.id, by: step.actor, words };
}

/** All failures of a trace, in order. */
export function failuresOf(trace: Trace): readonly Failure[] {
  const found: Failure[] = [];
  for (const step of trace.steps) {
    const failure = failureOf(step, trace);
    if (failure !== undefined) found.push(failure);
  }
  return found;
}

function wordsOf(step: Step, trace: Trace): string | undefined {
  switch (step.kind) {
    case 'stage':
      return step.outcome === 'refused' ? (step.message ?? '') : undefined;
    case 'response': {
      if (step.code < 400) return undefined;
      const request = trace.steps[step.request];
      const asked = request?.kind === 'request' ? request.verb : undefined;
      // Asking for what may not be there, and losing a race that is run again, are ordinary.
      if (asked === 'get' && step.code === 404) return undefined;
      if (step.code === 409 && step.reason === 'Conflict') return undefined;
      return step.message ?? '';
    }
    case 'schedule':
      return step.result === 'scheduled' ? undefined : (step.message ?? '');
    case 'queue':
      return step.queue === 'gated' ? step.why : undefined;
    case 'runtime':
      return step.phase === 'failed' ? (step.message ?? '') : undefined;
    case 'process':
      if (step.what === 'oomKilled') return step.message ?? 'OOMKilled';
      if (step.what === 'exited' && (step.exitCode ?? 0) !== 0) return step.message ?? '';
      if ((step.what === 'probe' || step.what === 'hook') && step.success === false) return step.message ?? '';
      return undefined;
    case 'write': {
      if (step.operation === 'delete' || step.ref.kind !== 'Event') return undefined;
      const event = recordOf(step.object);
      // A repeat of an Event is the same failure again.
      if (step.previousRevision !== 0 || event.type !== 'Warning') return undefined;
      return textOf(event.message) || textOf(event.note);
    }
    case 'output':
      return step.stream === 'stderr' && !step.text.startsWith('Warning:') ? step.text.trimEnd() : undefined;
    case 'request':
    case 'watch':
    case 'note':
      return undefined;
    default:
      return step satisfies never;
  }
}
