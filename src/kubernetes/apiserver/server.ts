/** The embedded API server in virtual time: takes requests, answers them through etcd, and serves watches. */
import type { Actor, FieldChange, ObjectRef, RequestVerb } from '../../trace/model.ts';
import type { JsonValue } from '../api/json.ts';
import { type Kind, kinds } from '../api/schema/schema.ts';
import { badRequestStatus, conflictStatus, isStatus, notFoundStatus, type Status } from '../api/status.ts';
import type {
  Binding,
  DeleteOptions,
  Eviction,
  KubernetesObject,
  Namespace,
  Node,
  Pod,
  Service,
} from '../api/types.ts';
import type { ApiClient, ApiRequest, ApiResponse, WatchEvent, WatchOptions } from '../simulation/client.ts';
import type { Kernel } from '../simulation/kernel.ts';
import type { Latencies } from '../simulation/latencies.ts';
import { type Process, sleep } from '../simulation/process.ts';
import type { Store } from '../simulation/store.ts';
import { topologyLabelsOf } from './admission/podTopologyLabels.ts';
import { bindPod } from './binding.ts';
import { changesBetween } from './changes.ts';
import { viewOf } from './clusterView.ts';
import { createObject } from './create.ts';
import { deleteObject } from './delete.ts';
import { evictionRefusal } from './eviction.ts';
import { keyPrefix, storageKey } from './keys.ts';
import { type RequestContext, resourceOf, type StageReport } from './request.ts';
import { patched, updateObject } from './update.ts';

/** What a request wants done to one key, decided on what is stored now. */
type Decision =
  | {
      readonly do: 'put';
      readonly object: KubernetesObject;
      readonly code: 200 | 201;
      readonly answer?: object;
      readonly warnings?: readonly string[];
      /** The object goes right after this write. */
      readonly thenDelete?: true;
    }
  | { readonly do: 'delete'; readonly answer?: object }
  | { readonly do: 'nothing'; readonly code: number; readonly answer: object; readonly warnings?: readonly string[] };

/** Requests whose stages people want to see: those that carry a whole object. Events are too many and too plain. */
const observedVerbs: readonly RequestVerb[] = ['create', 'update'];

/** Patches and updates that lost a race are tried again on what is stored then (GuaranteedUpdate). */
const raceAttempts = 5;

const success = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
const kindsByResource = new Map(kinds.map((kind) => [`${kind.apiVersion} ${kind.resource}`, kind]));

export class ApiServer {
  readonly #kernel: Kernel;
  readonly #store: Store<KubernetesObject>;
  readonly #latencies: Latencies;

  constructor(kernel: Kernel, store: Store<KubernetesObject>, latencies: Latencies) {
    this.#kernel = kernel;
    this.#store = store;
    this.#latencies = latencies;
  }

  /** The connection of one component. */
  clientFor(actor: Actor, userAgent: string): ApiClient {
    return {
      request: (request) => this.#request(actor, userAgent, request),
      as: (name) => this.clientFor(actor, name),
      watch: (options, deliver) => this.#watch(actor, options, deliver as (event: WatchEvent) => void),
      serveNode: (node, handle) => {
        this.#nodes.set(node, handle);
      },
    };
  }

