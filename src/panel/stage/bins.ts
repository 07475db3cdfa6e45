/** The nodes as bins: what each has to give, what is in it, and what the scheduler says of it. */
import { podRequests } from '../../kubernetes/api/podRequests.ts';
import { quantityMilliValue, quantityOf, quantityValue } from '../../kubernetes/api/quantity.ts';
import type { Pod } from '../../kubernetes/api/types.ts';
import type { Timeline } from '../../trace/fold.ts';
import { objectAt } from '../../trace/history.ts';
import { keyOfObject, keyOfRef, recordOf, textOf } from '../../trace/keys.ts';
import type { ScheduleStep, TracedObject } from '../../trace/model.ts';

/** Millicores of CPU and bytes of memory. */
export interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

export interface NodeBin {
  readonly name: string;
  /** As written on the node: `4`, `8Gi`. */
  readonly label: string;
  readonly room: Amount;
  readonly pods: readonly BinPod[];
  readonly verdict: Verdict | undefined;
}

export interface BinPod extends Amount {
  readonly key: string;
  readonly name: string;
  /** A Pod whose story it is. */
  readonly mine: boolean;
}

/** What the scheduler's last cycle says of a node. */
export type Verdict =
  | { readonly kind: 'chosen'; readonly score: number | undefined }
  | { readonly kind: 'fits'; readonly score: number | undefined }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

interface Base {
  readonly names: readonly string[];
  readonly nodes: ReadonlyMap<string, { readonly label: string; readonly room: Amount }>;
  readonly pods: ReadonlyMap<string, readonly BinPod[]>;
}

const bases = new WeakMap<Timeline, Base>();

/** The most that any node has: bars are drawn to this scale. */
export function largestRoom(timeline: Timeline, names: readonly string[]): Amount {
  const rooms = names.map((name) => baseOf(timeline).nodes.get(name)?.room ?? { cpu: 0, memory: 0 });
  return {
    cpu: Math.max(0, ...rooms.map((room) => room.cpu)),
    memory: Math.max(0, ...rooms.map((room) => room.memory)),
  };
}

/** Names of the nodes there were before the first step, in their order. */
export function nodeNames(timeline: Timeline): readonly string[] {
  return baseOf(timeline).names;
}

/** One node after `taken` steps. */
export function binAt(timeline: Timeline, node: string, taken: number): NodeBin {
  const base = baseOf(timeline);
  const still = (base.pods.get(node) ?? []).filter((pod) => isOn(objectAt(timeline.history, pod.key, taken), node));
  const known = new Set(still.map((pod) => pod.key));
  const later = timeline.history.written.flatMap((key) => {
    const object = key.startsWith('Pod/') && !known.has(key) ? objectAt(timeline.history, key, taken) : undefined;
    return object !== undefined && isOn(object, node) ? [binPod(object, timeline)] : [];
  });
  const { label = '', room = { cpu: 0, memory: 0 } } = base.nodes.get(node) ?? {};
  return { name: node, label, room, pods: [...still, ...later], verdict: verdictOf(cycleAt(timeline, taken), node) };
}

/** The subject's last scheduling cycle. */
export function cycleAt(timeline: Timeline, taken: number): ScheduleStep | undefined {
  const subject = timeline.trace.subject;
  return subject === undefined ? undefined : timeline.at(taken).cycles.get(keyOfRef(subject));
}

export function verdictOf(cycle: ScheduleStep | undefined, node: string): Verdict | undefined {
  if (cycle === undefined) return undefined;
  const refused = cycle.filter.find((verdict) => verdict.node === node);
  if (refused !== undefined) return { kind: 'refused', reasons: refused.reasons };
  const score = cycle.scores.find((candidate) => candidate.node === node)?.total;
  if (cycle.node === node) return { kind: 'chosen', score };
  // Nodes that are neither refused nor scored were not asked: the search had found enough.
  return score === undefined && cycle.result === 'scheduled' ? undefined : { kind: 'fits', score };
}

/**
 * Which nodes get a card: all, when there is room; else those that matter to this run, one of each reason,
 * and the first of the rest. In the world's order.
 */
