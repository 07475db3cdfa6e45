/** Empties a namespace that is being deleted, and lets it go (pkg/controller/namespace). */

import { isPodTerminal } from '../api/podReadiness.ts';
import { unixMs } from '../api/time.ts';
import type { KubernetesObject, Namespace, NamespaceCondition, Pod } from '../api/types.ts';
import { keyOf } from '../simulation/informer.ts';
import type { Process } from '../simulation/process.ts';
import { type Controller, type ControllerContext, on } from './controller.ts';
import { isRefused, isTrouble, type Trouble } from './objectClient.ts';

/** Clients that still make things get this long before the namespace is emptied. */
const gracePeriodMs = 5_000;

/** What stands in namespaces, by group and version; Pods go first of all (OrderedNamespaceDeletion). */
const namespaced: readonly [string, string][] = [
  ['v1', 'pods'],
  ['v1', 'configmaps'],
  ['v1', 'endpoints'],
  ['v1', 'limitranges'],
  ['v1', 'persistentvolumeclaims'],
  ['v1', 'podtemplates'],
  ['v1', 'replicationcontrollers'],
  ['v1', 'resourcequotas'],
  ['v1', 'secrets'],
  ['v1', 'serviceaccounts'],
  ['v1', 'services'],
  ['apps/v1', 'controllerrevisions'],
  ['apps/v1', 'daemonsets'],
  ['apps/v1', 'deployments'],
  ['apps/v1', 'replicasets'],
  ['apps/v1', 'statefulsets'],
  ['autoscaling/v2', 'horizontalpodautoscalers'],
  ['batch/v1', 'cronjobs'],
  ['batch/v1', 'jobs'],
  ['coordination.k8s.io/v1', 'leases'],
  ['discovery.k8s.io/v1', 'endpointslices'],
  ['events.k8s.io/v1', 'events'],
  ['networking.k8s.io/v1', 'ingresses'],
  ['networking.k8s.io/v1', 'networkpolicies'],
  ['policy/v1', 'poddisruptionbudgets'],
  ['rbac.authorization.k8s.io/v1', 'rolebindings'],
  ['rbac.authorization.k8s.io/v1', 'roles'],
  ['resource.k8s.io/v1', 'resourceclaims'],
  ['resource.k8s.io/v1', 'resourceclaimtemplates'],
  ['storage.k8s.io/v1', 'csistoragecapacities'],
];

export const namespace: Controller = {
  name: 'namespace-controller',
  workers: 10,
  watches: {
    namespaces: on<Namespace>(({ type, object }) =>
      type !== 'DELETED' && object.metadata?.deletionTimestamp !== undefined ? [`wait ${keyOf(object)}`] : [],
    ),
  },
  start: (context) => (key) => {
    const [task, name = ''] = key.split(' ');
    return task === 'wait' ? waitBefore(context, name) : empty(context, name);
  },
};

// biome-ignore lint/correctness/useYield: a process that has nothing to wait for
function* waitBefore(context: ControllerContext, name: string): Process<undefined> {
  context.requeue(`empty ${name}`, gracePeriodMs);
  return undefined;
}