  *#request(actor: Actor, userAgent: string, request: ApiRequest): Process<ApiResponse> {
    const kind = kindsByResource.get(`${request.apiVersion} ${request.resource}`);
    const ref = referenceTo(request, kind);
    const step = this.#kernel.record(actor, {
      kind: 'request',
      to: 'kube-apiserver',
      method: methods[request.verb],
      path: pathOf(request),
      verb: request.verb,
      ref,
      ...(request.body !== undefined && { body: request.body }),
      userAgent,
    });
    yield* sleep(this.#latencies.hop, 'request on its way');
    const answer =
      kind === undefined && request.verb === 'deletecollection'
        ? // Nothing can stand there of a kind that is out of scope.
          { code: 200, object: success, warnings: [] }
        : kind === undefined
          ? {
              code: 404,
              object: notFoundStatus({ group: '', name: request.resource }, request.name ?? ''),
              warnings: [],
            }
          : yield* this.#answer(actor, request, kind, step);
    const refusal = isStatus(answer.object) ? answer.object : undefined;
    const response = this.#kernel.record('kube-apiserver', {
      kind: 'response',
      to: actor,
      request: step,
      code: answer.code,
      ...(refusal && { reason: refusal.reason, message: refusal.message }),
      ...(answer.warnings.length > 0 && { warnings: answer.warnings }),
      ref,
      body: answer.object,
    });
    yield* sleep(this.#latencies.hop, 'answer on its way');
    return { ...answer, step: response };
  }

  *#answer(actor: Actor, request: ApiRequest, kind: Kind, step: number): Process<ApiResponse> {
    const namespace = kind.namespaced ? (request.namespace ?? 'default') : '';
    if (request.subresource === 'exec' || request.subresource === 'log') return yield* this.#toNode(request, namespace);
    if (request.verb === 'get' || request.verb === 'list') return this.#read(request, kind, namespace);
    if (request.verb === 'deletecollection') return yield* this.#deleteAll(actor, request, kind, namespace, step);
    yield* sleep(this.#latencies.apiserver, 'decode, default, admit, validate');
    const context = this.#context(request, kind, namespace, step);
    for (let attempt = 1; ; attempt++) {
      const created = request.verb === 'create' && !request.subresource;
      const stored = created ? undefined : this.#store.get(storageKey(kind.resource, namespace, request.name ?? ''));
      if (!created && stored === undefined) {
        const status = notFoundStatus(resourceOf(kind), request.name ?? '');
        return { code: status.code, object: status, warnings: [] };
      }
      const decision = created
        ? this.#create(request, context)
        : this.#change(request, stored?.value as KubernetesObject, context);
      if (decision.do === 'nothing' || request.dryRun) {
        const answer = decision.do === 'put' ? decision.object : (decision.answer ?? success);
        const code = decision.do === 'delete' ? 200 : decision.code;
        return { code, object: answer, warnings: 'warnings' in decision ? (decision.warnings ?? []) : [] };
      }
      yield* sleep(this.#latencies.etcd, 'etcd commits');
      const name = decision.do === 'put' ? (decision.object.metadata?.name ?? '') : (request.name ?? '');
      const expected = stored?.modRevision ?? 0;
      const written = this.#write(actor, step, kind, storageKey(kind.resource, namespace, name), decision, expected);
      if (written !== undefined) return written;
      if (attempt === raceAttempts || created) {
        const why = 'the object has been modified; please apply your changes to the latest version and try again';
        const status = conflictStatus(resourceOf(kind), name, why);
        return { code: status.code, object: status, warnings: [] };
      }
    }
  }

  /** What kubelets answer themselves, by node. */
  readonly #nodes = new Map<string, (request: ApiRequest) => Process<ApiResponse>>();

  /** Passes a request about a Pod's containers on to the kubelet of its node. */
  *#toNode(request: ApiRequest, namespace: string): Process<ApiResponse> {
    const pod = this.#store.get(storageKey('pods', namespace, request.name ?? ''))?.value as Pod | undefined;
    const handle = this.#nodes.get(pod?.spec?.nodeName ?? '');
    if (pod !== undefined && handle !== undefined) return yield* handle(request);
    const status =
      pod === undefined
        ? notFoundStatus({ group: '', name: 'pods' }, request.name ?? '')
        : badRequestStatus(`pod ${request.name} does not have a host assigned`);
    return { code: status.code, object: status, warnings: [] };
  }

  /** Deletes all objects of a resource in a namespace, one after the other. */
  *#deleteAll(actor: Actor, request: ApiRequest, kind: Kind, namespace: string, step: number): Process<ApiResponse> {
    const context = this.#context(request, kind, namespace, step);
    for (const { key } of this.#store.range(keyPrefix(kind.resource, namespace))) {
      yield* sleep(this.#latencies.etcd, 'etcd commits');
      const stored = this.#store.get(key);
      if (stored === undefined) continue;
      const decision = this.#delete(stored.value, (request.body ?? {}) as DeleteOptions, context);
      if (decision.do !== 'nothing') this.#write(actor, step, kind, key, decision, stored.modRevision);
    }
    return { code: 200, object: success, warnings: [] };
  }

  #read(request: ApiRequest, kind: Kind, namespace: string): ApiResponse {
    if (request.verb === 'get') {
      const found = this.#store.get(storageKey(kind.resource, namespace, request.name ?? ''))?.value;
      const object = found ?? notFoundStatus(resourceOf(kind), request.name ?? '');
      return { code: found === undefined ? 404 : 200, object, warnings: [] };
    }
    const items = viewOf(this.#store).list(kind.resource, request.namespace);
    const metadata = { resourceVersion: String(this.#store.revision) };
    return {
      code: 200,
      object: { apiVersion: kind.apiVersion, kind: `${kind.kind}List`, metadata, items },
      warnings: [],
    };
  }

  #context(request: ApiRequest, kind: Kind, namespace: string, step: number): RequestContext {
    const observed = observedVerbs.includes(request.verb) && kind.kind !== 'Event' && !request.subresource;
    return {
      kind,
      namespace,
      cluster: viewOf(this.#store),
      random: this.#kernel.random,
      now: this.#kernel.timestamp(),
      fieldValidation: request.fieldValidation ?? 'Warn',
      ...(observed && { observe: this.#observer(step, request.body) }),
    };
  }

  /** Records each stage with what it changed. */
  #observer(request: number, body: unknown): (report: StageReport) => void {
    let before = body;
    return ({ stage, plugin, object, message }) => {
      const changes: readonly FieldChange[] = object === undefined ? [] : changesBetween(before, object);
      if (object !== undefined) before = structuredClone(object);
      if (plugin !== undefined && message === undefined && changes.length === 0) return;
      this.#kernel.record('kube-apiserver', {
        kind: 'stage',
        request,
        stage,
        ...(plugin !== undefined && { plugin }),
        outcome: message !== undefined ? 'refused' : changes.length > 0 ? 'changed' : 'passed',
        ...(changes.length > 0 && { changes }),
        ...(message !== undefined && { message }),
      });
    };
  }

  #create(request: ApiRequest, context: RequestContext): Decision {
    const answer = createObject(request.body as JsonValue, context);
    const { warnings } = answer;
    if (!answer.accepted) return refused(answer.status, warnings);
    return { do: 'put', object: answer.object, code: 201, warnings };
  }

  #change(request: ApiRequest, old: KubernetesObject, context: RequestContext): Decision {
    if (request.verb === 'delete') return this.#delete(old, (request.body ?? {}) as DeleteOptions, context);
    if (request.verb === 'create') return this.#createSubresource(request, old, context);
    if (request.subresource === 'scale') return this.#scale(request, old, context);
    const isPatch = request.verb === 'patch';
    const next = isPatch
      ? patched(old, request.body, request.patchType ?? 'application/strategic-merge-patch+json', context)
      : { object: request.body as JsonValue };
    if ('status' in next) return refused(next.status);
    const answer = updateObject(next.object, old, context, request.subresource);
    if (!answer.accepted) return refused(answer.status, answer.warnings);
    if (sameBesidesVersion(answer.object, old)) {
      return { do: 'nothing', code: 200, answer: old, warnings: answer.warnings };
    }
    if (isFinallyDeleted(answer.object)) return { do: 'delete', answer: answer.object };
    return { do: 'put', object: answer.object, code: 200, warnings: answer.warnings };
  }

  /** The `scale` subresource: only the number of replicas (staging, pkg/registry/apps, ScaleREST). */
  #scale(request: ApiRequest, old: KubernetesObject, context: RequestContext): Decision {
    const { spec = {} } = request.body as { readonly spec?: { readonly replicas?: number } };
    const before = old as { readonly spec?: object };
    const next = { ...old, spec: { ...before.spec, replicas: spec.replicas ?? 0 } };
    const answer = updateObject(next, old, context);
    if (!answer.accepted) return refused(answer.status, answer.warnings);
    if (sameBesidesVersion(answer.object, old)) return { do: 'nothing', code: 200, answer: old };
    return { do: 'put', object: answer.object, code: 200, warnings: answer.warnings };
  }

  #delete(old: KubernetesObject, options: DeleteOptions, context: RequestContext): Decision {
    const deletion = deleteObject(old, options, context, this.#kernel.unixMilliseconds());
    switch (deletion.outcome) {
      case 'refuse':
        return refused(deletion.status);
      case 'remove':
        return { do: 'delete', answer: old };
      case 'unchanged':
        return { do: 'nothing', code: 200, answer: old };
      case 'mark':
        return { do: 'put', object: deletion.object, code: 200 };
      case 'mark and remove':
        return { do: 'put', object: deletion.object, code: 200, thenDelete: true };
      default:
        return deletion satisfies never;
    }
  }

  #createSubresource(request: ApiRequest, old: KubernetesObject, context: RequestContext): Decision {
    switch (request.subresource) {
      case 'binding': {
        const bound = bindPod(old as Pod, withTopology(request.body as Binding, context), context.now);
        if ('status' in bound) return refused(bound.status);
        return { do: 'put', object: bound.object, code: 201, answer: success };
      }
      case 'eviction': {
        const refusal = evictionRefusal(old as Pod, context);
        if (refusal !== undefined) return refused(refusal);
        const decision = this.#delete(old, (request.body as Eviction).deleteOptions ?? {}, context);
        return decision.do === 'put' ? { ...decision, code: 201, answer: success } : decision;
      }
      default:
        return refused(notFoundStatus(resourceOf(context.kind), `${request.name}/${request.subresource ?? ''}`));
    }
  }

  /** Commits a decision; undefined when somebody else has written the key meanwhile. */
  #write(
    by: Actor,
    request: number,
    kind: Kind,
    key: string,
    decision: Exclude<Decision, { do: 'nothing' }>,
    expected: number,
  ): ApiResponse | undefined {
    const versioned = (object: KubernetesObject, revision: number): KubernetesObject => ({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(revision) },
    });
    const next = decision.do === 'put' ? decision.object : undefined;
    const result =
      next === undefined
        ? this.#store.delete(key, expected)
        : this.#store.put(key, (revision) => versioned(next, revision), expected);
    if (!result.written) return undefined;
    const object = this.#store.get(key)?.value ?? (result.previous?.value as KubernetesObject);
    this.#kernel.record('kube-apiserver', {
      kind: 'write',
      to: 'etcd',
      operation: next === undefined ? 'delete' : 'put',
      key,
      revision: result.revision,
      previousRevision: result.previous?.modRevision ?? 0,
      ref: refOf(object, kind),
      object: object as Readonly<Record<string, unknown>>,
      by,
      request,
    });
    for (const deliver of this.#pendingEvents.splice(0)) deliver();
    if (kind.kind === 'Service') this.#alongWithService(object as Service, decision);
    if (decision.do === 'delete') return { code: 200, object: decision.answer ?? object, warnings: [] };
    if (decision.thenDelete) this.#write(by, request, kind, key, { do: 'delete' }, result.revision);
    return { code: decision.code, object: decision.answer ?? object, warnings: decision.warnings ?? [] };
  }

  /**
   * What the API server does along with a Service: it takes its address, and deletes its Endpoints
   * (pkg/registry/core/service/storage). Addresses are not kept as objects of their own.
   */
  #alongWithService(service: Service, decision: Exclude<Decision, { do: 'nothing' }>): void {
    const { name = '', namespace = '' } = service.metadata ?? {};
    if (decision.do === 'delete') {
      const endpoints = kindsByResource.get('v1 endpoints');
      const key = storageKey('endpoints', namespace, name);
      const stored = this.#store.get(key);
      if (endpoints === undefined || stored === undefined) return;
      const request = this.#ownRequest('delete', { apiVersion: 'v1', resource: 'endpoints', namespace, name });
      this.#write('kube-apiserver', request, endpoints, key, { do: 'delete' }, stored.modRevision);
      return;
    }
    if (decision.code !== 201) return;
    for (const address of service.spec?.clusterIPs ?? []) {
      if (address === 'None') continue;
      const ref = { apiVersion: 'networking.k8s.io/v1', resource: 'ipaddresses', name: address };
      const request = this.#ownRequest('create', ref);
      const answer = { kind: 'response', to: 'kube-apiserver', request, code: 201 } as const;
      this.#kernel.record('kube-apiserver', { ...answer, ref: { ...ref, kind: 'IPAddress' } });
    }
  }

  /** A request of the API server to itself. */
  #ownRequest(verb: RequestVerb, request: Omit<ApiRequest, 'verb'>): number {
    const whole = { ...request, verb };
    return this.#kernel.record('kube-apiserver', {
      kind: 'request',
      to: 'kube-apiserver',
      method: methods[verb],
      path: pathOf(whole),
      verb,
      ref: referenceTo(whole, kindsByResource.get(`${request.apiVersion} ${request.resource}`)),
      userAgent: 'apiserver',
    });
  }

  /** Watch deliveries of the write being committed: they are sent once the write's step is recorded, as its effects. */
  readonly #pendingEvents: (() => void)[] = [];

  #watch(actor: Actor, options: WatchOptions, deliver: (event: WatchEvent) => void): void {
    const kind = kindsByResource.get(`${options.apiVersion} ${options.resource}`);
    if (kind === undefined) return;
    const select = options.select ?? (() => true);
    const prefix = keyPrefix(kind.resource, options.namespace);
    for (const { value } of this.#store.range(prefix)) if (select(value)) deliver({ type: 'ADDED', object: value });
    this.#store.watch(prefix, ({ type, value, revision, previous }) => {
      const before = previous !== undefined && select(previous.value) ? previous.value : undefined;
      const after = type === 'put' && select(value) ? value : undefined;
      if (before === undefined && after === undefined) return;
      const object = after ?? deletedState(value, revision);
      const event: WatchEvent = {
        type: after === undefined ? 'DELETED' : before === undefined ? 'ADDED' : 'MODIFIED',
        object,
        ...(before && { old: before }),
      };
      this.#pendingEvents.push(() => {
        this.#kernel.after(this.#latencies.watch, () => {
          if (!options.silent) {
            const ref = refOf(object, kind);
            this.#kernel.record('kube-apiserver', { kind: 'watch', to: actor, type: event.type, ref, revision });
          }
          deliver(event);
        });
      });
    });
  }
}

