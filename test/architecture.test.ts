/** The dependency table of the source tree, and what the engine may not touch. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { transformSync } from 'esbuild';

interface Layer {
  /** Folder or file below src/. The longest match counts. */
  readonly at: string;
  /** Folders and files below src/ that it may import, beside its own. */
  readonly may: readonly string[];
  /** Folders and files of which it may import types only. */
  readonly types?: readonly string[];
  /** Packages it may import. */
  readonly packages?: readonly string[];
}

/** How the engine's users reach it: what a request is, the world, and what `cluster.ts` answers. */
const engine = [
  ...['kubernetes/api', 'kubernetes/cluster.ts', 'kubernetes/kubectl/documents.ts'],
  ...['kubernetes/world.ts', 'kubernetes/worlds', 'kubernetes/scenarios'],
];
/** Shapes that appear in the engine's front door. */
const engineTypes = ['kubernetes/simulation/scenario.ts'];
/** Components meet only through the API server's client port; what they do is recorded in the trace's words. */
const component = ['kubernetes/api', 'kubernetes/simulation'];
const recorded = ['trace/model.ts'];

const layers: readonly Layer[] = [
  { at: 'yaml', may: ['kubernetes/api/json.ts'], packages: ['js-yaml', 'yaml'] },
  { at: 'kubernetes/api', may: [] },
  { at: 'kubernetes/printing', may: ['kubernetes/api'] },
  { at: 'kubernetes/simulation', may: ['kubernetes/api'], types: ['trace/model.ts'] },
  { at: 'kubernetes/kubectl', may: [...component, 'kubernetes/printing', 'yaml'], types: recorded },
  { at: 'kubernetes/apiserver', may: [...component, 'kubernetes/printing'], types: recorded },
  { at: 'kubernetes/etcd', may: component, types: recorded },
  { at: 'kubernetes/scheduler', may: component, types: recorded },
  { at: 'kubernetes/controllers', may: component, types: recorded },
  { at: 'kubernetes/kubelet', may: component, types: recorded, packages: ['unbash'] },
  { at: 'kubernetes', may: ['yaml'], types: ['trace/model.ts'] },
  { at: 'trace', may: ['kubernetes/api'] },
  { at: 'manifest', may: ['yaml', ...engine], types: engineTypes },
  { at: 'protocol', may: ['trace'], types: ['kubernetes/api'] },
  { at: 'cluster', may: ['kubernetes/api'], types: ['trace/model.ts'], packages: ['@kubernetes/client-node'] },
  { at: 'worker', may: ['manifest', 'protocol', ...engine], types: engineTypes },
  {
    at: 'panel',
    may: ['protocol', 'trace', 'kubernetes/api', 'kubernetes/printing'],
    packages: ['lit', '@vscode-elements/elements'],
  },
  {
    at: 'editor',
    may: ['yaml', 'trace', 'manifest', 'protocol', 'cluster', 'worker', ...engine],
    types: engineTypes,
    packages: ['vscode'],
  },
  {
    at: 'extension.ts',
    may: ['editor', 'trace', 'manifest', 'protocol', 'cluster', 'worker', ...engine],
    types: engineTypes,
    packages: ['vscode'],
  },
];

/** Folders whose results depend on their arguments alone. */
const pure = ['yaml', 'kubernetes', 'trace', 'manifest', 'protocol'];