function* empty(context: ControllerContext, name: string): Process<Trouble | undefined> {
  const { client } = context;
  const stored = yield* client.get<Namespace>({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  if (isTrouble(stored)) return isRefused(stored, 'NotFound') ? undefined : stored;
  if (stored.metadata?.deletionTimestamp === undefined || !stored.spec?.finalizers?.length) return undefined;
  const found = yield* deleteContent(context, stored);
  if (found.estimateSeconds > 0) {
    context.requeue(`empty ${name}`, (Math.floor(found.estimateSeconds / 2) + 1) * 1000);
    return undefined;
  }
  if (found.troubles.length > 0) return { trouble: found.troubles.join(', ') };
  return yield* finalize(context, stored);
}

/** The object itself goes with its last finalizer; the first try knows an old version where conditions were written. */
function* finalize({ client }: ControllerContext, stored: Namespace): Process<Trouble | undefined> {
  let current: Namespace | Trouble = stored;
  for (let attempt = 0; attempt < 5 && !isTrouble(current); attempt++) {
    const finalizers = (current.spec?.finalizers ?? []).filter((finalizer) => finalizer !== 'kubernetes');
    const updated: Namespace | Trouble = yield* client.update({ ...current, spec: { finalizers } }, 'finalize');
    if (!isRefused(updated, 'Conflict')) return isTrouble(updated) ? updated : undefined;
    current = yield* client.get(stored);
  }
  return isTrouble(current) ? current : undefined;
}

interface Content {
  /** Longest time that Pods may still take to stop. */
  estimateSeconds: number;
  readonly remaining: Map<string, number>;
  readonly finalizers: Map<string, number>;
  readonly troubles: string[];
}

function* deleteContent(context: ControllerContext, stored: Namespace): Process<Content> {
  const content: Content = { estimateSeconds: 0, remaining: new Map(), finalizers: new Map(), troubles: [] };
  for (const [apiVersion, resource] of namespaced) {
    yield* deleteAll(context, stored, apiVersion, resource, content);
    if (resource === 'pods' && content.remaining.size > 0) {
      yield* writeConditions(context, stored, content, false);
      return content;
    }
  }
  yield* writeConditions(context, stored, content, true);
  return content;
}

function* deleteAll(
  { client, kernel }: ControllerContext,
  stored: Namespace,
  apiVersion: string,
  resource: string,
  content: Content,
): Process {
  const name = stored.metadata?.name ?? '';
  const address = { apiVersion, resource, namespace: name };
  const list = function* (): Process<readonly KubernetesObject[]> {
    const answer = yield* client.request({ ...address, verb: 'list' });
    return isTrouble(answer) ? [] : ((answer as { items?: readonly KubernetesObject[] }).items ?? []);
  };
  const seconds = resource === 'pods' ? longestGrace((yield* list()) as readonly Pod[]) : 0;
  const since = kernel.unixMilliseconds() - (unixMs(stored.metadata?.deletionTimestamp) ?? 0);
  const estimate = since >= seconds * 1000 ? 0 : seconds;
  const deleted = yield* client.request({ ...address, verb: 'deletecollection' });
  if (isTrouble(deleted)) content.troubles.push(deleted.trouble);
  const left = yield* list();
  if (left.length === 0) return;
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  content.estimateSeconds = Math.max(content.estimateSeconds, estimate);
  content.remaining.set(`${resource}.${group}`, left.length);
  let held = false;
  for (const finalizer of left.flatMap(({ metadata }) => metadata?.finalizers ?? [])) {
    held = true;
    content.finalizers.set(finalizer, (content.finalizers.get(finalizer) ?? 0) + 1);
  }
  if (held && estimate === 0) content.estimateSeconds = Math.max(content.estimateSeconds, finalizerSeconds);
  if (estimate === 0 && !held) {
    content.troubles.push(
      `unexpected items still remain in namespace: ${name} for gvr: ${group}/${version}, Resource=${resource}`,
    );
  }
}

/** How long to wait where finalizers hold something. */
const finalizerSeconds = 15;

function longestGrace(pods: readonly Pod[]): number {
  const running = pods.filter((pod) => !isPodTerminal(pod));
  return Math.max(0, ...running.map(({ spec }) => spec?.terminationGracePeriodSeconds ?? 0));
}

const contents: readonly { readonly type: string; readonly reason: string; readonly message: string }[] = [
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  {
    type: 'NamespaceDeletionGroupVersionParsingFailure',
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  {
    type: 'NamespaceDeletionContentFailure',
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
  { type: 'NamespaceContentRemaining', reason: 'ContentRemoved', message: 'All content successfully removed' },
  {
    type: 'NamespaceFinalizersRemaining',
    reason: 'ContentHasNoFinalizers',
    message: 'All content-preserving finalizers finished',
  },
];

/** Tells in the status what is left; `counted`: all kinds were looked at. */
function* writeConditions(
  { client, kernel }: ControllerContext,
  stored: Namespace,
  content: Content,
  counted: boolean,
): Process {
  const trouble = new Map<string, readonly [string, string]>();
  const sorted = (lines: readonly string[]): string => [...lines].sort().join(', ');
  if (content.troubles.length > 0) {
    const message = `Failed to delete all resource types, ${content.troubles.length} remaining: ${sorted(content.troubles)}`;
    trouble.set('NamespaceDeletionContentFailure', ['ContentDeletionFailed', message]);
  }
  if (counted && content.remaining.size > 0) {
    const lines = [...content.remaining].map(([resource, count]) => `${resource} has ${count} resource instances`);
    trouble.set('NamespaceContentRemaining', ['SomeResourcesRemain', `Some resources are remaining: ${sorted(lines)}`]);
  }
  if (counted && content.finalizers.size > 0) {
    const lines = [...content.finalizers].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
    trouble.set('NamespaceFinalizersRemaining', [
      'SomeFinalizersRemain',
      `Some content in the namespace has finalizers remaining: ${sorted(lines)}`,
    ]);
  }
  const before = stored.status?.conditions ?? [];
  let changed = false;
  const conditions = contents.map(({ type, reason, message }): NamespaceCondition => {
    const [toldReason, toldMessage] = trouble.get(type) ?? [reason, message];
    const status = trouble.has(type) ? 'True' : 'False';
    const old = before.find((one) => one.type === type);
    if (old?.status === status && old.reason === toldReason && old.message === toldMessage) return old;
    changed = true;
    const since = old?.status === status ? old.lastTransitionTime : kernel.timestamp();
    return {
      type,
      status,
      ...(since !== undefined && { lastTransitionTime: since }),
      reason: toldReason,
      message: toldMessage,
    };
  });
  if (!changed) return;
  yield* client.update({ ...stored, status: { ...stored.status, conditions } }, 'status');
}
