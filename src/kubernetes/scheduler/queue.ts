/** Pods waiting for a node: ready ones by priority, rejected ones until something changes, all with back-off. */
import type { Pod } from '../api/types.ts';
import { type ClusterEvent, podUpdateEvents, type RetryRule, registeredRules, ruleHelps } from './clusterEvents.ts';
import type { EnabledPlugin } from './framework.ts';
import { Heap } from './heap.ts';
import type { Listers } from './listers.ts';

/** Back-off after the first failure, in milliseconds; it doubles with each further one. */
const initialBackoffMs = 1_000;
const maxBackoffMs = 10_000;
/** Back-offs end on whole seconds, so that Pods whose back-off ends in the same second are ordered by priority. */
const backoffWindowMs = 1_000;
/** A rejected Pod is retried after this long even if nothing seems to have changed. */
export const maxUnschedulableMs = 300_000;
/** How often that is looked at. */
export const unschedulableFlushMs = 30_000;

/** A Pod in the queue, or between two stays in it. */
export interface QueuedPod {
  pod: Pod;
  readonly key: string;
  readonly uid: string;
  /** When it entered the queue last, in Unix milliseconds. */
  timestamp: number;
  /** Order of entry, for equal times. */
  sequence: number;
  attempts: number;
  unschedulableCount: number;
  consecutiveErrors: number;
  /** Undefined until it is asked for after a failure. */
  backoffExpiration: number | undefined;
  /** Plugins that rejected it last. */
  readonly rejectedBy: Set<string>;
  /** The PreEnqueue plugin that keeps it out, and what it said. */
  gatedBy: string | undefined;
  gateReason: string | undefined;
}

export type QueueName = 'active' | 'backoff' | 'unschedulable' | 'gated';

/** Told when a Pod enters a part of the queue; `why` is Kubernetes' label of the event. */
export type QueueObserver = (queued: QueuedPod, queue: QueueName, why: string) => void;

/** Higher priority first, then who waited longer (plugin PrioritySort). */
export function comesBefore(a: QueuedPod, b: QueuedPod): boolean {
  const [first, second] = [a.pod.spec?.priority ?? 0, b.pod.spec?.priority ?? 0];
  if (first !== second) return first > second;
  return a.timestamp !== b.timestamp ? a.timestamp < b.timestamp : a.sequence < b.sequence;
}

interface InFlight {
  /** Events since the Pod was popped. */
  readonly events: ClusterEvent[];
}

/** Kubernetes' scheduling queue with queueing hints (pkg/scheduler/backend/queue). Times are Unix milliseconds. */
export class SchedulingQueue {
  readonly #plugins: readonly EnabledPlugin[];
  /** By plugin. */
  readonly #rules: ReadonlyMap<string, readonly RetryRule[]>;
  readonly #listers: Listers;
  readonly #observe: QueueObserver;
  readonly #active = new Heap<QueuedPod>((queued) => queued.key, comesBefore);
  /** Rejected Pods whose back-off runs; popped early when nothing else is ready. */
  readonly #backoff: Heap<QueuedPod>;
  /** Pods whose attempt went wrong; these wait their back-off out. */
  readonly #errorBackoff: Heap<QueuedPod>;
  readonly #unschedulable = new Map<string, QueuedPod>();
  readonly #inFlight = new Map<string, InFlight>();
  #sequence = 0;

