/** Replays recordings of the real components and counts, aspect by aspect, where the engine agrees. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One recorded case, as it stands in its line. */
export type RecordedCase = Readonly<Record<string, unknown>> & { readonly id?: string };

/** Where a case was read from: the family is the file's name, worlds and the like lie beside it. */
export interface CaseContext {
  readonly file: string;
  readonly folder: string;
  readonly family: string;
}

/** One compared aspect of one case. `beside` aspects are reported but are no part of the agreement. */
export interface AspectResult {
  readonly agrees: boolean;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly beside?: boolean;
}

export type Outcome = Readonly<Record<string, AspectResult>>;

/** How one area's recordings are compared. An aspect that a case does not hold is left out of its outcome. */
export interface Area {
  readonly name: string;
  /** False for lines that are no cases but notes beside them; they are not counted. All lines are cases when left out. */
  isCase?(recorded: RecordedCase): boolean;
  /** Compares one case. A throw counts as a disagreement in the aspect `crash`. */
  compare(recorded: RecordedCase, context: CaseContext): Outcome;
}

export interface Tally {
  agree: number;
  total: number;
}

export interface Failure {
  readonly id: string;
  readonly family: string;
  readonly aspects: Record<string, AspectResult>;
}

export interface FamilyReport {
  readonly family: string;
  readonly cases: Tally;
  readonly aspects: Record<string, Tally>;
}

export interface AreaReport {
  readonly area: string;
  readonly cases: Tally;
  readonly families: FamilyReport[];
  readonly failures: Failure[];
}

/** Files named by `path`: itself, or all recordings below it, sorted. */
export function recordingFiles(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap((entry) => {
      const full = join(path, entry.name);
      if (entry.isDirectory()) return recordingFiles(full);
      return /\.jsonl(\.gz)?$/.test(entry.name) ? [full] : [];
    });
}

/** The recorded cases of one file. Throws on a line that is not JSON: a broken recording is nobody's agreement. */
export function readCases(file: string): RecordedCase[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as RecordedCase);
}

/** The area of a file: the nearest folder above it that bears an area's name. */
export function areaOf(file: string, areas: readonly string[]): string | undefined {
  return dirname(resolve(file))
    .split(sep)
    .reverse()
    .find((part) => areas.includes(part));
}

/** The family of a file: its name, with the folder between it and its area (`validation/IsDNS1123Label`). */
function familyOf(file: string, area: string): string {
  const parts = resolve(file).split(sep);
  const at = parts.lastIndexOf(area);
  const inside = at >= 0 ? parts.slice(at + 1) : [basename(file)];
  return inside.join('/').replace(/\.jsonl(\.gz)?$/, '');
}

/** Replays `files` in `area`. */
export function replay(area: Area, files: readonly string[]): AreaReport {
  const report: AreaReport = { area: area.name, cases: { agree: 0, total: 0 }, families: [], failures: [] };
  for (const file of files) {
    const family: FamilyReport = { family: familyOf(file, area.name), cases: { agree: 0, total: 0 }, aspects: {} };
    const context = { file, folder: dirname(file), family: family.family };
    for (const [index, recorded] of readCases(file).entries()) {
      if (area.isCase?.(recorded) === false) continue;
      const outcome = compareSafely(area, recorded, context);
      const failed: Record<string, AspectResult> = {};
      for (const [aspect, result] of Object.entries(outcome)) {
        family.aspects[aspect] ??= { agree: 0, total: 0 };
        const tally = family.aspects[aspect];
        tally.total += 1;
        if (result.agrees) tally.agree += 1;
        else if (!result.beside) failed[aspect] = result;
      }
      const agrees = Object.keys(failed).length === 0 && Object.keys(outcome).length > 0;
      family.cases.total += 1;
      if (agrees) family.cases.agree += 1;
      else {
        const id = recorded.id ?? `line ${index + 1}`;
        report.failures.push({ id, family: family.family, aspects: failed });
      }
    }
    report.cases.agree += family.cases.agree;
    report.cases.total += family.cases.total;
    report.families.push(family);
  }
  return report;
}

function compareSafely(area: Area, recorded: RecordedCase, context: CaseContext): Outcome {
  try {
    return area.compare(recorded, context);
  } catch (error) {
    const actual = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { crash: { agrees: false, expected: 'an answer', actual } };
  }
}
