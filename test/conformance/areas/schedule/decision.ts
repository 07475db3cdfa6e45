/** One recorded decision against the scheduler's. */
import type { EventsV1Event, Pod } from '../../../../src/kubernetes/api/types.ts';
import type { Decision } from '../../../../src/kubernetes/scheduler/decision.ts';
import type { AspectResult, Outcome, RecordedCase } from '../../harness.ts';
import { exactly } from '../../json.ts';
import { type Lists, RecordedCluster } from './cluster.ts';

const incomingUid = '11111111-2222-3333-4444-555555555555';

interface Verdict {
  readonly plugin: string;
  readonly code: string;
  readonly reasons?: readonly string[];
}

interface Expectation {
  readonly result: string;
  readonly gatedBy?: string;
  readonly preFilterSkipped?: readonly string[];
  readonly preFilter?: readonly unknown[];
  readonly filter?: Readonly<Record<string, Verdict>>;
  readonly feasible?: readonly string[];
  readonly feasibleCount?: number;
  readonly scores?: {
    readonly plugins: readonly string[];
    readonly weights: readonly number[];
    readonly nodes: Readonly<Record<string, readonly (readonly number[])[]>>;
    readonly total: Readonly<Record<string, number>>;
  };
  readonly preScoreSkipped?: readonly string[];
  readonly best?: readonly string[];
  readonly chosen?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly unschedulablePlugins?: readonly string[];
  readonly condition?: object;
  readonly events?: readonly { readonly note: string }[];
  readonly nominatedNodeName?: string;
  readonly volumes?: readonly object[];
  readonly preemption?: { readonly nominated?: string; readonly [part: string]: unknown };
}

export function compareDecision(recorded: RecordedCase, adaptive: boolean): Outcome {
  const expect = recorded.expect as Expectation;
  const follow = [expect.chosen, expect.preemption?.nominated];
  const cluster = new RecordedCluster(recorded.cluster as Lists, {
    ...(adaptive ? {} : { percentageOfNodesToScore: 100 }),
    preemptionOffset: () => 0,
    amongEquals: (nodes) => nodes.find((node) => follow.includes(node)),
  });
  const { api, scheduler, kernel } = cluster;
  const key = cluster.create(recorded.manifest as string, incomingUid, recorded.podStatus as object | undefined);
  scheduler.connect();
  const gated = scheduler.state.queue.where(key) === 'gated';
  const ready = scheduler.state.queue.where(key) !== undefined;
  const gate = scheduler.state.queue.get(key)?.gatedBy;
  const decision = gated ? undefined : cycleOf(cluster, key);
  kernel.run({ limitMs: kernel.now(), limitSteps: 10_000 });
  if (decision === undefined) {
    const condition = api.get<Pod>('pods', key)?.status?.conditions?.[0];
    return {
      result: exactly([expect.result, expect.gatedBy], [gated ? 'gated' : ready ? 'lost' : 'ignored', gate]),
      text: exactly(expect.condition, gated ? without(condition, 'lastTransitionTime') : undefined),
    };
  }
  return {
    result: exactly(expect.result, decision.result),
    ...(expect.filter === undefined && adaptive ? {} : { filter: compareFilter(expect, decision) }),
    rejectedBy: exactly(expect.unschedulablePlugins ?? [], decision.rejectedBy),
    ...compareScores(expect, decision),
    ...comparePreemption(expect, decision, cluster),
    text: compareText(expect, cluster, key),
    volumes: exactly(sortedByText(expect.volumes ?? []), sortedByText(volumesOf(cluster))),
  };
}

/** The recordings let Pods that come first pass without placing them. */
function cycleOf({ scheduler }: RecordedCluster, key: string): Decision | undefined {
  const { queue } = scheduler.state;
  for (let next = queue.peek(); next !== undefined && next.key !== key; next = queue.peek()) queue.pop();
  return scheduler.cycle()?.decision;
}

function compareFilter(expect: Expectation, decision: Decision): AspectResult {
  const filter = Object.fromEntries(
    Object.entries(expect.filter ?? {}).map(([node, { plugin, code, reasons }]) => [node, { plugin, code, reasons }]),
  );
  const expected = {
    skipped: expect.preFilterSkipped ?? [],
    preFilter: expect.preFilter ?? [],
    filter,
    feasible: expect.feasible ?? [],
    count: expect.feasibleCount ?? 0,
  };
  const actual = {
    skipped: decision.preFilterSkipped,
    preFilter: decision.preFilter,
    filter: Object.fromEntries(
      decision.rejected.map(({ node, plugin, code, reasons }) => [
        node,
        { plugin, code, reasons: reasons.map(hideUid) },
      ]),
    ),
    feasible: [...decision.feasible].sort(),
    count: decision.feasible.length,
  };
  return exactly(expected, JSON.parse(hideUid(JSON.stringify(actual))));
}

function compareScores(expect: Expectation, decision: Decision): Outcome {
  const { scores, feasible, best, chosen } = decision;
  const outcome: Record<string, AspectResult> = {};
  if (expect.scores !== undefined) {
    const { plugins, weights, nodes, total } = expect.scores;
    const rows = feasible.map((node, index) => [
      node,
      scores?.plugins.map((_, row) => {
        const normalised = scores.normalised[row]?.[index] ?? 0;
        return [scores.raw[row]?.[index], normalised, normalised * (scores.weights[row] ?? 0)];
      }),
    ]);
    outcome.scores = exactly(
      { plugins, weights, nodes, total, skipped: expect.preScoreSkipped },
      {
        plugins: scores?.plugins,
        weights: scores?.weights,
        nodes: Object.fromEntries(rows),
        total: Object.fromEntries(feasible.map((node, index) => [node, scores?.totals[index]])),
        skipped: scores?.skipped,
      },
    );
  }
  if (expect.best !== undefined) outcome.best = exactly([...expect.best].sort(), [...best].sort());
  if (expect.chosen !== undefined)
    outcome.chosen = { agrees: expect.best?.includes(chosen ?? '') ?? false, expected: expect.best, actual: chosen };
  return outcome;
}

