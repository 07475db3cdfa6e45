/** The story of a run in chapters: ten for the creation of a Pod, one a cause for everything else. */
import type { Failure } from './failures.ts';
import type { Timeline } from './fold.ts';
import type { Message } from './model.ts';
import { podCreation } from './podCreation.ts';
import { storyByCause } from './storyByCause.ts';

export interface Story {
  readonly kind: 'pod creation' | 'by cause';
  readonly chapters: readonly Chapter[];
}

/** A part of the story: the steps `from` to `to - 1`, so it is being told while more than `from` and at most `to` steps are taken. */
export interface Chapter {
  /** From 1. */
  readonly number: number;
  readonly title: Message;
  /** Paragraphs for somebody who has never seen Kubernetes. */
  readonly text: readonly Message[];
  /** What must not be missed. */
  readonly callout?: Message;
  /** What really happens, which the story leaves out. */
  readonly details: readonly Detail[];
  readonly state: ChapterState;
  readonly from: number;
  readonly to: number;
  /** Steps that show it: requests, answers, writes, decisions. */
  readonly evidence: readonly number[];
  /** Why it is `stopped`. */
  readonly failure?: ChapterFailure;
}

/** `stopped`: the story ends here. `skipped`: it had no part in this run. */
export type ChapterState = 'told' | 'stopped' | 'skipped' | 'not reached';

export interface ChapterFailure extends Failure {
  /** Kubernetes' short word for it, such as `Invalid` or `ImagePullBackOff`; may be empty. */
  readonly reason: string;
}

/** A true detail and the step that shows it. */
export interface Detail {
  readonly message: Message;
  readonly step?: number;
}

/** Tells a run. */
export function tellStory(timeline: Timeline): Story {
  const { trace } = timeline;
  return trace.action === 'creation' && (trace.subject === undefined || trace.subject.kind === 'Pod')
    ? { kind: 'pod creation', chapters: podCreation(timeline) }
    : { kind: 'by cause', chapters: storyByCause(timeline) };
}

/** The chapter that is being told after `taken` steps: before the first step, the first. */
export function chapterAt(story: Story, taken: number): Chapter | undefined {
  let found: Chapter | undefined;
  for (const chapter of story.chapters) {
    if (chapter.to <= chapter.from) continue;
    found = chapter;
    if (taken <= chapter.to) break;
  }
  return found;
}

/** The chapters that have steps of this run. */
export function reached(story: Story): readonly Chapter[] {
  return story.chapters.filter((chapter) => chapter.to > chapter.from);
}
