/** kube-controller-manager: one owner of watches, work queues, de-duplication and back-off for all controllers. */
import { kinds } from '../api/schema/schema.ts';
import type { KubernetesObject } from '../api/types.ts';
import type { WatchEvent } from '../simulation/client.ts';
import type { Component, Ports } from '../simulation/component.ts';
import { eventRecorder } from '../simulation/eventRecorder.ts';
import type { Process } from '../simulation/process.ts';
import { type WorkQueue, workQueue } from '../simulation/workQueue.ts';
import { type CachedResource, Caches } from './caches.ts';
import type { Controller, ControllerContext } from './controller.ts';
import { controllers } from './controllers.ts';
import { objectClient } from './objectClient.ts';

/** The controller manager with the controllers it runs, all of them unless others are named. */
export function controllerManager(running: readonly Controller[] = controllers): Component {
  return { name: 'kube-controller-manager', start: (ports) => startManager(running, ports) };
}

function startManager(running: readonly Controller[], ports: Ports): void {
  const { kernel, api } = ports;
  const caches = new Caches();
  const loops: { readonly controller: Controller; readonly queue: WorkQueue }[] = [];

  /** A change that queues nothing leaves no step: nobody acts on it. */
  const changed = (resource: CachedResource, event: WatchEvent): void => {
    let seen = false;
    for (const { controller, queue } of loops) {
      for (const key of controller.watches[resource]?.(event as WatchEvent<never>, caches) ?? []) {
        if (!seen) recordWatch(ports, resource, event);
        seen = true;
        queue.add(key);
      }
    }
  };

  caches.connect(api, changed);
  for (const controller of running) {
    const client = api.as?.(controller.name) ?? api;
    const recorder = eventRecorder(kernel, client, { component: controller.eventSource ?? controller.name });
    const context: ControllerContext = {
      kernel,
      scenario: ports.scenario,
      client: objectClient(client, ports.latencies),
      caches,
      event: (object, type, reason, message) => recorder.record(referenceTo(object), type, reason, message),
      requeue: (key, ms, { idle = false } = {}) => {
        kernel.after(ms, () => queue.add(key), { idle });
      },
    };
    const reconcile = controller.start(context);
    const queue = workQueue(kernel, sync, controller.workers);
    function* sync(key: string): Process {
      const trouble = yield* reconcile(key);
      if (trouble === undefined) queue.forget(key);
      else queue.addRateLimited(key);
    }
    loops.push({ controller, queue });
  }
}

function recordWatch({ kernel, actor }: Ports, resource: CachedResource, { type, object }: WatchEvent): void {
  const { apiVersion = '', kind = '' } = kinds.find((one) => one.resource === resource) ?? {};
  const { namespace, name = '', uid, resourceVersion } = object.metadata ?? {};
  kernel.record('kube-apiserver', {
    kind: 'watch',
    to: actor,
    type,
    ref: {
      apiVersion,
      kind,
      resource,
      ...(namespace !== undefined && { namespace }),
      name,
      ...(uid !== undefined && { uid }),
    },
    revision: Number(resourceVersion ?? 0),
  });
}

function referenceTo({ apiVersion = '', kind = '', metadata = {} }: KubernetesObject) {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    kind,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
  };
}
