/** Dances of controllers, scheduler and kubelets around workloads: played in a simulated cluster and compared on the level each recording calls stable. */
import { changedBy, flatten } from '../dances/paths.ts';
import { play } from '../dances/player.ts';
import type { Dance, Level, RecordedEvent, Seen, Version, Write } from '../dances/recording.ts';
import type { Area, AspectResult, Outcome } from '../harness.ts';
import { exactly, jsonEqual } from '../json.ts';

export const dances: Area = {
  name: 'dances',
  isCase: (recorded) => 'steps' in recorded,
  compare: (recorded) => {
    const dance = recorded as unknown as Dance;
    return compared(dance, bound(dance, play(dance)));
  },
};

function compared(dance: Dance, seen: Seen): Outcome {
  return {
    ...(seen.stuck !== undefined && { steps: { agrees: false, expected: 'all steps', actual: seen.stuck } }),
    objects: objects(dance, seen),
    events: perObject(dance.stable.events, dance.events, seen.events, eventView),
    writes: writes(dance, seen),
    final: final(dance, seen),
  };
}

/** Groups of more equal Pods than this keep the order in which they were made. */
const mostPermuted = 4;

/**
 * Which of several equal Pods is which is chance: a placeholder stands for any generated name, the same one throughout
 * the case. Names that stand in a command are bound already.
 */
function bound(dance: Dance, seen: Seen): Seen {
  let best = seen;
  let fewest = differences(compared(dance, best));
  const groups = new Map<string, number>();
  for (const { obj } of seen.timeline) {
    const parts = /^\w+\/(.*)<rand5:(\d+)>$/.exec(obj);
    if (parts !== null) groups.set(parts[1] ?? '', Math.max(groups.get(parts[1] ?? '') ?? 0, Number(parts[2])));
  }
  for (const [group, size] of groups) {
    if (fewest === 0) break;
    if (size > mostPermuted || dance.steps.some(({ arg }) => String(arg).includes(`${group}<rand5:`))) continue;
    const before = best;
    for (const order of permutations(size)) {
      const candidate = renamed(before, group, order);
      const count = differences(compared(dance, candidate));
      if (count >= fewest) continue;
      best = candidate;
      fewest = count;
    }
  }
  return best;
}

function differences(outcome: Outcome): number {
  const sizeOf = (value: unknown): number => JSON.stringify(value ?? null).length;
  return Object.values(outcome).reduce((sum, { agrees, expected }) => sum + (agrees ? 0 : 1 + sizeOf(expected)), 0);
}

function permutations(size: number): number[][] {
  if (size === 0) return [[]];
  return permutations(size - 1).flatMap((rest) =>
    Array.from({ length: size }, (_, at) => [...rest.slice(0, at), size, ...rest.slice(at)]),
  );
}

function renamed(seen: Seen, group: string, order: readonly number[]): Seen {
  const quoted = group.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const text = JSON.stringify(seen).replace(
    new RegExp(`${quoted}<rand5:(\\d+)>`, 'g'),
    (_, number: string) => `${group}<rand5:${order[Number(number) - 1]}>`,
  );
  return JSON.parse(text) as Seen;
}

type Keyed = { readonly obj: string };

const groupOf = (obj: string): string => obj.replace(/<rand5:\d+>$/, '');

