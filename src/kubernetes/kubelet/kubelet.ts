/** The kubelet of one node: takes up the Pods that are bound to it and carries them to their end. */
import { qosClassOf } from '../api/qos.ts';
import type { Node, Pod } from '../api/types.ts';
import type { Component, Ports } from '../simulation/component.ts';
import { type Allocation, allocationManager } from './allocation.ts';
import { containerAgent } from './containers.ts';
import { deadlines } from './deadline.ts';
import { eventRecorder } from './events.ts';
import { evictionManager } from './eviction.ts';
import { ordinaryNode } from './hostPaths.ts';
import { imageManager } from './images.ts';
import type { NodeAgent } from './nodeAgent.ts';
import { answerNodeRequest } from './nodeServer.ts';
import { objectSource } from './objects.ts';
import { type PodLifecycle, podLifecycle } from './pleg.ts';
import { type PodWorkers, podWorkers } from './podWorker.ts';
import { prober } from './probes.ts';
import type { ContainerRecord } from './runtime.ts';
import { scriptedRuntime } from './scripted/scriptedRuntime.ts';
import { isTerminal } from './status.ts';
import { statusManager } from './statusManager.ts';
import { same } from './statusPatch.ts';
import { podSyncer } from './sync.ts';
import { volumeManager } from './volumes.ts';

/** The kubelet relists containers this often (kubelet.go, genericPlegRelistPeriod). */
const relistMs = 1000;
/** Retries and deadlines are looked for once a second (kubelet.go, syncLoop). */
const syncTickMs = 1000;

/** The kubelet of the node called `node`, with its own scripted container runtime. */
export function kubelet(node: string): Component {
  return { name: 'kubelet', start: (ports) => startKubelet(node, ports) };
}

