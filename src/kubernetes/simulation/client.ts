/** The API server's client port: the only way components learn of and change the cluster. */
import type { RequestVerb } from '../../trace/model.ts';
import type { JsonValue } from '../api/json.ts';
import type { KubernetesObject } from '../api/types.ts';
import type { Process } from './process.ts';

/** An object as the API serves it: with kind, name and resourceVersion. Never mutated once served. */
export type ApiObject = KubernetesObject;

/** What a request is about: group/version, plural resource, namespace, name, subresource. */
export interface ResourceAddress {
  readonly apiVersion: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

export type PatchType =
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/json-patch+json'
  | 'application/apply-patch+yaml';

/** One request to the API server. */
export interface ApiRequest extends ResourceAddress {
  readonly verb: RequestVerb;
  /** JSON that is sent; for a patch, the patch. */
  readonly body?: JsonValue | object;
  readonly patchType?: PatchType;
  readonly dryRun?: boolean;
  /** kubectl asks for `Strict`, everybody else gets the server's `Warn`. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  readonly fieldManager?: string;
  /** Query of the request line, where it matters to people. */
  readonly query?: string;
}

/** The API server's answer. `object` is the served object, a list, or a Status. */
export interface ApiResponse {
  readonly code: number;
  readonly object: JsonValue | object;
  readonly warnings: readonly string[];
  /** The response's step in the trace. */
  readonly step?: number;
}

export interface WatchEvent<T extends ApiObject = ApiObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
  /** The object before; undefined when it entered the watch's selection. */
  readonly old?: T;
}

export interface WatchOptions {
  readonly apiVersion: string;
  readonly resource: string;
  readonly namespace?: string;
  /** Keeps objects that pass, as a field or label selector does; entering and leaving turn into ADDED and DELETED. */
  readonly select?: (object: ApiObject) => boolean;
  /** Whether deliveries are steps of the trace. Housekeeping watches stay silent. */
  readonly silent?: boolean;
}

/** A component's connection to the API server. Each hop takes virtual time and is recorded. */
export interface ApiClient {
  /** Sends a request and waits for the answer. */
  request(request: ApiRequest): Process<ApiResponse>;
  /**
   * Opens a watch: `deliver` is called for each object there is (ADDED, at once, unrecorded: watches were opened long ago)
   * and for each later change, a watch latency after its write.
   */
  watch<T extends ApiObject>(options: WatchOptions, deliver: (event: WatchEvent<T>) => void): void;
  /** The same connection under another name: one program may hold many clients, as the controller manager does. */
  as?(userAgent: string): ApiClient;
  /** A kubelet answers what the API server passes on to its node: `exec` and `log` of its Pods. */
  serveNode?(node: string, handle: (request: ApiRequest) => Process<ApiResponse>): void;
}

/** True for answers below 300. */
export function succeeded(response: ApiResponse): boolean {
  return response.code < 300;
}
