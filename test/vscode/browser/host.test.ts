/** The suites that run inside the extension host, in VS Code in the browser. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Suite, Test } from 'mocha';
import { scratch } from '../../support/paths.ts';
import type { HostResult } from '../host/report.ts';
import { openEditor } from '../support/editor.ts';
import { buildHostSuites, hostReport, packHostSuites } from '../support/hostSuite.ts';

describe('the extension host', function () {
  this.timeout(180_000);
  let results: readonly HostResult[];

  before(async () => {
    results = await runInHost();
    const inside = Suite.create(this, 'inside');
    for (const { title, error } of results) {
      inside.addTest(
        new Test(title, () => {
          if (error !== undefined) throw new Error(error);
        }),
      );
    }
  });

  it('runs its suites', () => assert.notEqual(results.length, 0));
});

async function runInHost(): Promise<readonly HostResult[]> {
  const file = join(scratch, 'host-report.json');
  rmSync(file, { force: true });
  await buildHostSuites();
  const editor = await openEditor({
    name: 'host',
    open: 'nginx.yaml',
    extensions: [await packHostSuites()],
    env: { PODFLIGHT_HOST_REPORT: file },
  });
  try {
    return (await hostReport(file, 120_000)).results;
  } finally {
    await editor.close();
  }
}
