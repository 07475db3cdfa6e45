/** The messages of a run as rows of a table: each request with its answer, and everything told by watches. */
import { failureOf } from '../../trace/failures.ts';
import { words } from '../../trace/message.ts';
import { type Actor, componentOf, nodeOf, type ResponseStep, type Step, type Trace } from '../../trace/model.ts';
import { type Prominence, prominenceOf } from '../../trace/prominence.ts';
import { codeText, type Shape, shapeOf, wireLine } from '../../trace/wire.ts';

export interface MessageRow {
  readonly step: number;
  /** Virtual milliseconds. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly shape: Shape;
  readonly line: string;
  /** Of a request that has been answered: `201 Created`. */
  readonly result: string;
  readonly failed: boolean;
  /** Virtual milliseconds to the answer; undefined for what has none. */
  readonly took: number | undefined;
  readonly answer: number | undefined;
  readonly prominence: Prominence;
}

/** All rows. Answers are part of their request's row. */
export function messageRows(trace: Trace): readonly MessageRow[] {
  const answers = new Map<number, ResponseStep>();
  for (const step of trace.steps) if (step.kind === 'response') answers.set(step.request, step);
  const rows: MessageRow[] = [];
  for (const step of trace.steps) {
    if (step.kind === 'request' || step.kind === 'write' || step.kind === 'watch' || step.kind === 'runtime') {
      const answer = step.kind === 'request' ? answers.get(step.id) : undefined;
      rows.push(rowOf(step, answer, trace));
    }
  }
  return rows;
}

/** The rows that a filter lets through: all of its words must occur. `everything`: also Events, leases and reads. */
export function filtered(rows: readonly MessageRow[], filter: string, everything: boolean): readonly MessageRow[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (!everything && wanted.length === 0 && row.prominence === 'housekeeping') return false;
    const haystack = `${row.from} ${row.to} ${row.line} ${row.result} ${row.shape}`.toLowerCase();
    return wanted.every((word) => haystack.includes(word));
  });
}

/** At most `most` rows, those around the row of the current step. */
export function windowed(rows: readonly MessageRow[], taken: number, most: number): readonly MessageRow[] {
  if (rows.length <= most) return rows;
  const here = rows.findLastIndex((row) => row.step < taken);
  const start = Math.max(0, Math.min(here - Math.floor(most / 2), rows.length - most));
  return rows.slice(start, start + most);
}

/** An actor in a table: `kubelet/node-b` stays, since there may be many. */
export function actorText(actor: Actor): string {
  const node = nodeOf(actor);
  const component = componentOf(actor);
  const name = component === 'container-runtime' ? words({ id: 'stage.runtime' }) : component;
  return node === undefined ? name : `${name} ${node}`;
}

function rowOf(
  step: Extract<Step, { readonly to: Actor }>,
  answer: ResponseStep | undefined,
  trace: Trace,
): MessageRow {
  return {
    step: step.id,
    at: step.at,
    from: actorText(step.actor),
    to: actorText(step.to),
    shape: shapeOf(step),
    line: wireLine(step, trace),
    result: resultOf(step, answer),
    failed: failureOf(answer ?? step, trace) !== undefined,
    took: answer === undefined ? undefined : answer.at - step.at,
    answer: answer?.id,
    prominence: prominenceOf(step, trace),
  };
}

function resultOf(step: Step, answer: ResponseStep | undefined): string {
  if (answer !== undefined) return `${answer.code} ${codeText(answer.code, answer.reason)}`;
  return step.kind === 'runtime' ? step.phase : '';
}
