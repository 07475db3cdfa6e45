/** What happened in a simulated cluster, as plain JSON: the steps that the panel plays and the tests compare. */

/** Who acts. A node's own agents carry the node's name: `kubelet/node-b`, `container-runtime/node-b`. */
export type Actor =
  | 'kubectl'
  | 'kube-apiserver'
  | 'etcd'
  | 'kube-scheduler'
  | 'kube-controller-manager'
  | 'registry'
  | `kubelet/${string}`
  | `container-runtime/${string}`;

/** Which object a step is about. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Plural name in request paths, such as `pods`. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
  readonly subresource?: string;
}

/** An object as any reader of JSON sees it; the trace does not care about its kind. */
export type TracedObject = Readonly<Record<string, unknown>>;

interface StepBase {
  /** Position in the trace, from 0. */
  readonly id: number;
  /** Virtual milliseconds since the start. */
  readonly at: number;
  readonly actor: Actor;
  /** The step that was being handled when this one was made. */
  readonly cause?: number;
}

/** A client sends a request to the API server. */
export interface RequestStep extends StepBase {
  readonly kind: 'request';
  readonly to: 'kube-apiserver';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query as on the wire. */
  readonly path: string;
  readonly verb: RequestVerb;
  readonly ref: ObjectRef;
  readonly body?: unknown;
  readonly userAgent: string;
}

export type RequestVerb = 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** The API server takes a request through one stage of its chain. */
export interface StageStep extends StepBase {
  readonly kind: 'stage';
  /** The request's step. */
  readonly request: number;
  readonly stage: 'decode' | 'default' | 'mutate' | 'prepare' | 'validate' | 'admit';
  /** The admission plugin, for `mutate` and `admit`. */
  readonly plugin?: string;
  readonly outcome: 'passed' | 'changed' | 'refused';
  /** Fields this stage added or changed, as field paths with their new values. */
  readonly changes?: readonly FieldChange[];
  /** The server's words, where it refused. */
  readonly message?: string;
}

