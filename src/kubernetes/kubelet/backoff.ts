/** Delays that double with each failure: crashed containers and failed pulls (client-go, util/flowcontrol). */

export interface BackOff {
  /** Present delay of `key` in ms; 0 when it has none. */
  delay(key: string): number;
  /** Takes note of another failure that happened at `eventTime`. */
  next(key: string, eventTime: number): void;
  /** Whether less than the delay has passed since `eventTime`. */
  active(key: string, eventTime: number): boolean;
  /** Whether less than the delay has passed since the last failure was noted. */
  activeSinceUpdate(key: string): boolean;
}

/** `expiresMs`: a failure this long after the last note starts again with the first delay. */
export function backOff(now: () => number, firstMs: number, longestMs: number, expiresMs: number): BackOff {
  const entries = new Map<string, { delay: number; updated: number }>();
  const live = (key: string, eventTime: number) => {
    const entry = entries.get(key);
    return entry === undefined || eventTime - entry.updated > expiresMs ? undefined : entry;
  };
  return {
    delay: (key) => entries.get(key)?.delay ?? 0,
    next: (key, eventTime) => {
      const entry = live(key, eventTime);
      const delay = entry === undefined ? firstMs : Math.min(entry.delay * 2, longestMs);
      entries.set(key, { delay, updated: now() });
    },
    active: (key, eventTime) => {
      const entry = live(key, eventTime);
      return entry !== undefined && now() - eventTime < entry.delay;
    },
    activeSinceUpdate: (key) => {
      const entry = live(key, now());
      return entry !== undefined && now() - entry.updated < entry.delay;
    },
  };
}
