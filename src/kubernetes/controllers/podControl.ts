/** How controllers make Pods of templates and delete them, with the Events that tell of it (controller_utils.go, RealPodControl). */
import { isPodTerminal } from '../api/podReadiness.ts';
import type { KubernetesObject, Pod, PodTemplateSpec } from '../api/types.ts';
import type { Process } from '../simulation/process.ts';
import type { ControllerContext } from './controller.ts';
import { isNamespaceTerminating, isRefused, isTrouble, type Trouble } from './objectClient.ts';
import { controllerReference } from './ownership.ts';

/** The Pod that a template makes for its controller; its name is generated. */
export function podFromTemplate(template: PodTemplateSpec | undefined, owner: KubernetesObject): Pod {
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata?.name ?? ''}-`,
      namespace: owner.metadata?.namespace ?? '',
      ...(labels !== undefined && { labels: { ...labels } }),
      ...(annotations !== undefined && { annotations: { ...annotations } }),
      ...(finalizers !== undefined && { finalizers: [...finalizers] }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: structuredClone(template?.spec ?? {}),
  };
}

/** Creates a Pod for `owner`. Trouble in a namespace that is going is no Event. */
export function* createPod(context: ControllerContext, owner: KubernetesObject, pod: Pod): Process<Pod | Trouble> {
  const created = yield* context.client.create(pod);
  if (!isTrouble(created)) {
    context.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata?.name ?? ''}`);
  } else if (!isNamespaceTerminating(created)) {
    context.event(owner, 'Warning', 'FailedCreate', `Error creating: ${created.trouble}`);
  }
  return created;
}

/** Deletes a Pod of `owner`. */
export function* deletePod(
  context: ControllerContext,
  owner: KubernetesObject,
  pod: Pod,
): Process<Trouble | undefined> {
  const name = pod.metadata?.name ?? '';
  const trouble = yield* context.client.delete(pod);
  if (trouble === undefined) context.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  else if (!isRefused(trouble, 'NotFound')) {
    context.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${trouble.trouble}`);
  }
  return trouble;
}

/** Neither ended nor being deleted. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata?.deletionTimestamp === undefined;
}

/** Being deleted, and not ended yet. */
export function isPodTerminating(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata?.deletionTimestamp !== undefined;
}
