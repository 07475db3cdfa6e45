/** The steps on which the story of a Pod's creation hangs: the request, the write, the decision, the binding, the status. */
import type { Timeline } from './fold.ts';
import type {
  ObjectRef,
  OutputStep,
  QueueStep,
  RequestStep,
  ResponseStep,
  ScheduleStep,
  Step,
  Trace,
  WatchStep,
  WriteStep,
} from './model.ts';
import { componentOf } from './model.ts';
import { type NodeLife, nodeLife } from './nodeLife.ts';

/** A request with what came of it. */
export interface Exchange {
  readonly request: RequestStep;
  readonly write?: WriteStep;
  readonly answer?: ResponseStep;
}

export interface PodAnchors {
  /** kubectl's requests before the one that creates, such as asking whether the Pod is there. */
  readonly earlier: readonly RequestStep[];
  readonly create?: Exchange;
  /** What kubectl printed first after its answer. */
  readonly printed?: OutputStep;
  readonly schedulerSees?: WatchStep;
  readonly gate?: QueueStep;
  readonly cycles: readonly ScheduleStep[];
  readonly binding?: Exchange;
  readonly kubeletSees?: WatchStep;
  readonly life: NodeLife;
  /** The status write with which the story ends. */
  readonly status?: Exchange;
}

/** Finds the anchors; those that the run never came to are left out. */
export function podAnchors(timeline: Timeline): PodAnchors {
  const { trace } = timeline;
  const subject = trace.subject;
  const mine = trace.steps.filter((step) => isAbout(step, subject));
  const create = mine.find(
    (step): step is RequestStep =>
      step.kind === 'request' &&
      step.actor === 'kubectl' &&
      step.verb !== 'get' &&
      step.verb !== 'list' &&
      step.ref.subresource === undefined,
  );
  const created = create === undefined ? undefined : exchangeOf(create, trace);
  const after = created?.write?.id ?? Number.POSITIVE_INFINITY;
  const bindingRequest = mine.findLast(
    (step): step is RequestStep => step.kind === 'request' && step.ref.subresource === 'binding',
  );
  const binding = bindingRequest === undefined ? undefined : exchangeOf(bindingRequest, trace);
  const placed = binding?.write?.id ?? after;
  const life = nodeLife(timeline, placed);
  const statusRequest = life.write?.request === undefined ? undefined : trace.steps[life.write.request];
  const printed = trace.steps.find(
    (step): step is OutputStep => step.kind === 'output' && step.id > (created?.answer?.id ?? after),
  );
  const schedulerSees = mine.find(
    (step): step is WatchStep => step.kind === 'watch' && step.to === 'kube-scheduler' && step.id > after,
  );
  const gate = mine.find((step): step is QueueStep => step.kind === 'queue' && step.queue === 'gated');
  const kubeletSees = mine.find(
    (step): step is WatchStep => step.kind === 'watch' && componentOf(step.to) === 'kubelet' && step.id > placed,
  );
  return {
    earlier: trace.steps.filter(
      (step): step is RequestStep =>
        step.kind === 'request' && step.actor === 'kubectl' && step.id < (create?.id ?? trace.steps.length),
    ),
    ...(created === undefined ? {} : { create: created }),
    ...(printed === undefined ? {} : { printed }),
    ...(schedulerSees === undefined ? {} : { schedulerSees }),
    ...(gate === undefined ? {} : { gate }),
    cycles: mine.filter((step): step is ScheduleStep => step.kind === 'schedule'),
    ...(binding === undefined ? {} : { binding }),
    ...(kubeletSees === undefined ? {} : { kubeletSees }),
    life,
    ...(statusRequest?.kind === 'request' ? { status: exchangeOf(statusRequest, trace) } : {}),
  };
}

/** A request with its write and its answer. */
export function exchangeOf(request: RequestStep, trace: Trace): Exchange {
  let write: WriteStep | undefined;
  for (let index = request.id + 1; index < trace.steps.length; index += 1) {
    const step = trace.steps[index];
    if (step?.kind === 'write' && step.request === request.id) write ??= step;
    if (step?.kind === 'response' && step.request === request.id) {
      return { request, ...(write === undefined ? {} : { write }), answer: step };
    }
  }
  return { request, ...(write === undefined ? {} : { write }) };
}

/** True for steps about the run's subject itself. */
function isAbout(step: Step, subject: ObjectRef | undefined): boolean {
  const ref = step.kind === 'runtime' || step.kind === 'process' ? step.pod : 'ref' in step ? step.ref : undefined;
  if (ref === undefined || subject === undefined || ref.kind !== subject.kind) {
    // A Binding is about the Pod whose name it has.
    if (ref?.kind !== 'Binding' || ref.subresource !== 'binding') return false;
  }
  // The API server makes the name of a Pod that only has a generateName: its request does not have it yet.
  return subject !== undefined && (ref.name === subject.name || ref.name === '');
}
