/** The creation of a Pod in ten chapters, each told from the steps of this very run. */
import type { Timeline } from './fold.ts';
import { listOf, recordOf, textOf } from './keys.ts';
import { type Actor, type Message, nodeOf, type Step, type Trace, type TracedObject } from './model.ts';
import { type PodAnchors, podAnchors } from './podAnchors.ts';
import { podDetails } from './podDetails.ts';
import type { Chapter, ChapterFailure, ChapterState, Detail } from './story.ts';

/** What a chapter says before its place in the run is known. */
interface Draft {
  readonly title: Message;
  readonly text: readonly Message[];
  readonly callout?: Message;
  readonly details: readonly Detail[];
  readonly evidence: readonly (Step | undefined)[];
  /** The step that ends it; undefined when the run never came that far. */
  readonly end: number | undefined;
  readonly skipped?: boolean;
  readonly failure?: ChapterFailure;
}

/** The ten chapters. */
export function podCreation(timeline: Timeline): readonly Chapter[] {
  const { trace } = timeline;
  const anchors = podAnchors(timeline);
  const details = podDetails(anchors, trace);
  return numbered(
    [
      sent(anchors, trace),
      stored(anchors, trace),
      acknowledged(anchors),
      noticed(anchors, trace),
      decided(anchors, trace),
      bound(anchors),
      thanked(anchors),
      made(anchors, trace),
      reported(anchors),
      done(anchors, trace),
    ].map((draft, index) => ({ ...draft, details: details[index] ?? [] })),
    trace,
  );
}

/** A draft before `podDetails` has added what really happens. */
type Plain = Omit<Draft, 'details'>;

function sent({ create, earlier }: PodAnchors, trace: Trace): Plain {
  const common = {
    title: { id: 'story.sent.title' },
    text: [{ id: 'story.sent.text' }],
    evidence: [create?.request, ...earlier],
    end: create?.request.id,
  };
  if (create !== undefined) return common;
  const printed = trace.steps.findLast((step) => step.kind === 'output' && step.stream === 'stderr');
  const refused = trace.steps.findLast((step) => step.kind === 'response' && step.code >= 400);
  const words = printed?.kind === 'output' ? printed.text.trimEnd() : '';
  const step = printed ?? refused;
  if (step === undefined) return common;
  return {
    ...common,
    title: { id: 'story.sent.title.failed' },
    text: [{ id: 'story.sent.text.failed' }],
    failure: { step: step.id, by: 'kubectl', words, reason: '' },
  };
}

function stored({ create }: PodAnchors, trace: Trace): Plain {
  const answer = create?.answer;
  if (create !== undefined && answer !== undefined && answer.code >= 400) {
    const stage = trace.steps.find(
      (step) => step.kind === 'stage' && step.request === create.request.id && step.outcome === 'refused',
    );
    const by = stage?.kind === 'stage' ? (stage.plugin ?? stage.stage) : '';
    return {
      title: { id: 'story.stored.title.refused' },
      text: [{ id: by === '' ? 'story.stored.text.refused' : 'story.stored.text.refusedBy', args: { by } }],
      callout: { id: 'story.stored.callout.refused' },
      evidence: [stage, answer],
      end: undefined,
      failure: {
        step: stage?.id ?? answer.id,
        by: 'kube-apiserver',
        words: answer.message ?? '',
        reason: answer.reason ?? '',
      },
    };
  }
  return {
    title: { id: 'story.stored.title' },
    text: [{ id: 'story.stored.text' }],
    evidence: [create?.write],
    end: create?.write?.id,
  };
}

function acknowledged({ create, printed, schedulerSees, gate, cycles, life }: PodAnchors): Plain {
  const answered = create?.answer?.id;
  // What kubectl prints belongs here, unless the scheduler was quicker than the terminal.
  const next = schedulerSees?.id ?? gate?.id ?? cycles[0]?.id ?? Number.POSITIVE_INFINITY;
  const end = answered !== undefined && printed !== undefined && printed.id < next ? printed.id : answered;
  return {
    title: { id: 'story.acknowledged.title' },
    text: [
      { id: 'story.acknowledged.text' },
      { id: 'story.acknowledged.table', args: { total: life.pod.containers.length || 1 } },
    ],
    callout: { id: 'story.acknowledged.callout' },
    evidence: [create?.answer, printed],
    end,
  };
}