export interface FieldChange {
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

/** The API server writes a key in etcd and etcd commits it. */
export interface WriteStep extends StepBase {
  readonly kind: 'write';
  readonly to: 'etcd';
  readonly operation: 'put' | 'delete';
  readonly key: string;
  /** The store's revision after this write. */
  readonly revision: number;
  /** Revision of the key before it; 0 when it was not there. */
  readonly previousRevision: number;
  readonly ref: ObjectRef;
  /** The stored object; for a delete, its last state. */
  readonly object: TracedObject;
  /** Who asked for it: the request's actor. */
  readonly by: Actor;
  readonly request?: number;
}

/** The API server answers a request. */
export interface ResponseStep extends StepBase {
  readonly kind: 'response';
  readonly to: Actor;
  readonly request: number;
  readonly code: number;
  /** Reason and message of a failure Status. */
  readonly reason?: string;
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly ref: ObjectRef;
  /** The object or Status that was answered. */
  readonly body?: unknown;
}

/** A watch of the API server tells a component that an object changed. */
export interface WatchStep extends StepBase {
  readonly kind: 'watch';
  readonly to: Actor;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly ref: ObjectRef;
  readonly revision: number;
}

/** The scheduler's cycle for one Pod. */
export interface ScheduleStep extends StepBase {
  readonly kind: 'schedule';
  readonly ref: ObjectRef;
  readonly result: 'scheduled' | 'unschedulable' | 'error';
  readonly attempt: number;
  /** Node chosen. */
  readonly node?: string;
  /** Message of the PodScheduled condition and the FailedScheduling event. */
  readonly message?: string;
  /** Why each node that was asked cannot take the Pod. */
  readonly filter: readonly NodeVerdict[];
  /** Scores of each feasible node; empty when there was at most one. */
  readonly scores: readonly NodeScore[];
  /** Nodes with the highest total; more than one is a tie. */
  readonly best: readonly string[];
  readonly preemption?: PreemptionOutcome;
}

export interface NodeVerdict {
  readonly node: string;
  readonly plugin: string;
  readonly code: 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Error';
  readonly reasons: readonly string[];
}

export interface NodeScore {
  readonly node: string;
  readonly total: number;
  readonly plugins: readonly PluginScore[];
}

export interface PluginScore {
  readonly plugin: string;
  readonly raw: number;
  readonly normalised: number;
  readonly weight: number;
  /** How the number came about, with the user's numbers: a message of the scheduler's bundle. */
  readonly arithmetic?: Message;
}

export interface PreemptionOutcome {
  readonly nominatedNode?: string;
  /** `namespace/name` of Pods that leave. */
  readonly victims: readonly string[];
  readonly message?: string;
}

/** A Pod moves in the scheduler's queue. */
export interface QueueStep extends StepBase {
  readonly kind: 'queue';
  readonly ref: ObjectRef;
  readonly queue: 'active' | 'backoff' | 'unschedulable' | 'gated' | 'bound';
  readonly why: string;
}

/** The kubelet calls the container runtime; one step when it calls, one when that is done. */
export interface RuntimeStep extends StepBase {
  readonly kind: 'runtime';
  readonly to: Actor;
  readonly node: string;
  readonly pod: ObjectRef;
  readonly call:
    | 'RunPodSandbox'
    | 'PullImage'
    | 'CreateContainer'
    | 'StartContainer'
    | 'StopContainer'
    | 'RemoveContainer'
    | 'StopPodSandbox'
    | 'ExecSync';
  readonly phase: 'called' | 'done' | 'failed';
  readonly container?: string;
  readonly image?: string;
  /** The runtime's error text, where it failed. */
  readonly message?: string;
}

/** A container's process, a probe or a hook does something of its own accord. */
export interface ProcessStep extends StepBase {
  readonly kind: 'process';
  readonly node: string;
  readonly pod: ObjectRef;
  readonly container: string;
  readonly what: 'running' | 'exited' | 'killed' | 'oomKilled' | 'probe' | 'hook';
  readonly exitCode?: number;
  readonly probe?: 'liveness' | 'readiness' | 'startup';
  readonly success?: boolean;
  readonly message?: string;
}

/** kubectl prints lines to the user's terminal. */
export interface OutputStep extends StepBase {
  readonly kind: 'output';
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** A remark of the model: an assumption made, a quiet stretch, a reason. */
export interface NoteStep extends StepBase {
  readonly kind: 'note';
  readonly message: Message;
  readonly ref?: ObjectRef;
}

/** A sentence by id and arguments, so that it can be translated where it is shown. */
export interface Message {
  readonly id: string;
  readonly args?: Readonly<Record<string, string | number>>;
}

export type Step =
  | RequestStep
  | StageStep
  | WriteStep
  | ResponseStep
  | WatchStep
  | ScheduleStep
  | QueueStep
  | RuntimeStep
  | ProcessStep
  | OutputStep
  | NoteStep;

/** A step before the recorder has stamped number, time, actor and cause. */
export type StepDraft = Step extends infer S
  ? S extends Step
    ? Omit<S, 'id' | 'at' | 'actor' | 'cause'>
    : never
  : never;

/** Why a run ended. */
export type TraceEnd = 'settled' | 'until' | 'time limit' | 'step limit' | 'refused';

export interface Trace {
  readonly format: 'podflight-trace/1';
  readonly kubernetes: '1.36';
  /** What was asked: `creation`, `update`, `delete`. */
  readonly action: string;
  readonly scenario: string;
  readonly seed: number;
  /** RFC 3339 time of `at: 0`. */
  readonly startTime: string;
  /** The object whose story it is; undefined when the client could not even send it. */
  readonly subject?: ObjectRef;
  /** What stood in etcd before the first step. */
  readonly initial: readonly TracedObject[];
  readonly steps: readonly Step[];
  readonly end: TraceEnd;
  /** Virtual milliseconds at the end. */
  readonly length: number;
}

/** The node of a node's agent. */
export function nodeOf(actor: Actor): string | undefined {
  const slash = actor.indexOf('/');
  return slash < 0 ? undefined : actor.slice(slash + 1);
}

/** The component without its node: `kubelet` for `kubelet/node-b`. */
export function componentOf(actor: Actor): string {
  const slash = actor.indexOf('/');
  return slash < 0 ? actor : actor.slice(0, slash);
}
