/** Pending events in virtual time, ordered by (time, priority, sequence number), so equal times never tie. */

interface Entry {
  readonly time: number;
  readonly priority: number;
  readonly sequence: number;
  readonly action: () => void;
  cancelled: boolean;
}

/** An event that has not happened yet. */
export interface Timer {
  cancel(): void;
}

export class EventQueue {
  readonly #heap: Entry[] = [];
  #sequence = 0;
  #time = 0;

  /** Virtual milliseconds since the start: the time of the event being handled. */
  get time(): number {
    return this.#time;
  }

  /** Time of the next event, or undefined when nothing is pending. */
  get next(): number | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.time;
  }

  /** Queues `action` for `time` (never before now). Lower priorities go first at equal times. */
  add(time: number, priority: number, action: () => void): Timer {
    const entry: Entry = {
      time: Math.max(time, this.#time),
      priority,
      sequence: this.#sequence++,
      action,
      cancelled: false,
    };
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  /** Handles the next event; false when there was none. */
  step(): boolean {
    this.#dropCancelled();
    const entry = this.#pop();
    if (entry === undefined) return false;
    this.#time = entry.time;
    entry.action();
    return true;
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.cancelled) this.#pop();
  }

  #pop(): Entry | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    this.#heap[0] = last;
    this.#sink(0);
    return first;
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      let least = at;
      if (left < this.#heap.length && this.#before(left, least)) least = left;
      if (left + 1 < this.#heap.length && this.#before(left + 1, least)) least = left + 1;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #before(i: number, j: number): boolean {
    const a = this.#heap[i] as Entry;
    const b = this.#heap[j] as Entry;
    if (a.time !== b.time) return a.time < b.time;
    if (a.priority !== b.priority) return a.priority < b.priority;
    return a.sequence < b.sequence;
  }

  #swap(i: number, j: number): void {
    const a = this.#heap[i] as Entry;
    this.#heap[i] = this.#heap[j] as Entry;
    this.#heap[j] = a;
  }
}
