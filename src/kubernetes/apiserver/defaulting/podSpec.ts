/** Defaults of a Pod's spec, wherever it stands: in Pods and in templates. */
import type { PodSpec, PodTemplateSpec } from '../../api/types.ts';
import { defaultContainer } from './container.ts';
import { roundResourceList, roundResources } from './resourceList.ts';
import { defaultVolume } from './volume.ts';

/** Fills what a spec leaves out (pkg/apis/core/v1, SetDefaults_PodSpec and below). */
export function defaultPodSpec(spec: PodSpec): void {
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= 'default-scheduler';
  spec.volumes?.forEach(defaultVolume);
  spec.initContainers?.forEach(defaultContainer);
  spec.containers?.forEach(defaultContainer);
  spec.ephemeralContainers?.forEach(defaultContainer);
  roundResourceList(spec.overhead);
  roundResources(spec.resources);
}

/** Fills a template; Pods made of it get further defaults of their own when they are created. */
export function defaultPodTemplate(template: PodTemplateSpec): void {
  template.spec ??= {};
  defaultPodSpec(template.spec);
}