/** A binding passes the node's zone and region on to the Pod: admission plugin PodTopologyLabels. */
function withTopology(binding: Binding, { cluster }: RequestContext): Binding {
  const labels = topologyLabelsOf(cluster.get<Node>('nodes', '', binding.target?.name ?? ''));
  if (Object.keys(labels).length === 0) return binding;
  return { ...binding, metadata: { ...binding.metadata, labels: { ...binding.metadata?.labels, ...labels } } };
}

const methods = {
  get: 'GET',
  list: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
} as const;

function refused(status: Status, warnings: readonly string[] = []): Decision {
  return { do: 'nothing', code: status.code, answer: status, warnings };
}

/** The request line as on the wire: `/api/v1/namespaces/default/pods/nginx/status`. */
export function pathOf(request: ApiRequest): string {
  const group = request.apiVersion.includes('/') ? `/apis/${request.apiVersion}` : `/api/${request.apiVersion}`;
  const kind = kindsByResource.get(`${request.apiVersion} ${request.resource}`);
  const namespace = kind?.namespaced && request.namespace ? `/namespaces/${request.namespace}` : '';
  const named = request.name && !(request.verb === 'create' && !request.subresource) ? `/${request.name}` : '';
  const subresource = request.subresource ? `/${request.subresource}` : '';
  const query = request.query ? `?${request.query}` : '';
  return `${group}${namespace}/${request.resource}${named}${subresource}${query}`;
}

