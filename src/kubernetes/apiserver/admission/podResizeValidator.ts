/** A Pod on a node can't be resized beyond what the node has in all. */
import { type Amounts, amountsOf, podRequests } from '../../api/podRequests.ts';
import { compareQuantities, type Quantity, quantityMilliValue, quantityOf, quantityValue } from '../../api/quantity.ts';
import type { Node, Pod } from '../../api/types.ts';
import type { AdmissionPlugin } from './admission.ts';
import { forbid } from './refuse.ts';

/** plugin/pkg/admission/podresize: asked for updates of `resize` that change the spec of a bound Pod. */
export const podResizeValidator: AdmissionPlugin = {
  name: 'PodResizeValidator',
  validate(request) {
    if (request.kind.kind !== 'Pod' || request.subresource !== 'resize') return undefined;
    const pod = request.object as Pod;
    const nodeName = pod.spec?.nodeName;
    if (!nodeName || request.old?.metadata?.generation === pod.metadata?.generation) return undefined;
    const node = request.cluster.get<Node>('nodes', '', nodeName);
    if (node === undefined) return forbid(request, `node "${nodeName}" not found`);
    const system = node.metadata?.labels?.['kubernetes.io/os'] ?? 'linux';
    if (system !== 'linux') {
      const why = `pod resize is only supported on linux nodes, node "${nodeName}" is "${system}"`;
      return forbid(request, why);
    }
    const requests = podRequests(pod);
    const allocatable = amountsOf(node.status?.allocatable);
    const lacking = [
      ...beyond('cpu', requests, allocatable, quantityMilliValue),
      ...beyond('memory', requests, allocatable, quantityValue),
    ].join('; ');
    if (lacking === '') return undefined;
    const why = `node didn't have enough allocatable resources: ${lacking}`;
    return forbid(request, why);
  },
};

function beyond(
  name: string,
  requests: Amounts,
  allocatable: Amounts,
  amount: (quantity: Quantity) => bigint,
): string[] {
  const requested = requests.get(name) ?? quantityOf('0');
  const available = allocatable.get(name) ?? quantityOf('0');
  if (compareQuantities(requested, available) <= 0) return [];
  return [`${name}, requested: ${amount(requested)}, allocatable: ${amount(available)}`];
}
