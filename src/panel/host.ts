/** The panel's side of the wire to the extension host, and what survives a reload of the window. */
import type { RunDocument, ToHost, ToPanel } from '../protocol/messages.ts';

interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** What the panel remembers. Positions are kept as chapter and share of it, so that they survive a changed run. */
export interface Kept {
  readonly document: Pick<RunDocument, 'uri' | 'index'> | undefined;
  readonly taken: number;
  readonly chapter: number;
  /** How far into the chapter, from 0 to 1. */
  readonly into: number;
  readonly speed: number;
  readonly tab: string;
  readonly detail: boolean;
}

export const nothingKept: Kept = {
  document: undefined,
  taken: 0,
  chapter: 0,
  into: 0,
  speed: 1,
  tab: 'kubectl',
  detail: false,
};

export interface Host {
  post(message: ToHost): void;
  keep(state: Kept): void;
  kept(): Kept;
  listen(receive: (message: ToPanel) => void): void;
}

/** Connects to the host. May be called once a page: VS Code hands its API out once. */
export function connect(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    keep: (state) => api.setState(state),
    kept: () => readKept(api.getState()),
    listen: (receive) => window.addEventListener('message', (event: MessageEvent<ToPanel>) => receive(event.data)),
  };
}

/** The kept state; what is not of the right type, such as an older version's, is as new. */
export function readKept(state: unknown): Kept {
  if (typeof state !== 'object' || state === null) return nothingKept;
  const kept = state as Readonly<Record<string, unknown>>;
  const number = (value: unknown, otherwise: number): number =>
    typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : otherwise;
  const document = kept.document as Partial<RunDocument> | undefined;
  return {
    document:
      typeof document?.uri === 'string' && typeof document.index === 'number'
        ? { uri: document.uri, index: document.index }
        : undefined,
    taken: number(kept.taken, 0),
    chapter: number(kept.chapter, 0),
    into: number(kept.into, 0),
    speed: number(kept.speed, 1) || 1,
    tab: typeof kept.tab === 'string' ? kept.tab : nothingKept.tab,
    detail: kept.detail === true,
  };
}