function noticed({ schedulerSees, gate, cycles, binding, create }: PodAnchors, trace: Trace): Plain {
  const title = { id: 'story.noticed.title' };
  const evidence = [schedulerSees, gate];
  const first = cycles[0];
  if (first !== undefined || binding !== undefined) {
    const end = (first?.id ?? binding?.request.id ?? 0) - 1;
    return { title, text: [{ id: 'story.noticed.text' }], evidence, end };
  }
  if (wasPlacedByManifest(create?.write?.object)) {
    const title = { id: 'story.noticed.title.placed' };
    return { title, text: [{ id: 'story.noticed.text.placed' }], evidence, end: undefined, skipped: true };
  }
  if (create?.write === undefined) return { title, text: [{ id: 'story.noticed.text' }], evidence, end: undefined };
  return {
    title: { id: gate === undefined ? 'story.noticed.title.nobody' : 'story.noticed.title.gated' },
    text: [{ id: gate === undefined ? 'story.noticed.text.nobody' : 'story.noticed.text.gated' }],
    evidence,
    end: undefined,
    failure: {
      step: gate?.id ?? trace.steps.length - 1,
      by: 'kube-scheduler',
      words: gateWords(create.write.object) || (gate?.why ?? ''),
      reason: gate === undefined ? '' : 'SchedulingGated',
    },
  };
}

function decided({ cycles, binding, create }: PodAnchors, trace: Trace): Plain {
  const cycle = cycles.findLast((step) => step.result === 'scheduled') ?? cycles.at(-1);
  const skipped = cycles.length === 0 && wasPlacedByManifest(create?.write?.object);
  if (cycle === undefined) {
    const title = { id: 'story.decided.title.open' };
    return { title, text: [{ id: 'story.decided.text.open' }], evidence: [binding?.request], end: undefined, skipped };
  }
  const nodes = nodeCount(trace);
  if (binding === undefined && cycle.result !== 'scheduled') {
    const first = cycles[0] ?? cycle;
    return {
      title: { id: 'story.decided.title.none' },
      text: [{ id: 'story.decided.text.none', args: { nodes } }, { id: 'story.decided.next.none' }],
      callout: { id: 'story.decided.callout.none' },
      evidence: cycles,
      end: undefined,
      failure: { step: first.id, by: 'kube-scheduler', words: cycle.message ?? '', reason: 'Unschedulable' },
    };
  }
  const refused = cycle.filter.length;
  // On large clusters the scheduler stops looking once enough nodes fit.
  const tried = Math.min(nodes, refused + Math.max(1, cycle.scores.length));
  const best = cycle.scores.find((score) => score.node === cycle.node);
  const args = { node: cycle.node ?? '', nodes, tried, refused, fit: tried - refused, score: best?.total ?? 0 };
  const all = refused === 0 && tried === nodes;
  const text: Message[] = [{ id: all ? 'story.decided.text.all' : 'story.decided.text', args }];
  if (tried < nodes) text.push({ id: 'story.decided.enough', args });
  text.push({
    id:
      best === undefined ? 'story.decided.only' : cycle.best.length > 1 ? 'story.decided.tie' : 'story.decided.highest',
    args,
  });
  if (cycles.length > 1) text.push({ id: 'story.decided.retried', args: { attempts: cycles.length } });
  return {
    title: { id: 'story.decided.title', args },
    text,
    evidence: [cycle, binding?.request],
    end: binding?.request.id,
  };
}

function bound({ binding, life }: PodAnchors): Plain {
  const args = { node: life.pod.node };
  const answer = binding?.answer;
  const refused = binding !== undefined && binding.write === undefined && answer !== undefined && answer.code >= 400;
  return {
    title: { id: args.node === '' ? 'story.bound.title.open' : 'story.bound.title', args },
    text: [{ id: 'story.bound.text', args }],
    evidence: [binding?.write],
    end: binding?.write?.id,
    skipped: binding === undefined && args.node !== '',
    ...(refused
      ? {
          failure: {
            step: answer.id,
            by: 'kube-apiserver' as Actor,
            words: answer.message ?? '',
            reason: answer.reason ?? '',
          },
        }
      : {}),
  };
}

function thanked({ binding, life }: PodAnchors): Plain {
  return {
    title: { id: 'story.thanked.title' },
    text: [{ id: 'story.thanked.text' }],
    evidence: [binding?.answer],
    end: binding?.answer?.id,
    skipped: binding === undefined && life.pod.node !== '',
  };
}

