/** JSON values as they travel between kubectl and the API server, with numbers that doubles cannot hold kept as text. */

/**
 * A number whose text a JavaScript number would not print again (`1.0`, `1e3`, integers beyond 2^53).
 * The API server's strict decoder looks at the digits: `1.0` is no int32.
 */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  /** The nearest double, so that comparisons see an amount. */
  valueOf(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }
}

export type JsonValue = null | boolean | number | string | JsonNumber | JsonValue[] | JsonObject;

/** An object without prototype, so that a key such as `__proto__` is a key like any other. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** The value for a number's JSON text: a plain number where that prints the same text. */
export function jsonNumber(text: string): number | JsonNumber {
  const value = Number(text);
  return String(value) === text ? value : new JsonNumber(text);
}

/**
 * Objects of this class inherit nothing, so that `__proto__` is a key like any other, and yet are laid out as fast as literals
 * (`Object.create(null)` makes hash tables).
 */
class Bare {}
Object.setPrototypeOf(Bare.prototype, null);
Reflect.deleteProperty(Bare.prototype, 'constructor');

/** A new empty object that can hold any key. */
export function jsonObject(): JsonObject {
  return new Bare() as JsonObject;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}
