/** The embedded etcd: a revisioned key-value store with compare-and-swap and watch. */
import type { Store, StoredValue, StoreEvent, WriteResult } from '../simulation/store.ts';

export class Etcd<T> implements Store<T> {
  readonly #values = new Map<string, StoredValue<T>>();
  readonly #watches: { prefix: string; notify: (event: StoreEvent<T>) => void }[] = [];
  /** Keys in order, made anew after a key came or went. */
  #sorted: string[] | undefined;
  #revision: number;

  /** `revision`: where the counter stands before the first write, as in a cluster that has lived a while. */
  constructor(revision = 0) {
    this.#revision = revision;
  }

  get revision(): number {
    return this.#revision;
  }

  get(key: string): StoredValue<T> | undefined {
    return this.#values.get(key);
  }

  range(prefix: string): readonly StoredValue<T>[] {
    this.#sorted ??= [...this.#values.keys()].sort();
    const found: StoredValue<T>[] = [];
    for (let at = firstAtOrAfter(this.#sorted, prefix); at < this.#sorted.length; at++) {
      const key = this.#sorted[at] as string;
      if (!key.startsWith(prefix)) break;
      found.push(this.#values.get(key) as StoredValue<T>);
    }
    return found;
  }

  put(key: string, value: T | ((revision: number) => T), expected: number): WriteResult<T> {
    const previous = this.#values.get(key);
    if ((previous?.modRevision ?? 0) !== expected) return conflict(previous);
    const revision = ++this.#revision;
    const stored: StoredValue<T> = {
      key,
      value: typeof value === 'function' ? (value as (revision: number) => T)(revision) : value,
      createRevision: previous?.createRevision ?? revision,
      modRevision: revision,
      version: (previous?.version ?? 0) + 1,
    };
    this.#values.set(key, stored);
    if (previous === undefined) this.#sorted = undefined;
    this.#notify({ type: 'put', key, value: stored.value, revision, ...(previous && { previous }) });
    return { written: true, revision, ...(previous && { previous }) };
  }

  delete(key: string, expected: number): WriteResult<T> {
    const previous = this.#values.get(key);
    if (previous === undefined || previous.modRevision !== expected) return conflict(previous);
    const revision = ++this.#revision;
    this.#values.delete(key);
    this.#sorted = undefined;
    this.#notify({ type: 'delete', key, value: previous.value, revision, previous });
    return { written: true, revision, previous };
  }

  watch(prefix: string, notify: (event: StoreEvent<T>) => void): void {
    this.#watches.push({ prefix, notify });
  }

  #notify(event: StoreEvent<T>): void {
    for (const watch of this.#watches) if (event.key.startsWith(watch.prefix)) watch.notify(event);
  }
}

function conflict<T>(current: StoredValue<T> | undefined): WriteResult<T> {
  return { written: false, ...(current && { current }) };
}

/** Index of the first key not below `prefix`. */
function firstAtOrAfter(keys: readonly string[], prefix: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}
