/** Seeded random numbers: the same seed gives the same run. */

/** Letters of the random suffixes that Kubernetes appends to generated names (apimachinery, util/rand). */
const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1): the mulberry32 generator. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** A suffix as in generated names: `x7k2p`. */
  suffix(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += suffixAlphabet[this.below(suffixAlphabet.length)];
    return text;
  }

  /** A version-4 UUID. */
  uuid(): string {
    const hex = (digits: number): string => {
      let text = '';
      for (let i = 0; i < digits; i++) text += this.below(16).toString(16);
      return text;
    };
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[this.below(4)]}${hex(3)}-${hex(12)}`;
  }

  /** `digits` hexadecimal digits, for container and sandbox ids. */
  hex(digits: number): string {
    let text = '';
    for (let i = 0; i < digits; i++) text += this.below(16).toString(16);
    return text;
  }
}
