/** Playback of a reel: where it is, whether it runs and how fast. Pure: the clock is passed in. */

import { prominenceOf } from './prominence.ts';
import { momentAt, positionOf, type Reel } from './reel.ts';

export interface Player {
  /** Reel milliseconds. */
  readonly position: number;
  readonly playing: boolean;
  /** Reel milliseconds a clock millisecond. */
  readonly speed: number;
  /** The clock at the last tick, in its own milliseconds; undefined while paused. */
  readonly clock: number | undefined;
  /** Where to stop by itself; the end when left out. */
  readonly until?: number;
}

/** Speeds to choose from. */
export const speeds = [0.25, 0.5, 1, 2, 4] as const;

export const atStart: Player = { position: 0, playing: false, speed: 1, clock: undefined };

/** Longer pauses between ticks than this are the machine's, not the reader's: playback does not jump over them. */
const longestTickMs = 250;

/** The player after some clock time. */
export function tick(player: Player, reel: Reel, clock: number): Player {
  if (!player.playing) return player;
  const passed = player.clock === undefined ? 0 : Math.min(longestTickMs, Math.max(0, clock - player.clock));
  const end = Math.min(player.until ?? reel.length, reel.length);
  const position = player.position + passed * player.speed;
  if (position >= end) return paused({ ...player, position: Math.max(player.position, end) });
  return { ...player, position, clock };
}

/** Starts playing; from the beginning when it stands at the end. */
export function play(player: Player, reel: Reel): Player {
  const { until: _, ...rest } = player;
  return { ...rest, position: player.position >= reel.length ? 0 : player.position, playing: true, clock: undefined };
}

export function paused(player: Player): Player {
  const { until: _, ...rest } = player;
  return { ...rest, playing: false, clock: undefined };
}

export function withSpeed(player: Player, speed: number): Player {
  return { ...player, speed };
}

/** Goes to a reel position and stays there. */
export function seek(player: Player, reel: Reel, position: number): Player {
  return paused({ ...player, position: Math.max(0, Math.min(position, reel.length)) });
}

/** Goes to a step and stays there. `taken`: steps taken then. */
export function seekTaken(player: Player, reel: Reel, taken: number): Player {
  return seek(player, reel, positionOf(reel, Math.max(0, Math.min(taken, reel.frames.length))));
}

/** The number of steps taken when going one step on (1) or back (-1); `every`: also through what is minor. */
export function neighbour(reel: Reel, position: number, direction: 1 | -1, every: boolean): number {
  const here = momentAt(reel, position).taken;
  for (let taken = here + direction; taken > 0 && taken <= reel.frames.length; taken += direction) {
    const step = reel.trace.steps[taken - 1];
    if (step === undefined || every || prominenceOf(step, reel.trace) === 'main') return taken;
  }
  return direction === 1 ? reel.frames.length : 0;
}
