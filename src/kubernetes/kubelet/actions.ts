/** What a sync has to do for a Pod, from its spec and what runs: nothing is done here (kuberuntime_manager.go, computePodActions). */
import type { Container, Pod } from '../api/types.ts';
import { lastRun } from './containerStatuses.ts';
import { isSidecar, matchingRule, shouldBeRestarted } from './restart.ts';
import type { ContainerRecord, PodObservation } from './runtime.ts';
import { sandboxNeeded } from './status.ts';

export type KillReason = 'StartupProbe' | 'LivenessProbe' | 'FailedPostStartHook' | 'RestartAllContainers' | 'Unknown';

export interface ContainerToKill {
  readonly record: ContainerRecord;
  readonly container: Container;
  readonly message: string;
  readonly reason: KillReason;
}

export interface RunningContainer {
  readonly record: ContainerRecord;
  readonly container: Container;
}

export interface PodActions {
  /** Stop all containers and the sandbox. */
  readonly killPod: boolean;
  readonly createSandbox: boolean;
  /** The sandbox to start containers in, where there is one. */
  readonly sandboxId: string | undefined;
  /** A sandbox was there before, and must be replaced. */
  readonly sandboxChanged: boolean;
  readonly attempt: number;
  readonly kill: readonly ContainerToKill[];
  /** Running containers that get other resources in place. */
  readonly update: readonly RunningContainer[];
  /** A container or the whole Pod gets other resources. */
  readonly resizes: boolean;
  readonly startInit: readonly Container[];
  readonly startEphemeral: readonly Container[];
  readonly start: readonly Container[];
  /** Containers to remove before all are started again; the one whose exit asked for it comes last. */
  readonly reset: readonly {
    readonly record: ContainerRecord;
    readonly container: Container;
    readonly kill: boolean;
  }[];
}

/** What probes and resizes say about a running container. */
export interface Verdicts {
  readonly liveness: (record: ContainerRecord) => boolean | undefined;
  /** Undefined: no result yet. */
  readonly startup: (record: ContainerRecord) => 'success' | 'failure' | 'unknown' | undefined;
  readonly resize: (container: Container, record: ContainerRecord) => 'none' | 'update' | 'restart';
  /** The Pod as a whole was granted other resources. */
  readonly podResizes: boolean;
}

interface Draft {
  killPod: boolean;
  update: RunningContainer[];
  resizes: boolean;
  kill: ContainerToKill[];
  startInit: Container[];
  start: Container[];
}

/** `restartAll`: a rule has asked for all containers to be restarted. */
export function podActions(pod: Pod, observed: PodObservation, restartAll: boolean, verdicts: Verdicts): PodActions {
  const [sandbox] = observed.sandboxes;
  const createSandbox = sandboxNeeded(pod, observed);
  const base = {
    killPod: createSandbox,
    createSandbox,
    sandboxId: sandbox?.id,
    sandboxChanged: createSandbox && sandbox !== undefined,
    attempt: sandbox === undefined ? 0 : createSandbox ? sandbox.attempt + 1 : sandbox.attempt,
    kill: [],
    update: [],
    resizes: false,
    startInit: [],
    startEphemeral: [],
    start: [],
    reset: [],
  };
  if (restartAll) return { ...base, reset: containersToReset(pod, observed) };
  if (createSandbox) return { ...base, ...inNewSandbox(pod, observed, base.attempt) };
  const draft: Draft = { killPod: false, update: [], resizes: false, kill: [], startInit: [], start: [] };
  const startEphemeral = (pod.spec?.ephemeralContainers ?? []).filter(
    ({ name }) => recordOf(observed, name) === undefined,
  );
  const initialized = initActions(pod, observed, verdicts, draft);
  if (!draft.killPod && initialized) {
    regularActions(pod, observed, verdicts, draft);
    draft.resizes ||= verdicts.podResizes;
  }
  return { ...base, ...draft, startEphemeral };
}

function inNewSandbox(pod: Pod, observed: PodObservation, attempt: number) {
  const spec = pod.spec ?? {};
  if (spec.restartPolicy === 'Never' && attempt !== 0 && observed.containers.length > 0)
    return { createSandbox: false };
  const start = (spec.containers ?? []).filter((container) => {
    const record = recordOf(observed, container.name);
    const runsOnce = (container.restartPolicy ?? spec.restartPolicy) === 'OnFailure';
    return !(runsOnce && record?.state === 'exited' && record.exitCode === 0);
  });
  if (start.length === 0) {
    const created = (spec.containers ?? []).some(({ name }) => {
      const record = recordOf(observed, name);
      return record !== undefined && record.state !== 'unknown';
    });
    if (created) return { createSandbox: false };
  }
  const first = spec.initContainers?.[0];
  return first === undefined ? { start } : { startInit: [first] };
}

