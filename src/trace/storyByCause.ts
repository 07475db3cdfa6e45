/** The story of any other run: a chapter for each change that somebody makes, with what follows from it. */

import { failureOf } from './failures.ts';
import type { Timeline } from './fold.ts';
import { keyOfRef } from './keys.ts';
import { words } from './message.ts';
import { componentOf, type Message, type RequestStep, type Step, type Trace } from './model.ts';
import { exchangeOf } from './podAnchors.ts';
import { prominenceOf } from './prominence.ts';
import { actorName } from './stepSentence.ts';
import type { Chapter, ChapterFailure, Detail } from './story.ts';
import { codeText, requestLine } from './wire.ts';

/** More chapters than this are joined with their neighbours, so that the scrubber stays readable. */
const mostChapters = 24;

/** Chapters in the order in which their requests were sent. */
export function storyByCause(timeline: Timeline): readonly Chapter[] {
  const { trace } = timeline;
  const groups = joined(groupsOf(trace));
  if (groups.length === 0) return trace.steps.length === 0 ? [] : [whole(trace)];
  return groups.map((group, index) => {
    const from = index === 0 ? 0 : (group[0]?.id ?? 0);
    const to = groups[index + 1]?.[0]?.id ?? trace.steps.length;
    return chapter(group, index + 1, from, to, trace);
  });
}

/** Changing requests; neighbours of the same actor, verb and kind are one group. */
function groupsOf(trace: Trace): RequestStep[][] {
  const groups: RequestStep[][] = [];
  for (const step of trace.steps) {
    if (step.kind !== 'request' || prominenceOf(step, trace) === 'housekeeping' || isEcho(step)) continue;
    const last = groups.at(-1);
    const head = last?.[0];
    if (last !== undefined && head !== undefined && sameDoing(head, step)) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** A controller's report that it has seen what others did: part of their chapter. */
function isEcho(request: RequestStep): boolean {
  return request.ref.subresource === 'status' && componentOf(request.actor) !== 'kubelet';
}

function joined(groups: RequestStep[][]): RequestStep[][] {
  if (groups.length <= mostChapters) return groups;
  const size = Math.ceil(groups.length / mostChapters);
  const fewer: RequestStep[][] = [];
  for (let index = 0; index < groups.length; index += size) fewer.push(groups.slice(index, index + size).flat());
  return fewer;
}

function sameDoing(one: RequestStep, other: RequestStep): boolean {
  return (
    componentOf(one.actor) === componentOf(other.actor) &&
    one.verb === other.verb &&
    one.ref.kind === other.ref.kind &&
    one.ref.subresource === other.ref.subresource
  );
}

function chapter(group: readonly RequestStep[], number: number, from: number, to: number, trace: Trace): Chapter {
  const head = group[0] as RequestStep;
  const args = { actor: actorName(head.actor, true), kind: head.ref.kind, name: head.ref.name, count: group.length };
  const verb = head.ref.subresource === undefined ? head.verb : subresourceVerb(head.ref.subresource);
  const several = new Set(group.map((request) => keyOfRef(request.ref))).size > 1 || head.verb === 'create';
  const alike = group.every((request) => sameDoing(head, request));
  const failed = failureIn(group, trace);
  const details: Detail[] = group.slice(0, 5).map((request) => {
    const { answer } = exchangeOf(request, trace);
    const line = `${requestLine(request)}${answer === undefined ? '' : ` → ${answer.code} ${codeText(answer.code, answer.reason)}`}`;
    return { message: { id: 'detail.request', args: { line } }, step: request.id };
  });
  const first: Message = { id: group.length > 1 && several ? `cause.${verb}.many` : `cause.${verb}`, args };
  const title: Message = alike ? first : { id: 'cause.joined', args: { first: words(first) } };
  return {
    number,
    title,
    text: [{ id: 'cause.text', args }],
    details,
    state: failed === undefined ? 'told' : 'stopped',
    from,
    to,
    evidence: group.slice(0, 12).map((request) => request.id),
    ...(failed === undefined ? {} : { failure: failed }),
  };
}

function failureIn(group: readonly RequestStep[], trace: Trace): ChapterFailure | undefined {
  for (const request of group) {
    const { answer } = exchangeOf(request, trace);
    const failure = answer === undefined ? undefined : failureOf(answer as Step, trace);
    if (failure !== undefined) return { ...failure, reason: answer?.reason ?? '' };
  }
  return undefined;
}

function subresourceVerb(subresource: string): string {
  return subresource === 'status' || subresource === 'binding' || subresource === 'scale' ? subresource : 'subresource';
}

function whole(trace: Trace): Chapter {
  const { steps } = trace;
  const text: readonly Message[] = [];
  const title: Message = { id: 'cause.whole' };
  return { number: 1, title, text, details: [], state: 'told', from: 0, to: steps.length, evidence: [] };
}
