/** The only words that the extension host and the panel share. The panel speaks first (`panel/ready`). */
import type { Trace } from '../trace/model.ts';

/** A simulated run, as the panel gets it. */
export interface Run {
  /** Names the run in messages; a re-run of the same document has the same `document` and a new `id`. */
  readonly id: number;
  readonly document: RunDocument;
  readonly trace: Trace;
  /** Lines of the manifest (0-based) by field path (`spec.containers[0].image`), for ties between steps and text. */
  readonly lines: Readonly<Record<string, number>>;
  /** The world's and the scenario's names, and those there are to choose from. */
  readonly world: string;
  readonly worlds: readonly Choice[];
  readonly scenario: string;
  readonly scenarios: readonly Choice[];
}

export interface Choice {
  readonly id: string;
  readonly title: string;
}

export interface RunDocument {
  /** URI of the file. */
  readonly uri: string;
  /** Which document of the file, from 0. */
  readonly index: number;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** File name as kubectl would be given it. */
  readonly file: string;
}

/** From the host to the panel. */
export type ToPanel =
  | { readonly type: 'run'; readonly run: Run }
  /** The text no longer gives a run (closed, not Kubernetes): the last run stays, marked as stale. */
  | { readonly type: 'stale'; readonly reason: string }
  /** The cursor is on a field: the panel marks the steps it caused. */
  | { readonly type: 'cursor'; readonly path: string };

/** From the panel to the host. Everything here is untrusted and goes through `parseToHost`. */
export type ToHost =
  | { readonly type: 'panel/ready' }
  | { readonly type: 'reveal'; readonly run: number; readonly path: string }
  | { readonly type: 'choose'; readonly run: number; readonly world?: string; readonly scenario?: string }
  | { readonly type: 'copy'; readonly text: string }
  /** What the panel keeps across reloads is kept by the webview; this lets the window's title follow the run. */
  | { readonly type: 'at'; readonly run: number; readonly step: number };
