/** Deletes what lost its last owner, and serves foreground and orphaning deletions (pkg/controller/garbagecollector). */
import { kindNamed } from '../api/schema/schema.ts';
import type { DeleteOptions, KubernetesObject, OwnerReference } from '../api/types.ts';
import type { WatchEvent } from '../simulation/client.ts';
import { type Process, sleep } from '../simulation/process.ts';
import { type Caches, cachedResources, type Located } from './caches.ts';
import type { Controller, ControllerContext, Watches } from './controller.ts';
import { sameValue } from './hash.ts';
import { isRefused, isTrouble, type Trouble } from './objectClient.ts';
import { together } from './together.ts';

const foreground = 'foregroundDeletion';
const orphaning = 'orphan';

export const garbageCollector: Controller = {
  name: 'generic-garbage-collector',
  workers: 20,
  watches: Object.fromEntries(
    cachedResources.map((resource) => [resource, (event: WatchEvent<never>, caches: Caches) => keysOf(event, caches)]),
  ) as Watches,
  start: (context) => {
    let next = 0;
    return function* (key) {
      // Workers get to their keys one after the other, not in the same instant.
      const now = context.kernel.now();
      next = Math.max(now, next + dequeueMs);
      if (next > now) yield* sleep(next - now, 'a worker of the garbage collector');
      const [task, uid = ''] = key.split(' ');
      const item = context.caches.byUid(uid);
      if (item === undefined) return undefined;
      return yield* task === 'orphan' ? orphan(context, item) : collect(context, item);
    };
  },
};

/** From one worker's start to the next one's: assumed. */
const dequeueMs = 2;

/** Which objects a change makes worth a look (graph_builder.go). */
function* keysOf({ type, object, old }: WatchEvent<KubernetesObject>, caches: Caches): Iterable<string> {
  const { uid = '', ownerReferences: owners = [] } = object.metadata ?? {};
  const before = old?.metadata?.ownerReferences ?? [];
  if (type === 'DELETED') {
    for (const { object: dependent } of caches.dependentsOf(uid)) yield `collect ${dependent.metadata?.uid ?? ''}`;
    yield* deletingOwners(owners, caches);
    return;
  }
  const added = owners.filter((owner) => !before.some((one) => one.uid === owner.uid));
  if (added.some((owner) => caches.byUid(owner.uid ?? '') === undefined)) yield `collect ${uid}`;
  if (!sameValue(owners, before)) {
    yield* deletingOwners(
      before.filter((one) => !owners.some((owner) => sameValue(owner, one))),
      caches,
    );
  }
  if (waits(object, orphaning) && !(old !== undefined && waits(old, orphaning))) yield `orphan ${uid}`;
  if (waits(object, foreground) && !(old !== undefined && waits(old, foreground))) {
    for (const { object: dependent } of caches.dependentsOf(uid)) yield `collect ${dependent.metadata?.uid ?? ''}`;
    yield `collect ${uid}`;
  }
}

function* deletingOwners(owners: readonly OwnerReference[], caches: Caches): Iterable<string> {
  for (const { uid = '' } of owners) {
    const owner = caches.byUid(uid);
    if (owner !== undefined && waits(owner.object, foreground)) yield `collect ${uid}`;
  }
}

/** Being deleted, and held by one of the collector's own finalizers. */
function waits({ metadata = {} }: KubernetesObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(finalizer) === true;
}

function* collect(context: ControllerContext, { object }: Located): Process<Trouble | undefined> {
  const { client, caches } = context;
  if (object.metadata?.deletionTimestamp !== undefined && !waits(object, foreground)) return undefined;
  const latest = yield* client.get(object);
  if (isTrouble(latest)) return isRefused(latest, 'NotFound') ? undefined : latest;
  if (latest.metadata?.uid !== object.metadata?.uid) return undefined;
  if (waits(object, foreground)) return yield* finishForeground(context, latest);
  const owners = latest.metadata?.ownerReferences ?? [];
  if (owners.length === 0) return undefined;
  const { solid, dangling, waiting } = yield* classify(context, latest, owners);
  if (solid.length > 0) {
    const gone = [...dangling, ...waiting];
    if (gone.length === 0) return undefined;
    const patched = yield* client.patch(latest, withoutOwners(latest, gone));
    return isTrouble(patched) && !isRefused(patched, 'NotFound') ? patched : undefined;
  }
  const finalizers = latest.metadata?.finalizers ?? [];
  const dependents = caches.dependentsOf(latest.metadata?.uid);
  const inForeground = (waiting.length > 0 && dependents.length > 0) || finalizers.includes(foreground);
  const policy = finalizers.includes(orphaning) ? 'Orphan' : inForeground ? 'Foreground' : 'Background';
  return yield* remove(context, latest, policy);
}

