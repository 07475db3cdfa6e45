/** The picture at one instant: what steps have made of the cluster's actors, by folding them one at a time. */
import { type History, historyOf } from './history.ts';
import { keyOfRef } from './keys.ts';
import type { Actor, OutputStep, QueueStep, RequestStep, ScheduleStep, StageStep, Step, Trace } from './model.ts';
import { afterCall, afterProcess, type RuntimePods } from './runtime.ts';

/** Everything that is true after some steps, beside the objects, which `history.ts` looks up. Never mutated. */
export interface Picture {
  /** How many steps have been taken; the last one is `taken - 1`. */
  readonly taken: number;
  /** Virtual milliseconds of the last step. */
  readonly at: number;
  readonly step: Step | undefined;
  /** The store's revision. */
  readonly revision: number;
  /** Requests that have been sent and not been answered, by their step. */
  readonly open: ReadonlyMap<number, RequestStep>;
  /** What the API server has done with the request it last worked on. */
  readonly chain: Chain | undefined;
  /** The last step in which an actor took part, as the one who acts or the one who is told. */
  readonly actors: ReadonlyMap<Actor, number>;
  readonly runtimes: RuntimePods;
  /** The last scheduling cycle of each Pod. */
  readonly cycles: ReadonlyMap<string, ScheduleStep>;
  /** Where each Pod is in the scheduler's queue. */
  readonly queues: ReadonlyMap<string, QueueStep>;
  /** What kubectl has printed. */
  readonly output: readonly OutputStep[];
}

/** A request's way through the API server so far. */
export interface Chain {
  readonly request: number;
  readonly stages: readonly StageStep[];
  readonly stored: boolean;
  readonly code?: number;
}

/** A trace made ready for looking at any instant of it. */
export interface Timeline {
  readonly trace: Trace;
  readonly history: History;
  /** Number of steps. */
  readonly length: number;
  /** The picture after `taken` steps (0: before the first); the nearest there is for numbers outside the trace. */
  at(taken: number): Picture;
}

/** Steps between two kept pictures: a seek takes at most this many steps. */
const checkpointEvery = 64;

/** Prepares a trace for seeking. */
export function timelineOf(trace: Trace): Timeline {
  const history = historyOf(trace);
  const checkpoints: Picture[] = [before(history)];
  let last = before(history);
  const advance = (from: Picture, taken: number): Picture => {
    let picture = from;
    while (picture.taken < taken) {
      const step = trace.steps[picture.taken];
      if (step === undefined) break;
      picture = take(picture, step);
      if (picture.taken % checkpointEvery === 0) checkpoints[picture.taken / checkpointEvery] ??= picture;
    }
    return picture;
  };
  return {
    trace,
    history,
    length: trace.steps.length,
    at(taken) {
      const wanted = Math.max(0, Math.min(Math.trunc(taken), trace.steps.length));
      const kept =
        checkpoints[Math.min(Math.floor(wanted / checkpointEvery), checkpoints.length - 1)] ?? before(history);
      const from = last.taken <= wanted && last.taken >= kept.taken ? last : kept;
      last = advance(from, wanted);
      return last;
    },
  };
}

/** The picture before the first step. */
function before(history: History): Picture {
  return {
    taken: 0,
    at: 0,
    step: undefined,
    revision: history.startRevision,
    open: new Map(),
    chain: undefined,
    actors: new Map(),
    runtimes: new Map(),
    cycles: new Map(),
    queues: new Map(),
    output: [],
  };
}

/** The picture after one more step. */
export function take(picture: Picture, step: Step): Picture {
  const actors = new Map(picture.actors).set(step.actor, step.id);
  if ('to' in step) actors.set(step.to, step.id);
  const next: Picture = { ...picture, taken: picture.taken + 1, at: step.at, step, actors };
  switch (step.kind) {
    case 'request':
      return { ...next, open: new Map(picture.open).set(step.id, step) };
    case 'stage':
      return { ...next, chain: chainAfter(picture.chain, step) };
    case 'write':
      return {
        ...next,
        revision: step.revision,
        ...(step.request === undefined || picture.chain?.request !== step.request
          ? {}
          : { chain: { ...picture.chain, stored: true } }),
      };
    case 'response': {
      const open = new Map(picture.open);
      open.delete(step.request);
      return {
        ...next,
        open,
        ...(picture.chain?.request === step.request ? { chain: { ...picture.chain, code: step.code } } : {}),
      };
    }
    case 'watch':
    case 'note':
      return next;
    case 'schedule':
      return { ...next, cycles: new Map(picture.cycles).set(keyOfRef(step.ref), step) };
    case 'queue':
      return { ...next, queues: new Map(picture.queues).set(keyOfRef(step.ref), step) };
    case 'runtime':
      return { ...next, runtimes: afterCall(picture.runtimes, step) };
    case 'process':
      return { ...next, runtimes: afterProcess(picture.runtimes, step) };
    case 'output':
      return { ...next, output: [...picture.output, step] };
    default:
      return step satisfies never;
  }
}

function chainAfter(chain: Chain | undefined, step: StageStep): Chain {
  return chain?.request === step.request
    ? { ...chain, stages: [...chain.stages, step] }
    : { request: step.request, stages: [step], stored: false };
}
