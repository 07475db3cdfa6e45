/** Wires the embedded control plane: one request answered without side effects, or a whole run in virtual time. */

import type { ObjectRef, Trace, TraceEnd } from '../trace/model.ts';
import type { Fault } from './api/fault.ts';
import { kindNamed } from './api/schema/schema.ts';
import type { Status } from './api/status.ts';
import type { KubernetesObject, Node, Pod } from './api/types.ts';
import { type ClusterView, viewOf } from './apiserver/clusterView.ts';
import { admitObject } from './apiserver/create.ts';
import { ApiServer } from './apiserver/server.ts';
import { controllerManager } from './controllers/manager.ts';
import { Etcd } from './etcd/etcd.ts';
import { documentAt } from './kubectl/documentAt.ts';
import type { ClientError, ClientRequest } from './kubectl/documents.ts';
import { type CommandResult, kubectl } from './kubectl/kubectl.ts';
import { kubelet } from './kubelet/kubelet.ts';
import { loadWorld } from './loadWorld.ts';
import { Placement } from './placement.ts';
import { scheduler } from './scheduler/scheduler.ts';
import type { Component, Ports } from './simulation/component.ts';
import { Kernel } from './simulation/kernel.ts';
import { type Latencies, quietCluster } from './simulation/latencies.ts';
import { Random } from './simulation/random.ts';
import type { Scenario } from './simulation/scenario.ts';
import type { World } from './world.ts';

export { type ClientError, type ClientRequest, requestsOf } from './kubectl/documents.ts';
export type { Placement, Unplaced } from './placement.ts';

/** What would come of creating one document: the API server's answer, or kubectl's own refusal. */
export type Verdict =
  | {
      readonly outcome: 'accepted';
      /** As it was admitted: what is zero may stand in it though it would not be stored. */
      readonly object: KubernetesObject;
      readonly warnings: readonly string[];
    }
  | {
      readonly outcome: 'rejected';
      readonly status: Status;
      /** What is wrong with which field, where the refusal is about fields. */
      readonly faults: readonly Fault[];
      readonly warnings: readonly string[];
    }
  | { readonly outcome: 'client'; readonly error: ClientError };

export interface SimulationInput {
  /** Text of the file, and its name as kubectl is given it. */
  readonly text: string;
  readonly file: string;
  /** The document whose story it is, from 0. */
  readonly document: number;
  readonly action: 'creation';
  /** Context namespace; `default` when left out. */
  readonly namespace?: string;
}

/** Virtual time at which runs begin: any fixed moment does. */
const startTime = Date.UTC(2026, 0, 15, 9, 0, 0);
const startTimestamp = `${new Date(startTime).toISOString().slice(0, 19)}Z`;

/** A run that does not come to rest (a crash loop, a probe that goes on) is watched this long. */
const defaultLimitMs = 120_000;
const defaultLimitSteps = 200_000;

/** A Pod that has been ready this long without a change is taken to stay so: probes alone would go on for ever. */
const calmMs = 10_000;
/** A Pod that has ended is watched this long, so that late events are in the run. */
const afterglowMs = 1_500;

/** What stands in a world, loaded once: answers dry runs. */
export class LoadedWorld {
  readonly world: World;
  readonly #cluster: ClusterView;
  #placement: Placement | undefined;

  constructor(world: World) {
    this.world = world;
    const store = new Etcd<KubernetesObject>();
    loadWorld(world, store, { now: startTimestamp, random: new Random(1) });
    this.#cluster = viewOf(store);
  }

  /** What the scheduler makes of Pods in this world. */
  get placement(): Placement {
    this.#placement ??= new Placement(this.#cluster, startTime);
    return this.#placement;
  }

  /** The API server's answer to a dry-run create of `request`. */
  dryRun(request: ClientRequest): Verdict {
    const kind = kindNamed(request.apiVersion, request.kind);
    if (kind === undefined) throw new Error(`${request.apiVersion} ${request.kind} is not among the kinds in scope`);
    const answer = admitObject(request.body, {
      kind,
      namespace: kind.namespaced ? request.namespace : '',
      cluster: this.#cluster,
      random: new Random(1),
      now: startTimestamp,
      fieldValidation: 'Strict',
      dryRun: true,
    });
    const { warnings } = answer;
    if (!answer.accepted) return { outcome: 'rejected', status: answer.status, faults: answer.faults, warnings };
    return { outcome: 'accepted', object: answer.object, warnings };
  }
}

/** A whole cluster in virtual time. Nothing happens until somebody runs it. */
export class Cluster {
  readonly kernel: Kernel;
  readonly #store: Etcd<KubernetesObject>;
  readonly #server: ApiServer;
  readonly #scenario: Scenario;
  readonly #latencies: Latencies;
  readonly #seed: number;
  readonly #initial: readonly KubernetesObject[];

