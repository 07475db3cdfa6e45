/** Life cycle recordings: a scenario is played in a simulated cluster, and what a person sees of it is compared. */
import type { Area, AspectResult } from '../harness.ts';
import { jsonEqual } from '../json.ts';
import { type Derived, derive, repeatedByOthers } from '../lifecycle/derive.ts';
import { play } from '../lifecycle/player.ts';
import type { RecordedScenario, Run } from '../lifecycle/recording.ts';
import { untilOf } from '../lifecycle/until.ts';

interface LifecycleCase {
  readonly scenario: RecordedScenario;
  readonly stable: Readonly<Record<string, boolean>>;
  readonly common: Derived;
  readonly derived: readonly Derived[];
  readonly runs: readonly Run[];
}

const aspects = ['rows', 'phases', 'conditions', 'containers', 'writers', 'events', 'eventCounts'] as const;

export const lifecycle: Area = {
  name: 'lifecycle',
  // Audit logs and the like lie beside the scenarios.
  isCase: (recorded) => 'scenario' in recorded,
  compare: (recorded) => {
    const { scenario, stable, common, derived, runs } = recorded as unknown as LifecycleCase;
    const played = play(scenario);
    const whole = derive(played);
    const untilEnd = derive(played, played.until);
    const recordedWhole = derived.map(ownCounts);
    const recordedUntil = runs.flatMap((run) => {
      const until = untilOf(scenario, run);
      return until === undefined ? [] : [derive(run, until)];
    });
    const outcome: Record<string, AspectResult> = {
      until: { agrees: played.result === 'until', expected: 'until', actual: played.result },
    };
    const compare = (aspect: string, isStable: boolean | undefined, of: (one: Derived) => unknown): void => {
      const shared = of(ownCounts(common));
      const actual = of(whole);
      const equal =
        recordedWhole.some((one) => jsonEqual(of(one), actual)) ||
        recordedUntil.some((one) => jsonEqual(of(one), of(untilEnd)));
      const expected = isStable ? of(recordedWhole[0] as Derived) : shared;
      outcome[aspect] = { agrees: equal || (isStable !== true && contains(actual, shared)), expected, actual };
    };
    for (const aspect of aspects) compare(aspect, stable[aspect], (one) => one[aspect]);
    compare('eventSet', stable.eventSet, (one) => [...one.events].sort());
    return outcome;
  },
};

/** Repeated scheduling failures come from other scenarios' Pods on the recorder's node: only the first is the Pod's own. */
function ownCounts(derived: Derived): Derived {
  const eventCounts = Object.fromEntries(
    Object.entries(derived.eventCounts).map(([event, count]) => [
      event,
      event.startsWith(repeatedByOthers) ? 1 : count,
    ]),
  );
  return { ...derived, eventCounts };
}

/** Whether `actual` holds what all runs share: sequences as subsequences, counts as lower bounds. */
function contains(actual: unknown, shared: unknown): boolean {
  if (Array.isArray(shared)) {
    if (!Array.isArray(actual)) return shared.length === 0;
    let at = 0;
    for (const item of actual) if (at < shared.length && item === shared[at]) at += 1;
    return at === shared.length;
  }
  if (typeof shared === 'number') return typeof actual === 'number' && actual >= shared;
  if (typeof shared !== 'object' || shared === null) return actual === shared;
  const members = (actual ?? {}) as Record<string, unknown>;
  return Object.entries(shared).every(([key, value]) => contains(members[key], value));
}