function referenceTo(request: ApiRequest, kind: Kind | undefined): ObjectRef {
  const sent = (request.body as KubernetesObject | undefined)?.metadata;
  return {
    apiVersion: request.apiVersion,
    kind: kind?.kind ?? request.resource,
    resource: request.resource,
    ...(kind?.namespaced && { namespace: request.namespace ?? 'default' }),
    name: request.name ?? sent?.name ?? sent?.generateName ?? '',
    ...(request.subresource && { subresource: request.subresource }),
  };
}

function refOf(object: KubernetesObject, kind: Kind): ObjectRef {
  const { name = '', namespace, uid } = object.metadata ?? {};
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    resource: kind.resource,
    ...(namespace !== undefined && { namespace }),
    name,
    ...(uid !== undefined && { uid }),
  };
}

/** The last state of a deleted object bears the revision of its deletion, as watches deliver it. */
function deletedState(object: KubernetesObject, revision: number): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

/** Whether a write would change nothing: the API server then leaves etcd alone. */
function sameBesidesVersion(next: KubernetesObject, old: KubernetesObject): boolean {
  const { resourceVersion: _version, ...metadata } = old.metadata ?? {};
  return changesBetween({ ...old, metadata }, next).length === 0;
}

/** A marked object whose last finalizer has gone. */
function isFinallyDeleted(object: KubernetesObject): boolean {
  if (object.kind === 'Namespace' && (object as Namespace).spec?.finalizers?.length) return false;
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata ?? {};
  return deletionTimestamp !== undefined && !deletionGracePeriodSeconds && !finalizers?.length;
}
