/** The form of the recordings of dances, as their README describes it. */

export type Level =
  | 'sequence'
  | 'rows'
  | 'final'
  | 'none'
  | 'first'
  | 'set'
  | `${'sequence' | 'rows' | 'final' | 'first' | 'set'}-of-group`;

export interface Step {
  readonly do:
    | 'run'
    | 'until'
    | 'settle'
    | 'sleep'
    | 'ready'
    | 'unready'
    | 'exit'
    | 'stopNode'
    | 'contNode'
    | 'restartNode';
  readonly arg: string;
}

export interface Version {
  readonly obj: string;
  readonly inst?: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly by?: string;
  readonly object?: Record<string, unknown>;
  readonly changed?: Record<string, unknown>;
  readonly row?: readonly string[];
}

export interface RecordedEvent {
  readonly obj: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly source: string;
  readonly count: number;
}

export interface Write {
  readonly agent: string;
  readonly verb: string;
  readonly what: string;
  readonly name: string;
  readonly code: number;
}

export interface Dance {
  readonly id: string;
  readonly nodes: number;
  readonly namespace: string;
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly initial: readonly string[];
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly timeline: readonly Version[];
  readonly events: readonly RecordedEvent[];
  readonly writes: readonly Write[];
  readonly final: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly stable: {
    readonly objects: Readonly<Record<string, Level>>;
    readonly events: Readonly<Record<string, Level>>;
    readonly writes: 'order' | 'set' | 'kinds' | 'none' | 'unknown';
    readonly otherRows?: Readonly<Record<string, readonly (readonly (readonly string[])[])[]>>;
  };
}

/** What was seen of a run, in the recordings' words. */
export interface Seen {
  readonly timeline: readonly Version[];
  readonly events: readonly RecordedEvent[];
  readonly writes: readonly Write[];
  readonly final: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** A step that did not come to its end. */
  readonly stuck?: string;
}
