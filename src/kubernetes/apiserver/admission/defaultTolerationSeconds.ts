/** Pods tolerate a node that is not ready or unreachable for five minutes, unless they say otherwise. */
import type { Pod, Toleration } from '../../api/types.ts';
import type { AdmissionPlugin } from './admission.ts';

/** plugin/pkg/admission/defaulttolerationseconds; the seconds are the API server's default flags. */
const tolerated = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const tolerationSeconds = 300;

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit(request) {
    if (request.kind.kind !== 'Pod' || request.subresource !== undefined || request.operation === 'delete')
      return undefined;
    const pod = request.object as Pod;
    pod.spec ??= {};
    const { spec } = pod;
    const given: readonly Toleration[] = spec.tolerations ?? [];
    const missing = tolerated.filter((key) => !given.some((toleration) => covers(toleration, key)));
    if (missing.length === 0) return undefined;
    const added = missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds }));
    spec.tolerations = [...given, ...added];
    return undefined;
  },
};

function covers({ key, effect }: Toleration, wanted: string): boolean {
  return (key === wanted || !key) && (effect === 'NoExecute' || !effect);
}
