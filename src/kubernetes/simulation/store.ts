/** The store port: what the API server asks of etcd. */

/** A key with its value as etcd keeps it. Revisions are etcd's: one counter for the whole store. */
export interface StoredValue<T> {
  readonly key: string;
  readonly value: T;
  readonly createRevision: number;
  readonly modRevision: number;
  /** Number of writes to this key since it was created. */
  readonly version: number;
}

/** The answer to a write that names the revision it expects (0: the key must not exist). */
export type WriteResult<T> =
  | { readonly written: true; readonly revision: number; readonly previous?: StoredValue<T> }
  | { readonly written: false; readonly current?: StoredValue<T> };

export interface StoreEvent<T> {
  readonly type: 'put' | 'delete';
  readonly key: string;
  readonly value: T;
  readonly revision: number;
  readonly previous?: StoredValue<T>;
}

export interface Store<T> {
  readonly revision: number;
  get(key: string): StoredValue<T> | undefined;
  /** All keys that begin with `prefix`, in key order. */
  range(prefix: string): readonly StoredValue<T>[];
  /** Writes if the key's revision is `expected`; `value` may depend on the revision it gets. */
  put(key: string, value: T | ((revision: number) => T), expected: number): WriteResult<T>;
  delete(key: string, expected: number): WriteResult<T>;
  /** Calls `notify` for each later write below `prefix`, in revision order. */
  watch(prefix: string, notify: (event: StoreEvent<T>) => void): void;
}
