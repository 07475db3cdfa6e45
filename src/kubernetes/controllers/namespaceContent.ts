/** What every namespace holds from its beginning: the ServiceAccount `default` and the cluster's CA bundle. */
import type { ConfigMap, Namespace, ServiceAccount } from '../api/types.ts';
import { keyOf } from '../simulation/informer.ts';
import type { Process } from '../simulation/process.ts';
import { type Controller, type ControllerContext, on } from './controller.ts';
import { isNamespaceTerminating, isRefused, isTrouble, type Trouble } from './objectClient.ts';

const defaultAccount = 'default';
const caBundle = 'kube-root-ca.crt';
const caDescription =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** Keeps the ServiceAccount `default` in each namespace (pkg/controller/serviceaccount). */
export const serviceAccount: Controller = {
  name: 'service-account-controller',
  workers: 1,
  watches: {
    namespaces: on<Namespace>(({ type, object }) => (type === 'DELETED' ? [] : [keyOf(object)])),
    serviceaccounts: on<ServiceAccount>(({ type, object }) =>
      type === 'DELETED' && object.metadata?.name === defaultAccount ? [object.metadata.namespace ?? ''] : [],
    ),
  },
  start: (context) => (key) => keepAccount(context, key),
};

function* keepAccount({ client, caches }: ControllerContext, namespace: string): Process<Trouble | undefined> {
  const stored = caches.get<Namespace>('namespaces', namespace);
  if (stored?.status?.phase !== 'Active') return undefined;
  if (caches.get('serviceaccounts', `${namespace}/${defaultAccount}`) !== undefined) return undefined;
  const account: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: defaultAccount, namespace },
  };
  const created = yield* client.create(account);
  if (!isTrouble(created) || isRefused(created, 'AlreadyExists') || isNamespaceTerminating(created)) return undefined;
  return created;
}

/** Publishes the CA bundle in each namespace (pkg/controller/certificates/rootcacertpublisher). */
export const rootCaPublisher: Controller = {
  name: 'root-ca-cert-publisher',
  workers: 1,
  watches: {
    namespaces: on<Namespace>(({ type, object }) =>
      type === 'DELETED' || object.status?.phase !== 'Active' ? [] : [keyOf(object)],
    ),
    configmaps: on<ConfigMap>(({ type, object }) =>
      type !== 'ADDED' && object.metadata?.name === caBundle ? [object.metadata.namespace ?? ''] : [],
    ),
  },
  start: (context) => (key) => publish(context, key),
};

function* publish({ client, caches }: ControllerContext, namespace: string): Process<Trouble | undefined> {
  const bundle = caches
    .list<ConfigMap>('configmaps', 'kube-system')
    .find(({ metadata }) => metadata?.name === caBundle);
  const data = { 'ca.crt': bundle?.data?.['ca.crt'] ?? '' };
  const stored = caches.get<ConfigMap>('configmaps', `${namespace}/${caBundle}`);
  if (stored === undefined) {
    const map: ConfigMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: caBundle,
        namespace,
        annotations: { 'kubernetes.io/description': caDescription },
      },
      data,
    };
    const created = yield* client.create(map);
    const expected = isRefused(created, 'AlreadyExists') || isRefused(created, 'NotFound');
    return isTrouble(created) && !expected && !isNamespaceTerminating(created) ? created : undefined;
  }
  if (stored.data?.['ca.crt'] === data['ca.crt']) return undefined;
  const updated = yield* client.update({ ...stored, data });
  return isTrouble(updated) ? updated : undefined;
}
