/** Plays a recorded scenario in a simulated cluster, as the recorder did on the real one, and keeps what it sees. */
import type { KubernetesObject, Pod } from '../../../src/kubernetes/api/types.ts';
import { Cluster } from '../../../src/kubernetes/cluster.ts';
import { podTable } from '../../../src/kubernetes/printing/podTable.ts';
import type { ImageFact, Scenario } from '../../../src/kubernetes/simulation/scenario.ts';
import type { RequestStep, Step, WriteStep } from '../../../src/trace/model.ts';
import { ConditionWatch } from './conditions.ts';
import { normalizer, normalizeValue } from './normalize.ts';
import { type EventEntry, milliseconds, type RecordedScenario, type Run, type WatchEntry } from './recording.ts';
import { difference, summary } from './summary.ts';
import {
  hostIP,
  recordingLatencies,
  recordingNamespace,
  recordingWorld,
  registryImages,
  registryPrograms,
} from './world.ts';

/** A run, and when its end condition held. */
export interface PlayedRun extends Run {
  readonly until: number;
}

/** Pods of the setup get this long to come up. */
const setupMs = 4000;
/** From starting kubectl to its request: the median of the recordings. */
const kubectlStartMs = 600;

export function play(scenario: RecordedScenario, seed = 1): PlayedRun {
  const images = registryImages();
  for (const image of scenario.removeImages ?? []) changeImage(images, image, { present: [] });
  const limit = milliseconds(scenario.limit) || 60_000;
  const data: Scenario = { name: scenario.id, images, programs: registryPrograms, latencies: recordingLatencies };
  const cluster = new Cluster(recordingWorld(), data, seed);
  const kubectl = (args: readonly string[], stdin = ''): void => {
    const words = args.map((word) => word.replaceAll('$NS', recordingNamespace));
    cluster.kubectl(['-n', recordingNamespace, ...words], { '-': stdin.replaceAll('$NS', recordingNamespace) });
  };
  const seen = new Observer(cluster);
  const runFor = (ms: number, until?: () => boolean): void => {
    const end = cluster.kernel.now() + ms;
    cluster.kernel.after(ms, () => {});
    cluster.run(() => {
      seen.look();
      return cluster.kernel.now() >= end || until?.() === true;
    }, end);
    seen.look();
  };
  for (const command of scenario.before ?? []) {
    kubectl(command);
    runFor(500);
  }
  if (scenario.setup !== undefined) {
    kubectl(['apply', '-f', '-'], scenario.setup);
    runFor(/kind: Pod\n/.test(scenario.setup) ? setupMs : 500);
  }
  seen.reset();
  const start = cluster.kernel.now();
  const deadline = start + limit;
  runFor(kubectlStartMs);
  kubectl(scenario.apply, scenario.manifest);
  let since = start;
  let result = 'until';
  const waitFor = (condition: RecordedScenario['until']): boolean => {
    const holds = (): boolean => seen.conditions.met(condition, scenario.pod, since, cluster.kernel.now());
    const earliest = since + milliseconds(condition.after);
    cluster.kernel.after(Math.max(0, earliest - cluster.kernel.now()), () => {});
    runFor(Math.max(0, deadline - cluster.kernel.now()), holds);
    return holds();
  };
  for (const [index, action] of (scenario.actions ?? []).entries()) {
    if (!waitFor(action.when)) {
      result = `time limit before action ${index + 1}`;
      break;
    }
    since = cluster.kernel.now();
    if (action.registry !== undefined) changeRegistry(images, action.registry);
    if (action.kubectl === undefined) continue;
    runFor(kubectlStartMs);
    kubectl(action.kubectl, action.stdin);
  }
  if (result === 'until' && !waitFor(scenario.until)) result = 'time limit';
  const until = cluster.kernel.now();
  runFor(milliseconds(scenario.settle));
  return { result, commands: [{ t: start, args: scenario.apply }], watch: seen.watch, events: seen.events, until };
}

/** `enable=library/late-a:v1`: a tag appears in the registry, or goes. */
function changeRegistry(images: ImageFact[], action: string): void {
  const [verb, name] = action.split('=');
  changeImage(images, `docker.io/${name}`, { missing: verb === 'disable' });
}

function changeImage(images: ImageFact[], name: string, change: Partial<ImageFact>): void {
  const at = images.findIndex(({ image }) => image === name);
  const fact = images[at];
  if (fact !== undefined) images[at] = { ...fact, ...change };
}

