/** Which resources each Pod of the node was granted, and resizes that are granted at once, later or never (pkg/kubelet/allocation). */
import { goJson } from '../api/goText.ts';
import { podRequests } from '../api/podRequests.ts';
import { compareQuantities, quantityOf } from '../api/quantity.ts';
import type { Container, Node, Pod, PodCondition } from '../api/types.ts';
import { admitPod, type Refusal } from './admission.ts';
import type { EventRecorder } from './events.ts';
import { isResizeInProgress, resizableContainers, sameResources } from './resources.ts';
import type { PodObservation } from './runtime.ts';
import { isTerminal } from './status.ts';
import { same } from './statusPatch.ts';

export interface Allocation {
  /** Takes up a Pod that runs already, with what its spec asks for. */
  adopt(pod: Pod): void;
  /** Admits a new Pod and grants its resources. */
  admit(pod: Pod): Refusal | undefined;
  /** The Pod with the resources it was granted in the place of those its spec asks for. */
  allocated(pod: Pod): Pod;
  /** The Pod's spec changed. */
  updated(pod: Pod, old: Pod): void;
  /** The Pod's status changed: resizes of others may fit now. */
  reconciled(pod: Pod, old: Pod): void;
  removed(uid: string): void;
  /** Notes at the start of a sync whether a resize of the allocated Pod is on its way, or done. */
  observe(allocated: Pod, observed: PodObservation): void;
  /** The Pod's cgroup and containers have what the allocated Pod asks for. */
  actuate(allocated: Pod): void;
  /** The Pod whose resources its cgroup has. */
  actuated(pod: Pod): Pod;
  /** PodResizePending and PodResizeInProgress; none once the Pod has ended. */
  conditions(uid: string, ended: boolean): readonly PodCondition[];
}

export interface AllocationContext {
  readonly events: EventRecorder;
  node(): Node | undefined;
  /** Pods that take up room on the node. */
  activePods(): readonly Pod[];
  podOf(uid: string): Pod | undefined;
  resync(uid: string): void;
  /** RFC 3339. */
  timestamp(): string;
}

interface ResizeConditions {
  pending?: PodCondition;
  inProgress?: PodCondition;
}

/** Pending resizes are tried again when another Pod ends, shrinks or goes; not every three minutes besides. */
export function allocationManager(context: AllocationContext): Allocation {
  const grants = new Map<string, Pod>();
  const actuated = new Map<string, Pod>();
  const resizes = new Map<string, ResizeConditions>();
  let waiting: string[] = [];

  const allocated = (pod: Pod): Pod => {
    const grant = grants.get(pod.metadata?.uid ?? '');
    return grant === undefined ? pod : withResourcesOf(pod, grant);
  };

  const refusal = (pod: Pod): Refusal | undefined => {
    const uid = pod.metadata?.uid;
    const others = context.activePods().filter(({ metadata }) => metadata?.uid !== uid);
    return admitPod(pod, others.map(allocated), context.node());
  };

  const adopt = (pod: Pod): void => {
    const uid = pod.metadata?.uid ?? '';
    grants.set(uid, pod);
    actuated.set(uid, pod);
  };

  const clearPending = (uid: string): void => {
    delete resizes.get(uid)?.pending;
  };

  const set = (uid: string, member: keyof ResizeConditions, reason: string, message: string, generation: number) => {
    const own = resizes.get(uid) ?? {};
    resizes.set(uid, own);
    const before = own[member];
    const now = context.timestamp();
    own[member] = {
      type: member === 'pending' ? 'PodResizePending' : 'PodResizeInProgress',
      observedGeneration: generation,
      status: 'True',
      lastProbeTime: now,
      lastTransitionTime: before?.reason === (reason || undefined) ? (before?.lastTransitionTime ?? now) : now,
      ...(reason === '' ? {} : { reason }),
      ...(message === '' ? {} : { message }),
    };
    return before;
  };

  /** Grants the resize or says why it must wait; true where something changed. */
  const resize = (pod: Pod): boolean => {
    const uid = pod.metadata?.uid ?? '';
    if (allocated(pod) === pod) {
      const wasPending = resizes.get(uid)?.pending !== undefined;
      clearPending(uid);
      return wasPending;
    }
    const generation = pod.metadata?.generation ?? 0;
    const why = refusal(pod);
    if (why === undefined) {
      grants.set(uid, pod);
      resizes.delete(uid);
      set(uid, 'inProgress', '', '', generation);
      context.events.pod(pod, 'Normal', 'ResizeStarted', resizeText('Pod resize started', pod, generation));
      return true;
    }
    const before = set(uid, 'pending', 'Deferred', why.message, generation);
    if (before?.observedGeneration !== generation) {
      const text = resizeText(`Pod resize ${why.reason}`, pod, generation, why.message);
      context.events.pod(pod, 'Warning', 'ResizeDeferred', text);
    }
    return true;
  };

  const retry = (): void => {
    const tried = waiting;
    waiting = [];
    for (const uid of tried) {
      const pod = context.podOf(uid);
      if (pod === undefined) continue;
      const changed = resize(pod);
      if (resizes.get(uid)?.pending !== undefined) waiting.push(uid);
      if (changed) context.resync(uid);
    }
  };

  /** Shrinking resizes come first, then those of Pods with a higher priority, then the oldest. */
  const sortWaiting = (): void => {
    const grows = (pod: Pod): boolean => asksForMore(pod, allocated(pod));
    const priority = (pod: Pod): number => pod.spec?.priority ?? 0;
    const guaranteed = (pod: Pod): number => (pod.status?.qosClass === 'Guaranteed' ? 1 : 0);
    const pods = waiting.map(context.podOf).filter((pod) => pod !== undefined);
    pods.sort(
      (a, b) => Number(grows(a)) - Number(grows(b)) || priority(b) - priority(a) || guaranteed(b) - guaranteed(a),
    );
    waiting = pods.map(({ metadata }) => metadata?.uid ?? '');
  };

  return {
    adopt,
    admit: (pod) => {
      const why = refusal(pod);
      if (why === undefined) adopt(pod);
      return why;
    },
    allocated,
    updated: (pod, old) => {
      if (resourcesEqual(pod, old)) return;
      const uid = pod.metadata?.uid ?? '';
      if (allocated(pod) === pod) {
        clearPending(uid);
        return;
      }
      if (!waiting.includes(uid)) waiting.push(uid);
      sortWaiting();
      retry();
    },
    reconciled: (pod, old) => {
      if (waiting.length === 0) return;
      const ended = isTerminal(pod.status?.phase) && !isTerminal(old.status?.phase);
      if (ended || asksForMore(allocated(old), allocated(pod), true)) retry();
    },
    removed: (uid) => {
      grants.delete(uid);
      actuated.delete(uid);
      resizes.delete(uid);
      if (waiting.length > 0) retry();
    },
    observe: (pod, observed) => {
      const uid = pod.metadata?.uid ?? '';
      const before = resizes.get(uid)?.inProgress;
      if (isResizeInProgress(pod, observed, actuated.get(uid) ?? pod)) {
        const generation = before?.observedGeneration ?? pod.metadata?.generation ?? 0;
        set(uid, 'inProgress', before?.reason ?? '', before?.message ?? '', generation);
      } else if (before !== undefined) {
        delete resizes.get(uid)?.inProgress;
        const text = resizeText('Pod resize completed', pod, before.observedGeneration ?? 0);
        context.events.pod(pod, 'Normal', 'ResizeCompleted', text);
      }
    },
    actuate: (pod) => actuated.set(pod.metadata?.uid ?? '', pod),
    actuated: (pod) => actuated.get(pod.metadata?.uid ?? '') ?? pod,
    conditions: (uid, ended) => {
      if (ended) resizes.delete(uid);
      const { pending, inProgress } = resizes.get(uid) ?? {};
      return [pending, inProgress].filter((condition) => condition !== undefined);
    },
  };
}

