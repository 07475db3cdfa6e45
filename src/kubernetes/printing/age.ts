/** How long ago something was, as tables and descriptions say it. */
import { humanDuration, nanoseconds } from '../api/duration.ts';
import { unixMs } from '../api/time.ts';

/** `5s`, `3m20s`, `2d`; `<unknown>` where there is no time. `nowMs` in milliseconds since 1970. */
export function age(time: string | null | undefined, nowMs: number): string {
  const then = unixMs(time);
  return then === undefined ? '<unknown>' : humanDuration(nanoseconds(nowMs - then));
}
