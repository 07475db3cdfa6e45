/** Waiting ever longer between tries of the same thing, as the kubelet does for containers and images. */

/** How long to wait; times in milliseconds. */
export interface BackoffOptions {
  readonly initialMs: number;
  readonly maximumMs: number;
  /** A try that begins longer after the last one is a first one again. Twice the maximum if left out. */
  readonly resetMs?: number;
}

/** Container restarts: pkg/kubelet/kubelet.go, newCrashLoopBackOff. */
export const crashLoopBackoff: BackoffOptions = { initialMs: 10_000, maximumMs: 300_000, resetMs: 600_000 };

/** Image pulls: pkg/kubelet/kubelet.go, imageBackOff. */
export const imagePullBackoff: BackoffOptions = { initialMs: 10_000, maximumMs: 300_000 };

interface Entry {
  readonly delayMs: number;
  readonly updatedMs: number;
}

/** Delays by key, without jitter (`k8s.io/client-go/util/flowcontrol/backoff.go`). All times are given by the caller. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** The present delay; 0 for keys never heard of. */
  delayMs(key: string): number {
    return this.#entries.get(key)?.delayMs ?? 0;
  }

  /** Whether to go on waiting, counted from `eventMs` (a container's end). */
  isWaitingSince(key: string, eventMs: number, nowMs: number): boolean {
    const entry = this.#fresh(key, eventMs);
    return entry !== undefined && nowMs - eventMs < entry.delayMs;
  }

  /** Whether to go on waiting, counted from the last `next`. */
  isWaitingSinceUpdate(key: string, nowMs: number): boolean {
    const entry = this.#fresh(key, nowMs);
    return entry !== undefined && nowMs - entry.updatedMs < entry.delayMs;
  }

  /** Begins, or doubles, the delay. `eventMs` decides whether the last try is long enough ago to begin anew. */
  next(key: string, eventMs: number, nowMs: number): void {
    const entry = this.#fresh(key, eventMs);
    const { initialMs, maximumMs } = this.#options;
    const delayMs = entry === undefined ? initialMs : Math.min(entry.delayMs * 2, maximumMs);
    this.#entries.set(key, { delayMs, updatedMs: nowMs });
  }

  reset(key: string): void {
    this.#entries.delete(key);
  }

  /** Forgets what has expired. */
  collect(nowMs: number): void {
    for (const key of this.#entries.keys()) if (this.#fresh(key, nowMs) === undefined) this.#entries.delete(key);
  }

  #fresh(key: string, eventMs: number): Entry | undefined {
    const entry = this.#entries.get(key);
    const resetMs = this.#options.resetMs ?? 2 * this.#options.maximumMs;
    return entry !== undefined && eventMs - entry.updatedMs > resetMs ? undefined : entry;
  }
}
