/** The panel as a person sees and uses it. */
import type { Frame, Page } from 'playwright-core';
import { frameWith } from './editor.ts';

/** One moment of the panel. */
export interface Moment {
  /** Number and title of the chapter that is being told. */
  readonly chapter: number;
  readonly title: string;
  /** What `kubectl get` prints now. */
  readonly table: string;
  /** The callout of the chapter, empty where it has none. */
  readonly callout: string;
  /** Kubernetes' words where the story stops here, empty elsewhere. */
  readonly failure: string;
}

/** The panel's page, once it shows a run of `name`. */
export async function openPanel(page: Page, name: string): Promise<Frame> {
  const frame = await frameWith(page, 'podflight-panel', 30_000);
  await frame.locator('podflight-panel header h1', { hasText: name }).waitFor({ timeout: 30_000 });
  await pause(frame);
  return frame;
}

/** Stops a playing panel. */
export async function pause(frame: Frame): Promise<void> {
  const button = frame.locator('podflight-transport vscode-button[icon="debug-pause"]');
  if ((await button.count()) > 0) await button.click();
}

/** What the panel shows. */
export async function moment(frame: Frame): Promise<Moment> {
  const page = frame.locator('podflight-story .page.current');
  const current = frame.locator('podflight-contents button[aria-current="step"]');
  const all = frame.locator('podflight-contents button');
  const text = async (selector: string) => (await page.locator(selector).allInnerTexts()).join('\n').trim();
  const [chapter, count] = [await current.first().evaluateHandle((element) => element), await all.count()];
  let number = 0;
  for (let index = 0; index < count; index++) {
    if (await all.nth(index).evaluate((element, other) => element === other, chapter)) number = index + 1;
  }
  return {
    chapter: number,
    title: await text('h2'),
    table: ((await frame.locator('podflight-terminal pre.now').textContent()) ?? '').trim(),
    callout: await text('.callout'),
    failure: await text('.failure'),
  };
}

/** Goes on to the next chapter. */
export async function nextChapter(frame: Frame): Promise<void> {
  await frame.locator('podflight-transport vscode-toolbar-button[icon="debug-continue"]').click();
  await settled(frame);
}

/** Goes to the end of a chapter by its digit. */
export async function toChapter(frame: Frame, number: number): Promise<void> {
  await press(frame, String(number % 10));
}

/** Goes to the end of the run by the keyboard. */
export async function toEnd(frame: Frame): Promise<void> {
  await press(frame, 'End');
}

async function press(frame: Frame, key: string): Promise<void> {
  await frame.locator('podflight-terminal pre.now').focus();
  await frame.page().keyboard.press(key);
  await settled(frame);
}

async function settled(frame: Frame): Promise<void> {
  await pause(frame);
  await frame.page().waitForTimeout(100);
}