function comparePreemption(expect: Expectation, decision: Decision, { api }: RecordedCluster): Outcome {
  if (expect.preemption === undefined) return {};
  const { preemption: plan, postFilter } = decision;
  const victims = plan?.chosen?.victims.map(({ key }) => key);
  const patches = api.requests.flatMap(({ subresource, namespace, name, body }) => {
    const status = subresource === 'status' ? (body as { status: StatusPatch }).status : undefined;
    return status === undefined ? [] : [{ pod: `${namespace}/${name}`, status }];
  });
  const conditions = patches.flatMap(({ pod, status: { conditions = [] } }) =>
    conditions
      .filter(({ type }) => type === 'DisruptionTarget')
      .map((condition) => ({ pod, condition: without(condition, 'lastTransitionTime', 'lastProbeTime') })),
  );
  const cleared = patches.filter(({ status }) => status.conditions === undefined).map(({ pod }) => pod);
  const actual = {
    postFilter: postFilter.map(({ plugin, code, reasons }) => ({ plugin, code, reasons })),
    message: decision.postFilterMessage || undefined,
    candidates: nonEmpty(
      plan?.candidates
        .map(({ node, victims, violations }) => ({
          node,
          victims: victims.map(({ key }) => key),
          pdbViolations: violations,
        }))
        .toSorted((a, b) => (a.node < b.node ? -1 : 1)),
    ),
    notCandidates:
      plan === undefined || plan.notCandidates.length === 0
        ? undefined
        : Object.fromEntries(plan.notCandidates.map(({ node, why }) => [node, why])),
    best: nonEmpty(plan === undefined ? [] : [...plan.best].sort()),
    nominated: plan?.chosen?.node,
    victims,
    victimConditions: nonEmpty(conditions),
    clearedNominations: nonEmpty(cleared),
  };
  return { preemption: exactly(expect.preemption, JSON.parse(JSON.stringify(actual))) };
}

interface StatusPatch {
  readonly nominatedNodeName?: string | null;
  readonly conditions?: readonly { readonly type?: string }[];
}

function compareText(expect: Expectation, { api }: RecordedCluster, key: string): AspectResult {
  const said = (text: string): string => (text === '<message>' ? (expect.message ?? '') : text);
  const expected = {
    message: expect.message,
    reason: expect.reason,
    condition: expect.condition && {
      ...expect.condition,
      message: said((expect.condition as { message: string }).message),
    },
    events: (expect.events ?? []).map((event) => ({ ...event, note: cut(said(event.note)) })),
    nominated: expect.nominatedNodeName,
  };
  let condition: Record<string, unknown> | undefined;
  let nominated: string | undefined;
  for (const { namespace, name, subresource, body } of api.requests) {
    if (subresource !== 'status' || `${namespace}/${name}` !== key) continue;
    const { status } = body as { status: StatusPatch };
    const [found] = status.conditions ?? [];
    if (found !== undefined) condition = without(found, 'lastTransitionTime', 'lastProbeTime');
    if (status.nominatedNodeName) nominated = status.nominatedNodeName;
  }
  const events = api.requests.flatMap(({ resource, body }) =>
    resource === 'events' ? [eventOf(body as EventsV1Event)] : [],
  );
  const own = events.filter(({ reason }) => reason !== 'Preempted');
  const actual = {
    message: condition?.message,
    reason: condition?.reason,
    condition,
    events: [...own, ...events.filter(({ reason }) => reason === 'Preempted')],
    nominated,
  };
  return exactly(expected, JSON.parse(hideUid(JSON.stringify(actual))));
}

/** An event's note is cut to 1,024 bytes; the recordings say `<message>` where the whole was meant. */
function cut(note: string): string {
  const bytes = Buffer.from(note);
  return bytes.length <= 1024 ? note : `${bytes.subarray(0, 1020).toString()} ...`;
}

function eventOf({ type, reason, action, regarding = {}, related, note }: EventsV1Event) {
  return {
    type,
    reason,
    action,
    regarding: `${regarding.namespace}/${regarding.name}`,
    ...(related && { related: `${related.namespace}/${related.name}` }),
    note,
  };
}

function volumesOf({ api }: RecordedCluster): object[] {
  return api.requests.flatMap(({ verb, resource, body }): object[] => {
    if (verb !== 'update') return [];
    const { metadata = {}, spec = {} } = body as {
      metadata?: { namespace?: string; name?: string; annotations?: Record<string, string> };
      spec?: { claimRef?: { namespace?: string; name?: string } };
    };
    if (resource === 'persistentvolumes')
      return [{ persistentVolume: metadata.name, claim: `${spec.claimRef?.namespace}/${spec.claimRef?.name}` }];
    const selectedNode = metadata.annotations?.['volume.kubernetes.io/selected-node'];
    return [{ provisionClaim: `${metadata.namespace}/${metadata.name}`, selectedNode }];
  });
}

function sortedByText(list: readonly object[]): object[] {
  const text = (object: object): string => JSON.stringify(Object.entries(object).sort());
  return list.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}

function hideUid(text: string): string {
  return text.replaceAll(incomingUid, '<uid>');
}

function nonEmpty<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

function without(object: object | undefined, ...keys: readonly string[]): Record<string, unknown> | undefined {
  return object && Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
