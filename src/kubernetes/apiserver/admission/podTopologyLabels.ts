/** A Pod that names its node bears the node's zone and region as labels. */
import type { Node, Pod } from '../../api/types.ts';
import type { AdmissionPlugin } from './admission.ts';
import { createsPod } from './refuse.ts';

const topologyLabels = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** The labels that a node passes on to the Pods bound to it (plugin/pkg/admission/podtopologylabels). */
export function topologyLabelsOf(node: Node | undefined): Record<string, string> {
  const labels = node?.metadata?.labels ?? {};
  return Object.fromEntries(topologyLabels.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]])));
}

export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  admit(request) {
    if (!createsPod(request)) return undefined;
    const pod = request.object as Pod;
    if (!pod.spec?.nodeName) return undefined;
    const labels = topologyLabelsOf(request.cluster.get<Node>('nodes', '', pod.spec.nodeName));
    if (Object.keys(labels).length > 0) {
      pod.metadata = { ...pod.metadata, labels: { ...pod.metadata?.labels, ...labels } };
    }
    return undefined;
  },
};
