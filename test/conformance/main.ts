/** `npm run --silent conformance -- [--area A] [--failures N] [--json] PATH…`: prints agreement per family and aspect. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { areaNamed, areaNames } from './areas.ts';
import { type AreaReport, areaOf, recordingFiles, replay, type Tally } from './harness.ts';

const usage = 'usage: npm run --silent conformance -- [--area A] [--failures N] [--json] PATH…';

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      area: { type: 'string' },
      failures: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
    },
  });
  const paths = positionals.length > 0 ? positionals : ['test/conformance/data'];
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) return complain(`${missing}: no such file or folder`);
  const byArea = new Map<string, string[]>();
  for (const file of paths.flatMap(recordingFiles)) {
    const area = values.area ?? areaOf(file, areaNames);
    if (area === undefined) return complain(`${file}: no folder above it names an area; give --area`);
    byArea.set(area, [...(byArea.get(area) ?? []), file]);
  }
  if (byArea.size === 0) return complain('no recordings there');
  const reports = [...byArea].map(([area, files]) => replay(areaNamed(area), files));
  if (values.json)
    console.log(
      JSON.stringify(
        reports.map((report) => limited(report, Number(values.failures))),
        null,
        1,
      ),
    );
  else for (const report of reports) print(report, Number(values.failures));
  return 0;
}

function complain(what: string): number {
  console.error(`${what}\n${usage}`);
  return 2;
}

function limited(report: AreaReport, failures: number): AreaReport {
  return { ...report, failures: report.failures.slice(0, failures) };
}

const share = (tally: Tally): string => `${tally.agree}/${tally.total}`;

function print(report: AreaReport, failures: number): void {
  for (const family of report.families) {
    const aspects = Object.entries(family.aspects).map(([aspect, tally]) => `${aspect} ${share(tally)}`);
    console.log(`${report.area}/${family.family}: ${share(family.cases)}  ${aspects.join('  ')}`);
  }
  for (const failure of report.failures.slice(0, failures)) {
    console.log(`\n--- ${failure.id} (${failure.family})`);
    for (const [aspect, result] of Object.entries(failure.aspects)) {
      console.log(
        `${aspect}\n  expected ${JSON.stringify(result.expected)}\n  actual   ${JSON.stringify(result.actual)}`,
      );
    }
  }
  const percent = report.cases.total === 0 ? 0 : (100 * report.cases.agree) / report.cases.total;
  console.log(`conformance ${report.area}: ${share(report.cases)} ${percent.toFixed(2)} %`);
}

process.exitCode = main();
