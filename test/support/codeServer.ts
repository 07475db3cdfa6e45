/** A real VS Code in the browser: installs code-server once for all clones, and starts it on a folder. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache } from './paths.ts';
import { installDebianPackages } from './systemPackages.ts';

/** VS Code 1.139.1. */
const version = '4.139.1';
const home = join(cache, `code-server-${version}`);
const entry = join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');

export interface CodeServerOptions {
  /** Where user data, extensions and logs go; made anew by each start. */
  readonly data: string;
  readonly folder: string;
  /** Packaged extensions to install. */
  readonly extensions: readonly string[];
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Restricted Mode when false. */
  readonly trusted?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface CodeServer {
  /** Address that opens the folder, and a file of it if one is named. */
  url(file?: string): string;
  /** Folder of the extension host's and the server's logs. */
  readonly logs: string;
  stop(): Promise<void>;
}

const quietSettings = {
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'extensions.ignoreRecommendations': true,
  'editor.minimap.enabled': false,
  'window.commandCenter': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** Installs code-server where it is missing: about two minutes and 620 MB. */
export function installCodeServer(): void {
  if (existsSync(entry) && answers()) return;
  rmSync(home, { recursive: true, force: true });
  installDebianPackages(
    ['libkrb5-dev', 'build-essential', 'python3', 'pkg-config'],
    "build code-server's native modules",
  );
  console.log(`Installing code-server ${version} (about two minutes)…`);
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, 'installing-'));
  writeFileSync(join(staging, 'package.json'), '{ "private": true }\n');
  const log = join(staging, 'install.log');
  const output = openSync(log, 'w');
  const env = withoutNpm();
  npm(['install', '--no-audit', '--no-fund', `code-server@${version}`]);
  renameSync(staging, home);
  if (answers()) return;
  // npm may leave install scripts out; code-server's own installs VS Code's packages.
  const scripts = {
    ...env,
    npm_config_user_agent: `npm/10 node/${process.version} ${process.platform} ${process.arch}`,
  };
  spawnSync('sh', ['postinstall.sh'], {
    cwd: dirname(dirname(dirname(entry))),
    env: scripts,
    stdio: ['ignore', output, output],
  });
  if (!answers()) throw new Error(`code-server ${version} does not start; see ${join(home, 'install.log')}`);

  function npm(args: readonly string[]): void {
    const { status } = spawnSync('npm', args, { cwd: staging, env, stdio: ['ignore', output, output] });
    if (status !== 0) throw new Error(`npm could not install code-server ${version}; see ${log}`);
  }
}

/** The environment without what an outer `npm run` has put there for its own scripts. */
function withoutNpm(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|package|config_local)/.test(name)),
  );
}

function answers(): boolean {
  const config = ['--config', join(home, 'config.yaml')];
  const { stdout } = spawnSync(process.execPath, [entry, ...config, '--version'], { encoding: 'utf8' });
  const modules = join(dirname(dirname(dirname(entry))), 'lib', 'vscode', 'node_modules');
  return stdout?.includes(version) && existsSync(modules);
}

/** Starts VS Code on `folder` and waits until it answers. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const { data, folder, extensions, settings = {}, trusted = true, env = {} } = options;
  rmSync(data, { recursive: true, force: true });
  const user = join(data, 'user');
  mkdirSync(join(user, 'User'), { recursive: true });
  writeFileSync(join(user, 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  const common = [
    entry,
    ...['--config', join(data, 'config.yaml')],
    ...['--user-data-dir', user],
    ...['--extensions-dir', join(data, 'extensions')],
  ];
  for (const extension of extensions) installExtension(common, extension);
  const port = await freePort();
  const log = openSync(join(data, 'server.log'), 'w');
  const child = spawn(
    process.execPath,
    [
      ...common,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...(trusted ? ['--disable-workspace-trust'] : []),
      folder,
    ],
    { detached: true, stdio: ['ignore', log, log], env: { ...withoutNpm(), ...env } },
  );
  await untilHealthy(port, child, join(data, 'server.log'));
  return {
    logs: join(user, 'logs'),
    url: (file) => {
      const address = new URL(`http://127.0.0.1:${port}/`);
      address.searchParams.set('folder', folder);
      if (file !== undefined) {
        const target = `vscode-remote://127.0.0.1:${port}${join(folder, file)}`;
        address.searchParams.set('payload', JSON.stringify([['openFile', target]]));
      }
      return address.href;
    },
    stop: () => stop(child),
  };
}

function installExtension(common: readonly string[], extension: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...common, '--install-extension', extension], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`code-server does not install ${extension}:\n${stdout}${stderr}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

async function untilHealthy(port: number, child: ChildProcess, log: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`code-server ended at once; see ${log}`);
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  await stop(child);
  throw new Error(`code-server does not answer; see ${log}`);
}

/** Ends the server with all it has started: it leads a process group of its own. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGTERM');
  await Promise.race([ended, sleep(3000)]);
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
}
