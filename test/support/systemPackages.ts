/** Programs and libraries that npm cannot bring: Debian's packages are installed where that is possible. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of a command on PATH. */
export function which(command: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find(existsSync);
}

/** Chromium's executable, installed first where it is missing. */
export function chromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  installDebianPackages(['chromium'], 'drive VS Code in a browser (or set CHROMIUM to the path of one)');
  return findChromium() ?? fail('chromium is installed, but there is no chromium on PATH');
}

function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return process.env.CHROMIUM ?? names.map(which).find((path) => path !== undefined);
}

/** Installs those of `packages` that are missing. Throws, saying what a person has to do, where that cannot be done. */
export function installDebianPackages(packages: readonly string[], purpose: string): void {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const list = missing.join(' ');
  const isRoot = process.getuid?.() === 0;
  if (which('apt-get') === undefined || !isRoot) {
    fail(`To ${purpose}, install ${list} first, for example: sudo apt-get install ${list}`);
  }
  console.log(`Installing ${list} (apt-get)…`);
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { ...quiet, env });
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    ...quiet,
    env,
  });
  if (status !== 0) fail(`apt-get could not install ${list} (exit code ${status}); it is needed to ${purpose}`);
}

function isInstalled(name: string): boolean {
  const { stdout } = spawnSync('dpkg', ['--status', name], { encoding: 'utf8' });
  return stdout?.includes('install ok installed') ?? false;
}

function fail(message: string): never {
  throw new Error(message);
}
