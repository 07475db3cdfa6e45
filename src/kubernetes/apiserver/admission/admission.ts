/** The contract of admission plugins: what each sees of a request, and how it changes or refuses it. */

import type { Kind } from '../../api/schema/schema.ts';
import type { Status } from '../../api/status.ts';
import type { KubernetesObject } from '../../api/types.ts';
import type { Random } from '../../simulation/random.ts';
import type { ClusterView } from '../clusterView.ts';

/** One request on its way to be stored. */
export interface AdmissionRequest {
  readonly operation: 'create' | 'update' | 'delete';
  readonly kind: Kind;
  readonly namespace: string;
  /** The name in messages: the object's, else its generateName, else `Unknown`. */
  readonly name: string;
  readonly subresource?: string;
  /** The draft that would be stored; mutating plugins change it in place. */
  readonly object: KubernetesObject;
  /** What is stored now, for updates and deletes. */
  readonly old?: KubernetesObject;
  readonly cluster: ClusterView;
  /** For invented names such as `kube-api-access-x7k2p`. */
  readonly random: Random;
  /** RFC 3339 time of the request. */
  readonly now: string;
  /** Adds a `Warning:` header. */
  warn(text: string): void;
}

/** A plugin's refusal: usually `forbidden`, but quota conflicts and missing namespaces have their own. Undefined: admitted. */
export type Refusal = Status | undefined;

export interface AdmissionPlugin {
  readonly name: string;
  /** The mutating phase, before validation. */
  admit?(request: AdmissionRequest): Refusal;
  /** The validating phase, after validation. */
  validate?(request: AdmissionRequest): Refusal;
}
