/** All that the panel's parts need in order to draw one instant of a run. */
import type { Run } from '../protocol/messages.ts';
import { type Failure, failureOf } from '../trace/failures.ts';
import { type Picture, type Timeline, timelineOf } from '../trace/fold.ts';
import { objectAt } from '../trace/history.ts';
import { keyOfRef } from '../trace/keys.ts';
import type { ObjectRef, TracedObject } from '../trace/model.ts';
import { type Moment, type Quiet, type Reel, reelOf } from '../trace/reel.ts';
import { type Chapter, chapterAt, type Story, tellStory } from '../trace/story.ts';

/** A run made ready for playing. */
export interface Showing {
  readonly run: Run;
  readonly timeline: Timeline;
  readonly reel: Reel;
  readonly story: Story;
}

/** One instant of it. */
export interface Scene extends Showing {
  readonly picture: Picture;
  /** Virtual milliseconds, whole seconds apart while nothing happens. */
  readonly at: number;
  readonly chapter: Chapter | undefined;
  readonly quiet: Quiet | undefined;
  /** For people who know Kubernetes: everything, not only the backbone. */
  readonly detail: boolean;
}

export function showingOf(run: Run): Showing {
  const timeline = timelineOf(run.trace);
  return { run, timeline, reel: reelOf(run.trace), story: tellStory(timeline) };
}

export function sceneAt(showing: Showing, moment: Moment, detail: boolean): Scene {
  const picture = showing.timeline.at(moment.taken);
  const chapter = chapterAt(showing.story, moment.taken);
  return { ...showing, picture, at: moment.at, chapter, quiet: moment.quiet, detail };
}

/** The object whose story it is, as stored at this instant. */
export function subjectAt(scene: Scene): TracedObject | undefined {
  const subject = scene.run.trace.subject;
  return subject === undefined ? undefined : objectAt(scene.timeline.history, keyOfRef(subject), scene.picture.taken);
}

/** The subject, or what stands for it when kubectl could not even send it. */
export function subjectRef(scene: Showing): ObjectRef {
  const { document, trace } = scene.run;
  const { kind, name, namespace } = document;
  return trace.subject ?? { apiVersion: 'v1', kind, resource: `${kind.toLowerCase()}s`, namespace, name };
}

/** The failure that is to be seen now: that of the current step, or the one at which the story has stopped. */
export function failureAt(scene: Scene): Failure | undefined {
  const stop = scene.chapter?.state === 'stopped' ? scene.chapter.failure : undefined;
  if (stop !== undefined && scene.picture.taken > stop.step) return stop;
  return scene.picture.step === undefined ? undefined : failureOf(scene.picture.step, scene.run.trace);
}
