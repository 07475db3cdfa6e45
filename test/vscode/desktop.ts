/** `npm run test:desktop`: the suites of the extension host in a downloaded desktop VS Code, with the packaged extension installed. */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { root, scratch, vsix } from '../support/paths.ts';
import { buildHostSuites, hostExtension, hostSuite } from './support/hostSuite.ts';

const data = join(scratch, 'desktop-data');
const folder = join(scratch, 'workspaces', 'desktop');
const places = ['--user-data-dir', join(data, 'user'), '--extensions-dir', join(data, 'extensions')];

rmSync(data, { recursive: true, force: true });
rmSync(folder, { recursive: true, force: true });
cpSync(join(root, 'media', 'examples'), folder, { recursive: true });
await buildHostSuites();
const executable = await downloadAndUnzipVSCode({ cachePath: join(scratch, 'desktop') });
const [cli = '', ...args] = resolveCliArgsFromVSCodeExecutablePath(executable);
const { status } = spawnSync(cli, [...args, ...places, '--install-extension', vsix], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status !== 0) throw new Error(`VS Code does not install ${vsix}`);
await runTests({
  vscodeExecutablePath: executable,
  extensionDevelopmentPath: hostExtension,
  extensionTestsPath: hostSuite,
  launchArgs: [folder, ...places, '--disable-workspace-trust'],
});
