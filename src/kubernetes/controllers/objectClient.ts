/** Requests of controllers, by object: answers are objects, refusals are values. */
import { kindNamed } from '../api/schema/schema.ts';
import { isStatus, type Status } from '../api/status.ts';
import type { DeleteOptions, KubernetesObject } from '../api/types.ts';
import type { ApiClient, ApiRequest, PatchType } from '../simulation/client.ts';
import type { Latencies } from '../simulation/latencies.ts';
import { type Process, sleep } from '../simulation/process.ts';

/** What went wrong, in the words in which an error would be logged. */
export interface Trouble {
  readonly trouble: string;
  /** The API server's refusal, where it is one. */
  readonly status?: Status;
}

export interface ObjectClient {
  create<T extends KubernetesObject>(object: T): Process<T | Trouble>;
  update<T extends KubernetesObject>(object: T, subresource?: string): Process<T | Trouble>;
  patch<T extends KubernetesObject>(
    object: T,
    patch: object,
    options?: { readonly type?: PatchType; readonly subresource?: string },
  ): Process<T | Trouble>;
  delete(object: KubernetesObject, options?: DeleteOptions): Process<Trouble | undefined>;
  /** The object as it is stored now. */
  get<T extends KubernetesObject>(object: T): Process<T | Trouble>;
  /** Any other request. */
  request(request: ApiRequest): Process<KubernetesObject | Trouble>;
}

export function isTrouble(value: unknown): value is Trouble {
  return typeof value === 'object' && value !== null && 'trouble' in value;
}

/** Whether the trouble is a refusal for this reason. */
export function isRefused(value: unknown, reason: Status['reason']): boolean {
  return isTrouble(value) && value.status?.reason === reason;
}

/** The namespace is going: nothing new can be made in it, and nobody needs to be told. */
export function isNamespaceTerminating(value: unknown): boolean {
  return (
    isTrouble(value) && value.status?.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true
  );
}

/**
 * A client whose answers come no earlier than the watches show what it wrote.
 * Known infidelity: real controllers count what they expect to see (controller_utils.go, expectations) instead of waiting.
 */
export function objectClient(api: ApiClient, latencies: Latencies): ObjectClient {
  const lag = Math.max(0, latencies.watch - latencies.hop);

  function* request(call: ApiRequest): Process<KubernetesObject | Trouble> {
    const response = yield* api.request(call);
    if (lag > 0 && call.verb !== 'get') yield* sleep(lag, 'the watches to show what was written');
    const { object } = response;
    if (response.code >= 300 && isStatus(object)) return { trouble: object.message, status: object };
    return object as KubernetesObject;
  }

  const address = (object: KubernetesObject) => {
    const { apiVersion = '', kind = '', metadata = {} } = object;
    const { resource = '', namespaced = false } = kindNamed(apiVersion, kind) ?? {};
    return {
      apiVersion,
      resource,
      ...(namespaced && metadata.namespace !== undefined && { namespace: metadata.namespace }),
    };
  };
  const named = (object: KubernetesObject) => ({ ...address(object), name: object.metadata?.name ?? '' });
  const below = (subresource: string | undefined) => (subresource === undefined ? {} : { subresource });

  return {
    request,
    *create<T extends KubernetesObject>(object: T) {
      return (yield* request({ ...address(object), verb: 'create', body: object })) as T | Trouble;
    },
    *update<T extends KubernetesObject>(object: T, subresource?: string) {
      return (yield* request({ ...named(object), ...below(subresource), verb: 'update', body: object })) as T | Trouble;
    },
    *patch<T extends KubernetesObject>(
      object: T,
      body: object,
      options: { type?: PatchType; subresource?: string } = {},
    ) {
      const { type: patchType = 'application/strategic-merge-patch+json', subresource } = options;
      return (yield* request({ ...named(object), ...below(subresource), verb: 'patch', patchType, body })) as
        | T
        | Trouble;
    },
    *delete(object, options) {
      const call: ApiRequest = { ...named(object), verb: 'delete' };
      const answer = yield* request(options === undefined ? call : { ...call, body: options });
      return isTrouble(answer) ? answer : undefined;
    },
    *get<T extends KubernetesObject>(object: T) {
      return (yield* request({ ...named(object), verb: 'get' })) as T | Trouble;
    },
  };
}
