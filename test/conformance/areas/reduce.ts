/** From parts of a Pod to one answer: requests, QoS, phase, conditions, restarts, deletion, update. */
import { isFeatureEnabled } from '../../../src/kubernetes/api/featureGates.ts';
import {
  areContainersReady,
  isPodAvailable,
  isPodReady,
  isPodTerminal,
} from '../../../src/kubernetes/api/podReadiness.ts';
import {
  type Amounts,
  podLimits,
  podRequests,
  resourceList,
  scoringDefaults,
} from '../../../src/kubernetes/api/podRequests.ts';
import { computeQosClass } from '../../../src/kubernetes/api/qos.ts';
import { kindNamed } from '../../../src/kubernetes/api/schema/schema.ts';
import type {
  Container,
  ContainerStatus,
  KubernetesObject,
  Pod,
  PodCondition,
  PodSpec,
} from '../../../src/kubernetes/api/types.ts';
import { beforeUpdate } from '../../../src/kubernetes/apiserver/beforeUpdate.ts';
import { gracefulDelete } from '../../../src/kubernetes/apiserver/gracefulDelete.ts';
import {
  anyRegularContainerStarted,
  type ConditionsInput,
  containersReadyCondition,
  initializedCondition,
  readyCondition,
} from '../../../src/kubernetes/kubelet/conditions.ts';
import { podPhase } from '../../../src/kubernetes/kubelet/phase.ts';
import {
  couldRestart,
  type LastRun,
  matchingRule,
  restartsAfter,
  shouldBeRestarted,
} from '../../../src/kubernetes/kubelet/restart.ts';
import type { Area } from '../harness.ts';
import { type Answer, compareFields, decoded } from './fields.ts';

const nowMs = Date.parse('2026-05-04T12:00:00Z');

const answers: Readonly<Record<string, Answer>> = {
  requests: (input) => {
    const pod = input as Pod;
    const show = (amounts: Amounts): object => resourceList(amounts);
    const hasStatuses = pod.status?.containerStatuses !== undefined || pod.status?.initContainerStatuses !== undefined;
    return {
      requests: show(podRequests(pod)),
      limits: show(podLimits(pod)),
      requestsWithoutPodLevel: show(podRequests(pod, { withoutPodLevel: true })),
      limitsWithoutPodLevel: show(podLimits(pod, { withoutPodLevel: true })),
      requestsWithoutOverhead: show(podRequests(pod, { withoutOverhead: true })),
      limitsWithoutOverhead: show(podLimits(pod, { withoutOverhead: true })),
      requestsForScoring: show(podRequests(pod, { nonMissing: scoringDefaults })),
      ...(hasStatuses && {
        requestsUsingStatus: unlessEmpty(show(podRequests(pod, { useStatus: true }))),
        limitsUsingStatus: unlessEmpty(show(podLimits(pod, { useStatus: true }))),
      }),
    };
  },
  qos: (input) => ({ qosClass: computeQosClass((input as Pod).spec ?? {}) }),
  phase: (input) => {
    const { spec, initContainerStatuses, containerStatuses, podIsTerminal, staticPod = false } = input as PhaseCase;
    const initialized = anyRegularContainerStarted(spec, containerStatuses);
    const statuses = [...initContainerStatuses, ...containerStatuses];
    const phase = podPhase({ spec, statuses, terminal: podIsTerminal, initialized, staticPod });
    return { anyRegularContainerStarted: initialized, phase };
  },
  conditions: (input) => {
    const conditions = conditionsInput(input as ConditionsCase);
    return {
      Initialized: withoutType(initializedCondition(conditions)),
      Ready: withoutType(readyCondition(conditions)),
      ContainersReady: withoutType(containersReadyCondition(conditions)),
    };
  },
  restart: (input) => {
    const { container, pod, last, exitCode } = restartInput(input as RestartCase);
    return {
      shouldRestart: shouldBeRestarted(container, pod, last),
      restartForExitCode: restartsAfter(container, pod.spec ?? {}, exitCode),
      couldRestart: couldRestart(container, pod.spec ?? {}),
      matchingRuleAction: matchingRule(container, exitCode)?.action,
    };
  },
  ready: (input) => {
    const { conditions, phase, minReadySeconds } = input as ReadyCase;
    const pod: Pod = { status: { conditions, phase } };
    return {
      isPodReady: isPodReady(pod),
      containersReady: areContainersReady(pod),
      isPodAvailable: isPodAvailable(pod, minReadySeconds, nowMs),
      isPodTerminal: isPodTerminal(pod),
    };
  },
  'graceful-delete': (input) => deletion(input as DeletionCase),
  update: (input) => update(input as UpdateCase),
  'feature-gates': (input) => ({ enabledByDefault: isFeatureEnabled(String(input)) }),
};

/** The recordings leave out empty results with statuses. */
function unlessEmpty(list: object): object | undefined {
  return Object.keys(list).length === 0 ? undefined : list;
}

interface PhaseCase {
  readonly spec: PodSpec;
  readonly initContainerStatuses: ContainerStatus[];
  readonly containerStatuses: ContainerStatus[];
  readonly podIsTerminal: boolean;
  readonly staticPod?: boolean;
}

interface ConditionsCase {
  readonly generation: number;
  readonly spec: PodSpec;
  readonly phase: string;
  readonly initContainerStatuses?: ContainerStatus[];
  readonly containerStatuses?: ContainerStatus[];
  readonly conditions?: PodCondition[];
  readonly statusesAreNil?: boolean;
}

