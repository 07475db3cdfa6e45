/** What a simulation assumes about the world outside the manifest: images, processes, faults and times, all as data. */
import type { Latencies } from './latencies.ts';

export interface Scenario {
  readonly name: string;
  /** Overrides of the default latencies. */
  readonly latencies?: Partial<Latencies>;
  readonly images?: readonly ImageFact[];
  readonly processes?: readonly ProcessFact[];
  readonly programs?: readonly ProgramFact[];
  readonly timeline?: readonly TimedAction[];
  /** The run is shown this long after its last event, in virtual ms. */
  readonly lingerMs?: number;
  readonly limits?: { readonly virtualMs?: number; readonly steps?: number };
}

/** What a registry holds under a name. The first fact whose `image` matches wins. */
export interface ImageFact {
  /** Reference as written in the manifest, without or with registry and tag; `*` matches any run of characters. */
  readonly image: string;
  /** The registry does not have it: the tag, or with `repository` the whole repository. */
  readonly missing?: boolean | 'repository';
  /** What else goes wrong with a pull; containerd's words for it are known. */
  readonly failure?: PullFailure;
  /** Error text of a pull that fails in another way; `<image>` stands for the full name. */
  readonly pullError?: string;
  readonly sizeBytes?: number;
  /** How long the pull takes, in virtual ms; else from the size. */
  readonly pullMs?: number;
  /** Nodes that have it already; `*` for all. */
  readonly present?: readonly string[];
  /** What it runs without a command; an empty list: it has nothing to run. */
  readonly entrypoint?: readonly string[];
  /** Arguments of the entrypoint that a container's `args` replace. */
  readonly command?: readonly string[];
  /** Commands it holds, by name or path; where left out, any command is taken to exist. */
  readonly commands?: readonly string[];
  /** The user it runs as: a number, or a name, with a group after a colon. Root when left out. */
  readonly user?: string;
  /** Pulls need these, from an imagePullSecret for its registry. */
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly stopSignal?: 'TERM' | 'QUIT' | 'INT';
}

/** Rate limit reached, registry broken, nothing listens at its address, no image for the node's platform. */
export type PullFailure = 'rate-limited' | 'server-error' | 'unreachable' | 'wrong-platform';

/**
 * What a program does, as data. Numbers may be taken from its command line: `$1` is the first word after `command`,
 * `--flag` the value of `--flag=…`; durations such as `5s` count in milliseconds.
 */
export interface ProgramFact {
  /** First words of the command line; an empty list: whatever an image of `images` runs. */
  readonly command: readonly string[];
  /** Images it is in, as in ImageFact; any when left out. */
  readonly images?: readonly string[];
  /** Holds only for the command without arguments. */
  readonly alone?: boolean;
  /** Port it listens on, from `listensAfterMs` on. When the port is taken it ends with code 1. */
  readonly listens?: FromArguments;
  readonly listensAfterMs?: FromArguments;
  /** Answers by path; the first that matches wins, and any other path is answered 200. */
  readonly answers?: readonly HttpFact[];
  /** Files it makes, and when. */
  readonly files?: readonly { readonly path: string; readonly afterMs?: FromArguments }[];
  readonly memoryMiB?: FromArguments;
  /** Signals that end it with code 0. */
  readonly stopsOn?: readonly ('TERM' | 'QUIT' | 'INT')[];
  readonly stopsAfterMs?: FromArguments;
  /** Ends by itself. */
  readonly exitCode?: number;
  readonly exitsAfterMs?: FromArguments;
  /** Ends with code 1 while its container has been restarted fewer times than this. */
  readonly failsUntilRestart?: FromArguments;
}

/** A number, or where on the command line it stands. `never` on the command line is for ever. */
export type FromArguments = number | `$${number}` | `--${string}`;

export interface HttpFact {
  /** `*` matches any run of characters. */
  readonly path: string;
  /** `$path`: the number at the end of the path. */
  readonly status: number | '$path';
  readonly delayMs?: number;
  /** Answers `status` only before that time of the process, and while that file exists; else 200. */
  readonly beforeMs?: FromArguments;
  readonly whileFile?: string;
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
