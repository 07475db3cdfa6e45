/** The kubelet's Events about Pods and their containers. */
import type { Container, ObjectReference, Pod } from '../api/types.ts';
import type { Ports } from '../simulation/component.ts';
import { eventRecorder as coreRecorder, type EventType } from '../simulation/eventRecorder.ts';

export type { EventType };

export interface EventRecorder {
  /** An Event about the Pod, or about one of its containers. */
  pod(pod: Pod, type: EventType, reason: string, message: string): void;
  container(pod: Pod, container: Container, type: EventType, reason: string, message: string): void;
}

/** The recorder of a node's kubelet. */
export function eventRecorder(ports: Ports, node: string): EventRecorder {
  const { record } = coreRecorder(ports.kernel, ports.api, { component: 'kubelet', host: node });
  return {
    pod: (pod, type, reason, message) => record(referenceTo(pod), type, reason, message),
    container: (pod, container, type, reason, message) =>
      record({ ...referenceTo(pod), fieldPath: containerPath(pod, container) }, type, reason, message),
  };
}

/** `spec.containers{name}`: how Events name a container (pkg/kubelet/container/ref.go). */
function containerPath(pod: Pod, container: Container): string {
  const named = (one: Container): boolean => one.name === container.name;
  const list = pod.spec?.containers?.some(named)
    ? 'containers'
    : pod.spec?.initContainers?.some(named)
      ? 'initContainers'
      : 'ephemeralContainers';
  return `spec.${list}{${container.name}}`;
}

function referenceTo({ metadata = {} }: Pod): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}
