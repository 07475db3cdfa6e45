/** When a recorded run's end condition held: what comes after is not compared. */
import type { Pod } from '../../../src/kubernetes/api/types.ts';
import { ConditionWatch } from './conditions.ts';
import { type Condition, milliseconds, type RecordedScenario, type Run } from './recording.ts';

/** The run's own time at which `until` held; undefined where that can't be told. */
export function untilOf(scenario: RecordedScenario, run: Run): number | undefined {
  const start = run.commands.find(
    ({ args }) => args === scenario.apply || args.join(' ') === scenario.apply.join(' '),
  )?.t;
  if (start === undefined) return undefined;
  const replay = new Replay(run, scenario.pod);
  let since = start;
  for (const action of scenario.actions ?? []) {
    const met = replay.waitFor(action.when, since);
    if (met === undefined) return undefined;
    const command = action.kubectl?.join(' ');
    since =
      run.commands.find(({ t, args }) => command !== undefined && args.join(' ') === command && t >= met - 50)?.t ??
      met;
  }
  return replay.waitFor(scenario.until, since);
}

/** A run seen again, entry by entry. */
class Replay {
  readonly #entries: readonly { readonly t: number; take(watch: ConditionWatch): void }[];
  readonly #watch = new ConditionWatch();
  readonly #mainPod: string;
  #at = 0;

  constructor(run: Run, mainPod: string) {
    this.#mainPod = mainPod;
    const documents = new Map<string, Record<string, unknown>>();
    const pods = run.watch.map((entry) => {
      const document = merge(entry.type === 'ADDED' ? {} : (documents.get(entry.pod) ?? {}), entry.changed);
      documents.set(entry.pod, document);
      const pod = entry.type === 'DELETED' ? undefined : podOf(document);
      return { t: entry.t, take: (watch: ConditionWatch) => watch.pod(entry.pod, pod, entry.row) };
    });
    const events = run.events.map((entry) => ({
      t: entry.t,
      take: (watch: ConditionWatch) => watch.event(entry, `${entry.object} ${entry.fieldPath ?? ''} ${entry.message}`),
    }));
    this.#entries = [...pods, ...events].sort((a, b) => a.t - b.t);
  }

  /** The earliest time from now on at which the condition holds. */
  waitFor(condition: Condition, since: number): number | undefined {
    const earliest = since + milliseconds(condition.after);
    const now = Math.max(earliest, since);
    this.#takeUntil(now);
    if (this.#watch.met(condition, this.#mainPod, since, now)) return now;
    while (this.#at < this.#entries.length) {
      const { t } = this.#entries[this.#at] as { t: number };
      this.#takeUntil(t);
      if (this.#watch.met(condition, this.#mainPod, since, Math.max(t, now))) return t;
    }
    return undefined;
  }

  #takeUntil(time: number): void {
    for (let entry = this.#entries[this.#at]; entry !== undefined && entry.t <= time; entry = this.#entries[this.#at]) {
      entry.take(this.#watch);
      this.#at += 1;
    }
  }
}

/** As much of a Pod as conditions ask for, from the maps that recordings keep. */
function podOf(document: Record<string, unknown>): Pod {
  const { metadata, status = {} } = document as { metadata?: Pod['metadata']; status?: Record<string, unknown> };
  const listOf = (value: unknown, key: string): object[] =>
    Object.entries((value ?? {}) as Record<string, object>).map(([name, item]) => ({ ...item, [key]: name }));
  return {
    metadata: metadata ?? {},
    status: {
      ...(typeof status.phase === 'string' && { phase: status.phase }),
      conditions: listOf(status.conditions, 'type'),
      containerStatuses: listOf(status.containerStatuses, 'name'),
      initContainerStatuses: listOf(status.initContainerStatuses, 'name'),
    },
  };
}

function merge(
  document: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const out: Record<string, unknown> = { ...document };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else if (typeof value === 'object' && !Array.isArray(value)) {
      const old = out[key];
      const inner = typeof old === 'object' && old !== null && !Array.isArray(old) ? old : {};
      out[key] = merge(inner as Record<string, unknown>, value as Record<string, unknown>);
    } else out[key] = value;
  }
  return out;
}
