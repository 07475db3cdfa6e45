/** Keys of objects in etcd, as the API server lays them out (staging, registry/generic; recording `lifecycle/etcd-writes-nginx`). */

/** Resources whose keys do not bear their own name, for history's sake. */
const prefixes: Readonly<Record<string, string>> = {
  nodes: 'minions',
  services: 'services/specs',
  endpoints: 'services/endpoints',
  replicationcontrollers: 'controllers',
  ingresses: 'ingress',
};

/** The key of one object: `/registry/pods/default/nginx`, `/registry/minions/node-a`. */
export function storageKey(resource: string, namespace: string, name: string): string {
  return `${keyPrefix(resource, namespace)}${name}`;
}

/** What the keys of a resource begin with, in one namespace or (undefined, '') in all. */
export function keyPrefix(resource: string, namespace?: string): string {
  const prefix = `/registry/${prefixes[resource] ?? resource}/`;
  return namespace ? `${prefix}${namespace}/` : prefix;
}
