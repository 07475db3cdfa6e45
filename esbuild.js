/** Builds what is shipped into dist/: the extension, the panel, its icons, and the notices of the packages inside. `--sizes` lists what the bundles are made of. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { analyzeMetafile, build } from 'esbuild';

/** What a person waits for who opens a YAML file, and who opens the panel, in bytes; a build above it fails. */
const budgets = { 'dist/extension.cjs': 350 * 1024, 'dist/panel.js': 300 * 1024 };

const common = {
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  outdir: 'dist',
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
const results = await Promise.all([buildExtension(), ...buildPanel()]);
copyIcons();
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices(packagesIn(results)));
report(results);

/**
 * The extension itself is small: what it imports with `import()` is bundled apart and loaded when it is first needed.
 * Each of those bundles is complete in itself, so nothing but plain data may pass from one to another.
 */
function buildExtension() {
  const lazily = {
    name: 'lazily',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\.?\// }, ({ kind, path }) =>
        kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.cjs`, external: true } : undefined,
      );
    },
  };
  return build({
    ...common,
    entryPoints: [
      { in: 'src/extension.ts', out: 'extension' },
      { in: 'src/manifest/manifestFile.ts', out: 'manifestFile' },
      { in: 'src/worker/simulation.ts', out: 'simulation' },
    ],
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node22.19',
    format: 'cjs',
    external: ['vscode'],
    mainFields: ['module', 'main'],
    plugins: [lazily],
  });
}

function buildPanel() {
  const entryPoints = { panel: 'src/panel/main.ts' };
  if (!existsSync(entryPoints.panel)) return [];
  // esbuild leaves templates as they are; their indentation means nothing to HTML and CSS.
  const outdented = {
    name: 'outdented',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/](?:src[\\/]panel|@vscode-elements)[\\/].*\.[jt]s$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replaceAll(/\n[ \t]+/g, '\n'),
        loader: path.endsWith('.ts') ? 'ts' : 'js',
      }));
    },
  };
  return [
    build({
      ...common,
      entryPoints,
      platform: 'browser',
      target: 'chrome138',
      format: 'esm',
      plugins: [outdented],
    }),
  ];
}

function copyIcons() {
  for (const file of ['codicon.css', 'codicon.ttf'])
    cpSync(`node_modules/@vscode/codicons/dist/${file}`, `dist/${file}`);
}

/** Names of the packages that any bundle holds a file of, and of the icon font. */
function packagesIn(results) {
  const names = results
    .flatMap(({ metafile }) => Object.keys(metafile.inputs))
    .map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input)?.[1])
    .filter((name) => name !== undefined);
  return [...new Set([...names, '@vscode/codicons'])].sort();
}

function notices(names) {
  const intro = 'Podflight contains code or fonts of these packages, each under its own licence.\n';
  return [intro, ...names.map(noticeOf)].join(`\n${'-'.repeat(80)}\n\n`);
}

function noticeOf(name) {
  const folder = join('node_modules', name);
  const { version, license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort();
  if (texts.length === 0 && license === undefined) throw new Error(`${name} states no licence`);
  const head = [`${name} ${version}`, license, homepage].filter(Boolean).join('\n');
  return [head, ...texts.map((file) => readFileSync(join(folder, file), 'utf8').trim())].join('\n\n').concat('\n');
}

async function report(results) {
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
  for (const [file, { bytes }] of Object.entries(outputs)) console.log(`${file}  ${(bytes / 1024).toFixed(1)} KiB`);
  if (process.argv.includes('--sizes')) {
    for (const { metafile } of results) console.log(await analyzeMetafile(metafile));
  }
  for (const [file, budget] of Object.entries(budgets)) {
    if ((outputs[file]?.bytes ?? 0) <= budget) continue;
    console.error(`${file} is larger than its ${budget / 1024} KiB`);
    process.exitCode = 1;
  }
}
