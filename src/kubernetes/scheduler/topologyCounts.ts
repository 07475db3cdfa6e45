/** Numbers of Pods, or sums of weights, by topology: `zone=a` → 3. */
import type { Labels } from '../api/labels.ts';

export class TopologyCounts {
  readonly #counts = new Map<string, Map<string, number>>();

  /** Adds to the topology that `labels` are in; nothing when they lack the key. An entry may become 0 and stays. */
  add(labels: Labels, topologyKey: string, amount: number): void {
    const value = labels[topologyKey];
    if (value === undefined) return;
    let values = this.#counts.get(topologyKey);
    if (values === undefined) {
      values = new Map();
      this.#counts.set(topologyKey, values);
    }
    values.set(value, (values.get(value) ?? 0) + amount);
  }

  /** The amount at the topology that `labels` are in. */
  at(labels: Labels, topologyKey: string): number {
    const value = labels[topologyKey];
    return value === undefined ? 0 : (this.#counts.get(topologyKey)?.get(value) ?? 0);
  }

  /** The amounts of all topologies that `labels` are in, added up. */
  sumAt(labels: Labels): number {
    let sum = 0;
    for (const key of this.#counts.keys()) sum += this.at(labels, key);
    return sum;
  }

  /** Whether any topology that `labels` are in has more than 0. */
  anyAt(labels: Labels): boolean {
    for (const key of this.#counts.keys()) if (this.at(labels, key) > 0) return true;
    return false;
  }

  get hasEntries(): boolean {
    return this.#counts.size > 0;
  }

  /** Whether everything is 0. */
  get allZero(): boolean {
    for (const values of this.#counts.values()) for (const amount of values.values()) if (amount !== 0) return false;
    return true;
  }
}
