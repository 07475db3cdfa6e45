/** `npm start`: VS Code with Podflight, opened on a copy of the example manifests. `--browser` takes VS Code in the browser in any case. */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { installCodeServer, startCodeServer } from './support/codeServer.ts';
import { root, scratch, vsix } from './support/paths.ts';
import { which } from './support/systemPackages.ts';

const folder = join(scratch, 'examples');

rmSync(folder, { recursive: true, force: true });
cpSync(join(root, 'media', 'examples'), folder, { recursive: true });
const desktop = process.argv.includes('--browser') ? undefined : await desktopCode();
if (desktop === undefined) await openInBrowser();
else openOnDesktop(desktop);

/** The desktop's own VS Code, else a downloaded one, else nothing: there may be no display, or no way to download. */
async function desktopCode(): Promise<string | undefined> {
  const { platform, env } = process;
  const display = platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY;
  if (!display) return undefined;
  const installed = which(platform === 'win32' ? 'code.cmd' : 'code');
  if (installed !== undefined) return installed;
  try {
    return await downloadAndUnzipVSCode({ cachePath: join(scratch, 'desktop') });
  } catch (error) {
    console.log(`VS Code cannot be downloaded (${error instanceof Error ? error.message : error}).`);
    return undefined;
  }
}

function openOnDesktop(code: string): void {
  execFileSync(process.execPath, ['esbuild.js'], { cwd: root, stdio: 'inherit' });
  const args = [`--extensionDevelopmentPath=${root}`, folder, join(folder, 'nginx.yaml')];
  spawn(code, args, { stdio: 'ignore', detached: true, shell: process.platform === 'win32' }).unref();
  console.log(`VS Code is opening ${folder} with Podflight.`);
}

async function openInBrowser(): Promise<void> {
  execFileSync(process.execPath, ['test/support/package.ts'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  installCodeServer();
  const server = await startCodeServer({ data: join(scratch, 'start'), folder, extensions: [vsix] });
  console.log(
    `\nVS Code with Podflight runs at\n\n  ${server.url('nginx.yaml')}\n\nOpen it in a browser. Ctrl+C ends it.`,
  );
  // A terminal's Ctrl+C reaches this process twice: from the terminal, and from the launcher that passes it on.
  let stopping: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    stopping ??= server.stop();
    await stopping;
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
}
