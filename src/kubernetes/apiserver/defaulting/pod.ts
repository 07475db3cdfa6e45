/** Defaults that only Pods have, not their templates. */
import type { Container, ContainerStatus, Pod, PodStatus } from '../../api/types.ts';
import { defaultPodLevelResources } from './podLevelResources.ts';
import { defaultPodSpec } from './podSpec.ts';
import { emptyResourceList, roundResourceList, roundResources } from './resourceList.ts';

/** Fills a Pod (pkg/apis/core/v1, SetDefaults_Pod and below). */
export function defaultPod(pod: Pod): void {
  pod.spec ??= {};
  const { spec } = pod;
  spec.containers?.forEach(defaultRequests);
  spec.initContainers?.forEach(defaultRequests);
  defaultPodLevelResources(pod);
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork) {
    spec.containers?.forEach(defaultHostPorts);
    spec.initContainers?.forEach(defaultHostPorts);
  }
  defaultPodSpec(spec);
  if (pod.status !== undefined) roundStatus(pod.status);
}

/** What is limited but not requested is requested up to its limit. */
function defaultRequests({ resources }: Container): void {
  if (resources?.limits === undefined) return;
  resources.requests ??= emptyResourceList();
  for (const [name, limit] of Object.entries(resources.limits)) resources.requests[name] ??= limit;
}

/** On the host's network a container's port is the host's port. */
function defaultHostPorts(container: Container): void {
  for (const port of container.ports ?? []) {
    if (!port.hostPort && port.containerPort) port.hostPort = port.containerPort;
  }
}

function roundStatus(status: PodStatus): void {
  status.initContainerStatuses?.forEach(roundContainerStatus);
  status.containerStatuses?.forEach(roundContainerStatus);
  status.ephemeralContainerStatuses?.forEach(roundContainerStatus);
  roundResourceList(status.allocatedResources);
  roundResources(status.resources);
}

function roundContainerStatus(status: ContainerStatus): void {
  roundResourceList(status.allocatedResources);
  roundResources(status.resources);
}
