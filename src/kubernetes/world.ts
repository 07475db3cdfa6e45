/** The cluster a simulation starts from: ordinary Kubernetes objects. */

/** An object of a world as a person or a snapshot wrote it; defaults are applied when the world is loaded. */
export type WorldObject = { readonly apiVersion: string; readonly kind: string } & Readonly<Record<string, unknown>>;

export interface World {
  readonly name: string;
  readonly objects: readonly WorldObject[];
  /** False for the built-in worlds: what depends on them is an assumption, not a fact about the user's cluster. */
  readonly owned: boolean;
}
