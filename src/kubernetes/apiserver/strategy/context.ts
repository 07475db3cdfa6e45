/** What a kind's strategy does to an object on its way into the store, and what it may use for it. */
import type { KubernetesObject } from '../../api/types.ts';

export interface StrategyContext {
  /** RFC 3339 time of the request. */
  readonly now: string;
  readonly random: { uuid(): string };
  /** Adds a `Warning:` header. */
  warn(text: string): void;
}

/** One kind's rules (`pkg/registry/<group>/<kind>/strategy.go`). All change the new object in place, never the old one. */
export interface Strategy<T extends KubernetesObject> {
  prepareForCreate?(object: T, context: StrategyContext): void;
  prepareForUpdate?(object: T, old: T, context: StrategyContext): void;
  /** For PUTs to a subresource; one without an entry is prepared as the object itself. */
  readonly subresources?: Readonly<Record<string, (object: T, old: T, context: StrategyContext) => void>>;
  /** After validation, before storing. */
  canonicalize?(object: T): void;
}