function startKubelet(node: string, ports: Ports): void {
  const { kernel, api, latencies } = ports;
  /** Pods of this node as the API server has them, by UID. */
  const pods = new Map<string, Pod>();
  const objects = objectSource(api, node);
  const events = eventRecorder(ports, node);
  const hostIP = (): string => addressOf(objects.node()) ?? '10.0.0.1';

  const runtime = scriptedRuntime(ports, node, {
    changed: (uid) => lifecycle.changed(uid),
    touched: (uid) => {
      probes.touched(uid);
      agent.evictions.touched(uid);
    },
    podCidr: () => objects.node()?.spec?.podCIDR,
  });
  const lifecycle: PodLifecycle = podLifecycle(kernel, runtime, relistMs, ({ uid, ended }) => {
    resync(uid);
    for (const id of ended) removeOlder(uid, id);
  });
  const resync = (uid: string): void => {
    const pod = pods.get(uid);
    if (pod !== undefined) workers.update(pod);
  };
  /** Of each container's ended runs, only the last is kept (pod_container_deletor.go). */
  const removeOlder = (uid: string, endedId: string): void => {
    const records = lifecycle.status(uid).containers;
    const name = records.find(({ id }) => id === endedId)?.name;
    const ended = records.filter((record) => record.name === name && record.state === 'exited');
    for (const { id } of ended.slice(1)) runtime.removeContainer(id);
  };

  /** Containers of an evicted Pod go at once, to make room. */
  const removeEnded = (uid: string): void => {
    for (const { id, state } of lifecycle.status(uid).containers) if (state === 'exited') runtime.removeContainer(id);
  };

  const statuses = statusManager(ports, (uid) => workers.couldHaveRunningContainers(uid));
  const probes = prober({
    kernel,
    runtime,
    events,
    podOf: (uid) => pods.get(uid),
    statusOf: (uid) => statuses.get(uid),
    changed: ({ kind, uid, containerId, result }) => {
      const pod = pods.get(uid);
      if (pod === undefined) return;
      const id = `containerd://${containerId}`;
      if (kind === 'readiness') statuses.setReadiness(pod, id, result === 'success');
      else if (kind === 'startup') statuses.setStarted(pod, id, result === 'success');
      else if (result !== 'failure') return;
      workers.update(pod);
    },
  });
  const volumes = volumeManager(ports, events, {
    objects,
    hostPaths: ordinaryNode(),
    node,
    get hostIP() {
      return hostIP();
    },
  });
  const containers = containerAgent(kernel, runtime, events, imageManager(kernel, runtime, events), {
    objects,
    node,
    get hostIP() {
      return hostIP();
    },
    mounted: (pod, volume) => volumes.mounted(pod, volume),
    podIP: (pod) => lifecycle.status(pod.metadata?.uid ?? '').ips[0],
  });
  const allocation: Allocation = allocationManager({
    events,
    node: () => objects.node(),
    activePods: () => [...pods.values()].filter(isActive),
    podOf: (uid) => pods.get(uid),
    resync,
    timestamp: () => kernel.timestamp(),
  });
  /** A Pod that takes up room on its node. */
  const isActive = (pod: Pod): boolean => {
    const uid = pod.metadata?.uid ?? '';
    if (workers.isTerminated(uid)) return false;
    const ended = isTerminal(pod.status?.phase) || isTerminal(statuses.get(uid)?.phase);
    return !ended || workers.isTerminationRequested(uid);
  };
  const startTimeOf = (pod: Pod): string | undefined =>
    statuses.get(pod.metadata?.uid ?? '')?.startTime ?? pod.status?.startTime;
  const tickPhase = kernel.random.next() * syncTickMs;
  const untilTick = (at: number): number => Math.ceil((at - tickPhase) / syncTickMs) * syncTickMs + tickPhase - at;
  const agent: NodeAgent = {
    kernel,
    latencies,
    runtime,
    events,
    objects,
    statuses,
    volumes,
    prober: probes,
    containers,
    allocation,
    hostIP,
    deadlines: deadlines(kernel, events, (pod) => startTimeOf(pod), resync, untilTick),
    timeText: (at) => kernel.timestamp(at - kernel.now()),
    messageOf: (record, container) => messageOf(record, container),
    evictions: evictionManager(kernel, runtime, events, (pod, kill) =>
      workers.update(pods.get(pod.metadata?.uid ?? '') ?? pod, kill),
    ),
    reinspect: (uid) => lifecycle.reinspect(uid),
    resync,
  };
  const messageOf = (record: ContainerRecord, container: Parameters<NodeAgent['messageOf']>[1]): string => {
    const text = runtime.terminationLog(record.id);
    const useLogs =
      text === '' && container.terminationMessagePolicy === 'FallbackToLogsOnError' && record.exitCode !== 0;
    const written = useLogs ? runtime.logTail(record.id, 80, 2048) : text.slice(0, 4096);
    return [record.message ?? '', written].filter((part) => part !== '').join(': ');
  };
  const syncWorkers: PodWorkers = podWorkers(
    kernel,
    podSyncer(agent),
    (uid, since) => lifecycle.newerThan(uid, since),
    (uid) => lifecycle.relist(uid),
    untilTick,
  );

  /** Pods that were here before the simulation began rest until something about them changes. */
  const resting = new Map<string, Pod>();
  const workers: PodWorkers = {
    ...syncWorkers,
    update: (pod, kill) => {
      const uid = pod.metadata?.uid ?? '';
      const before = resting.get(uid);
      if (before !== undefined) {
        resting.delete(uid);
        if (isTerminal(before.status?.phase)) return;
        runtime.adopt(before);
        lifecycle.prime(uid);
      }
      syncWorkers.update(allocation.allocated(pod), kill);
    },
  };
  let starting = true;

  const added = (pod: Pod): void => {
    const uid = pod.metadata?.uid ?? '';
    pods.set(uid, pod);
    if (starting && pod.status?.phase !== 'Pending') {
      allocation.adopt(pod);
      resting.set(uid, pod);
      return;
    }
    if (!workers.isTerminationRequested(uid) && !isTerminal(pod.status?.phase)) {
      const refusal = allocation.admit(pod);
      if (refusal !== undefined) {
        events.pod(pod, 'Warning', refusal.reason, refusal.message);
        statuses.set(pod, {
          qosClass: qosClassOf(pod),
          phase: 'Failed',
          reason: refusal.reason,
          message: `Pod was rejected: ${refusal.message}`,
        });
        return;
      }
    }
    workers.update(pod);
  };

  const modified = (pod: Pod, old: Pod): void => {
    const uid = pod.metadata?.uid ?? '';
    pods.set(uid, pod);
    if (!differsForKubelet(pod, old)) {
      allocation.reconciled(pod, old);
      if (isEvicted(pod)) removeEnded(uid);
      statuses.reconcile(pod);
      if (readinessGatesMoved(pod, old)) workers.update(pod);
      return;
    }
    allocation.updated(pod, old);
    workers.update(pod);
  };

  const removed = (pod: Pod): void => {
    const uid = pod.metadata?.uid ?? '';
    pods.delete(uid);
    allocation.removed(uid);
    agent.deadlines.forget(uid);
    agent.evictions.forget(uid);
    workers.update(pod, {});
    statuses.forget(uid);
  };

  api.watch<Pod>(
    { apiVersion: 'v1', resource: 'pods', select: (object) => (object as Pod).spec?.nodeName === node },
    ({ type, object, old }) => {
      if (type === 'DELETED') removed(object);
      else if (type === 'ADDED') added(object);
      else modified(object, pods.get(object.metadata?.uid ?? '') ?? old ?? object);
    },
  );
  starting = false;
  api.serveNode?.(node, (request) => {
    const named = [...pods.values()].find(
      ({ metadata }) => metadata?.name === request.name && metadata?.namespace === request.namespace,
    );
    const before = resting.get(named?.metadata?.uid ?? '');
    if (before !== undefined) workers.update(before);
    return answerNodeRequest(runtime, named, statuses.get(named?.metadata?.uid ?? ''), request);
  });
}

function addressOf(node: Node | undefined): string | undefined {
  return node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
}

function isEvicted({ status }: Pod): boolean {
  return status?.phase === 'Failed' && status.reason === 'Evicted';
}

/** Whether a change is more than a change of status (config/config.go, podsDifferSemantically). */
function differsForKubelet(pod: Pod, old: Pod): boolean {
  return !(
    (pod.spec === old.spec || same(pod.spec, old.spec)) &&
    same(pod.metadata?.labels, old.metadata?.labels) &&
    pod.metadata?.deletionTimestamp === old.metadata?.deletionTimestamp &&
    pod.metadata?.deletionGracePeriodSeconds === old.metadata?.deletionGracePeriodSeconds &&
    same(pod.metadata?.annotations, old.metadata?.annotations)
  );
}

function readinessGatesMoved(pod: Pod, old: Pod): boolean {
  const gates = pod.spec?.readinessGates ?? [];
  const gateOf = (one: Pod, type: string | undefined) =>
    one.status?.conditions?.find((condition) => condition.type === type)?.status;
  return gates.some(({ conditionType }) => gateOf(pod, conditionType) !== gateOf(old, conditionType));
}
