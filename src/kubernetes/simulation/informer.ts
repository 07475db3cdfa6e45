/** A component's own view of one resource, kept by a watch: what it may look at without asking. */
import type { ApiClient, ApiObject, WatchEvent, WatchOptions } from './client.ts';

export interface Informer<T extends ApiObject> {
  get(key: string): T | undefined;
  list(): IterableIterator<T>;
  readonly size: number;
}

/** Opens a watch and keeps its objects by key; `changed` is called after each change has been taken in. */
export function inform<T extends ApiObject>(
  api: ApiClient,
  options: WatchOptions,
  changed?: (event: WatchEvent<T>) => void,
): Informer<T> {
  const objects = new Map<string, T>();
  api.watch<T>(options, (event) => {
    const key = keyOf(event.object);
    if (event.type === 'DELETED') objects.delete(key);
    else objects.set(key, event.object);
    changed?.(event);
  });
  return {
    get: (key) => objects.get(key),
    list: () => objects.values(),
    get size() {
      return objects.size;
    },
  };
}

/** `namespace/name`, or the name alone for what has no namespace. */
export function keyOf(object: {
  readonly metadata?: { readonly name?: string | undefined; readonly namespace?: string | undefined };
}): string {
  const { namespace, name = '' } = object.metadata ?? {};
  return namespace ? `${namespace}/${name}` : name;
}
