/** Names of time zones as the IANA database has them. */

const known = new Map<string, boolean>();
/** Names of which ICU knows no more than that they exist would be looked up again and again. */
const most = 1000;

/**
 * Whether Go's `time.LoadLocation` finds the zone. The platform's own table is asked, which holds the same names; it
 * pays no heed to case, as a file system does, so that what it spells otherwise is refused.
 */
export function isTimeZone(name: string): boolean {
  if (name === '' || name === 'UTC') return true;
  let found = known.get(name);
  if (found === undefined) {
    found = lookUp(name);
    if (known.size < most) known.set(name, found);
  }
  return found;
}

function lookUp(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
