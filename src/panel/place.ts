/** Keeping one's place in a story when the run is made anew. */
import { momentAt, positionOf } from '../trace/reel.ts';
import { chapterAt } from '../trace/story.ts';
import type { Kept } from './host.ts';
import type { Showing } from './scene.ts';

/** Where playback stands, in terms that mean something in another run of the same manifest. */
export function placeOf(showing: Showing, position: number): Pick<Kept, 'taken' | 'chapter' | 'into'> {
  const { taken } = momentAt(showing.reel, position);
  const chapter = chapterAt(showing.story, taken);
  if (chapter === undefined) return { taken, chapter: 0, into: 0 };
  return { taken, chapter: chapter.number, into: (taken - chapter.from) / (chapter.to - chapter.from) };
}

/**
 * The reel position of a place: the same share of the same chapter; the end of what was reached when the new run does not
 * come that far.
 */
export function positionOfPlace(showing: Showing, place: Pick<Kept, 'taken' | 'chapter' | 'into'>): number {
  const { story, reel } = showing;
  if (place.taken === 0) return 0;
  const chapter = story.chapters[place.chapter - 1];
  if (chapter === undefined || chapter.to <= chapter.from) return positionOf(reel, reel.frames.length);
  const taken = chapter.from + Math.round((chapter.to - chapter.from) * Math.min(1, place.into));
  return positionOf(reel, Math.max(taken, chapter.from + 1));
}
