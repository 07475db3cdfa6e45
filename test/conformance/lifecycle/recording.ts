/** The shape of a life cycle recording, as its README describes it; the player's own runs have the same. */

/** Holds when everything given holds at once. */
export interface Condition {
  readonly after?: string;
  readonly phase?: string;
  readonly status?: string;
  readonly ready?: string;
  readonly event?: string;
  readonly count?: number;
  readonly restarts?: number;
  readonly created?: boolean;
  readonly deleting?: boolean;
  readonly deleted?: boolean;
  readonly true?: string;
  readonly false?: string;
  readonly pod?: string;
}

export interface Action {
  readonly when: Condition;
  readonly kubectl?: readonly string[];
  readonly registry?: string;
  readonly stdin?: string;
}

export interface RecordedScenario {
  readonly id: string;
  readonly before?: readonly (readonly string[])[];
  readonly setup?: string;
  readonly removeImages?: readonly string[];
  readonly manifest: string;
  readonly apply: readonly string[];
  readonly pod: string;
  readonly actions?: readonly Action[];
  readonly until: Condition;
  readonly settle?: string;
  readonly limit?: string;
}

/** One version of a Pod. */
export interface WatchEntry {
  readonly t: number;
  readonly pod: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly by?: { readonly agent?: string; readonly verb?: string; readonly subresource?: string };
  readonly row: {
    readonly ready: string;
    readonly status: string;
    readonly restarts: string;
    readonly nominatedNode?: string;
    readonly readinessGates?: string;
  };
  readonly changed: Readonly<Record<string, unknown>>;
}

export interface EventEntry {
  readonly t: number;
  readonly eventType: string;
  readonly reason: string;
  readonly message: string;
  readonly from: string;
  readonly object: string;
  readonly fieldPath?: string;
  readonly count?: number;
  readonly seriesCount?: number;
}

/** What was seen of one run. */
export interface Run {
  readonly result: string;
  readonly commands: readonly { readonly t: number; readonly args: readonly string[] }[];
  readonly watch: readonly WatchEntry[];
  readonly events: readonly EventEntry[];
}

/** Milliseconds of `1m30s`, `1.5s`. */
export function milliseconds(duration: string | undefined): number {
  let total = 0;
  for (const [, amount, unit] of (duration ?? '').matchAll(/([\d.]+)(ms|s|m|h)/g)) {
    total += Number(amount) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit ?? 's'] ?? 1000);
  }
  return total;
}
