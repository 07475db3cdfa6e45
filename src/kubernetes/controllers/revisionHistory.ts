/** ControllerRevisions: the templates that StatefulSets and DaemonSets have had (pkg/controller/history). */
import type { ControllerRevision, KubernetesObject, PodTemplateSpec } from '../api/types.ts';
import { keyOf } from '../simulation/informer.ts';
import type { Process } from '../simulation/process.ts';
import { type Caches, controllerOf } from './caches.ts';
import type { ControllerContext } from './controller.ts';
import { fnv1a, stableText } from './hash.ts';
import { isRefused, isTrouble, type Trouble } from './objectClient.ts';
import { controllerReference, isControlledBy } from './ownership.ts';
import { createdAt } from './replicaSet.ts';
import { encodeSafely } from './safeEncode.ts';

const longestPrefix = 223;

/** An object with a template that has a history. */
export type Versioned = KubernetesObject & {
  readonly spec?: { readonly template?: PodTemplateSpec; readonly revisionHistoryLimit?: number };
};

/** Revisions that `owner` controls, lowest first. */
export function revisionsOf(caches: Caches, owner: KubernetesObject): ControllerRevision[] {
  return caches
    .dependentsOf(owner.metadata?.uid)
    .filter(({ resource, object }) => resource === 'controllerrevisions' && isControlledBy(object, owner))
    .map(({ object }) => object as ControllerRevision)
    .sort(
      (a, b) =>
        (a.revision ?? 0) - (b.revision ?? 0) ||
        createdAt(a) - createdAt(b) ||
        ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1),
    );
}

/** A new revision of the owner's template; `hashLabel` is what its hash is labelled with. */
export function newRevision(
  owner: Versioned,
  revision: number,
  collisions: number | undefined,
  hashLabel: string,
): ControllerRevision {
  const { template = {} } = owner.spec ?? {};
  const { name = '', namespace = '', annotations } = owner.metadata ?? {};
  const data = { spec: { template: { ...template, $patch: 'replace' } } };
  const hash = encodeSafely(String(fnv1a(`${stableText(data)}${collisions ?? ''}`)));
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name.slice(0, longestPrefix)}-${hash}`,
      namespace,
      labels: { ...template.metadata?.labels, [hashLabel]: hash },
      ...(annotations !== undefined && { annotations: { ...annotations } }),
      ownerReferences: [controllerReference(owner)],
    },
    data: data as unknown as NonNullable<ControllerRevision['data']>,
    revision,
  };
}

/** Whether two revisions hold the same template. */
export function sameData(a: ControllerRevision, b: ControllerRevision): boolean {
  return textOf(a) === textOf(b);
}

const texts = new WeakMap<ControllerRevision, string>();

function textOf(revision: ControllerRevision): string {
  let text = texts.get(revision);
  if (text === undefined) {
    text = stableText(revision.data);
    texts.set(revision, text);
  }
  return text;
}

/** The template that a revision holds. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { spec } = (data ?? {}) as { readonly spec?: { readonly template?: PodTemplateSpec & { $patch?: string } } };
  const { $patch: _directive, ...template } = spec?.template ?? {};
  return template;
}

export function nextRevision(revisions: readonly ControllerRevision[]): number {
  return (revisions.at(-1)?.revision ?? 0) + 1;
}

/**
 * Stores a revision. A name that is taken by the same template is that revision; by another one it has collided, and
 * `collided` hears how often by now before it is tried anew.
 */
export function* createRevision(
  context: ControllerContext,
  owner: Versioned,
  draft: ControllerRevision,
  collisions: number,
  hashLabel: string,
): Process<{ readonly revision: ControllerRevision; readonly collisions: number } | Trouble> {
  let current = draft;
  for (let count = collisions; ; count++) {
    const created = yield* context.client.create(current);
    if (!isTrouble(created)) return { revision: created, collisions: count };
    if (!isRefused(created, 'AlreadyExists')) return created;
    const other = context.caches.get<ControllerRevision>('controllerrevisions', keyOf(current));
    const owned = controllerOf(other?.metadata?.ownerReferences)?.uid === owner.metadata?.uid;
    if (other !== undefined && owned && sameData(other, current)) return { revision: other, collisions: count };
    current = newRevision(owner, draft.revision ?? 1, count + 1, hashLabel);
  }
}

/** Gives a revision the highest number, as a rollback to it does. */
export function* renumber(
  { client }: ControllerContext,
  revision: ControllerRevision,
  number: number,
): Process<ControllerRevision | Trouble> {
  if (revision.revision === number) return revision;
  return yield* client.update({ ...revision, revision: number });
}

/** Deletes the oldest revisions that nobody uses, beyond the limit. */
export function* truncate(
  { client }: ControllerContext,
  owner: Versioned,
  revisions: readonly ControllerRevision[],
  live: ReadonlySet<string>,
): Process<Trouble | undefined> {
  const unused = revisions.filter(({ metadata }) => !live.has(metadata?.name ?? ''));
  const surplus = unused.length - (owner.spec?.revisionHistoryLimit ?? 10);
  for (const revision of unused.slice(0, Math.max(0, surplus))) {
    const trouble = yield* client.delete(revision);
    if (trouble !== undefined && !isRefused(trouble, 'NotFound')) return trouble;
  }
  return undefined;
}