export function nodesToShow(timeline: Timeline, room: number): readonly string[] {
  const names = nodeNames(timeline);
  if (names.length <= room) return names;
  const wanted = new Set<string>();
  const add = (name: string | undefined): void => {
    if (name !== undefined && wanted.size < room && baseOf(timeline).nodes.has(name)) wanted.add(name);
  };
  for (const step of timeline.trace.steps) {
    if (step.kind === 'runtime' || step.kind === 'process') add(step.node);
  }
  const reasons = new Set<string>();
  for (const step of timeline.trace.steps) {
    if (step.kind !== 'schedule') continue;
    add(step.node);
    for (const score of [...step.scores].sort((one, other) => other.total - one.total).slice(0, 2)) add(score.node);
    for (const verdict of step.filter) {
      const reason = verdict.reasons.join();
      if (!reasons.has(reason)) add(verdict.node);
      reasons.add(reason);
    }
  }
  for (const name of names) add(name);
  return names.filter((name) => wanted.has(name));
}

/** Millicores and bytes that a Pod asks for, as the scheduler counts them. */
export function requestsOf(pod: TracedObject): Amount {
  const amounts = podRequests(pod as Pod);
  const cpu = amounts.get('cpu');
  const memory = amounts.get('memory');
  return {
    cpu: cpu === undefined ? 0 : Number(quantityMilliValue(cpu)),
    memory: memory === undefined ? 0 : Number(quantityValue(memory)),
  };
}

function amountOf(resources: unknown): Amount {
  const { cpu, memory } = recordOf(resources);
  return { cpu: milli(cpu), memory: bytes(memory) };
}

const quantities = new Map<unknown, number>();

function milli(value: unknown): number {
  return cached(`m${value}`, () => Number(quantityMilliValue(quantityOf(value))));
}

function bytes(value: unknown): number {
  return cached(`b${value}`, () => Number(quantityValue(quantityOf(value))));
}

function cached(key: string, compute: () => number): number {
  let value = quantities.get(key);
  if (value === undefined) {
    value = compute();
    // Worlds repeat a few quantities over and over; a hostile one shall not fill the memory.
    if (quantities.size < 10_000) quantities.set(key, value);
  }
  return value;
}

function baseOf(timeline: Timeline): Base {
  let base = bases.get(timeline);
  if (base === undefined) {
    base = readBase(timeline);
    bases.set(timeline, base);
  }
  return base;
}

function readBase(timeline: Timeline): Base {
  const nodes = new Map<string, { label: string; room: Amount }>();
  const pods = new Map<string, BinPod[]>();
  for (const object of timeline.trace.initial) {
    if (object.kind === 'Node') {
      const allocatable = recordOf(recordOf(object.status).allocatable);
      const label = `${textOf(allocatable.cpu) || '0'} cpu · ${textOf(allocatable.memory) || '0'}`;
      nodes.set(textOf(recordOf(object.metadata).name), { label, room: amountOf(allocatable) });
    } else if (object.kind === 'Pod') {
      const node = textOf(recordOf(object.spec).nodeName);
      if (node === '' || !isOn(object, node)) continue;
      const pod = binPod(object, timeline);
      const there = pods.get(node);
      if (there === undefined) pods.set(node, [pod]);
      else there.push(pod);
    }
  }
  return { names: [...nodes.keys()], nodes, pods };
}

/** True for the Pods whose story it is: the subject, or those that came into being because of it. */
export function isMine(key: string, { trace, history }: Timeline): boolean {
  const { subject } = trace;
  if (subject?.kind === 'Pod') return key === keyOfRef(subject);
  return (history.objects.get(key)?.[0]?.step ?? -1) >= 0;
}

/** True for a Pod that takes room on a node: bound to it and not ended. */
function isOn(pod: TracedObject | undefined, node: string): boolean {
  const phase = recordOf(pod?.status).phase;
  return recordOf(pod?.spec).nodeName === node && phase !== 'Succeeded' && phase !== 'Failed';
}

function binPod(pod: TracedObject, timeline: Timeline): BinPod {
  const key = keyOfObject(pod);
  const mine = isMine(key, timeline);
  return { key, name: textOf(recordOf(pod.metadata).name), mine, ...requestsOf(pod) };
}
