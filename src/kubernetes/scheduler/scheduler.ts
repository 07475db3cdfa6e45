/** kube-scheduler: watches Pods that have no node, decides where they go, and tells the API server. */
import type { ObjectRef, StepDraft } from '../../trace/model.ts';
import type { KubernetesObject, Node, Pod } from '../api/types.ts';
import { type ApiClient, type ApiObject, type ApiRequest, succeeded } from '../simulation/client.ts';
import type { Component, Ports } from '../simulation/component.ts';
import { type Process, Signal, sleep, waitFor } from '../simulation/process.ts';
import type { Decision } from './decision.ts';
import {
  type EventDraft,
  EventSeries,
  failedSchedulingEvent,
  preemptedEvent,
  scheduledEvent,
  skippedEvent,
} from './events.ts';
import type { EnabledPlugin } from './framework.ts';
import type { ObjectCaches } from './listers.ts';
import { defaultPlugins } from './plugins.ts';
import { type StatusChange, statusPatch } from './podStatus.ts';
import { type QueuedPod, unschedulableFlushMs } from './queue.ts';
import { SchedulerState } from './schedulerState.ts';
import { scheduleStep } from './scheduleStep.ts';
import { isFullyBound } from './volumeClaims.ts';

/** What else is watched, silently: nobody needs to see these arrive. */
const housekeeping: readonly [keyof ObjectCaches, string, string][] = [
  ['namespaces', 'v1', 'namespaces'],
  ['persistentVolumeClaims', 'v1', 'persistentvolumeclaims'],
  ['persistentVolumes', 'v1', 'persistentvolumes'],
  ['services', 'v1', 'services'],
  ['replicationControllers', 'v1', 'replicationcontrollers'],
  ['replicaSets', 'apps/v1', 'replicasets'],
  ['statefulSets', 'apps/v1', 'statefulsets'],
  ['podDisruptionBudgets', 'policy/v1', 'poddisruptionbudgets'],
  ['storageClasses', 'storage.k8s.io/v1', 'storageclasses'],
  ['csiNodes', 'storage.k8s.io/v1', 'csinodes'],
  ['csiDrivers', 'storage.k8s.io/v1', 'csidrivers'],
  ['csiStorageCapacities', 'storage.k8s.io/v1', 'csistoragecapacities'],
  ['volumeAttachments', 'storage.k8s.io/v1', 'volumeattachments'],
  ['resourceClaims', 'resource.k8s.io/v1', 'resourceclaims'],
];

/** How often the scheduler looks whether volumes are bound, and how long it waits for that. */
const bindPollMs = 1_000;
const bindTimeoutMs = 600_000;

export interface SchedulerOptions {
  readonly plugins?: readonly EnabledPlugin[];
  /** How many of 100 nodes to find before scoring; nothing: fewer the more nodes there are. */
  readonly percentageOfNodesToScore?: number;
  /** Which of so many nodes preemption tries first; at random, if not given. */
  readonly preemptionOffset?: (nodes: number) => number;
  /** Which of equally good nodes to take, where somebody knows: for following what a real scheduler did. */
  readonly amongEquals?: (nodes: readonly string[]) => string | undefined;
}

export function scheduler(options: SchedulerOptions = {}): Component {
  return {
    name: 'kube-scheduler',
    start: (ports) => {
      const kubeScheduler = new KubeScheduler(ports, options);
      kubeScheduler.connect();
      ports.kernel.spawn(kubeScheduler.run());
    },
  };
}

/** Explaining thousands of scores takes longer than making them. */
const explainedNodes = 100;

/** The scheduler at work. */
export class KubeScheduler {
  readonly state: SchedulerState;
  readonly #ports: Ports;
  readonly #api: ApiClient;
  readonly #options: SchedulerOptions;
  readonly #events: EventSeries;
  /** Fired when a Pod may be ready. */
  readonly #wake = new Signal();
  /** The step that made each Pod ready: what its next attempt follows from. */
  readonly #causes = new Map<string, number | undefined>();
  #backoffTimer: number | undefined;
  #flushing = false;

  constructor(ports: Ports, options: SchedulerOptions = {}) {
    this.#ports = ports;
    this.#api = ports.api;
    this.#options = options;
    this.#events = new EventSeries(ports.kernel);
    this.state = new SchedulerState(options.plugins ?? defaultPlugins, (queued, queue, why) => {
      this.#record({ kind: 'queue', ref: podRef(queued.pod), queue, why });
      this.#causes.set(queued.key, ports.kernel.cause);
    });
  }

