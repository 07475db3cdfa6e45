/** When each step is shown: virtual time stretched where things happen and compressed where nothing does. */
import type { Message, Step, Trace } from './model.ts';
import { prominenceOf } from './prominence.ts';

/** One step's share of the showing. Reel times are milliseconds at normal speed. */
export interface Frame {
  /** The step's number. */
  readonly step: number;
  /** Where its share begins: first the wait before it, then the step itself. */
  readonly start: number;
  /** How long the wait is shown. */
  readonly wait: number;
  /** How long the step itself is shown. */
  readonly show: number;
  /** What the wait is for, where it is long enough to be said. */
  readonly quiet?: Quiet;
}

/** A stretch of virtual time in which nothing happens. */
export interface Quiet {
  readonly message: Message;
  /** Virtual milliseconds. */
  readonly from: number;
  readonly to: number;
}

export interface Reel {
  readonly frames: readonly Frame[];
  /** Reel milliseconds, with what follows the last step. */
  readonly length: number;
  /** What follows the last step. */
  readonly tail?: Quiet;
  /** Virtual time of each step. */
  readonly trace: Trace;
}

/** What is to be seen at a reel position. */
export interface Moment {
  /** Steps taken; the last one is being shown. */
  readonly taken: number;
  /** How far the step being shown has come: 0 it sets out, 1 it has arrived. */
  readonly progress: number;
  /** Virtual milliseconds. */
  readonly at: number;
  readonly quiet?: Quiet;
}

/** Before the first step, so that a run begins with a calm picture. */
const leadMs = 400;
/** Shorter waits than this are not shown at all. */
const waitShownFromMs = 60;
/** Longer waits than this are named. */
const quietFromMs = 1000;

/** Lays a trace out on the reel. */
export function reelOf(trace: Trace): Reel {
  const frames: Frame[] = [];
  let start = 0;
  let before = 0;
  for (const step of trace.steps) {
    const virtual = step.at - before;
    const wait = frames.length === 0 ? leadMs : waitShown(virtual);
    const show = showing(step, trace);
    const quiet = virtual >= quietFromMs ? { message: waitedFor(step, trace), from: before, to: step.at } : undefined;
    frames.push({ step: step.id, start, wait, show, ...(quiet === undefined ? {} : { quiet }) });
    start += wait + show;
    before = step.at;
  }
  const rest = trace.length - before;
  if (rest < waitShownFromMs) return { frames, length: start, trace };
  const message: Message = { id: trace.end === 'settled' ? 'quiet.settled' : 'quiet.more' };
  return { frames, length: start + waitShown(rest), tail: { message, from: before, to: trace.length }, trace };
}

/** What is to be seen at `position`. */
export function momentAt(reel: Reel, position: number): Moment {
  const frame = frameAt(reel, position);
  if (frame === undefined) return { taken: 0, progress: 0, at: 0 };
  const step = reel.trace.steps[frame.step];
  const at = step?.at ?? 0;
  const into = position - frame.start;
  if (into < frame.wait) {
    const from = reel.trace.steps[frame.step - 1]?.at ?? 0;
    return {
      taken: frame.step,
      progress: 1,
      at: from + ((at - from) * Math.max(0, into)) / frame.wait,
      ...(frame.quiet === undefined ? {} : { quiet: frame.quiet }),
    };
  }
  const shown = into - frame.wait;
  if (shown < frame.show) return { taken: frame.step + 1, progress: shown / frame.show, at };
  const tail = reel.tail;
  if (tail === undefined) return { taken: frame.step + 1, progress: 1, at };
  const share = Math.min(1, (shown - frame.show) / (reel.length - frame.start - frame.wait - frame.show));
  return { taken: frame.step + 1, progress: 1, at: tail.from + (tail.to - tail.from) * share, quiet: tail };
}

