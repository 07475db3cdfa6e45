/** Who controls an object, and how controllers take up orphans and let go of what no longer matches (controller_ref_manager.go). */
import { checkedSelectorOf, matchesLabels, type Selector } from '../api/labels.ts';
import type { KubernetesObject, LabelSelector, OwnerReference } from '../api/types.ts';
import type { Process } from '../simulation/process.ts';
import { controllerOf } from './caches.ts';
import type { ControllerContext } from './controller.ts';
import { isRefused, isTrouble, type Trouble } from './objectClient.ts';

/** The reference by which `owner` controls an object. */
export function controllerReference(owner: KubernetesObject): OwnerReference {
  const { apiVersion = '', kind = '', metadata = {} } = owner;
  const { name = '', uid = '' } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

export function isControlledBy(object: KubernetesObject, owner: KubernetesObject): boolean {
  return controllerOf(object.metadata?.ownerReferences)?.uid === owner.metadata?.uid;
}

/** The key of the object's controller if it is of this kind. */
export function controllerKeyOf(object: KubernetesObject | undefined, kind: string): string[] {
  const owner = controllerOf(object?.metadata?.ownerReferences);
  if (owner?.kind !== kind) return [];
  return [`${object?.metadata?.namespace ?? ''}/${owner.name ?? ''}`];
}

/** What `owner` controls of `candidates`, after adopting orphans that match and releasing what does not match any more. */
export function* claim<T extends KubernetesObject>(
  context: ControllerContext,
  owner: KubernetesObject & { spec?: { selector?: LabelSelector } },
  candidates: readonly T[],
  options: { readonly finalizers?: readonly string[]; readonly accepts?: (object: T) => boolean } = {},
): Process<T[] | Trouble> {
  const selector: Selector = checkedSelectorOf(owner.spec?.selector);
  const { finalizers = [], accepts = () => true } = options;
  const claimed: T[] = [];
  let trouble: Trouble | undefined;
  let checked: Trouble | undefined | 'not yet' = 'not yet';
  for (const object of candidates) {
    const { metadata = {} } = object;
    const controller = controllerOf(metadata.ownerReferences);
    const matches = matchesLabels(selector, metadata.labels) && accepts(object);
    if (controller !== undefined) {
      if (controller.uid !== owner.metadata?.uid) continue;
      if (matches) claimed.push(object);
      else if (owner.metadata?.deletionTimestamp === undefined) {
        const released = yield* release(context, object, owner, finalizers);
        if (isTrouble(released) && !isRefused(released, 'NotFound') && !isRefused(released, 'Invalid'))
          trouble ??= released;
      }
      continue;
    }
    if (owner.metadata?.deletionTimestamp !== undefined || !matches) continue;
    if (metadata.deletionTimestamp !== undefined) continue;
    if (checked === 'not yet') checked = yield* stillWanted(context, owner);
    if (checked !== undefined) {
      trouble ??= checked;
      continue;
    }
    const adopted: T | Trouble = yield* adopt(context, object, owner, finalizers);
    if (!isTrouble(adopted)) claimed.push(adopted);
    else if (!isRefused(adopted, 'NotFound')) trouble ??= adopted;
  }
  return trouble ?? claimed;
}

/** Before an orphan is adopted, the owner itself is looked at: the caches may not know yet that it is going. */
function* stillWanted(context: ControllerContext, owner: KubernetesObject): Process<Trouble | undefined> {
  const fresh = yield* context.client.get(owner);
  if (isTrouble(fresh)) return fresh;
  if (fresh.metadata?.uid !== owner.metadata?.uid) return { trouble: `original ${owner.metadata?.name ?? ''} is gone` };
  if (fresh.metadata?.deletionTimestamp === undefined) return undefined;
  return { trouble: `${owner.metadata?.name ?? ''} has just been deleted at ${fresh.metadata.deletionTimestamp}` };
}

function adopt<T extends KubernetesObject>(
  { client }: ControllerContext,
  object: T,
  owner: KubernetesObject,
  finalizers: readonly string[],
): Process<T | Trouble> {
  return client.patch(object, {
    metadata: {
      uid: object.metadata?.uid,
      ownerReferences: [controllerReference(owner)],
      ...(finalizers.length > 0 && { finalizers }),
    },
  });
}

function release<T extends KubernetesObject>(
  { client }: ControllerContext,
  object: T,
  owner: KubernetesObject,
  finalizers: readonly string[],
): Process<T | Trouble> {
  return client.patch(object, {
    metadata: {
      uid: object.metadata?.uid,
      ownerReferences: [{ $patch: 'delete', uid: owner.metadata?.uid }],
      ...(finalizers.length > 0 && { '$deleteFromPrimitiveList/finalizers': finalizers }),
    },
  });
}
