/** `node test/support/bootstrap.js SCRIPT [ARGUMENTS…]`: runs a TypeScript file with the Node that the project brings, installing the packages first where they are missing. Needs Node ≥ 20 and npm, nothing else. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const modules = join(root, 'node_modules');
const windows = process.platform === 'win32';
const node = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');

main(process.argv.slice(2));

/** @param {string[]} args */
function main(args) {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) fail(`Podflight's scripts need Node 20 or newer to start; this is ${process.version}.`);
  if (args.length === 0) fail('usage: node test/support/bootstrap.js SCRIPT [ARGUMENTS…]');
  if (!packagesAreCurrent()) installPackages();
  repair('node', nodeAnswers, 'installArchSpecificPackage.js');
  repair('esbuild', esbuildAnswers, 'install.js');
  run(args);
}

/** Whether every package of the lock file that any machine needs stands in node_modules in the locked version. */
function packagesAreCurrent() {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const present = packagesIn(join(modules, '.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional === true || present[path]?.version === entry.version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesIn(file) {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).packages ?? {}) : {};
}

function installPackages() {
  console.log('Installing packages (npm ci)…');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
  });
  if (status !== 0) fail(`npm ci failed (exit code ${status ?? 'none'}); its own words are above.`);
}

/**
 * npm may leave install scripts out; those of the two packages that cannot do without are made up for here.
 * @param {string} name
 * @param {() => boolean} works
 * @param {string} script
 */
function repair(name, works, script) {
  if (works()) return;
  console.log(`Running the install script of the package ${name}, which npm left out…`);
  const { status } = spawnSync(process.execPath, [script], { cwd: join(modules, name), stdio: 'inherit' });
  if (works()) return;
  fail(
    `The package ${name} does not work after its install script (exit code ${status ?? 'none'}). Remove node_modules and try again.`,
  );
}

function nodeAnswers() {
  const version = JSON.parse(readFileSync(join(modules, 'node', 'package.json'), 'utf8')).version;
  return answers(node, ['--version']) === `v${version}`;
}

function esbuildAnswers() {
  const version = JSON.parse(readFileSync(join(modules, 'esbuild', 'package.json'), 'utf8')).version;
  const probe = "import('esbuild').then((esbuild) => esbuild.transform('').then(() => console.log(esbuild.version)))";
  return answers(node, ['--eval', probe]) === version;
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function answers(command, args) {
  const { stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return stdout?.trim();
}

/** @param {string[]} args */
function run(args) {
  const path = [dirname(node), join(modules, '.bin'), process.env.PATH].join(delimiter);
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} does not start: ${error.message}`));
  child.on('close', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}
