/** Resources as people name them on the command line: `pod/web`, `po web`, `deployments.apps`. */
import { type Kind, kinds } from '../api/schema/schema.ts';
import type { ResourceAddress } from '../simulation/client.ts';
import type { Command } from './command.ts';

/** Short names that the API server's discovery offers. */
const shortNames: Readonly<Record<string, string>> = {
  cm: 'configmaps',
  cj: 'cronjobs',
  deploy: 'deployments',
  ds: 'daemonsets',
  ep: 'endpoints',
  ev: 'events',
  hpa: 'horizontalpodautoscalers',
  ing: 'ingresses',
  limits: 'limitranges',
  no: 'nodes',
  ns: 'namespaces',
  pc: 'priorityclasses',
  pdb: 'poddisruptionbudgets',
  po: 'pods',
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  quota: 'resourcequotas',
  rc: 'replicationcontrollers',
  rs: 'replicasets',
  sa: 'serviceaccounts',
  sc: 'storageclasses',
  sts: 'statefulsets',
  svc: 'services',
};

/** One object that a command line names. */
export interface NamedResource {
  readonly kind: Kind;
  readonly name: string;
}

/** The kind that a word such as `pod`, `pods`, `po` or `pods.v1` means. */
export function kindOfWord(word: string): Kind | undefined {
  const [plain = '', ...rest] = word.toLowerCase().split('.');
  const resource = shortNames[plain] ?? plain;
  const group = rest.join('.');
  return kinds.find(
    (kind) =>
      (kind.resource === resource || kind.kind.toLowerCase() === resource) &&
      (group === '' || kind.group === group || `${kind.version}.${kind.group}` === group),
  );
}

/** The objects of `KIND NAME…` or `KIND/NAME…`; the text of kubectl's complaint where a kind is unknown. */
export function namedResources(args: readonly string[]): readonly NamedResource[] | string {
  const [first = ''] = args;
  const pairs = first.includes('/')
    ? args.map((arg) => arg.split('/') as [string, string])
    : args.slice(1).map((name): [string, string] => [first, name]);
  const resources: NamedResource[] = [];
  for (const [word, name] of pairs) {
    const kind = kindOfWord(word);
    if (kind === undefined) return `error: the server doesn't have a resource type "${word}"`;
    resources.push({ kind, name });
  }
  if (kindOfWord(first.split('/')[0] ?? '') === undefined) {
    return `error: the server doesn't have a resource type "${first.split('/')[0]}"`;
  }
  return resources;
}

/** Where a named object is asked for. */
export function addressOf(
  { kind, name }: NamedResource,
  command: Command,
): ResourceAddress & { readonly name: string } {
  return {
    apiVersion: kind.apiVersion,
    resource: kind.resource,
    ...(kind.namespaced && { namespace: command.namespace }),
    name,
  };
}

/** `pod/web`, `deployment.apps/web`: an object as kubectl names it in its output. */
export function labelOf({ kind, name }: NamedResource): string {
  return `${qualifiedKind(kind)}/${name}`;
}

/** `pod`, `deployment.apps`. */
export function qualifiedKind(kind: Kind): string {
  return kind.group === '' ? kind.kind.toLowerCase() : `${kind.kind.toLowerCase()}.${kind.group}`;
}
