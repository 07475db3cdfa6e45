/** Places where Kubernetes reads something else than a reader of the file would think. */
import type { JsonValue } from '../kubernetes/api/json.ts';

/** A part of a text, in UTF-16 code units; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export type SurpriseKind =
  /** `yes`, `on`, `n` and the like are booleans. */
  | 'boolean'
  /** `0644` is 420. */
  | 'octal'
  /** `1_000` is 1000. */
  | 'underscores'
  /** `0x1F`, `0b11` and other integers that are printed otherwise. */
  | 'integer'
  /** `1.10` is 1.1, `1e3` is 1000. */
  | 'float'
  /** A key written twice: the last one counts, and this one is dropped. */
  | 'duplicateKey'
  /** A key before a merge (`<<`) that brings the same key: the merged one counts. */
  | 'mergeOverrides'
  /** What follows the end of the document is not read. */
  | 'dropped';

export interface Surprise {
  readonly kind: SurpriseKind;
  readonly range: TextRange;
  /** What stands there; for a dropped key its name. */
  readonly written: string;
  /** What Kubernetes reads; for a dropped key the value it reads instead, for dropped text null. */
  readonly read: JsonValue;
}