/** Walks the init containers from the last one that was started; true when the regular ones may start. */
function initActions(pod: Pod, observed: PodObservation, verdicts: Verdicts, draft: Draft): boolean {
  const containers = pod.spec?.initContainers ?? [];
  if (containers.length === 0) return true;
  let initialized = (pod.spec?.containers ?? []).some(({ name }) => {
    const state = recordOf(observed, name)?.state;
    return state === 'created' || state === 'running';
  });
  let begun = initialized;
  for (let i = containers.length - 1; i >= 0; i--) {
    const container = containers[i] as Container;
    const record = recordOf(observed, container.name);
    const sidecar = isSidecar(container);
    if (record === undefined) {
      if (begun && sidecar) draft.startInit.push(container);
      continue;
    }
    if (begun && !sidecar) continue;
    const next = containers[i + 1];
    const done = (): void => {
      if (next === undefined) initialized = true;
      else if (!begun) draft.startInit.push(next);
    };
    switch (record.state) {
      case 'created':
        draft.startInit.push(container);
        break;
      case 'running':
        if (sidecar) sidecarActions(container, record, verdicts, draft, done);
        break;
      case 'exited':
        if (sidecar) draft.startInit.push(container);
        else if (record.exitCode === 0) {
          if (next === undefined) initialized = true;
          else draft.startInit.push(next);
        } else if (shouldBeRestarted(container, pod, lastRun(record))) draft.startInit.push(container);
        else {
          draft.killPod = true;
          draft.startInit = [];
          return false;
        }
        break;
      case 'unknown':
        if (!sidecar && (container.restartPolicy ?? pod.spec?.restartPolicy) === 'Never') {
          draft.killPod = true;
          draft.startInit = [];
          return false;
        }
        draft.kill.push(inUnknownState('Init container', container, record));
        draft.startInit.push(container);
        break;
    }
    begun = true;
  }
  if (!begun) draft.startInit.push(containers[0] as Container);
  draft.startInit.reverse();
  return initialized;
}

function sidecarActions(
  container: Container,
  record: ContainerRecord,
  verdicts: Verdicts,
  draft: Draft,
  done: () => void,
): void {
  const restart = (message: string, reason: KillReason): void => {
    draft.kill.push({ record, container, message: `Init container ${container.name} ${message}`, reason });
    draft.startInit.push(container);
  };
  if (container.startupProbe !== undefined) {
    const startup = verdicts.startup(record);
    if (startup === 'failure') restart('failed startup probe', 'StartupProbe');
    if (startup !== 'success') return;
  }
  done();
  if (record.specImage !== container.image) restart('definition changed', 'Unknown');
  else if (container.livenessProbe !== undefined && verdicts.liveness(record) === false) {
    restart('failed liveness probe', 'LivenessProbe');
  } else if (resizeActions(container, record, verdicts, draft)) draft.startInit.push(container);
}

function regularActions(pod: Pod, observed: PodObservation, verdicts: Verdicts, draft: Draft): void {
  let kept = 0;
  for (const container of pod.spec?.containers ?? []) {
    const record = recordOf(observed, container.name);
    if (record?.state !== 'running') {
      if (!shouldBeRestarted(container, pod, lastRun(record))) continue;
      draft.start.push(container);
      if (record?.state === 'unknown') draft.kill.push(inUnknownState('Container', container, record));
      continue;
    }
    const why = whyKill(container, record, verdicts);
    if (why === undefined) {
      if (resizeActions(container, record, verdicts, draft)) draft.start.push(container);
      else kept += 1;
      continue;
    }
    const { message, reason } = why;
    const restarts = why.always || (container.restartPolicy ?? pod.spec?.restartPolicy) !== 'Never';
    if (restarts) draft.start.push(container);
    const suffix = restarts ? ', will be restarted' : '';
    draft.kill.push({ record, container, message: `Container ${container.name} ${message}${suffix}`, reason });
  }
  if (kept === 0 && draft.start.length === 0) {
    draft.killPod = true;
    draft.startInit = [];
  }
}

interface KillCause {
  readonly message: string;
  readonly reason: KillReason;
  /** Restarted whatever the policy says. */
  readonly always: boolean;
}

function whyKill(container: Container, record: ContainerRecord, verdicts: Verdicts): KillCause | undefined {
  if (record.specImage !== container.image) {
    return { message: 'definition changed', reason: 'Unknown', always: true };
  }
  if (verdicts.liveness(record) === false) {
    return { message: 'failed liveness probe', reason: 'LivenessProbe', always: false };
  }
  if (verdicts.startup(record) === 'failure') {
    return { message: 'failed startup probe', reason: 'StartupProbe', always: false };
  }
  return undefined;
}

/** Whether the container must be stopped to get its new resources; an update in place is noted as well. */
function resizeActions(container: Container, record: ContainerRecord, verdicts: Verdicts, draft: Draft): boolean {
  const resize = verdicts.resize(container, record);
  if (resize === 'none') return false;
  draft.resizes = true;
  if (resize === 'update') {
    draft.update.push({ record, container });
    return false;
  }
  const message = `Container ${container.name} resize requires restart`;
  draft.kill.push({ record, container, message, reason: 'Unknown' });
  return true;
}

function inUnknownState(what: string, container: Container, record: ContainerRecord): ContainerToKill {
  const message = `${what} is in "unknown" state, try killing it before restart`;
  return { record, container, message, reason: 'Unknown' };
}

function containersToReset(pod: Pod, observed: PodObservation): PodActions['reset'] {
  const split = (containers: readonly Container[]) => {
    const asking: PodActions['reset'][number][] = [];
    const others: PodActions['reset'][number][] = [];
    for (const container of containers) {
      for (const record of observed.containers) {
        if (record.name !== container.name) continue;
        const rule = record.state === 'exited' ? matchingRule(container, record.exitCode ?? 0) : undefined;
        const entry = { record, container, kill: record.state !== 'exited' };
        if (rule?.action === 'RestartAllContainers') asking.push(entry);
        else others.push(entry);
      }
    }
    return { asking, others };
  };
  const init = split(pod.spec?.initContainers ?? []);
  const regular = split(pod.spec?.containers ?? []);
  return [...regular.others, ...init.others, ...regular.asking, ...init.asking];
}

/** The newest container of that name. */
export function recordOf(observed: PodObservation, name: string | undefined): ContainerRecord | undefined {
  return observed.containers.find((record) => record.name === name);
}