  constructor(world: World, scenario: Scenario, seed = 1) {
    this.kernel = new Kernel(seed, startTime);
    this.#store = new Etcd<KubernetesObject>();
    this.#scenario = scenario;
    this.#seed = seed;
    this.#latencies = { ...quietCluster, ...scenario.latencies };
    loadWorld(world, this.#store, { now: this.kernel.timestamp(), random: this.kernel.random });
    this.#initial = this.#store.range('/registry/').map((stored) => stored.value);
    this.#server = new ApiServer(this.kernel, this.#store, this.#latencies);
    this.#start(scheduler(), 'kube-scheduler');
    this.#start(controllerManager(), 'kube-controller-manager');
    for (const node of viewOf(this.#store).list<Node>('nodes')) {
      const name = node.metadata?.name ?? '';
      this.#start(kubelet(name), `kubelet/${name}`);
    }
  }

  #start(component: Component, actor: Ports['actor']): void {
    component.start(this.#ports(actor, component.name));
  }

  #ports(actor: Ports['actor'], userAgent: string): Ports {
    return {
      actor,
      kernel: this.kernel,
      api: this.#server.clientFor(actor, userAgent),
      latencies: this.#latencies,
      scenario: this.#scenario,
    };
  }

  /** A stored object as it is now. */
  get<T extends KubernetesObject>(resource: string, namespace: string, name: string): T | undefined {
    return viewOf(this.#store).get<T>(resource, namespace, name);
  }

  /** Stored objects of a resource as they are now. */
  list<T extends KubernetesObject>(resource: string, namespace?: string): readonly T[] {
    return viewOf(this.#store).list<T>(resource, namespace);
  }

  /**
   * Starts `kubectl ARGS` now. `files` are the files it can read; `-` is its standard input.
   * `done` hears of its end.
   */
  kubectl(
    args: readonly string[],
    files: Readonly<Record<string, string>> = {},
    done: (result: CommandResult) => void = () => {},
  ): void {
    const command = kubectl(args, files, this.#ports('kubectl', 'kubectl'));
    this.kernel.because(undefined, () => {
      this.kernel.spawn(
        (function* () {
          done(yield* command);
        })(),
      );
    });
  }

  /** Handles events until the cluster is at rest, `until` holds or a limit is reached. */
  run(until?: () => boolean, limitMs = this.#scenario.limits?.virtualMs ?? defaultLimitMs): TraceEnd {
    const limitSteps = this.#scenario.limits?.steps ?? defaultLimitSteps;
    return this.kernel.run({ limitMs, limitSteps }, until);
  }

  /** What has happened so far, and the quiet that the scenario lets follow. */
  trace(action: string, end: TraceEnd, subject?: ObjectRef): Trace {
    return {
      format: 'podflight-trace/1',
      kubernetes: '1.36',
      action,
      scenario: this.#scenario.name,
      seed: this.#seed,
      startTime: startTimestamp,
      ...(subject && { subject }),
      initial: this.#initial as Trace['initial'],
      steps: this.kernel.steps,
      end,
      length: this.kernel.now() + (this.#scenario.lingerMs ?? 0),
    };
  }
}

/** Plays `kubectl apply` of one document from its first request until the cluster has settled. */
export function simulate(input: SimulationInput, world: World, scenario: Scenario, seed = 1): Trace {
  const { file, namespace = 'default' } = input;
  const { text, request } = documentAt(input.text, input.document, { file, namespace });
  const cluster = new Cluster(world, scenario, seed);
  let exitCode: number | undefined;
  const context = input.namespace === undefined ? [] : ['-n', namespace];
  cluster.kubectl(['apply', ...context, '-f', file], { [file]: text }, (result) => {
    exitCode = result.exitCode;
  });
  const kind = request && kindNamed(request.apiVersion, request.kind);
  const subject: ObjectRef | undefined = request &&
    kind && {
      apiVersion: kind.apiVersion,
      kind: kind.kind,
      resource: kind.resource,
      ...(kind.namespaced && { namespace: request.namespace }),
      name: request.name,
    };
  const end = cluster.run(atRest(cluster, subject));
  const refused = exitCode !== undefined && exitCode !== 0;
  // What is left may lie hours ahead (a process that sleeps): a Pod that is ready until then has come to rest all the same.
  const resting = end === 'time limit' && isReady(cluster, subject) && cluster.kernel.now() < defaultLimitMs / 2;
  return cluster.trace(input.action, refused ? 'refused' : resting ? 'until' : end, subject);
}

/** Holds some time after the Pod is ready or has ended; probes and the like could go on for ever. */
function atRest(cluster: Cluster, subject: ObjectRef | undefined): () => boolean {
  if (subject?.kind !== 'Pod') return () => false;
  let restingSince: number | undefined;
  return () => {
    const phase = podOf(cluster, subject)?.status?.phase;
    const ended = phase === 'Succeeded' || phase === 'Failed';
    if (!ended && !isReady(cluster, subject)) restingSince = undefined;
    else restingSince ??= cluster.kernel.now();
    return restingSince !== undefined && cluster.kernel.now() - restingSince > (ended ? afterglowMs : calmMs);
  };
}

function isReady(cluster: Cluster, subject: ObjectRef | undefined): boolean {
  const conditions = podOf(cluster, subject)?.status?.conditions;
  return conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function podOf(cluster: Cluster, subject: ObjectRef | undefined): Pod | undefined {
  return subject?.kind === 'Pod' ? cluster.get<Pod>('pods', subject.namespace ?? '', subject.name) : undefined;
}
