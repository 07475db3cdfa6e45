/** Which names the documents before one have taken. */
import type { WorldObject } from '../kubernetes/world.ts';

/** Names that nobody has had for this many are forgotten. */
const spareNames = 1_000;

/**
 * The names of one reading of a file after the other. Names stay in the table between readings, where most of them come
 * again; only those of the reading that goes on count.
 */
export class TakenNames {
  readonly #holders = new Map<string, { reading: number; object: WorldObject }>();
  #reading = 0;

  /** Begins another reading, in which no name is taken. */
  begin(documents: number): void {
    this.#reading++;
    if (this.#holders.size > 2 * documents + spareNames) this.#holders.clear();
  }

  /** The last object that has taken a name. */
  get(name: string): WorldObject | undefined {
    const holder = this.#holders.get(name);
    return holder?.reading === this.#reading ? holder.object : undefined;
  }

  take(name: string, object: WorldObject): void {
    const holder = this.#holders.get(name);
    if (holder === undefined) this.#holders.set(name, { reading: this.#reading, object });
    else {
      holder.reading = this.#reading;
      holder.object = object;
    }
  }

  /** The objects that hold a name now. */
  objects(): WorldObject[] {
    return [...this.#holders.values()].flatMap(({ reading, object }) => (reading === this.#reading ? [object] : []));
  }
}