  /** Opens the watches. Pods come last, so that they find everything they need. */
  connect(): void {
    for (const [cache, apiVersion, resource] of housekeeping) {
      this.#api.watch<KubernetesObject>({ apiVersion, resource, silent: true }, (event) => {
        this.state.objectChanged(cache, event, this.#now);
        this.#changed();
      });
    }
    this.#api.watch<Node>({ apiVersion: 'v1', resource: 'nodes', silent: true }, (event) => {
      this.state.nodeChanged(event, this.#now);
      this.#changed();
    });
    this.#api.watch<Pod>({ apiVersion: 'v1', resource: 'pods', select: isNotOver }, (event) => {
      this.state.podChanged(event, this.#now);
      this.#changed();
    });
  }

  /** Places one Pod after the other, for ever. */
  *run(): Process {
    for (;;) {
      const queued = this.#next();
      if (queued === undefined) {
        yield* waitFor(this.#wake);
        continue;
      }
      yield* sleep(this.#ports.latencies.scheduling, 'a scheduling cycle');
      this.#ports.kernel.because(this.#causes.get(queued.key), () => this.#attempt(queued));
    }
  }

  /** Places one Pod now, if one is ready. */
  cycle(): { readonly queued: QueuedPod; readonly decision: Decision } | undefined {
    const queued = this.#next();
    return queued === undefined ? undefined : { queued, decision: this.#attempt(queued) };
  }

  #next(): QueuedPod | undefined {
    return this.state.next((pod) => this.#event(skippedEvent(pod)));
  }

  get #now(): number {
    return this.#ports.kernel.unixMilliseconds();
  }

  #record(draft: StepDraft): void {
    this.#ports.kernel.record(this.#ports.actor, draft);
  }

  /** Something happened that the queue may have reacted to. */
  #changed(): void {
    this.#wake.fire();
    this.#setBackoffTimer();
    if (this.state.queue.hasUnschedulable) this.#setFlushTimer();
  }

  #attempt(queued: QueuedPod): Decision {
    const { kernel } = this.#ports;
    const { percentageOfNodesToScore, preemptionOffset, amongEquals } = this.#options;
    const decision = this.state.attempt(queued, {
      now: this.#now,
      explain: this.state.snapshot.nodes.length <= explainedNodes,
      amongEquals,
      preemptionOffset: preemptionOffset ?? ((nodes) => kernel.random.below(nodes)),
      ...(percentageOfNodesToScore === undefined ? {} : { percentageOfNodesToScore }),
    });
    this.#record(scheduleStep(queued, decision));
    if (decision.result === 'scheduled') kernel.spawn(this.#bind(queued, decision));
    else {
      const reason = decision.result === 'error' ? 'SchedulerError' : 'Unschedulable';
      this.#fail(queued, reason, decision.message ?? '', decision.rejectedBy, decision.nominate);
      if (decision.preemption?.chosen !== undefined) kernel.spawn(this.#preempt(queued.pod, decision));
    }
    this.#changed();
    return decision;
  }

  /** The Pod waits again, and whoever looks at it is told why. */
  #fail(
    queued: QueuedPod,
    reason: string,
    message: string,
    rejectedBy: readonly string[],
    nominate: string | undefined,
  ): void {
    this.state.putBack(queued, rejectedBy, nominate, this.#now);
    const pod = this.state.pod(queued.key) ?? queued.pod;
    this.#event(failedSchedulingEvent(pod, message));
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      reason,
      message,
      ...(pod.metadata?.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    };
    this.#ports.kernel.spawn(this.#patchStatus(pod, { condition, nominatedNodeName: nominate }));
  }

  /** Binds the Pod's volumes, then the Pod. */
  *#bind(queued: QueuedPod, decision: Decision): Process {
    const { pod } = queued;
    const node = decision.chosen ?? '';
    if (decision.volumes !== undefined) yield* this.#patchStatus(pod, { nominatedNodeName: node });
    this.state.placed(queued);
    const trouble = (yield* this.#bindVolumes(decision)) ?? (yield* this.#bindPod(pod, node));
    if (trouble === undefined) {
      this.#causes.delete(queued.key);
      this.#event(scheduledEvent(pod, node));
      return;
    }
    this.state.forget(pod, decision, this.#now);
    this.#fail(queued, 'SchedulerError', trouble, [], '');
    this.#changed();
  }

  *#bindPod(pod: Pod, node: string): Process<string | undefined> {
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
    const body = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, uid },
      target: { kind: 'Node', name: node },
    };
    const response = yield* this.#api.request({
      apiVersion: 'v1',
      resource: 'pods',
      namespace,
      name,
      subresource: 'binding',
      verb: 'create',
      body,
    });
    return succeeded(response) ? undefined : `running Bind plugin "DefaultBinder": ${messageOf(response.object)}`;
  }

  /** Writes what was decided about volumes and waits until somebody has bound them. Answers with what went wrong. */
  *#bindVolumes({ volumes }: Decision): Process<string | undefined> {
    if (volumes === undefined) return undefined;
    for (const { volume } of volumes.bindings) {
      const trouble = yield* this.#update('persistentvolumes', volume);
      if (trouble !== undefined) return trouble;
    }
    for (const claim of volumes.provisions) {
      const trouble = yield* this.#update('persistentvolumeclaims', claim);
      if (trouble !== undefined) return trouble;
    }
    const claims = [...volumes.bindings.map(({ claim }) => claim), ...volumes.provisions];
    for (let waited = 0; waited < bindTimeoutMs; waited += bindPollMs) {
      yield* sleep(bindPollMs, 'volumes to be bound');
      if (claims.every((claim) => this.#isBound(claim))) return undefined;
    }
    return 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded';
  }

  #isBound(claim: KubernetesObject): boolean {
    const now = this.state.caches.persistentVolumeClaims.stored(keyOf(claim));
    return now !== undefined && isFullyBound(now);
  }

  *#update(resource: string, object: KubernetesObject): Process<string | undefined> {
    const { namespace, name = '' } = object.metadata ?? {};
    const response = yield* this.#api.request({
      apiVersion: 'v1',
      resource,
      ...(namespace === undefined ? {} : { namespace }),
      name,
      verb: 'update',
      body: object,
    });
    return succeeded(response) ? undefined : `running PreBind plugin "VolumeBinding": ${messageOf(response.object)}`;
  }

  /** Tells the victims to go: the last one after all others, since its going lets the preemptor in. */
  *#preempt(preemptor: Pod, decision: Decision): Process {
    const chosen = decision.preemption?.chosen;
    const uid = preemptor.metadata?.uid ?? '';
    if (chosen === undefined) return;
    for (const pod of this.state.outranked(chosen.node, preemptor.spec?.priority ?? 0))
      yield* this.#patchStatus(pod, { nominatedNodeName: '' });
    const victims = chosen.victims.flatMap(({ key }) => this.state.pod(key) ?? []);
    const staying = victims.filter(({ metadata }) => !metadata?.deletionTimestamp);
    for (const [index, victim] of staying.entries()) {
      if (index === staying.length - 1) this.state.lastVictim(uid, keyOf(victim));
      yield* this.#evict(victim, preemptor, chosen.node);
    }
    this.state.preempted(uid);
    this.#changed();
  }

  *#evict(victim: Pod, preemptor: Pod, node: string): Process {
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: `${preemptor.spec?.schedulerName ?? ''}: preempting to accommodate a higher priority pod`,
      ...(victim.metadata?.generation === undefined ? {} : { observedGeneration: victim.metadata.generation }),
    };
    yield* this.#patchStatus(victim, { condition });
    const { namespace = '', name = '' } = victim.metadata ?? {};
    const response = yield* this.#api.request({ apiVersion: 'v1', resource: 'pods', namespace, name, verb: 'delete' });
    if (succeeded(response)) this.#event(preemptedEvent(victim, preemptor, node));
  }

  *#patchStatus(pod: Pod, change: StatusChange): Process {
    const body = statusPatch(pod, change, this.#ports.kernel.timestamp());
    if (body === undefined) return;
    const { namespace = '', name = '' } = pod.metadata ?? {};
    yield* this.#api.request({
      apiVersion: 'v1',
      resource: 'pods',
      subresource: 'status',
      namespace,
      name,
      verb: 'patch',
      patchType: 'application/strategic-merge-patch+json',
      body,
    });
  }

  /** Events travel beside everything else. */
  #event(draft: EventDraft): void {
    const request = this.#events.request(draft);
    if (request !== undefined) this.#ports.kernel.spawn(this.#send(request));
  }

  *#send(request: ApiRequest): Process {
    yield* this.#api.request(request);
  }

  #setBackoffTimer(): void {
    const end = this.state.queue.nextBackoffEnd;
    if (end === undefined || (this.#backoffTimer !== undefined && this.#backoffTimer <= end)) return;
    this.#backoffTimer = end;
    this.#ports.kernel.after(end - this.#now, () => {
      this.#backoffTimer = undefined;
      this.state.queue.flushBackoff(this.#now);
      this.#changed();
    });
  }

  /** Idle: that nothing changes for a Pod does not keep a simulation going. */
  #setFlushTimer(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#ports.kernel.after(
      unschedulableFlushMs,
      () => {
        this.#flushing = false;
        this.state.queue.flushUnschedulable(this.#now);
        this.#changed();
      },
      { idle: true },
    );
  }
}

function isNotOver(object: ApiObject): boolean {
  const { phase } = (object as Pod).status ?? {};
  return phase !== 'Succeeded' && phase !== 'Failed';
}

function podRef(pod: Pod): ObjectRef {
  const { namespace, name = '', uid } = pod.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    resource: 'pods',
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
  };
}

function keyOf({ metadata = {} }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

function messageOf(object: unknown): string {
  const { message } = object as { readonly message?: unknown };
  return typeof message === 'string' ? message : 'unknown error';
}
