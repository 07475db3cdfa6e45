/** Takes pictures of the panel without VS Code: `node test/panel/preview.ts [--serve] [words that the pictures' names must have]`. */
import { mkdir } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { previewRun, type RunName, runNames } from './preview/runs.ts';
import { servePanel } from './preview/site.ts';
import { type ThemeName, themes } from './preview/themes.ts';

const folder = 'test/screenshots/panel';

interface Shot {
  readonly run: RunName;
  readonly theme: ThemeName;
  readonly width: number;
  readonly chapter: number;
  /** Steps to go on from the chapter's beginning. */
  readonly steps?: number;
  readonly tab?: string;
  readonly detail?: boolean;
}

const shots: readonly Shot[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((chapter) => shot('up', 'dark', 900, chapter)),
  shot('up', 'dark', 900, 8, { steps: 4 }),
  shot('two', 'dark', 900, 8, { steps: 12, tab: 'containers' }),
  shot('init', 'light', 900, 10, { tab: 'containers' }),
  shot('story', 'dark', 900, 10),
  shot('up', 'light', 900, 5, { tab: 'scheduler' }),
  shot('up', 'hc-dark', 900, 5, { tab: 'scheduler' }),
  shot('up', 'hc-light', 900, 8, { tab: 'object' }),
  shot('up', 'dark', 400, 5),
  shot('two', 'light', 400, 8, { steps: 10, tab: 'containers' }),
  shot('up', 'dark', 620, 6, { tab: 'messages' }),
  shot('up', 'dark', 1600, 5, { tab: 'scheduler' }),
  shot('up', 'light', 1600, 10, { tab: 'messages', detail: true }),
  shot('two', 'dark', 2560, 8, { steps: 10, tab: 'object' }),
  ...['object', 'containers', 'events', 'etcd'].map((tab) => shot('up', 'dark', 900, 10, { tab })),
  shot('refused', 'dark', 900, 2, { steps: 30, tab: 'messages' }),
  shot('unschedulable', 'dark', 900, 5, { tab: 'scheduler' }),
  shot('gated', 'dark', 900, 4),
  shot('pull', 'dark', 900, 8, { steps: 90, tab: 'containers' }),
  shot('crash', 'light', 900, 8, { steps: 120, tab: 'containers' }),
  shot('unready', 'dark', 900, 10, { steps: 30, tab: 'events' }),
  shot('deployment', 'dark', 1300, 6, { tab: 'containers' }),
  shot('crowd', 'dark', 900, 5, { tab: 'scheduler' }),
  shot('crowd', 'light', 1600, 8),
  shot('hostile', 'dark', 900, 8, { steps: 10, tab: 'object' }),
];

function shot(
  run: RunName,
  theme: ThemeName,
  width: number,
  chapter: number,
  more: Pick<Shot, 'steps' | 'tab' | 'detail'> = {},
): Shot {
  return { run, theme, width, chapter, ...more };
}

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

if (process.argv.includes('--serve')) {
  const site = await servePanel(previewRun(runNames.find((name) => name === wanted[0]) ?? 'up'), themes.dark);
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

function nameOf({ run, theme, width, chapter, steps, tab, detail }: Shot): string {
  return [run, theme, width, `c${chapter}`, steps && `s${steps}`, tab, detail && 'detail'].filter(Boolean).join('-');
}

async function take(browser: Browser, shot: Shot): Promise<void> {
  const name = nameOf(shot);
  if (!wanted.every((word) => name.includes(word))) return;
  const run = previewRun(shot.run);
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