/** Where a step is best looked at: on its way, so that sender and receiver are both clear. 0 for the time before the first. */
export function positionOf(reel: Reel, taken: number): number {
  const frame = reel.frames[Math.min(taken, reel.frames.length) - 1];
  return frame === undefined ? 0 : frame.start + frame.wait + frame.show * restAt;
}

/** The share of a step's showing at which it rests when one steps from one to the next. */
export const restAt = 0.6;

/** Where a step has just arrived. */
export function arrivalOf(reel: Reel, taken: number): number {
  const frame = reel.frames[Math.min(taken, reel.frames.length) - 1];
  return frame === undefined ? 0 : frame.start + frame.wait + frame.show - 1;
}

/** The position at which the virtual clock first shows `at`. */
export function positionAtTime(reel: Reel, at: number): number {
  let low = 0;
  let high = reel.length;
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    if (momentAt(reel, middle).at < at) low = middle;
    else high = middle;
  }
  return high;
}

function frameAt(reel: Reel, position: number): Frame | undefined {
  let low = 0;
  let high = reel.frames.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((reel.frames[middle]?.start ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return reel.frames[Math.max(0, low - 1)];
}

/** A wait of `virtual` ms: nothing below a blink, then growing with its order of magnitude. */
function waitShown(virtual: number): number {
  if (virtual < waitShownFromMs) return 0;
  return Math.min(3000, 500 * Math.log2(virtual / waitShownFromMs) ** 0.8);
}

const shownMs: Readonly<Record<Step['kind'], number>> = {
  request: 1100,
  response: 900,
  watch: 1000,
  write: 1100,
  stage: 500,
  schedule: 2400,
  queue: 300,
  runtime: 1000,
  process: 900,
  output: 900,
  note: 300,
};

function showing(step: Step, trace: Trace): number {
  const full = shownMs[step.kind];
  switch (prominenceOf(step, trace)) {
    case 'main':
      return full;
    case 'minor':
      return step.kind === 'stage' ? 130 : full * 0.5;
    case 'housekeeping':
      return step.kind === 'stage' ? 40 : full * 0.35;
  }
}

/** Why nothing happened before a step, told by what ended the wait. */
function waitedFor(step: Step, trace: Trace): Message {
  if (step.kind === 'runtime' && step.phase !== 'called') {
    if (step.call === 'PullImage') return { id: 'quiet.pulling', args: { image: step.image ?? '', node: step.node } };
    if (step.call === 'StopContainer') return { id: 'quiet.stopping', args: { container: step.container ?? '' } };
    return { id: 'quiet.runtime', args: { call: step.call } };
  }
  if (step.kind === 'runtime') {
    const trouble = lastTrouble(step.id, step.container ?? step.image, trace);
    if (trouble === 'crash') return { id: 'quiet.backoff', args: { container: step.container ?? '' } };
    if (trouble === 'pull') return { id: 'quiet.pullBackoff', args: { image: step.image ?? '' } };
  }
  if (step.kind === 'process' && step.what === 'probe') {
    return { id: 'quiet.probe', args: { probe: step.probe ?? '', container: step.container } };
  }
  if (step.kind === 'process') return { id: 'quiet.process', args: { container: step.container } };
  if (step.kind === 'schedule') return { id: 'quiet.retry' };
  return { id: 'quiet.nothing' };
}

/** What last went wrong before a step with a container, or with the pull of an image. */
function lastTrouble(id: number, subject: string | undefined, trace: Trace): 'crash' | 'pull' | undefined {
  for (let index = id - 1; index >= 0; index -= 1) {
    const step = trace.steps[index];
    if (step?.kind === 'process' && step.container === subject && step.what !== 'probe') {
      return step.what === 'running' ? undefined : 'crash';
    }
    if (step?.kind === 'runtime' && (step.container ?? step.image) === subject && step.phase !== 'called') {
      return step.phase === 'failed' && step.call === 'PullImage' ? 'pull' : undefined;
    }
  }
  return undefined;
}
