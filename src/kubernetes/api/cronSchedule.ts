/** Cron schedules as CronJobs have them, read and refused as `github.com/robfig/cron/v3` does. */
import { goQuote } from './goText.ts';

/** Times by calendar: each list holds the values that fit. A day fits by date and weekday, or by either if both are limited. */
export interface CalendarSchedule {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
  /** Whether the date, or the weekday, was given as `*` or `?`. */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
}

/** `@every 90s`: whole seconds between runs, at least one. */
export interface IntervalSchedule {
  readonly everySeconds: number;
}

export type CronSchedule = CalendarSchedule | IntervalSchedule;

interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const monthNames = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const bounds: readonly Bounds[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: monthNames },
  { low: 0, high: 6, names: weekdayNames },
];

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const every = '@every ';

/** The schedule, or what is wrong with it. `isTimeZone` decides on zones before the schedule (`TZ=…`). */
export function parseCronSchedule(text: string, isTimeZone: (name: string) => boolean): CronSchedule | string {
  if (text === '') return 'empty spec string';
  let rest = text;
  if (/^(?:CRON_)?TZ=/.test(text)) {
    const space = text.indexOf(' ');
    const start = text.indexOf('=') + 1;
    // The real parser panics here, and the API server tells of the panic.
    if (space < 0) return `invalid schedule format: runtime error: slice bounds out of range [:-1]`;
    const zone = text.slice(start, space);
    if (!isTimeZone(zone)) return `provided bad location ${zone}: unknown time zone ${zone}`;
    rest = text.slice(space).trim();
  }
  if (rest.startsWith('@')) return parseDescriptor(rest);
  const fields = rest.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== bounds.length) {
    return `expected exactly ${bounds.length} fields, found ${fields.length}: [${fields.join(' ')}]`;
  }
  return parseFields(fields);
}

function parseDescriptor(text: string): CronSchedule | string {
  const fields = Object.hasOwn(descriptors, text) ? descriptors[text] : undefined;
  if (fields !== undefined) return parseFields(fields.split(' '));
  if (!text.startsWith(every)) return `unrecognized descriptor: ${text}`;
  const seconds = parseDuration(text.slice(every.length));
  if (typeof seconds === 'string') return `failed to parse duration ${text}: ${seconds}`;
  return { everySeconds: Math.max(1, Math.trunc(seconds)) };
}

function parseFields(fields: readonly string[]): CronSchedule | string {
  const lists: number[][] = [];
  for (const [index, field] of fields.entries()) {
    const values = parseField(field, bounds[index] ?? { low: 0, high: 0 });
    if (typeof values === 'string') return values;
    lists.push(values);
  }
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = lists;
  return { minutes, hours, days, months, weekdays, anyDay: isAny(fields[2]), anyWeekday: isAny(fields[4]) };
}

/** Whether a field leaves all open: a star without a step above one. */
function isAny(field = ''): boolean {
  return field.split(',').some((range) => /^[*?](?:-[^/]*)?(?:\/[+]?0*1)?$/.test(range));
}

function parseField(field: string, limits: Bounds): number[] | string {
  const values = new Set<number>();
  for (const range of field.split(',')) {
    if (range === '') continue;
    const problem = addRange(values, range, limits);
    if (problem !== undefined) return problem;
  }
  return [...values].sort((a, b) => a - b);
}

/** `number`, `number-number`, either with `/step`; a star for all. */
function addRange(values: Set<number>, text: string, limits: Bounds): string | undefined {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreEnds] = range.split('-');
  const star = low === '*' || low === '?';
  const start = star ? limits.low : parseNumber(low, limits.names);
  if (typeof start === 'string') return start;
  if (!star && moreEnds.length > 0) return `too many hyphens: ${text}`;
  let end: number | string = star ? limits.high : high === undefined ? start : parseNumber(high, limits.names);
  if (typeof end === 'string') return end;
  if (moreSteps.length > 0) return `too many slashes: ${text}`;
  const step = stepText === undefined ? 1 : parseNumber(stepText, undefined);
  if (typeof step === 'string') return step;
  if (stepText !== undefined && high === undefined) end = limits.high;
  if (start < limits.low) return `beginning of range (${start}) below minimum (${limits.low}): ${text}`;
  if (end > limits.high) return `end of range (${end}) above maximum (${limits.high}): ${text}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${text}`;
  if (step === 0) return `step of range should be a positive number: ${text}`;
  for (let value = start; value <= end; value += step) values.add(value);
  return undefined;
}

function parseNumber(text: string, names: readonly string[] | undefined): number | string {
  const named = text === '' ? -1 : (names?.indexOf(text.toLowerCase()) ?? -1);
  if (named >= 0) return named;
  const failed = (why: string) => `failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: ${why}`;
  if (!/^[+-]?[0-9]+$/.test(text)) return failed('invalid syntax');
  const value = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(64, value) !== value) return failed('value out of range');
  return value < 0n ? `negative number (${value}) not allowed: ${text}` : Number(value);
}

const unitSeconds: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const longestSeconds = 2 ** 63 / 1e9;

/** Seconds of a Go duration such as `1h30m`, or what `time.ParseDuration` says of it. */
function parseDuration(text: string): number | string {
  const invalid = `time: invalid duration ${goQuote(text)}`;
  const negative = text.startsWith('-');
  let rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') return invalid;
  let seconds = 0;
  while (rest !== '') {
    const [part = '', number = '', unit = ''] = /^([0-9]*\.?[0-9]*)([^0-9.]*)/.exec(rest) ?? [];
    if (!/[0-9]/.test(number)) return invalid;
    if (unit === '') return part === rest || rest[part.length] === '.' ? missingUnit(text) : invalid;
    const factor = Object.hasOwn(unitSeconds, unit) ? unitSeconds[unit] : undefined;
    if (factor === undefined) return `time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`;
    seconds += Number(number) * factor;
    if (seconds > longestSeconds) return invalid;
    rest = rest.slice(part.length);
  }
  return negative ? -seconds : seconds;
}

function missingUnit(text: string): string {
  return `time: missing unit in duration ${goQuote(text)}`;
}
