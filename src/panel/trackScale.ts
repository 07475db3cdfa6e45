/** The scrubber's scale: every chapter is as wide as the others, so that ten steps read as ten steps. */
import type { Failure } from '../trace/failures.ts';
import type { Reel } from '../trace/reel.ts';
import type { ChapterState, Story } from '../trace/story.ts';

export interface TrackScale {
  readonly segments: readonly Segment[];
  /** The share of the track that this run comes to. */
  readonly reached: number;
}

/** One chapter's part of the track. Shares are of the track's width, from 0 to 1. */
export interface Segment {
  readonly number: number;
  readonly state: ChapterState;
  readonly left: number;
  readonly right: number;
  /** Reel milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** A mark on the track. */
export interface Mark {
  readonly at: number;
  readonly step: number;
  readonly words: string;
}

export function scaleOf(story: Story, reel: Reel): TrackScale {
  const count = Math.max(1, story.chapters.length);
  const segments = story.chapters.map((chapter, index): Segment => {
    const from = startOf(reel, chapter.from);
    const to = chapter.to > chapter.from ? startOf(reel, chapter.to) : from;
    return {
      number: chapter.number,
      state: chapter.state,
      left: index / count,
      right: (index + 1) / count,
      from,
      to,
    };
  });
  const last = segments.findLast((segment) => segment.to > segment.from);
  return { segments, reached: last?.right ?? 0 };
}

/** Where a reel position is on the track. */
export function shareAt(scale: TrackScale, position: number): number {
  let share = 0;
  for (const segment of scale.segments) {
    if (segment.to <= segment.from) continue;
    if (position < segment.from) break;
    const into = Math.min(1, (position - segment.from) / (segment.to - segment.from));
    share = segment.left + (segment.right - segment.left) * into;
  }
  return share;
}

/** The reel position under a share of the track; what the run did not come to is its end. */
export function positionAt(scale: TrackScale, share: number): number {
  let position = 0;
  for (const segment of scale.segments) {
    if (segment.to <= segment.from) continue;
    if (share < segment.left) break;
    const into = Math.min(1, (share - segment.left) / (segment.right - segment.left));
    position = segment.from + (segment.to - segment.from) * into;
  }
  return position;
}

/** Marks for failures; those closer together than one can see are one. */
export function marksOf(
  failures: readonly Pick<Failure, 'step' | 'words'>[],
  scale: TrackScale,
  reel: Reel,
): readonly Mark[] {
  const marks: Mark[] = [];
  for (const { step, words } of failures) {
    const at = shareAt(scale, startOf(reel, step) + 1);
    const last = marks.at(-1);
    if (last === undefined || at - last.at > 0.008) marks.push({ at, step, words });
  }
  return marks;
}

/** Where the step with this number begins to be shown; the end for one past the last. */
function startOf(reel: Reel, step: number): number {
  return reel.frames[step]?.start ?? reel.length;
}
