/** The conditions of scenarios: what has been seen of Pods and Events, and whether it suffices. */
import type { Pod } from '../../../src/kubernetes/api/types.ts';
import { type Condition, type EventEntry, milliseconds, type WatchEntry } from './recording.ts';

export class ConditionWatch {
  /** Undefined once deleted. */
  readonly #pods = new Map<string, Pod | undefined>();
  readonly #rows = new Map<string, WatchEntry['row']>();
  readonly #counts = new Map<string, { reason: string; count: number }>();

  pod(name: string, pod: Pod | undefined, row: WatchEntry['row']): void {
    this.#pods.set(name, pod);
    this.#rows.set(name, row);
  }

  event(entry: EventEntry, name: string): void {
    const count = entry.seriesCount ?? entry.count ?? 1;
    this.#counts.set(`${entry.reason} ${name}`, { reason: entry.reason, count });
  }

  forgetEvents(): void {
    this.#counts.clear();
  }

  /** Whether the condition holds now; `after` counts from `since`. */
  met(condition: Condition, mainPod: string, since: number, now: number): boolean {
    const name = condition.pod ?? mainPod;
    const pod = this.#pods.get(name);
    if (now - since < milliseconds(condition.after)) return false;
    if (condition.created && !this.#pods.has(name)) return false;
    if (condition.deleted && !(this.#pods.has(name) && pod === undefined)) return false;
    if (condition.event !== undefined) {
      let count = 0;
      for (const one of this.#counts.values()) if (one.reason === condition.event) count += one.count;
      if (count === 0 || count < (condition.count ?? 0)) return false;
    }
    const { phase, status, ready, restarts = 0, deleting } = condition;
    const asksOfPod = phase || status || ready || restarts > 0 || condition.true || condition.false || deleting;
    if (!asksOfPod) return true;
    if (pod === undefined) return false;
    const row = this.#rows.get(name);
    if (phase !== undefined && pod.status?.phase !== phase) return false;
    if (status !== undefined && row?.status !== status) return false;
    if (ready !== undefined && row?.ready !== ready) return false;
    if (deleting && pod.metadata?.deletionTimestamp === undefined) return false;
    const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
    if (statuses.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0) < restarts) return false;
    const has = (type: string | undefined, value: string): boolean =>
      type === undefined || pod.status?.conditions?.some((one) => one.type === type && one.status === value) === true;
    return has(condition.true, 'True') && has(condition.false, 'False');
  }
}
