/** What really happens in each of the ten chapters, which the story leaves out: read off the steps. */
import { componentOf, type Message, type Step, type Trace } from './model.ts';
import type { PodAnchors } from './podAnchors.ts';
import type { Detail } from './story.ts';
import { codeText, requestLine } from './wire.ts';

/** Details of the ten chapters, in their order. */
export function podDetails(anchors: PodAnchors, trace: Trace): readonly (readonly Detail[])[] {
  return [
    sent(anchors),
    stored(anchors, trace),
    acknowledged(anchors),
    noticed(anchors),
    decided(anchors),
    bound(anchors),
    thanked(anchors),
    made(anchors, trace),
    reported(anchors),
    done(anchors),
  ];
}

function sent({ create, earlier }: PodAnchors): Detail[] {
  const details: Detail[] = [];
  for (const request of earlier.slice(0, 3)) {
    details.push(detail('detail.asked', { line: requestLine(request) }, request));
  }
  if (create !== undefined) {
    details.push(detail('detail.request', { line: requestLine(create.request) }, create.request));
    if (create.request.path.includes('fieldValidation=Strict')) details.push(detail('detail.strict'));
  }
  details.push(detail('detail.allThroughServer'));
  return details;
}

function stored({ create }: PodAnchors, trace: Trace): Detail[] {
  const details = [detail('detail.chain')];
  const stages = trace.steps.filter((step) => step.kind === 'stage' && step.request === create?.request.id);
  const defaults = stages.reduce(
    (sum, step) => sum + (step.kind === 'stage' && step.stage === 'default' ? (step.changes?.length ?? 0) : 0),
    0,
  );
  if (defaults > 0) details.push(detail('detail.defaults', { fields: defaults }, stages[0]));
  const plugins = stages.flatMap((step) =>
    step.kind === 'stage' && step.stage === 'mutate' && step.outcome === 'changed' ? [step.plugin ?? ''] : [],
  );
  if (plugins.length > 0) details.push(detail('detail.admission', { plugins: plugins.join(', ') }));
  const write = create?.write;
  if (write !== undefined) details.push(detail('detail.written', { key: write.key, revision: write.revision }, write));
  else if (create?.answer !== undefined) details.push(detail('detail.nothingWritten', {}, create.answer));
  return details;
}

function acknowledged({ create }: PodAnchors): Detail[] {
  const answer = create?.answer;
  if (answer === undefined || create?.write === undefined) return [];
  const line = `${answer.code} ${codeText(answer.code, answer.reason)}`;
  return [
    detail('detail.answered', { line, revision: create.write.revision }, answer),
    detail('detail.phaseAndStatus'),
    ...(answer.warnings ?? []).map((warning) => detail('detail.warning', { warning }, answer)),
  ];
}

function noticed({ schedulerSees, gate }: PodAnchors): Detail[] {
  const details = [detail('detail.watchScheduler')];
  if (schedulerSees !== undefined) {
    const { type, revision } = schedulerSees;
    details.push(detail('detail.watchEvent', { type, revision }, schedulerSees));
  }
  details.push(gate === undefined ? detail('detail.queue') : detail('detail.gated', {}, gate));
  return details;
}

function decided({ cycles, binding }: PodAnchors): Detail[] {
  const details = [detail('detail.filterAndScore')];
  const cycle = cycles.at(-1);
  if (cycle?.preemption !== undefined) {
    const { victims, message } = cycle.preemption;
    details.push(
      victims.length > 0
        ? detail('detail.victims', { victims: victims.join(', ') }, cycle)
        : detail('detail.noPreemption', { message: message ?? '' }, cycle),
    );
  }
  if (binding !== undefined) {
    details.push(detail('detail.binding', { line: requestLine(binding.request) }, binding.request));
  }
  return details;
}

function bound({ binding }: PodAnchors): Detail[] {
  const write = binding?.write;
  if (write === undefined) return [];
  return [
    detail('detail.rewritten', { key: write.key, revision: write.revision, before: write.previousRevision }, write),
    detail('detail.scheduledCondition'),
  ];
}

function thanked({ binding }: PodAnchors): Detail[] {
  const answer = binding?.answer;
  if (answer === undefined) return [];
  const line = `${answer.code} ${codeText(answer.code, answer.reason)}`;
  return [detail('detail.bindingAnswered', { line }, answer), detail('detail.scheduledEvent')];
}

function made({ kubeletSees, life }: PodAnchors, trace: Trace): Detail[] {
  const details = [detail('detail.watchKubelet')];
  if (kubeletSees !== undefined) {
    const { type, revision } = kubeletSees;
    details.push(detail('detail.watchEvent', { type, revision }, kubeletSees));
  }
  const last = life.write?.id ?? trace.steps.length;
  const reports = trace.steps.filter(
    (step) =>
      step.kind === 'request' &&
      step.ref.subresource === 'status' &&
      componentOf(step.actor) === 'kubelet' &&
      step.id < (life.write?.request ?? last),
  );
  if (kubeletSees !== undefined) details.push(detail('detail.sandbox'));
  if (reports.length > 0) details.push(detail('detail.reports', { reports: reports.length }, reports[0]));
  return details;
}

function reported({ status }: PodAnchors): Detail[] {
  if (status === undefined) return [];
  const details = [detail('detail.statusApart', { line: requestLine(status.request) }, status.request)];
  const write = status.write;
  if (write !== undefined) {
    details.push(
      detail('detail.rewritten', { key: write.key, revision: write.revision, before: write.previousRevision }, write),
    );
  }
  return details;
}

function done({ status }: PodAnchors): Detail[] {
  const answer = status?.answer;
  if (answer === undefined) return [];
  const line = `${answer.code} ${codeText(answer.code, answer.reason)}`;
  return [detail('detail.statusAnswered', { line }, answer), detail('detail.levelTriggered')];
}

function detail(id: string, args: Message['args'] = {}, step?: Step): Detail {
  return { message: { id, args }, ...(step === undefined ? {} : { step: step.id }) };
}
