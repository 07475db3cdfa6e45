/** Times as Go's `time.Parse` reads them for `metav1.Time` and `metav1.MicroTime`, and as they are written again. */
import { byteString } from './utf8.ts';

/** The two layouts of Kubernetes' times. */
export type TimeLayout = 'seconds' | 'micro';

/** A time as it is stored, in UTC; undefined for Go's zero time, which is stored as null. Or Go's words for what is wrong. */
export type TimeReading = { readonly time: string | undefined } | { readonly error: string };

interface Layout {
  readonly text: string;
  readonly fractionDigits: number;
}

const layouts: Readonly<Record<TimeLayout, Layout>> = {
  seconds: { text: '2006-01-02T15:04:05Z07:00', fractionDigits: 0 },
  micro: { text: '2006-01-02T15:04:05.000000Z07:00', fractionDigits: 6 },
};

/**
 * Reads a time of year 0 to 9999 with its zone (`time/format.go`).
 * Known infidelity: years that a zone's offset moves out of that range are not written as Go writes them.
 */
export function readTime(value: string, layout: TimeLayout): TimeReading {
  return new TimeReader(byteString(value), layouts[layout]).read();
}

/** A part of the layout: the character before it, its text there, its digits, and its range. */
interface Part {
  readonly before: string;
  readonly layout: string;
  readonly name: string;
  readonly pattern: RegExp;
  readonly range: readonly [number, number];
}

const parts: readonly Part[] = [
  { before: '', layout: '2006', name: 'year', pattern: /^\d{4}/, range: [0, 9999] },
  { before: '-', layout: '01', name: 'month', pattern: /^\d\d/, range: [1, 12] },
  { before: '-', layout: '02', name: 'day', pattern: /^\d\d/, range: [0, 99] },
  { before: 'T', layout: '15', name: 'hour', pattern: /^\d\d?/, range: [0, 23] },
  { before: ':', layout: '04', name: 'minute', pattern: /^\d\d/, range: [0, 59] },
  { before: ':', layout: '05', name: 'second', pattern: /^\d\d/, range: [0, 59] },
];

class TimeReader {
  private readonly value: string;
  private readonly layout: Layout;
  private rest: string;
  private error = '';

  constructor(value: string, layout: Layout) {
    this.value = value;
    this.rest = value;
    this.layout = layout;
  }

  read(): TimeReading {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => this.part(part));
    const microseconds = this.fraction();
    const offset = this.zone();
    if (this.rest !== '') this.outOf(`: extra text: ${goTimeQuote(this.rest)}`);
    if (day < 1 || day > daysIn(year, month)) this.outOf(': day out of range');
    if (this.error !== '') return { error: this.error };
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second - offset);
    const text = date.toISOString().slice(0, 19);
    if (text === '0001-01-01T00:00:00' && microseconds === '') return { time: undefined };
    return { time: this.layout.fractionDigits > 0 ? `${text}.${microseconds.padEnd(6, '0')}Z` : `${text}Z` };
  }

  private part(part: Part): number {
    if (this.error !== '') return 0;
    if (!this.rest.startsWith(part.before)) return this.mismatch(part.before);
    const rest = this.rest.slice(part.before.length);
    this.rest = rest;
    const digits = part.pattern.exec(rest)?.[0];
    if (digits === undefined) return this.mismatch(part.layout);
    this.rest = rest.slice(digits.length);
    const number = Number(digits);
    if (number < part.range[0] || number > part.range[1]) this.outOf(`: ${part.name} out of range`);
    return number;
  }

  /** Digits of the fraction down to microseconds. A layout without one passes over any. */
  private fraction(): string {
    if (this.error !== '') return '';
    const digits = this.layout.fractionDigits;
    const pattern = digits === 0 ? /^[.,](\d+)/ : new RegExp(`^[.,](\\d{${digits}})`);
    const found = pattern.exec(this.rest);
    if (found !== null) this.rest = this.rest.slice(found[0].length);
    else if (digits > 0) this.mismatch(`.${'0'.repeat(digits)}`);
    return (found?.[1] ?? '').slice(0, 6).replace(/0+$/, '');
  }

  /** Seconds east of UTC. */
  private zone(): number {
    if (this.error !== '') return 0;
    if (this.rest.startsWith('Z')) {
      this.rest = this.rest.slice(1);
      return 0;
    }
    const hold = this.rest;
    const found = /^(.)(..):(..)/s.exec(hold);
    if (found === null) return this.mismatch('Z07:00');
    const [whole, sign, hours = '', minutes = ''] = found;
    const readable = /^\d\d$/.test(hours) && /^\d\d$/.test(minutes);
    this.rest = hold.slice(whole.length);
    if (/^\d\d$/.test(hours) && Number(hours) > 24) this.outOf(': time zone offset hour out of range');
    if (readable && Number(minutes) > 60) this.outOf(': time zone offset minute out of range');
    if (this.error !== '') return 0;
    if (!readable || (sign !== '+' && sign !== '-')) {
      this.rest = hold;
      return this.mismatch('Z07:00');
    }
    const seconds = (Number(hours) * 60 + Number(minutes)) * 60;
    return sign === '-' ? -seconds : seconds;
  }

  private mismatch(layoutPart: string): number {
    const what = `${goTimeQuote(this.value)} as ${goTimeQuote(this.layout.text)}`;
    this.error = `parsing time ${what}: cannot parse ${goTimeQuote(this.rest)} as ${goTimeQuote(layoutPart)}`;
    return 0;
  }

  private outOf(why: string): void {
    if (this.error === '') this.error = `parsing time ${goTimeQuote(this.value)}${why}`;
  }
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 31;
}

/** Go's `time.quote` of a byte string. */
function goTimeQuote(bytes: string): string {
  const quoted = bytes.replace(/["\\]|[^ -\x7f]/g, (byte) =>
    byte === '"' || byte === '\\' ? `\\${byte}` : `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${quoted}"`;
}
