/** A recorded sequence of cycles and cluster changes against the scheduler's queue. */
import type { JsonValue } from '../../../../src/kubernetes/api/json.ts';
import type { Pod } from '../../../../src/kubernetes/api/types.ts';
import type { AspectResult, Outcome, RecordedCase } from '../../harness.ts';
import { jsonEqual } from '../../json.ts';
import { type Lists, RecordedCluster } from './cluster.ts';

interface Target {
  readonly list: string;
  readonly name: string;
  readonly namespace?: string;
  readonly patch?: JsonValue;
  readonly object?: JsonValue;
}

interface Step {
  readonly cycle?: true;
  readonly advance?: number;
  readonly add?: Target;
  readonly update?: Target;
  readonly delete?: Target;
  readonly then: {
    readonly pod?: string;
    readonly result?: string;
    readonly node?: string;
    readonly nominatedNodeName?: string;
    readonly victims?: readonly string[];
    readonly message?: string;
    readonly unschedulablePlugins?: readonly string[];
    readonly queues: Readonly<Record<string, string>>;
  };
}

const secondMs = 1_000;

/** Stops at the first step that differs: what follows would differ too. */
export function compareSequence(recorded: RecordedCase): Outcome {
  let follow: string | undefined;
  const cluster = new RecordedCluster(recorded.cluster as Lists, {
    percentageOfNodesToScore: 100,
    preemptionOffset: () => 0,
    amongEquals: (nodes) => nodes.find((node) => node === follow),
  });
  cluster.scheduler.connect();
  const keys = (recorded.manifests as string[]).map((manifest) => {
    pass(cluster, 1);
    return cluster.create(manifest, undefined);
  });
  for (const [index, recordedStep] of (recorded.steps as Step[]).entries()) {
    const { then: expected, ...step } = recordedStep;
    const { queues, ...attempt } = expected;
    follow = attempt.node ?? attempt.nominatedNodeName;
    const requests = cluster.api.requests.length;
    const played = play(cluster, step);
    pass(cluster, 0);
    const actual = { ...played, ...promised(cluster, requests, attempt.pod) };
    const where = Object.fromEntries(Object.keys(queues).map((key) => [key, whereIs(cluster, key)]));
    const at = `step ${index + 1}: ${JSON.stringify(step)}`;
    if (!jsonEqual(attempt, actual)) return { attempts: differs(at, attempt, actual) };
    if (!jsonEqual(queues, where)) return { queues: differs(at, queues, where) };
  }
  return { attempts: { agrees: true }, queues: { agrees: keys.length > 0 } };
}

function differs(at: string, expected: unknown, actual: unknown): AspectResult {
  return { agrees: false, expected: { at, ...(expected as object) }, actual };
}

/** Lets so many milliseconds go by. */
function pass({ kernel }: RecordedCluster, ms: number): void {
  const end = kernel.now() + ms;
  if (ms > 0) kernel.after(ms, () => {}, { priority: 1 });
  kernel.run({ limitMs: end, limitSteps: 100_000 });
}

function play(cluster: RecordedCluster, step: Omit<Step, 'then'>): object {
  if (step.advance !== undefined) for (let second = 0; second < step.advance; second++) pass(cluster, secondMs);
  if (step.add?.object !== undefined) cluster.add(step.add.list, step.add.object);
  if (step.update?.patch !== undefined)
    cluster.update(step.update.list, step.update.name, step.update.namespace ?? 'default', step.update.patch);
  if (step.delete !== undefined) cluster.delete(step.delete.list, step.delete.name, step.delete.namespace ?? 'default');
  return step.cycle === undefined ? {} : cycle(cluster);
}

function cycle({ scheduler }: RecordedCluster): object {
  const attempt = scheduler.cycle();
  if (attempt === undefined) return { result: 'nothing-to-schedule' };
  const { queued, decision } = attempt;
  const victims = decision.preemption?.chosen?.victims.map(({ key }) => key);
  return {
    pod: queued.key,
    result: decision.result,
    ...(decision.chosen !== undefined && { node: decision.chosen }),
    ...(victims !== undefined && { victims }),
    ...(decision.message !== undefined && { message: decision.message }),
    ...(decision.rejectedBy.length > 0 && { unschedulablePlugins: decision.rejectedBy }),
  };
}

/** The node that was written to the Pod's status since so many requests. */
function promised({ api }: RecordedCluster, since: number, key: string | undefined): object {
  for (const { namespace, name, body } of api.requests.slice(since)) {
    const node = (body as { status?: { nominatedNodeName?: string } } | undefined)?.status?.nominatedNodeName;
    if (node && `${namespace}/${name}` === key) return { nominatedNodeName: node };
  }
  return {};
}

function whereIs({ api, scheduler }: RecordedCluster, key: string): string {
  const { queue } = scheduler.state;
  const place = queue.where(key);
  if (place === 'backoff' && (queue.get(key)?.consecutiveErrors ?? 0) > 0) return 'errorBackoff';
  if (place !== undefined) return place;
  return api.get<Pod>('pods', key)?.spec?.nodeName ? 'bound' : 'none';
}
