/** The path to a field of an object, written as Kubernetes' errors write it. */

/**
 * An immutable path, linked from leaf to root so that growing one costs a single allocation; its text is made only when an
 * error needs it. Paths read as those of `k8s.io/apimachinery/pkg/util/validation/field/path.go`.
 */
export class FieldPath {
  readonly #parent: FieldPath | undefined;
  readonly #name: string;
  readonly #subscript: string | number;

  private constructor(parent: FieldPath | undefined, name: string, subscript: string | number) {
    this.#parent = parent;
    this.#name = name;
    this.#subscript = subscript;
  }

  /** The path of a field of the object itself. */
  static root(name: string): FieldPath {
    return new FieldPath(undefined, name, '');
  }

  /** The path of an item or entry, where the object itself is a list or map. */
  static rootKey(key: string | number): FieldPath {
    return new FieldPath(undefined, '', key);
  }

  /** A field of the object at this path. */
  child(name: string): FieldPath {
    return new FieldPath(this, name, '');
  }

  /** An item of the list at this path. */
  index(index: number): FieldPath {
    return new FieldPath(this, '', index);
  }

  /** An entry of the map at this path. */
  key(key: string): FieldPath {
    return new FieldPath(this, '', key);
  }

  /** `spec.containers[0].resources.limits[cpu]`. */
  toString(): string {
    let text = '';
    for (let at: FieldPath | undefined = this; at !== undefined; at = at.#parent) {
      if (at.#name === '') text = `[${at.#subscript}]${text}`;
      else text = (at.#parent === undefined ? at.#name : `.${at.#name}`) + text;
    }
    return text;
  }

  /** Names, map keys and list indexes from the root on, for finding the place in a document. */
  segments(): (string | number)[] {
    const segments: (string | number)[] = [];
    for (let at: FieldPath | undefined = this; at !== undefined; at = at.#parent) {
      segments.push(at.#name === '' ? at.#subscript : at.#name);
    }
    return segments.reverse();
  }
}
