/** A VS Code window that a test drives as a person would. */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import { type CodeServer, startCodeServer } from '../../support/codeServer.ts';
import { root, scratch, screenshots, vsix } from '../../support/paths.ts';
import { chromium as chromiumPath } from '../../support/systemPackages.ts';

export interface EditorOptions {
  /** Names its data folder. */
  readonly name: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trusted?: boolean;
  /** Files beside the examples, by name. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Packages to install beside Podflight. */
  readonly extensions?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Opened at the start. */
  readonly open?: string;
}

export interface Editor {
  readonly page: Page;
  readonly server: CodeServer;
  /** The open folder. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Opens a window on a fresh copy of the example manifests. */
export async function openEditor(options: EditorOptions): Promise<Editor> {
  const data = join(scratch, 'editors', options.name);
  const folder = join(scratch, 'workspaces', options.name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, 'media', 'examples'), folder, { recursive: true });
  for (const [file, content] of Object.entries(options.files ?? {})) writeFileSync(join(folder, file), content);
  const server = await startCodeServer({ ...options, data, folder, extensions: [vsix, ...(options.extensions ?? [])] });
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(server.url(options.open));
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  const close = async () => {
    await browser.close();
    await server.stop();
  };
  return { page, server, folder, close };
}

function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] });
}

/** Runs a command of the palette by its title. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input');
  await input.fill(`>${title}`);
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  await row.waitFor();
  await row.click();
}

/** Opens a file of the folder. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').fill(name);
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
  await row.waitFor();
  await row.click();
  await page.locator('.tab.active', { hasText: name }).waitFor();
}

/** Moves the cursor of the active editor to a line and column, both from 1. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget input').fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
}

/** What the Problems view lists, one text a row. */
export function problems(page: Page): Promise<string[]> {
  return page.locator('.markers-panel .monaco-list-row .marker-message-details-container').allInnerTexts();
}

/** The first frame in which `selector` matches: webviews are nested frames. */
export async function frameWith(page: Page, selector: string, timeoutMs = 15_000): Promise<Frame> {
  for (const start = Date.now(); Date.now() - start < timeoutMs; await page.waitForTimeout(100)) {
    for (const frame of page.frames()) {
      const found = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (found > 0) return frame;
    }
  }
  throw new Error(`No frame has ${selector}`);
}

/** Keeps a picture of the window. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}

/** Lines of the extension host's logs that tell of an error in Podflight. */
export function hostErrors({ server }: Editor): string[] {
  return globSync('**/*exthost*.log', { cwd: server.logs })
    .flatMap((file) => readFileSync(join(server.logs, file), 'utf8').split(/\n(?=\d{4}-\d\d-\d\d )/))
    .filter((entry) => /\[error\]/.test(entry) && /podflight/i.test(entry));
}