function conditionsInput(recorded: ConditionsCase): ConditionsInput {
  const { generation, spec, phase } = recorded;
  const conditions = recorded.conditions ?? [];
  const statuses = [...(recorded.initContainerStatuses ?? []), ...(recorded.containerStatuses ?? [])];
  const wasInitialized = conditions.find(({ type }) => type === 'Initialized')?.status === 'True';
  const known = recorded.statusesAreNil === true ? undefined : statuses;
  return { spec, generation, phase, statuses: known, conditions, wasInitialized };
}

function withoutType({ type: _type, ...condition }: PodCondition): object {
  return condition;
}

interface RestartCase {
  readonly podRestartPolicy: string;
  readonly podIsDeleting?: boolean;
  readonly containerRestartPolicy?: string;
  readonly restartPolicyRules?: NonNullable<Container['restartPolicyRules']>;
  readonly runtimeState: 'never-started' | 'created' | 'running' | 'unknown' | 'exited';
  readonly exitCode: number;
}

function restartInput(recorded: RestartCase): {
  container: Container;
  pod: Pod;
  last: LastRun | undefined;
  exitCode: number;
} {
  const { containerRestartPolicy: restartPolicy, restartPolicyRules, runtimeState, exitCode } = recorded;
  const container: Container = {
    name: 'c',
    ...(restartPolicy !== undefined && { restartPolicy }),
    ...(restartPolicyRules !== undefined && { restartPolicyRules }),
  };
  const pod: Pod = {
    metadata: recorded.podIsDeleting === true ? { deletionTimestamp: '2026-05-04T12:00:00Z' } : {},
    spec: { restartPolicy: recorded.podRestartPolicy, containers: [container] },
  };
  if (runtimeState === 'never-started') return { container, pod, last: undefined, exitCode };
  const last: LastRun = runtimeState === 'exited' ? { state: runtimeState, exitCode } : { state: runtimeState };
  return { container, pod, last, exitCode };
}

interface ReadyCase {
  readonly conditions: PodCondition[];
  readonly phase: string;
  readonly minReadySeconds: number;
}

interface DeletionCase {
  readonly nodeName: string;
  readonly phase: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly uid: string;
  readonly optionGracePeriodSeconds?: number;
  readonly preconditionUID?: string;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
}

function deletion(recorded: DeletionCase): object {
  const { nodeName, phase, terminationGracePeriodSeconds: grace, uid, optionGracePeriodSeconds: asked } = recorded;
  const { deletionTimestamp, deletionGracePeriodSeconds, preconditionUID } = recorded;
  const { propagationPolicy, orphanDependents } = recorded;
  const metadata = {
    name: 'p',
    uid,
    generation: 1,
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
    ...(deletionGracePeriodSeconds !== undefined && { deletionGracePeriodSeconds }),
  };
  const spec = { nodeName, ...(grace !== undefined && { terminationGracePeriodSeconds: grace }) };
  const options = {
    ...(asked !== undefined && { gracePeriodSeconds: asked }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(orphanDependents !== undefined && { orphanDependents }),
    ...(preconditionUID !== undefined && { preconditions: { uid: preconditionUID } }),
  };
  const decision = gracefulDelete({ metadata, spec, status: { phase } }, options, nowMs);
  const after = decision.kind === 'refused' ? metadata : decision.object.metadata;
  return {
    graceful: decision.kind === 'graceful',
    gracefulPending: decision.kind === 'pending',
    err: decision.kind === 'refused' ? decision.status.message : undefined,
    deletionTimestamp: after?.deletionTimestamp ?? null,
    deletionGracePeriodSeconds: after?.deletionGracePeriodSeconds ?? null,
    optionGracePeriodSecondsAfter: decision.gracePeriodSeconds ?? null,
    generation: after?.generation,
  };
}

interface UpdateCase {
  readonly old: Pod;
  readonly new: Pod;
}

/** The namespace of the request is that of the stored Pod. */
function update({ old, new: next }: UpdateCase): object {
  const kind = kindNamed('v1', 'Pod');
  if (kind === undefined) throw new Error('no kind Pod');
  const typed: KubernetesObject = { ...next, apiVersion: 'v1', kind: 'Pod' };
  const target = { kind, namespace: old.metadata?.namespace ?? '', subresource: '' };
  const context = { now: '2026-05-04T12:00:00Z', random: { uuid: () => '' }, warn: () => undefined };
  const refusal = beforeUpdate(typed, { ...old, apiVersion: 'v1', kind: 'Pod' }, target, context);
  return refusal === undefined ? { generation: typed.metadata?.generation ?? 0 } : { err: refusal.status.message };
}

/** Of an error's text the first line is compared: below it the real server dumps Go structs. */
function firstLines<T extends object>(fields: T): T {
  const [line] = 'err' in fields && typeof fields.err === 'string' ? fields.err.split('\n') : [];
  return line === undefined ? fields : { ...fields, err: line };
}

export const reduce: Area = {
  name: 'reduce',
  compare(recorded, context) {
    const answer = answers[context.family];
    if (answer === undefined)
      return { implemented: { agrees: false, expected: 'an answer', actual: 'not implemented' } };
    return compareFields(firstLines(recorded), firstLines(answer(decoded(recorded.in), recorded)));
  },
};