/** Follows the writes of Pods and Events in the recording's namespace. */
class Observer {
  watch: WatchEntry[] = [];
  events: EventEntry[] = [];
  conditions = new ConditionWatch();
  readonly #cluster: Cluster;
  readonly #normalize = normalizer(recordingNamespace, hostIP);
  readonly #last = new Map<string, Record<string, unknown>>();
  readonly #deletes = new Map<string, NonNullable<WatchEntry['by']>>();
  #read = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Forgets what was seen so far; Pods stay known. */
  reset(): void {
    this.watch = [];
    this.events = [];
    this.conditions.forgetEvents();
  }

  /** Takes in what has happened since the last look. */
  look(): void {
    const { steps } = this.#cluster.kernel;
    for (; this.#read < steps.length; this.#read++) {
      const step = steps[this.#read] as Step;
      if (step.kind !== 'write' || step.ref.namespace !== recordingNamespace) continue;
      if (step.ref.kind === 'Pod') this.#pod(step, step.object as Pod);
      else if (step.ref.kind === 'Event') this.#event(step);
    }
  }

  #pod(step: WriteStep, pod: Pod): void {
    const name = pod.metadata?.name ?? '';
    const type = step.operation === 'delete' ? 'DELETED' : step.previousRevision === 0 ? 'ADDED' : 'MODIFIED';
    const now = summary(pod);
    const before = type === 'ADDED' ? {} : (this.#last.get(name) ?? {});
    this.#last.set(name, now);
    const request = step.request === undefined ? undefined : (this.#cluster.kernel.steps[step.request] as RequestStep);
    const by: NonNullable<WatchEntry['by']> = {
      agent: step.by.split('/')[0] ?? '',
      verb: request?.verb ?? '',
      ...(request?.ref.subresource !== undefined && { subresource: request.ref.subresource }),
    };
    if (by.verb === 'delete') this.#deletes.set(name, by);
    const entry: WatchEntry = {
      t: step.at,
      pod: name,
      type,
      // The recorder takes the last delete request for what removed a Pod, also where a finalizer's removal did.
      by: type === 'DELETED' ? (this.#deletes.get(name) ?? by) : by,
      row: rowOf(pod, this.#cluster.kernel.unixMilliseconds()),
      changed: normalizeValue(difference(before, now), this.#normalize) as WatchEntry['changed'],
    };
    this.watch.push(entry);
    this.conditions.pod(name, type === 'DELETED' ? undefined : pod, entry.row);
  }

  #event(step: WriteStep): void {
    const event = step.object as KubernetesObject & EventFields;
    const involved = event.involvedObject ?? event.regarding ?? {};
    const count = event.count ?? event.deprecatedCount ?? 0;
    const entry: EventEntry = {
      t: step.at,
      eventType: event.type ?? '',
      reason: event.reason ?? '',
      message: this.#normalize(event.message ?? event.note ?? ''),
      from: event.source?.component || event.reportingComponent || event.reportingController || '',
      object: `${involved.kind ?? ''}/${involved.name ?? ''}`,
      ...(involved.fieldPath !== undefined && { fieldPath: involved.fieldPath }),
      ...(count > 0 && { count }),
      ...(event.series?.count !== undefined && { seriesCount: event.series.count }),
    };
    this.events.push(entry);
    this.conditions.event(entry, event.metadata?.name ?? '');
  }
}

/** Members of both versions of Events. */
interface EventFields {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly note?: string;
  readonly count?: number;
  readonly deprecatedCount?: number;
  readonly series?: { readonly count?: number };
  readonly source?: { readonly component?: string };
  readonly reportingComponent?: string;
  readonly reportingController?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly fieldPath?: string };
  readonly regarding?: { readonly kind?: string; readonly name?: string; readonly fieldPath?: string };
}

function rowOf(pod: Pod, nowMs: number): WatchEntry['row'] {
  const cells = podTable.cells(pod, nowMs).map(String);
  const [, ready = '', status = '', restarts = '', , , , nominated = '<none>', gates = '<none>'] = cells;
  return {
    ready,
    status,
    restarts: restarts.replace(/\([0-9a-z]+ ago\)/g, '(<age> ago)'),
    ...(nominated !== '<none>' && { nominatedNode: nominated }),
    ...(gates !== '<none>' && { readinessGates: gates }),
  };
}