function made({ life, status, kubeletSees }: PodAnchors, trace: Trace): Plain {
  const node = life.pod.node || nodeOf(kubeletSees?.to ?? 'kubectl') || '';
  const args = { node, containers: life.pod.containers.length || 1 };
  const runtime = trace.steps.filter((step) => step.kind === 'runtime' && step.phase !== 'called');
  const common = {
    title: { id: node === '' ? 'story.made.title.open' : 'story.made.title', args },
    evidence: [kubeletSees, ...runtime.slice(0, 12)],
  };
  if (life.outcome === 'trouble' && life.step !== undefined) {
    return {
      ...common,
      title: { id: 'story.made.title.trouble', args },
      text: [
        { id: 'story.made.text.trouble', args },
        { id: troubleText(life.reason), args: troubleArgs(life) },
      ],
      end: undefined,
      failure: { step: life.step, by: life.by ?? 'kubectl', words: life.words, reason: life.reason },
    };
  }
  return {
    ...common,
    text: [
      { id: 'story.made.text', args },
      { id: 'story.made.order', args },
    ],
    callout: { id: 'story.made.callout' },
    end: status?.request.id,
  };
}

function reported({ life, status }: PodAnchors): Plain {
  return {
    title: { id: 'story.reported.title' },
    text: [
      { id: life.pod.podIP === '' ? 'story.reported.text' : 'story.reported.text.ip', args: { ip: life.pod.podIP } },
    ],
    evidence: [status?.write],
    end: status?.write?.id,
  };
}

function done({ life, status }: PodAnchors, trace: Trace): Plain {
  const ready = life.pod.containers.filter((container) => container.ready).length;
  const args = { ready, total: life.pod.containers.length || 1 };
  const ending = life.outcome === 'finished' ? 'finished' : life.outcome === 'not ready' ? 'notReady' : ('up' as const);
  return {
    title: { id: 'story.done.title' },
    text: [{ id: `story.done.${ending}`, args }, { id: `story.done.${ending}.next` }],
    evidence: [status?.answer],
    end: status?.answer === undefined ? undefined : trace.steps.length - 1,
  };
}

/** Gives drafts their numbers, places and states: each ends where its last step is, and what follows a stop is not reached. */
function numbered(drafts: readonly Draft[], trace: Trace): readonly Chapter[] {
  const length = trace.steps.length;
  let from = 0;
  let over = false;
  return drafts.map(({ end, skipped, failure, evidence, ...words }, index) => {
    const chapter = { ...words, number: index + 1, evidence: idsOf(evidence) };
    if (over) return { ...chapter, state: 'not reached', from: length, to: length };
    if (skipped === true) return { ...chapter, state: 'skipped', from, to: from };
    const start = from;
    over = end === undefined || failure !== undefined;
    // A step that came earlier than its place in the story would leave a chapter empty: each has at least one step.
    from = over ? length : Math.min(length, Math.max((end ?? 0) + 1, start + 1));
    const state: ChapterState = failure !== undefined ? 'stopped' : from > start ? 'told' : 'not reached';
    return { ...chapter, state, from: start, to: from, ...(failure === undefined ? {} : { failure }) };
  });
}

function idsOf(steps: readonly (Step | undefined)[]): readonly number[] {
  return steps.flatMap((step) => (step === undefined ? [] : [step.id]));
}

/** What the API server itself says of a gated Pod: the message of its condition PodScheduled. */
function gateWords(pod: TracedObject): string {
  const conditions = listOf(recordOf(pod.status).conditions).map(recordOf);
  return textOf(conditions.find((condition) => condition.reason === 'SchedulingGated')?.message);
}

function wasPlacedByManifest(pod: TracedObject | undefined): boolean {
  return textOf(recordOf(pod?.spec).nodeName) !== '';
}

function nodeCount(trace: Trace): number {
  return trace.initial.filter((object) => object.kind === 'Node').length;
}

/** What a waiting or failing reason means, for the reasons that newcomers meet. */
function troubleText(reason: string): string {
  return explained.has(reason) ? `trouble.${reason}` : 'trouble.other';
}

const explained: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CrashLoopBackOff',
  'Error',
  'OOMKilled',
  'StartError',
  'RunContainerError',
  'CreateContainerConfigError',
  'CreateContainerError',
]);

function troubleArgs(life: PodAnchors['life']): Readonly<Record<string, string | number>> {
  const all = [...life.pod.initContainers, ...life.pod.containers];
  const culprit = all.find((container) => container.reason === life.reason) ?? all[0];
  return {
    container: culprit?.name ?? '',
    image: culprit?.image ?? '',
    reason: life.reason,
    restarts: culprit?.restarts ?? 0,
  };
}