  constructor(plugins: readonly EnabledPlugin[], listers: Listers, observe: QueueObserver) {
    this.#plugins = plugins;
    this.#rules = new Map(plugins.map(({ plugin }) => [plugin.name, registeredRules(plugin.retryOn ?? [])]));
    this.#listers = listers;
    this.#observe = observe;
    const byExpiration = (a: QueuedPod, b: QueuedPod): boolean => {
      const [first, second] = [this.#expirationOf(a), this.#expirationOf(b)];
      return first !== second ? first < second : comesBefore(a, b);
    };
    this.#backoff = new Heap((queued) => queued.key, byExpiration);
    this.#errorBackoff = new Heap((queued) => queued.key, byExpiration);
  }

  /** Where the Pod `namespace/name` waits. */
  where(key: string): QueueName | undefined {
    if (this.#active.has(key)) return 'active';
    if (this.#backoff.has(key) || this.#errorBackoff.has(key)) return 'backoff';
    const queued = this.#unschedulable.get(key);
    if (queued === undefined) return undefined;
    return queued.gatedBy === undefined ? 'unschedulable' : 'gated';
  }

  get(key: string): QueuedPod | undefined {
    return (
      this.#active.get(key) ?? this.#unschedulable.get(key) ?? this.#backoff.get(key) ?? this.#errorBackoff.get(key)
    );
  }

  /** A Pod without a node was created. */
  add(pod: Pod, now: number): void {
    this.#enterActive(this.#enqueue(pod, now), 'UnschedulablePodAdd');
  }

  /** A Pod without a node changed. False while it is in flight: then what changed is looked at when it comes back. */
  update(old: Pod, updated: Pod, now: number): boolean {
    const events = podUpdateEvents(old, updated);
    const inFlight = this.#inFlight.get(updated.metadata?.uid ?? '');
    if (inFlight) {
      inFlight.events.push(...events);
      return false;
    }
    const key = keyOf(updated);
    for (const heap of [this.#active, this.#backoff, this.#errorBackoff]) {
      const queued = heap.get(key);
      if (queued === undefined) continue;
      queued.pod = updated;
      heap.set(queued);
      return true;
    }
    const queued = this.#unschedulable.get(key);
    if (queued === undefined) {
      this.#enterActive(this.#enqueue(updated, now), 'UnschedulablePodUpdate');
      return true;
    }
    queued.pod = updated;
    for (const event of events) {
      if (!this.#worthRetrying(queued, event)) continue;
      if (this.#requeue(queued, event.label, now)) break;
    }
    return true;
  }

  /** The Pod is gone, or has got its node. */
  delete(key: string): void {
    this.#active.delete(key);
    this.#backoff.delete(key);
    this.#errorBackoff.delete(key);
    this.#unschedulable.delete(key);
  }

  /** Something changed: moves the rejected Pods it may help. `concerns` leaves Pods out. */
  moveAll(event: ClusterEvent, now: number, concerns?: (pod: Pod) => boolean): void {
    for (const queued of [...this.#unschedulable.values()]) {
      if (concerns !== undefined && !concerns(queued.pod)) continue;
      if (queued.gatedBy !== undefined && !this.#listensTo(queued.gatedBy, event)) continue;
      if (this.#worthRetrying(queued, event)) this.#requeue(queued, event.label, now);
    }
    for (const inFlight of this.#inFlight.values()) inFlight.events.push(event);
  }

  /** The next Pod to place, left where it is. */
  peek(): QueuedPod | undefined {
    return this.#active.peek() ?? this.#backoff.peek();
  }

  /** The next Pod to place. It is in flight until `done` or `addUnschedulable`. */
  pop(): QueuedPod | undefined {
    const queued = this.#active.pop() ?? this.#backoff.pop();
    if (queued === undefined) return undefined;
    queued.attempts += 1;
    this.#inFlight.set(queued.uid, { events: [] });
    return queued;
  }

  /** The attempt is over. */
  done(uid: string): void {
    this.#inFlight.delete(uid);
  }

  /** Takes a Pod back whose attempt failed: `rejectedBy` holds who rejected it, nobody after an error. */
  addUnschedulable(queued: QueuedPod, now: number): void {
    const events = this.#inFlight.get(queued.uid)?.events ?? [];
    if (queued.rejectedBy.size === 0) queued.consecutiveErrors += 1;
    else {
      queued.unschedulableCount += 1;
      queued.consecutiveErrors = 0;
    }
    queued.timestamp = now;
    queued.sequence = this.#sequence++;
    queued.backoffExpiration = undefined;
    const retry = queued.rejectedBy.size === 0 || events.some((event) => this.#worthRetrying(queued, event));
    if (retry) this.#requeue(queued, 'ScheduleAttemptFailure', now);
    else this.#park(queued, 'ScheduleAttemptFailure');
    this.done(queued.uid);
  }

  /** Makes Pods ready whose back-off is over. */
  flushBackoff(now: number): void {
    for (const heap of [this.#backoff, this.#errorBackoff]) {
      for (let queued = heap.peek(); queued !== undefined && !this.#isBackingOff(queued, now); queued = heap.peek()) {
        heap.pop();
        this.#makeActive(queued, 'BackoffComplete');
      }
    }
  }

  /** When `flushBackoff` has something to do next. */
  get nextBackoffEnd(): number | undefined {
    const ends = [this.#backoff.peek(), this.#errorBackoff.peek()].flatMap((queued) =>
      queued === undefined ? [] : [this.#expirationOf(queued) + backoffWindowMs],
    );
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** Retries Pods that were left lying too long. */
  flushUnschedulable(now: number): void {
    for (const queued of [...this.#unschedulable.values()]) {
      if (queued.gatedBy !== undefined || now - queued.timestamp <= maxUnschedulableMs) continue;
      this.#requeue(queued, 'UnschedulableTimeout', now);
    }
  }

  get hasUnschedulable(): boolean {
    return this.#unschedulable.size > 0;
  }

  /** Makes a waiting Pod ready at once, whatever it waits for. */
  activate(key: string): void {
    const parked = this.#unschedulable.get(key);
    if (parked !== undefined) {
      this.#enterActive(parked, 'ForceActivate');
      return;
    }
    const backingOff = this.#backoff.get(key) ?? this.#errorBackoff.get(key);
    if (backingOff === undefined) return;
    this.delete(key);
    this.#makeActive(backingOff, 'ForceActivate');
  }

  #enqueue(pod: Pod, now: number): QueuedPod {
    return {
      pod,
      key: keyOf(pod),
      uid: pod.metadata?.uid ?? '',
      timestamp: now,
      sequence: this.#sequence++,
      attempts: 0,
      unschedulableCount: 0,
      consecutiveErrors: 0,
      backoffExpiration: undefined,
      rejectedBy: new Set(),
      gatedBy: undefined,
      gateReason: undefined,
    };
  }

  /** Whether any plugin that rejected the Pod sees hope in the event. */
  #worthRetrying(queued: QueuedPod, event: ClusterEvent): boolean {
    if (queued.rejectedBy.size === 0) return true;
    for (const plugin of queued.rejectedBy)
      if (this.#rules.get(plugin)?.some((rule) => ruleHelps(rule, event, queued.pod, this.#listers))) return true;
    return false;
  }

  #listensTo(name: string, event: ClusterEvent): boolean {
    const rules = this.#rules.get(name) ?? [];
    return rules.some((rule) => rule.on === event.on && rule.actions.includes(event.action));
  }

  /** To back-off while that lasts, else to the ready ones. True unless a gate keeps the Pod out. */
  #requeue(queued: QueuedPod, why: string, now: number): boolean {
    if (!this.#isBackingOff(queued, now)) return this.#enterActive(queued, why);
    if (this.#gate(queued)) {
      this.#park(queued, why);
      return false;
    }
    this.#unschedulable.delete(queued.key);
    (queued.rejectedBy.size === 0 ? this.#errorBackoff : this.#backoff).set(queued);
    this.#observe(queued, 'backoff', why);
    return true;
  }

  #enterActive(queued: QueuedPod, why: string): boolean {
    if (this.#gate(queued)) {
      this.#park(queued, why);
      return false;
    }
    this.#makeActive(queued, why);
    return true;
  }

  #makeActive(queued: QueuedPod, why: string): void {
    this.#unschedulable.delete(queued.key);
    this.#active.set(queued);
    this.#observe(queued, 'active', why);
  }

  #park(queued: QueuedPod, why: string): void {
    const before = this.#unschedulable.get(queued.key);
    this.#unschedulable.set(queued.key, queued);
    if (before === undefined) this.#observe(queued, queued.gatedBy === undefined ? 'unschedulable' : 'gated', why);
  }

  /** Asks the PreEnqueue plugins; true when one keeps the Pod out. */
  #gate(queued: QueuedPod): boolean {
    queued.gatedBy = undefined;
    queued.gateReason = undefined;
    for (const { plugin } of this.#plugins) {
      const reason = plugin.preEnqueue?.(queued.pod, this.#listers);
      if (reason === undefined) continue;
      queued.rejectedBy.add(plugin.name);
      queued.gatedBy = plugin.name;
      queued.gateReason = reason;
      return true;
    }
    return false;
  }

  #isBackingOff(queued: QueuedPod, now: number): boolean {
    return this.#expirationOf(queued) >= alignToWindow(now);
  }

  #expirationOf(queued: QueuedPod): number {
    const failures = queued.consecutiveErrors > 0 ? queued.consecutiveErrors : queued.unschedulableCount;
    if (failures === 0) return Number.NEGATIVE_INFINITY;
    queued.backoffExpiration ??= alignToWindow(queued.timestamp + backoffAfter(failures));
    return queued.backoffExpiration;
  }
}

/** 1 s, 2 s, 4 s, 8 s, 10 s, 10 s, … */
function backoffAfter(failures: number): number {
  return Math.min(initialBackoffMs * 2 ** (failures - 1), maxBackoffMs);
}

function alignToWindow(time: number): number {
  return Math.floor(time / backoffWindowMs) * backoffWindowMs;
}

function keyOf(pod: Pod): string {
  return `${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`;
}
