/** Runs the suites of this folder inside the extension host; both a desktop VS Code and the test extension call `run`. */
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Mocha from 'mocha';
import type { ExtensionContext } from 'vscode';
import type { HostReport, HostResult } from './report.ts';

/** Runs every built suite. Rejects when a test fails, as `@vscode/test-electron` expects. */
export async function run(): Promise<void> {
  const report = await results();
  const file = process.env.PODFLIGHT_HOST_REPORT;
  if (file !== undefined) writeFileSync(file, JSON.stringify(report));
  const failed = report.results.filter(({ error }) => error !== undefined);
  if (failed.length > 0) throw new Error(failed.map(({ title, error }) => `${title}: ${error}`).join('\n'));
}

/** VS Code starts the test extension with its window. */
export function activate(_context: ExtensionContext): void {
  run().catch((error: unknown) => console.error(error));
}

function results(): Promise<HostReport> {
  const mocha = new Mocha({ timeout: 20_000, reporter: 'spec' });
  const here = dirname(__filename);
  for (const file of readdirSync(here).sort()) if (file.endsWith('.test.cjs')) mocha.addFile(join(here, file));
  return new Promise((resolve) => {
    const results: HostResult[] = [];
    const runner = mocha.run(() => resolve({ results }));
    runner
      .on('pass', (test) => results.push({ title: test.fullTitle() }))
      .on('fail', (test, error: Error) =>
        results.push({ title: test.fullTitle(), error: error.stack ?? error.message }),
      );
    // Other extensions share the process; what they forget to catch is no test's failure.
    for (const event of ['uncaughtException', 'unhandledRejection']) {
      for (const listener of process.listeners(event as NodeJS.Signals)) {
        if (isMochas(runner, listener)) process.removeListener(event, listener);
      }
    }
  });
}

function isMochas(runner: object, listener: unknown): boolean {
  return Object.values(runner).includes(listener);
}
