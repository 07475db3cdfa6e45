/** A ServiceAccount can demand that its Pods use only the secrets it lists. */
import type { Container, Pod, ServiceAccount } from '../../api/types.ts';

/** plugin/pkg/admission/serviceaccount, limitSecretReferences. */
const enforceAnnotation = 'kubernetes.io/enforce-mountable-secrets';

/** Values that Go's strconv.ParseBool takes for true. */
const truths = ['1', 't', 'T', 'true', 'TRUE', 'True'];

/** Why the Pod may not use a secret it names; undefined when it may. */
export function secretReferenceRefusal(account: ServiceAccount, pod: Pod): string | undefined {
  if (!truths.includes(account.metadata?.annotations?.[enforceAnnotation] ?? '')) return undefined;
  const mountable = new Set(account.secrets?.map((secret) => secret.name ?? ''));
  const { volumes = [], initContainers = [], containers = [], imagePullSecrets = [] } = pod.spec ?? {};
  const tail = `is not allowed because service account ${account.metadata?.name ?? ''} does not reference that`;
  for (const { secret } of volumes) {
    const name = secret?.secretName ?? '';
    if (secret !== undefined && !mountable.has(name)) return `volume with secret.secretName="${name}" ${tail} secret`;
  }
  const inContainers =
    containersRefusal('init container', initContainers, mountable) ??
    containersRefusal('container', containers, mountable);
  if (inContainers !== undefined) return `${inContainers} ${tail} secret`;
  const pullable = new Set(account.imagePullSecrets?.map((secret) => secret.name ?? ''));
  const at = imagePullSecrets.findIndex(({ name = '' }) => !pullable.has(name));
  if (at < 0) return undefined;
  return `imagePullSecrets[${at}].name="${imagePullSecrets[at]?.name ?? ''}" ${tail} imagePullSecret`;
}

function containersRefusal(what: string, containers: readonly Container[], mountable: Set<string>): string | undefined {
  for (const { name: container = '', env = [], envFrom = [] } of containers) {
    for (const { name = '', valueFrom } of env) {
      const secret = valueFrom?.secretKeyRef;
      if (secret !== undefined && !mountable.has(secret.name ?? '')) {
        return `${what} ${container} with envVar ${name} referencing secret.secretName="${secret.name ?? ''}"`;
      }
    }
    for (const { secretRef } of envFrom) {
      if (secretRef !== undefined && !mountable.has(secretRef.name ?? '')) {
        return `${what} ${container} with envFrom referencing secret.secretName="${secretRef.name ?? ''}"`;
      }
    }
  }
  return undefined;
}
