/** Times of objects: RFC 3339 text in JSON, milliseconds since 1970 in the engine. */

/** A time as objects carry it: whole seconds, UTC. */
export function timeText(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 19)}Z`;
}

/** Milliseconds of a time's text; undefined for none (Go's zero time). */
export function unixMs(time: string | null | undefined): number | undefined {
  if (time === undefined || time === null || time === '') return undefined;
  const value = Date.parse(time);
  return Number.isNaN(value) ? undefined : value;
}
