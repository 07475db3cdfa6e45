/** The test-only extension that runs Mocha in the extension host: built, packed, and its report read. */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';
import { root, scratch } from '../../support/paths.ts';
import type { HostReport } from '../host/report.ts';

/** Folder of the test extension. */
export const hostExtension = join(scratch, 'host-suites');
/** What `@vscode/test-electron` loads. */
export const hostSuite = join(hostExtension, 'suite.cjs');

/** Builds the suites of test/vscode/host, each into a file of its own. */
export async function buildHostSuites(): Promise<void> {
  rmSync(hostExtension, { recursive: true, force: true });
  mkdirSync(hostExtension, { recursive: true });
  const manifest = {
    name: 'podflight-tests',
    publisher: 'podflight',
    version: '0.0.1',
    engines: { vscode: '^1.106.0' },
    main: './suite.cjs',
    activationEvents: ['onStartupFinished'],
    capabilities: { untrustedWorkspaces: { supported: true } },
    extensionDependencies: ['podflight.podflight'],
  };
  writeFileSync(join(hostExtension, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(hostExtension, '.vscodeignore'), '');
  await build({
    entryPoints: ['test/vscode/host/suite.ts', ...globSync('test/vscode/host/*.test.ts', { cwd: root })],
    absWorkingDir: root,
    outdir: hostExtension,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // Mocha is found in the clone, in which the editor's data folders lie too.
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

/** Packs the test extension for editors that only take packages. */
export async function packHostSuites(): Promise<string> {
  const packagePath = join(scratch, 'host-suites.vsix');
  await createVSIX({
    cwd: hostExtension,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return packagePath;
}

/** The report that the suites write at their end. */
export async function hostReport(file: string, timeoutMs: number): Promise<HostReport> {
  for (const start = Date.now(); Date.now() - start < timeoutMs; await sleep(200)) {
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as HostReport;
  }
  throw new Error(`The extension host wrote no report to ${file} within ${timeoutMs} ms`);
}
