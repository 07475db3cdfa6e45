/** `npm test`: every suite of the project, and at the end one line that sums them up. A name or more as arguments run only those suites. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installCodeServer } from './support/codeServer.ts';
import { root } from './support/paths.ts';
import { chromium } from './support/systemPackages.ts';

interface Suite {
  readonly name: string;
  readonly command: readonly string[];
  /** Reads Mocha's summary; any other command counts as one test. */
  readonly mocha?: boolean;
  /** What has to be on the machine first. */
  readonly needs?: () => void;
}

interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const mocha = [process.execPath, bin('mocha'), '--forbid-only'];

/** Suites of one lane run one after the other; the lanes run side by side, and the last suites after both. */
const lanes: readonly (readonly Suite[])[] = [
  [
    { name: 'types', command: [bin('tsc'), '-p', '.'] },
    { name: 'format and lint', command: [bin('biome'), 'check', '--error-on-warnings', '.'] },
    { name: 'unit', mocha: true, command: [...mocha, '--ignore', 'test/vscode/**', '--ignore', 'test/conformance/**'] },
  ],
  [
    { name: 'package', command: [process.execPath, 'test/support/package.ts'] },
    { name: 'conformance', mocha: true, command: [...mocha, '--no-config', '--spec', 'test/conformance/*.test.ts'] },
  ],
];
const last: readonly Suite[] = [
  {
    name: 'vscode',
    mocha: true,
    command: [...mocha, '--no-config', '--timeout', '120000', '--spec', 'test/vscode/browser/*.test.ts'],
    needs: () => {
      chromium();
      installCodeServer();
    },
  },
];

process.exitCode = await main(process.argv.slice(2));

async function main(names: readonly string[]): Promise<number> {
  const all = [...lanes.flat(), ...last].map(({ name }) => name);
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    console.error(`No suite is named ${unknown.join(', ')}; there are: ${all.join(', ')}`);
    return 2;
  }
  const chosen = ({ name }: Suite) => names.length === 0 || names.includes(name);
  const first = await Promise.all(lanes.map((lane) => inTurn(lane.filter(chosen))));
  const results = [...first.flat(), ...(await inTurn(last.filter(chosen)))];
  const sum = (key: keyof Result) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
  return sum('failed') === 0 ? 0 : 1;
}

async function inTurn(suites: readonly Suite[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const suite of suites) results.push(await run(suite));
  return results;
}

async function run(suite: Suite): Promise<Result> {
  const start = performance.now();
  const { code, output } = await outcome(suite);
  const result = suite.mocha
    ? summary(output, code)
    : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`\n== ${suite.name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s\n${output.trimEnd()}`);
  return result;
}

async function outcome({ command, needs }: Suite): Promise<{ code: number; output: string }> {
  try {
    needs?.();
  } catch (error) {
    return { code: 1, output: error instanceof Error ? error.message : String(error) };
  }
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.on('close', (exit) => resolve(exit ?? 1));
  });
  return { code, output };
}

/** Mocha's counts. A run that ends badly without a failing test, or without any test, is a failure itself. */
function summary(output: string, code: number): Result {
  const count = (word: string) => Number(new RegExp(`^\\s+(\\d+) ${word}\\b`, 'm').exec(output)?.[1] ?? 0);
  const [passed, failed, skipped] = [count('passing'), count('failing'), count('pending')];
  const silent = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed, skipped };
}

function bin(name: string): string {
  return join(root, 'node_modules', '.bin', name);
}
