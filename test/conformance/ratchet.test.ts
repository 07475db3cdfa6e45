/** Agreement with the recordings never falls: each family reaches the figure in ratchet.json. `UPDATE_RATCHET=1` raises figures, and never lowers one. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { areaNamed, areaNames } from './areas.ts';
import { type AreaReport, type FamilyReport, recordingFiles, replay, type Tally } from './harness.ts';

const table = new URL('ratchet.json', import.meta.url);
const data = new URL('data/', import.meta.url);

/** Cases that agree, by area and family. */
type Figures = Record<string, Record<string, number>>;

const figures = JSON.parse(readFileSync(table, 'utf8')) as Figures;

describe('agreement with Kubernetes 1.36', () => {
  for (const area of areaNames) {
    describe(area, () => {
      let report: AreaReport;

      before(function () {
        this.timeout(300_000);
        report = replay(areaNamed(area), recordingFiles(new URL(area, data).pathname));
      });

      after(() => {
        const { agree, total } = report.cases;
        console.log(`    conformance ${area}: ${agree}/${total} ${((100 * agree) / total).toFixed(2)} %`);
        if (process.env.UPDATE_RATCHET === '1') raise(area, report.families);
      });

      for (const [family, figure] of Object.entries(figures[area] ?? {})) {
        it(`${family} stays at ${figure} or above`, () => check(report, family, figure));
      }

      it('has a figure for each family', () => {
        if (process.env.UPDATE_RATCHET === '1') return;
        const known = Object.keys(figures[area] ?? {});
        assert.deepEqual(
          report.families.map(({ family }) => family),
          known,
        );
      });
    });
  }
});

function check(report: AreaReport, family: string, figure: number): void {
  const { agree }: Tally = report.families.find((each) => each.family === family)?.cases ?? { agree: 0, total: 0 };
  const failing = report.failures.filter((failure) => failure.family === family).map(({ id }) => id);
  assert.ok(
    agree >= figure,
    `${report.area}/${family} agrees in ${agree} cases, below its ${figure}. Disagreeing: ${failing.slice(0, 20).join(', ')}`,
  );
}

function raise(area: string, families: readonly FamilyReport[]): void {
  const current = JSON.parse(readFileSync(table, 'utf8')) as Figures;
  const before = current[area] ?? {};
  const raised = families.map(({ family, cases }) => [family, Math.max(cases.agree, before[family] ?? 0)] as const);
  writeFileSync(table, `${JSON.stringify({ ...current, [area]: Object.fromEntries(raised) }, null, 2)}\n`);
}
