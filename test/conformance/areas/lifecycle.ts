/** Life cycle recordings: a scenario is played in a simulated cluster, and what a person sees of it is compared. */
import type { Area, AspectResult } from '../harness.ts';
import { jsonEqual } from '../json.ts';
import { type Derived, derive } from '../lifecycle/derive.ts';
import { type PlayedRun, play } from '../lifecycle/player.ts';
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
    const outcome: Record<string, AspectResult> = {
      until: { agrees: played.result === 'until', expected: 'until', actual: played.result },
    };
    const recordedUntil = runs.map((run, index) => {
      const until = untilOf(scenario, run);
      return until === undefined ? derived[index] : derive(run, until);
    });
    for (const aspect of aspects) {
      const equal = (): boolean =>
        derived.some((one) => jsonEqual(one[aspect], whole[aspect])) ||
        recordedUntil.some((one) => jsonEqual(one?.[aspect], untilEnd[aspect]));
      const agrees = stable[aspect] ? equal() : equal() || contains(whole[aspect], common[aspect]);
      outcome[aspect] = {
        agrees,
        expected: stable[aspect] ? derived[0]?.[aspect] : common[aspect],
        actual: whole[aspect],
      };
    }
    const sets = (one: Derived): string[] => [...one.events].sort();
    outcome.eventSet = {
      agrees:
        derived.some((one) => jsonEqual(sets(one), sets(whole))) ||
        recordedUntil.some((one) => one !== undefined && jsonEqual(sets(one), sets(untilEnd))) ||
        (!stable.eventSet && common.events.every((event) => whole.events.includes(event))),
      expected: sets(common),
      actual: sets(whole),
    };
    return outcome;
  },
};

export type { PlayedRun };

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
