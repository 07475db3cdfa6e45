/** Takes pictures of the panel without VS Code: `node test/panel/preview.ts [--serve] [words that the pictures' names must have]`. */
import { mkdir } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Run } from '../../src/protocol/messages.ts';
import type { Ending } from '../support/sampleTrace.ts';
import { sampleRun } from './preview/runs.ts';
import { servePanel } from './preview/site.ts';
import { type ThemeName, themes } from './preview/themes.ts';

const folder = 'test/screenshots/panel';

interface Shot {
  readonly ending: Ending;
  readonly theme: ThemeName;
  readonly width: number;
  readonly chapter: number;
  /** Steps to go on from the chapter's beginning. */
  readonly steps?: number;
  readonly tab?: string;
  readonly detail?: boolean;
}

const shots: readonly Shot[] = [
  ...([2, 3, 4, 5, 8, 10] as const).map((chapter) => ({
    ending: 'up' as const,
    theme: 'dark' as const,
    width: 900,
    chapter,
  })),
  { ending: 'up', theme: 'dark', width: 900, chapter: 8, steps: 9 },
  { ending: 'up', theme: 'light', width: 900, chapter: 5, tab: 'scheduler' },
  { ending: 'up', theme: 'hc-dark', width: 900, chapter: 5, tab: 'scheduler' },
  { ending: 'up', theme: 'hc-light', width: 900, chapter: 8, tab: 'object' },
  { ending: 'up', theme: 'dark', width: 400, chapter: 5 },
  { ending: 'up', theme: 'light', width: 400, chapter: 8, tab: 'containers' },
  { ending: 'up', theme: 'dark', width: 620, chapter: 6 },
  { ending: 'up', theme: 'dark', width: 1600, chapter: 5, tab: 'scheduler' },
  { ending: 'up', theme: 'light', width: 1600, chapter: 10, tab: 'messages', detail: true },
  { ending: 'up', theme: 'dark', width: 2560, chapter: 8, tab: 'object' },
  ...(['object', 'messages', 'containers', 'events', 'etcd'] as const).map((tab) => ({
    ending: 'up' as const,
    theme: 'dark' as const,
    width: 900,
    chapter: 10,
    tab,
  })),
  { ending: 'refused', theme: 'dark', width: 900, chapter: 2, steps: 30, tab: 'messages' },
  { ending: 'unschedulable', theme: 'dark', width: 900, chapter: 5, tab: 'scheduler' },
  { ending: 'pull failure', theme: 'dark', width: 900, chapter: 8, steps: 60, tab: 'containers' },
  { ending: 'crash', theme: 'light', width: 900, chapter: 8, steps: 80, tab: 'containers' },
];

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

if (process.argv.includes('--serve')) {
  const site = await servePanel(sampleRun((wanted[0] as Ending | undefined) ?? 'up'), themes.dark);
  console.log(site.url);
} else {
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--headless'] });
  try {
    for (const shot of shots) await take(browser, shot);
  } finally {
    await browser.close();
  }
}

function nameOf({ ending, theme, width, chapter, steps, tab, detail }: Shot): string {
  return [ending.replaceAll(' ', '-'), theme, width, `c${chapter}`, steps && `s${steps}`, tab, detail && 'detail']
    .filter(Boolean)
    .join('-');
}

async function take(browser: Browser, shot: Shot): Promise<void> {
  const name = nameOf(shot);
  if (!wanted.every((word) => name.includes(word))) return;
  const run: Run = sampleRun(shot.ending);
  const kept = {
    document: { uri: run.document.uri, index: 0 },
    taken: 0,
    tab: shot.tab ?? 'kubectl',
    detail: shot.detail ?? false,
    speed: 1,
  };
  const site = await servePanel(run, themes[shot.theme], kept);
  const page = await browser.newPage({ viewport: { width: shot.width, height: 900 } });
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  try {
    await page.goto(site.url);
    await settle(page);
    await page.keyboard.press(String(shot.chapter % 10));
    for (let step = 0; step < (shot.steps ?? 0); step += 1) await page.keyboard.press('ArrowRight');
    await settle(page);
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  } finally {
    await page.close();
    await site.close();
  }
  console.log(`${name}.png${problems.length === 0 ? '' : `\n  ${[...new Set(problems)].join('\n  ')}`}`);
}

async function settle(page: Page): Promise<void> {
  await page.locator('podflight-transport').waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(250);
}
