/** A request as the API server works on it, and how it tells of the stages a request went through. */
import type { Kind } from '../api/schema/schema.ts';
import type { Qualified } from '../api/status.ts';
import type { KubernetesObject } from '../api/types.ts';
import type { Random } from '../simulation/random.ts';
import type { ClusterView } from './clusterView.ts';

/** What all requests that change something share. */
export interface RequestContext {
  readonly kind: Kind;
  /** Namespace of the URL; '' for what has none. */
  readonly namespace: string;
  readonly cluster: ClusterView;
  readonly random: Random;
  /** RFC 3339 time of the request. */
  readonly now: string;
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  /** Nothing is stored or reserved (`dryRun=All`). */
  readonly dryRun?: boolean;
  /** Told of every stage; left out where nobody listens, as on the keystroke path. */
  readonly observe?: (report: StageReport) => void;
}

export interface StageReport {
  readonly stage: 'decode' | 'default' | 'mutate' | 'prepare' | 'validate' | 'admit';
  readonly plugin?: string;
  /** The object after the stage; undefined where it was refused. */
  readonly object?: KubernetesObject;
  readonly message?: string;
}

/** The resource in the words of messages: `pods`, `deployments.apps`. */
export function resourceOf(kind: Kind): Qualified {
  return { group: kind.group, name: kind.resource };
}

/** The kind in the words of messages: `Pod`, `Deployment.apps`. */
export function qualifiedKind(kind: Kind): Qualified {
  return { group: kind.group, name: kind.kind };
}
