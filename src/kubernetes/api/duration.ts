/** Lengths of time as text: ages in tables (`5d3h`), and Go's durations (`1m30s`). */

const second = 1_000_000_000n;
const minute = 60n * second;
const hour = 60n * minute;

/** A number of milliseconds in the nanoseconds that Go counts in. */
export function nanoseconds(milliseconds: number): bigint {
  const whole = Math.trunc(milliseconds);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6));
}

/** Two or three significant figures, as in `kubectl get`'s AGE (`k8s.io/apimachinery/pkg/util/duration.HumanDuration`). */
export function humanDuration(duration: bigint): string {
  const early = negativeText(duration);
  if (early !== undefined) return early;
  if (duration < 120n * second) return `${duration / second}s`;
  if (duration < 10n * minute) return twoUnits(duration / second, 60n, 'm', 's');
  if (duration < 180n * minute) return `${duration / minute}m`;
  if (duration < 8n * hour) return twoUnits(duration / minute, 60n, 'h', 'm');
  const hours = duration / hour;
  if (hours < 48n) return `${hours}h`;
  if (hours < 192n) return twoUnits(hours, 24n, 'd', 'h');
  const days = hours / 24n;
  if (hours < 24n * 365n * 2n) return `${days}d`;
  return hours < 24n * 365n * 8n ? twoUnits(days, 365n, 'y', 'd') : `${days / 365n}y`;
}

function twoUnits(amount: bigint, per: bigint, large: string, small: string): string {
  const rest = amount % per;
  return rest === 0n ? `${amount / per}${large}` : `${amount / per}${large}${rest}${small}`;
}

/** Clocks may differ by up to two seconds before an age from the future counts as invalid. */
function negativeText(duration: bigint): string | undefined {
  if (duration >= 0n) return undefined;
  const seconds = duration / second;
  if (seconds < -1n) return '<invalid>';
  return '0s';
}

/** One unit only (`ShortHumanDuration`), rounded as its floating-point seconds, minutes and hours are. */
export function shortHumanDuration(duration: bigint): string {
  const early = negativeText(duration);
  if (early !== undefined) return early;
  const seconds = inUnits(duration, second);
  if (seconds < 60) return `${seconds}s`;
  const minutes = inUnits(duration, minute);
  if (minutes < 60) return `${minutes}m`;
  const hours = inUnits(duration, hour);
  if (hours < 24) return `${hours}h`;
  return hours < 24 * 365 ? `${Math.trunc(hours / 24)}d` : `${Math.trunc(hours / 24 / 365)}y`;
}

function inUnits(duration: bigint, unit: bigint): number {
  return Math.trunc(Number(duration / unit) + Number(duration % unit) / Number(unit));
}

/** `1h2m3.5s`, as Go's `Duration.String`. */
export function goDuration(duration: bigint): string {
  const magnitude = duration < 0n ? -duration : duration;
  const sign = duration < 0n ? '-' : '';
  if (magnitude === 0n) return '0s';
  if (magnitude < 1000n) return `${sign}${magnitude}ns`;
  if (magnitude < 1_000_000n) return `${sign}${decimal(magnitude, 3)}µs`;
  if (magnitude < second) return `${sign}${decimal(magnitude, 6)}ms`;
  const seconds = `${decimal(magnitude % minute, 9)}s`;
  if (magnitude < minute) return sign + seconds;
  const minutes = `${(magnitude / minute) % 60n}m${seconds}`;
  return magnitude < hour ? sign + minutes : `${sign}${magnitude / hour}h${minutes}`;
}

/** `value` / 10^`digits`, without zeros at the end. */
function decimal(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return text.slice(0, -digits) + (fraction === '' ? '' : `.${fraction}`);
}