/** `pod` itself where it asks for what `grant` has. */
function withResourcesOf(pod: Pod, grant: Pod): Pod {
  if (grant === pod || grant.spec === pod.spec || resourcesEqual(pod, grant)) return pod;
  const spec = { ...pod.spec };
  const { resources } = grant.spec ?? {};
  if (resources === undefined) delete spec.resources;
  else spec.resources = resources;
  const granted = resourcesByContainer(grant);
  const replaced = (containers: Container[]): Container[] =>
    containers.map((container) => {
      const own = granted.get(container.name);
      return own === undefined || same(own, container.resources) ? container : { ...container, resources: own };
    });
  if (spec.containers !== undefined) spec.containers = replaced(spec.containers);
  if (spec.initContainers !== undefined) spec.initContainers = replaced(spec.initContainers);
  return { ...pod, spec };
}

function resourcesEqual(a: Pod, b: Pod): boolean {
  if (!sameResources(a.spec?.resources, b.spec?.resources)) return false;
  const others = resourcesByContainer(b);
  return resizableContainers(a).every(({ name, resources }) => sameResources(resources, others.get(name)));
}

function resourcesByContainer(pod: Pod): Map<string | undefined, Container['resources']> {
  return new Map(resizableContainers(pod).map(({ name, resources }) => [name, resources]));
}

/** Whether `a` asks for more CPU or memory than `b`. */
function asksForMore(a: Pod, b: Pod, useStatus = false): boolean {
  if (a === b) return false;
  const left = podRequests(a, { useStatus });
  const right = podRequests(b, { useStatus });
  const more = (name: string): boolean =>
    compareQuantities(left.get(name) ?? quantityOf('0'), right.get(name) ?? quantityOf('0')) > 0;
  return more('cpu') || more('memory');
}

/** Text of an Event about a resize: what the Pod asks for, as JSON (pkg/kubelet/events/resize.go). */
function resizeText(prefix: string, pod: Pod, generation: number, error = ''): string {
  const summary = (containers: readonly Container[]) =>
    containers.map(({ name, resources }) => ({
      name,
      resources: {
        ...(resources?.limits === undefined ? {} : { limits: sorted(resources.limits) }),
        ...(resources?.requests === undefined ? {} : { requests: sorted(resources.requests) }),
        ...(resources?.claims === undefined ? {} : { claims: resources.claims }),
      },
    }));
  const { initContainers = [], containers = [] } = pod.spec ?? {};
  const text = goJson({
    ...(initContainers.length === 0 ? {} : { initContainers: summary(initContainers) }),
    containers: summary(containers),
    generation,
    ...(error === '' ? {} : { error }),
  });
  return `${prefix}: ${text}`;
}

function sorted<T>(members: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
