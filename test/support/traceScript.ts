/** Writes traces by hand, one exchange at a time, for tests that must not depend on the engine. */
import type {
  Actor,
  ObjectRef,
  ResponseStep,
  RuntimeStep,
  Step,
  StepDraft,
  Trace,
  TracedObject,
  TraceEnd,
} from '../../src/trace/model.ts';

export const startTime = '2026-01-15T09:00:00Z';

/** Milliseconds after the start as RFC 3339. */
export function timeAt(ms: number): string {
  return `${new Date(Date.parse(startTime) + ms).toISOString().slice(0, 19)}Z`;
}

export class TraceScript {
  readonly steps: Step[] = [];
  readonly initial: TracedObject[];
  at = 0;
  revision = 240;
  readonly #revisions = new Map<string, number>();
  #cause: number | undefined;

  constructor(initial: readonly TracedObject[] = []) {
    this.initial = [...initial];
  }

  /** Lets virtual time pass. */
  pass(ms: number): this {
    this.at += ms;
    return this;
  }

  record(actor: Actor, draft: StepDraft): number {
    const id = this.steps.length;
    const cause = this.#cause === undefined ? {} : { cause: this.#cause };
    this.steps.push({ id, at: this.at, actor, ...cause, ...draft } as Step);
    this.#cause = id;
    return id;
  }

  because(step: number | undefined): this {
    this.#cause = step;
    return this;
  }

  request(
    actor: Actor,
    verb: 'get' | 'create' | 'patch' | 'update' | 'delete',
    ref: ObjectRef,
    body?: unknown,
  ): number {
    const method = { get: 'GET', create: 'POST', patch: 'PATCH', update: 'PUT', delete: 'DELETE' } as const;
    const group = ref.apiVersion.includes('/') ? `/apis/${ref.apiVersion}` : `/api/${ref.apiVersion}`;
    const namespace = ref.namespace === undefined ? '' : `/namespaces/${ref.namespace}`;
    const named = verb === 'create' && ref.subresource === undefined ? '' : `/${ref.name}`;
    const query =
      actor === 'kubectl' && verb === 'create' ? '?fieldManager=kubectl-client-side-apply&fieldValidation=Strict' : '';
    const subresource = ref.subresource === undefined ? '' : `/${ref.subresource}`;
    return this.record(actor, {
      kind: 'request',
      to: 'kube-apiserver',
      method: method[verb],
      path: `${group}${namespace}/${ref.resource}${named}${subresource}${query}`,
      verb,
      ref,
      ...(body === undefined ? {} : { body }),
      userAgent: actor,
    });
  }

  write(by: Actor, request: number, ref: ObjectRef, object: TracedObject): number {
    this.revision += 1;
    const { subresource: _, ...stored } = ref;
    const key = `/registry/${ref.resource}/${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;
    const previousRevision = this.#revisions.get(key) ?? 0;
    this.#revisions.set(key, this.revision);
    const metadata = { ...(object.metadata as object), resourceVersion: String(this.revision) };
    return this.record('kube-apiserver', {
      kind: 'write',
      to: 'etcd',
      operation: 'put',
      key,
      revision: this.revision,
      previousRevision,
      ref: stored,
      object: { ...object, metadata },
      by,
      request,
    });
  }

  respond(to: Actor, request: number, ref: ObjectRef, code: number, more: Partial<ResponseStep> = {}): number {
    return this.record('kube-apiserver', { kind: 'response', to, request, code, ref, ...more });
  }

  /** A request that is stored and answered. */
  exchange(
    actor: Actor,
    verb: 'create' | 'patch',
    ref: ObjectRef,
    object: TracedObject,
    body: unknown = object,
    code = 201,
  ): { request: number; write: number; answer: number } {
    const request = this.request(actor, verb, ref, body);
    this.pass(3);
    const write = this.write(actor, request, ref, object);
    const answer = this.respond(actor, request, ref, code, { body: object });
    this.pass(1);
    return { request, write, answer };
  }

  watch(to: Actor, type: 'ADDED' | 'MODIFIED', ref: ObjectRef, cause?: number): number {
    if (cause !== undefined) this.because(cause);
    const { subresource: _, ...stored } = ref;
    return this.record('kube-apiserver', { kind: 'watch', to, type, ref: stored, revision: this.revision });
  }

  /** A runtime call from its start to its end. */
  call(node: string, pod: ObjectRef, call: RuntimeStep['call'], ms: number, more: Partial<RuntimeStep> = {}): number {
    const base = { kind: 'runtime', to: `container-runtime/${node}`, node, pod, call } as const;
    const { phase = 'done', message, ...rest } = more;
    this.record(`kubelet/${node}`, { ...base, phase: 'called', ...rest });
    this.pass(ms);
    const words = message === undefined ? {} : { message };
    return this.record(`container-runtime/${node}`, { ...base, to: `kubelet/${node}`, phase, ...rest, ...words });
  }

  /** An Event object about `ref`. */
  event(actor: Actor, ref: ObjectRef, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const source = actor === 'kube-scheduler' ? 'default-scheduler' : 'kubelet';
    const name = `${ref.name}.${(0x18aa00 + this.steps.length).toString(16).padStart(16, '0')}`;
    const time = timeAt(this.at);
    const { subresource: _, resource: __, ...involvedObject } = ref;
    this.exchange(
      actor,
      'create',
      { apiVersion: 'v1', kind: 'Event', resource: 'events', namespace: ref.namespace ?? 'default', name },
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace: ref.namespace ?? 'default', creationTimestamp: time },
        involvedObject,
        type,
        reason,
        message,
        source: { component: source },
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
      },
    );
  }

  finish(subject: ObjectRef | undefined, end: TraceEnd = 'settled', action = 'creation'): Trace {
    return {
      format: 'podflight-trace/1',
      kubernetes: '1.36',
      action,
      scenario: 'by hand',
      seed: 1,
      startTime,
      ...(subject === undefined ? {} : { subject }),
      initial: this.initial,
      steps: this.steps,
      end,
      length: this.at,
    };
  }
}