interface Owners {
  readonly solid: OwnerReference[];
  readonly dangling: OwnerReference[];
  readonly waiting: OwnerReference[];
}

/** Owners that are there, that are no more, and that wait for their dependents to go. */
function* classify(
  { client }: ControllerContext,
  object: KubernetesObject,
  owners: readonly OwnerReference[],
): Process<Owners> {
  const found: Owners = { solid: [], dangling: [], waiting: [] };
  for (const owner of owners) {
    const { apiVersion = '', kind = '', name = '', uid } = owner;
    const named = kindNamed(apiVersion, kind);
    if (named === undefined) {
      // A kind that is not modelled is taken to exist.
      found.solid.push(owner);
      continue;
    }
    const answer = yield* client.request({
      apiVersion: named.apiVersion,
      resource: named.resource,
      ...(named.namespaced && { namespace: object.metadata?.namespace ?? '' }),
      name,
      verb: 'get',
    });
    if (isTrouble(answer) || answer.metadata?.uid !== uid) found.dangling.push(owner);
    else if (waits(answer, foreground)) found.waiting.push(owner);
    else found.solid.push(owner);
  }
  return found;
}

/** Once nothing blocks it any more, an object loses the finalizer and goes. */
function* finishForeground(context: ControllerContext, object: KubernetesObject): Process<Trouble | undefined> {
  const uid = object.metadata?.uid;
  const blocking = context.caches
    .dependentsOf(uid)
    .filter(({ object: dependent }) =>
      dependent.metadata?.ownerReferences?.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
    );
  if (blocking.length === 0) return yield* removeFinalizer(context, object, foreground);
  for (const item of blocking) {
    if (waits(item.object, foreground)) continue;
    const trouble = yield* collect(context, item);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

function* remove(context: ControllerContext, object: KubernetesObject, policy: string): Process<Trouble | undefined> {
  const { uid, resourceVersion } = object.metadata ?? {};
  const options = (preconditions: NonNullable<DeleteOptions['preconditions']>): DeleteOptions => ({
    preconditions,
    propagationPolicy: policy,
  });
  const first = yield* context.client.delete(
    object,
    options({ ...(uid !== undefined && { uid }), ...(resourceVersion !== undefined && { resourceVersion }) }),
  );
  // Meanwhile something else about it may have changed; as long as its owners are the same it goes.
  const trouble = isRefused(first, 'Conflict')
    ? yield* context.client.delete(object, options({ ...(uid !== undefined && { uid }) }))
    : first;
  return isRefused(trouble, 'NotFound') ? undefined : trouble;
}

function withoutOwners(object: KubernetesObject, owners: readonly OwnerReference[]): object {
  const ownerReferences = owners.map(({ uid }) => ({ $patch: 'delete', uid }));
  return { metadata: { uid: object.metadata?.uid, ownerReferences } };
}

/** Dependents lose their owner before it goes. */
function* orphan(context: ControllerContext, { object }: Located): Process<Trouble | undefined> {
  const { client, caches, kernel } = context;
  const dependents = caches.dependentsOf(object.metadata?.uid);
  const results = yield* together(
    kernel,
    dependents.map(({ object: dependent }) =>
      client.patch(dependent, {
        metadata: {
          uid: dependent.metadata?.uid,
          ownerReferences: [{ $patch: 'delete', uid: object.metadata?.uid }],
        },
      }),
    ),
  );
  for (const result of results) if (isTrouble(result) && !isRefused(result, 'NotFound')) return result;
  return yield* removeFinalizer(context, object, orphaning);
}

function* removeFinalizer(
  { client }: ControllerContext,
  object: KubernetesObject,
  finalizer: string,
): Process<Trouble | undefined> {
  const latest = yield* client.get(object);
  if (isTrouble(latest)) return isRefused(latest, 'NotFound') ? undefined : latest;
  const { resourceVersion, finalizers = [] } = latest.metadata ?? {};
  if (!finalizers.includes(finalizer)) return undefined;
  const left = finalizers.filter((one) => one !== finalizer);
  const patched = yield* client.patch(
    latest,
    { metadata: { resourceVersion, finalizers: left.length === 0 ? null : left } },
    { type: 'application/merge-patch+json' },
  );
  return isTrouble(patched) && !isRefused(patched, 'NotFound') ? patched : undefined;
}
