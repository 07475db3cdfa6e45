/** What a simulation assumes about the world outside the manifest: images, processes, faults and times, all as data. */
import type { Latencies } from './latencies.ts';

export interface Scenario {
  readonly name: string;
  /** Overrides of the default latencies. */
  readonly latencies?: Partial<Latencies>;
  readonly images?: readonly ImageFact[];
  readonly processes?: readonly ProcessFact[];
  readonly timeline?: readonly TimedAction[];
  readonly limits?: { readonly virtualMs?: number; readonly steps?: number };
}

/** What a registry holds under a name. The first fact whose `image` matches wins. */
export interface ImageFact {
  /** Reference as written in the manifest, without or with registry and tag; `*` matches any run of characters. */
  readonly image: string;
  /** The registry does not have it. */
  readonly missing?: boolean;
  /** Error text of a pull that fails for another reason. */
  readonly pullError?: string;
  readonly sizeBytes?: number;
  /** How long the pull takes, in virtual ms; else from the size. */
  readonly pullMs?: number;
  /** Nodes that have it already; `*` for all. */
  readonly present?: readonly string[];
  /** What it runs without a command. */
  readonly entrypoint?: readonly string[];
  /** The user it runs as: a number, or a name. Root when left out. */
  readonly user?: string;
  /** Pulls need these, from an imagePullSecret for its registry. */
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly stopSignal?: string;
}

/** What a container's process does, where the manifest does not say it. */
export interface ProcessFact {
  /** Name of the Pod; any when left out. */
  readonly pod?: string;
  readonly container?: string;
  /** Ends with this code after `afterMs`; else it runs for ever. */
  readonly exitCode?: number;
  readonly afterMs?: number;
  /** Its probes succeed only from then on. */
  readonly readyAfterMs?: number;
  /** Memory it needs; above its limit it is killed. */
  readonly memoryBytes?: number;
  /** Stops only when killed. */
  readonly ignoresTerm?: boolean;
}

/** Something that happens at a time of its own: a request somebody makes, or a fault. */
export interface TimedAction {
  readonly atMs: number;
  readonly action:
    | { readonly kind: 'node-lost'; readonly node: string }
    | { readonly kind: 'kubectl'; readonly args: readonly string[]; readonly stdin?: string }
    | { readonly kind: 'down'; readonly component: string; readonly forMs: number };
}

/** Nothing fails. */
export const nothingFails: Scenario = { name: 'nothing-fails' };