/** Globals that read a clock, chance, the machine or a page. */
const impure = [
  ...['Date.now', 'Math.random', 'performance', 'crypto', 'process', 'globalThis', 'fetch', 'navigator'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
  ...['document', 'window', 'localStorage', 'console'],
];

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const files = globSync('src/**/*.ts')
  .map((file) => file.replaceAll('\\', '/').slice('src/'.length))
  .sort();
const imports = new Map(files.map((file) => [file, importsOf(readFileSync(`src/${file}`, 'utf8'))]));

describe('the dependency table', () => {
  for (const file of files) {
    it(`holds for src/${file}`, () => {
      assert.deepEqual(violations(file), []);
    });
  }

  it('has no import cycles', () => {
    assert.deepEqual(cycles(), []);
  });
});

describe('what is pure', () => {
  for (const file of files.filter((name) => isBelow(name, pure))) {
    it(`reads no clock, chance, machine or page: src/${file}`, () => {
      assert.deepEqual(impurities(readFileSync(`src/${file}`, 'utf8')), []);
    });
  }
});

describe('the check for impure globals', () => {
  const cases: [string, string, string[]][] = [
    ['finds the clock', 'export const now = () => Date.now();', ['Date.now']],
    ['finds a date of now', 'export const now = () => new Date();', ['new Date()']],
    ['finds a date of now without parentheses', 'export const now = new Date;', ['new Date()']],
    ['lets a given date pass', 'export const then = (ms: number) => new Date(ms);', []],
    ['finds a timer', 'export const later = (f: () => void) => setTimeout(f, 1);', ['setTimeout']],
    ['lets a local name pass', 'export const size = (document: string) => document.length;', []],
    ['lets a comment pass', '// Math.random\nexport const one = 1;', []],
    ['finds comparison by locale', "export const less = 'a'.localeCompare('b');", ['localeCompare']],
  ];
  for (const [title, source, expected] of cases) {
    it(title, () => assert.deepEqual(impurities(source), expected));
  }
});

function importsOf(source: string): Import[] {
  const statements =
    /^(?:import|export)\s(type\s)?[^'";]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;
  return [...source.matchAll(statements)].map(([, typeOnly, from, bare, dynamic]) => ({
    specifier: from ?? bare ?? dynamic ?? '',
    typeOnly: typeOnly !== undefined,
  }));
}

function violations(file: string): string[] {
  const layer = layerOf(file);
  if (layer === undefined) return [`src/${file} lies in no folder of the dependency table`];
  const { at, may, types = [], packages = [] } = layer;
  const allowed = [`${at} may import: ${[at, ...may].join(', ')}`];
  if (types.length > 0) allowed.push(`types of: ${types.join(', ')}`);
  if (packages.length > 0) allowed.push(`packages: ${packages.join(', ')}`);
  return (imports.get(file) ?? [])
    .filter(({ specifier, typeOnly }) => {
      const target = resolve(file, specifier);
      if (target === undefined) return !packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
      return !isBelow(target, [at, ...may]) && !(typeOnly && isBelow(target, types));
    })
    .map(({ specifier }) => `src/${file} imports ${specifier}; ${allowed.join('; ')}`);
}

function layerOf(file: string): Layer | undefined {
  return layers.filter(({ at }) => isBelow(file, [at])).sort((a, b) => b.at.length - a.at.length)[0];
}

function isBelow(file: string, places: readonly string[]): boolean {
  return places.some((place) => file === place || file.startsWith(`${place}/`));
}

/** The imported file below src/; undefined for a package. */
function resolve(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : undefined;
}

/** Each cycle once, as the files along it. Types are no part of what is loaded, so they may point both ways. */
function cycles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const { specifier, typeOnly } of imports.get(file) ?? []) {
      const target = resolve(file, specifier);
      if (target !== undefined && !typeOnly) visit(target, [...path, file]);
    }
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

/** Names of the impure globals in `source`: esbuild renames them where no local name hides them. */
function impurities(source: string): string[] {
  const marked = Object.fromEntries(impure.map((name, index) => [name, `impure_${index}_`]));
  const { code } = transformSync(source, { loader: 'ts', define: marked, legalComments: 'none' });
  const found = impure.filter((_, index) => code.includes(`impure_${index}_`));
  if (/\bnew Date\b(?!\()|\bnew Date\(\)|(?<!new )(?<![.\w])Date\(/.test(code)) found.push('new Date()');
  if (/from\s*"node:|import\s*\(?"node:/.test(code)) found.push('node:');
  for (const [, call] of code.matchAll(/\.(localeCompare|toLocale\w+)\(/g)) found.push(call ?? '');
  return found;
}
