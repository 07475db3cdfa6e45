/** Wires the embedded control plane: one request answered without side effects, or a whole run in virtual time. */
import type { Trace } from '../trace/model.ts';
import type { Status } from './api/status.ts';
import type { ClientError, ClientRequest } from './kubectl/documents.ts';
import type { Scenario } from './simulation/scenario.ts';
import type { World } from './world.ts';

/** What would come of creating one document: the API server's answer, or kubectl's own refusal. */
export type Verdict =
  | { readonly outcome: 'accepted'; readonly object: object; readonly warnings: readonly string[] }
  | { readonly outcome: 'rejected'; readonly status: Status; readonly warnings: readonly string[] }
  | { readonly outcome: 'client'; readonly error: ClientError };

export interface SimulationInput {
  /** Text of the file, and its name as kubectl is given it. */
  readonly text: string;
  readonly file: string;
  /** The document whose story it is. */
  readonly document: number;
  readonly action: 'creation';
  /** Context namespace; `default` when left out. */
  readonly namespace?: string;
}

/** The API server's answer to a dry-run create of `request` in `world`. */
export declare function dryRun(request: ClientRequest, world: World): Verdict;

/** Plays `kubectl apply` of a document from the first request until the cluster has settled. */
export declare function simulate(input: SimulationInput, world: World, scenario: Scenario, seed?: number): Trace;