/** Compares each object's list on its level; objects of a group as a set of lists. */
function perObject<T extends Keyed>(
  levels: Readonly<Record<string, Level>>,
  recorded: readonly T[],
  seen: readonly T[],
  view: (items: readonly T[], level: string, names: (text: string) => string) => unknown,
): AspectResult {
  const expected: Record<string, unknown> = {};
  const actual: Record<string, unknown> = {};
  const groups = new Map<string, { level: string; members: string[] }>();
  for (const [obj, level] of Object.entries(levels)) {
    if (level === 'none') continue;
    if (level.endsWith('-of-group')) {
      const group = groups.get(groupOf(obj)) ?? { level: level.replace('-of-group', ''), members: [] };
      group.members.push(obj);
      groups.set(groupOf(obj), group);
      continue;
    }
    const of = (items: readonly T[]) =>
      view(
        items.filter((item) => item.obj === obj),
        level,
        (text) => text,
      );
    const [want, have] = [of(recorded), of(seen)];
    if (jsonEqual(want, have)) continue;
    expected[obj] = want;
    actual[obj] = have;
  }
  for (const [group, { level }] of groups) {
    const anonymous = (text: string): string => text.replace(/<rand5:\d+>/g, '<rand5>');
    const of = (items: readonly T[]) => {
      const names = new Set(items.map(({ obj }) => obj).filter((obj) => groupOf(obj) === group));
      return [...names]
        .map((obj) =>
          view(
            items.filter((item) => item.obj === obj),
            level,
            anonymous,
          ),
        )
        .map((one) => anonymous(JSON.stringify(sorted(one))))
        .sort();
    };
    const [want, have] = [of(recorded), of(seen)];
    if (jsonEqual(want, have)) continue;
    expected[group] = want;
    actual[group] = have;
  }
  return { agrees: Object.keys(expected).length === 0, expected, actual };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function objects(dance: Dance, seen: Seen): AspectResult {
  const result = perObject(dance.stable.objects, dance.timeline, seen.timeline, objectView);
  const { otherRows = {} } = dance.stable;
  const expected = { ...(result.expected as Record<string, unknown>) };
  const actual = { ...(result.actual as Record<string, unknown>) };
  for (const obj of Object.keys(expected)) {
    if (
      !(otherRows[obj] ?? []).some((rows) => jsonEqual(rows, rowsOf(seen.timeline.filter((one) => one.obj === obj))))
    ) {
      continue;
    }
    if (dance.stable.objects[obj]?.startsWith('rows') !== true) continue;
    delete expected[obj];
    delete actual[obj];
  }
  const names = (versions: readonly Version[]) =>
    [...new Set(versions.map(({ obj, inst = 1 }) => `${obj} ${inst}`))].sort();
  const [want, have] = [names(dance.timeline), names(seen.timeline)];
  if (!jsonEqual(want, have)) {
    expected.names = want.filter((name) => !have.includes(name));
    actual.names = have.filter((name) => !want.includes(name));
  }
  return { agrees: Object.keys(expected).length === 0, expected, actual };
}

function objectView(versions: readonly Version[], level: string): unknown {
  switch (level) {
    case 'sequence':
      return versions
        .map(({ inst = 1, type, by, object, changed }) => ({
          inst,
          type,
          by,
          ...(type === 'ADDED' && { object: Object.fromEntries(flatten(object ?? {})) }),
          ...(type === 'MODIFIED' && { changed: Object.fromEntries(flattenChange(changed ?? {})) }),
        }))
        .filter(({ type, changed }) => type !== 'MODIFIED' || Object.keys(changed ?? {}).length > 0);
    case 'rows':
      return rowsOf(versions);
    default:
      return lastState(versions);
  }
}

/** A change as leaves, so that a list given whole equals its items. */
function flattenChange(changed: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const leaves = changedBy(new Map(), changed);
  for (const [path, value] of Object.entries(changed)) if (value === null) leaves.set(path, null);
  return leaves;
}

function rowsOf(versions: readonly Version[]): unknown {
  const rows: (readonly string[])[] = [];
  for (const { row } of versions) if (row !== undefined && !jsonEqual(row, rows.at(-1))) rows.push(row);
  return rows;
}

function lastState(versions: readonly Version[]): unknown {
  let state: Map<string, unknown> | undefined;
  for (const { type, object, changed } of versions) {
    if (type === 'ADDED') state = flatten(object ?? {});
    else if (type === 'DELETED') state = undefined;
    else state = changedBy(state ?? new Map(), changed ?? {});
  }
  return state === undefined ? 'gone' : Object.fromEntries(state);
}

function eventView(events: readonly RecordedEvent[], level: string): unknown {
  const texts = events.map(({ type, reason, message, source }) => `${type} ${reason} ${source}: ${message}`);
  switch (level) {
    case 'sequence':
      return events.map(({ count }, index) => `${texts[index]} x${count}`);
    case 'first':
      return [...new Set(texts)];
    default:
      return [...new Set(texts)].sort();
  }
}

/** Refusals of old versions come and go with the machine's pace. */
function writes(dance: Dance, seen: Seen): AspectResult {
  const level = dance.stable.writes;
  const line = ({ agent, verb, what, name, code }: Write): string => `${agent} ${verb} ${what} ${name} ${code}`;
  const lines = (all: readonly Write[]): string[] => all.filter(({ code }) => code !== 409).map(line);
  const [want, have] = [lines(dance.writes), lines(seen.writes)];
  switch (level) {
    case 'order':
      return exactly(want, have);
    case 'set':
      return differing(want.sort(), have.sort());
    case 'kinds': {
      const kinds = (all: readonly string[]): string[] =>
        [...new Set(all.map((one) => one.replace(/<rand5:\d+>/g, '<rand5>')))].sort();
      return differing(kinds(want), kinds(have));
    }
    default:
      return { agrees: true };
  }
}

/** Equal lists; where they differ, what one has and the other has not. */
function differing(want: readonly string[], have: readonly string[]): AspectResult {
  if (jsonEqual(want, have)) return { agrees: true };
  const missing = (from: readonly string[], other: readonly string[]): string[] => {
    const left = [...other];
    return from.filter((one) => {
      const at = left.indexOf(one);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  return { agrees: false, expected: missing(want, have), actual: missing(have, want) };
}

function final(dance: Dance, seen: Seen): AspectResult {
  const grouped = Object.entries(dance.stable.objects).some(([, level]) => level.endsWith('-of-group'));
  const rows = (all: Seen['final']) =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([, list]) => list.length > 0)
        .map(([kind, list]) => {
          const texts = list.map((row) => row.join(' | '));
          return [kind, (grouped ? texts.map((text) => text.replace(/<rand5:\d+>/g, '<rand5>')) : texts).sort()];
        }),
    );
  return exactly(rows(dance.final), rows(seen.final));
}
