/** Every Pod runs as a ServiceAccount and gets its token mounted. */
import { goQuote } from '../../api/goText.ts';
import type { Container, Pod, ServiceAccount, Volume } from '../../api/types.ts';
import type { AdmissionPlugin, AdmissionRequest, Refusal } from './admission.ts';
import { unaskable } from './liveLookup.ts';
import { secretReferenceRefusal } from './mountableSecrets.ts';
import { createsPod, forbid } from './refuse.ts';

/** plugin/pkg/admission/serviceaccount. */
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const volumePrefix = 'kube-api-access-';
/** An hour and seven seconds: the odd number marks tokens that the plugin asked for. */
const tokenSeconds = 3607;
const mirrorAnnotation = 'kubernetes.io/config.mirror';

export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  admit(request) {
    if (!createsPod(request)) return undefined;
    const pod = request.object as Pod;
    if (isMirror(pod)) return validatePod(request, pod);
    pod.spec ??= {};
    const { spec } = pod;
    spec.serviceAccountName ||= 'default';
    const account = accountOf(request, spec.serviceAccountName);
    if (account === undefined) return missing(request, spec.serviceAccountName);
    if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(request, pod);
    if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
      spec.imagePullSecrets = account.imagePullSecrets.map(({ name = '' }) => ({ name }));
    }
    return validatePod(request, pod);
  },
  validate(request) {
    return createsPod(request) ? validatePod(request, request.object as Pod) : undefined;
  },
};

function isMirror(pod: Pod): boolean {
  return pod.metadata?.annotations?.[mirrorAnnotation] !== undefined;
}

function accountOf(request: AdmissionRequest, name: string): ServiceAccount | undefined {
  return request.cluster.get<ServiceAccount>('serviceaccounts', request.namespace, name);
}

function missing(request: AdmissionRequest, name: string): Refusal {
  const problem = unaskable(name) ?? `serviceaccount ${goQuote(name)} not found`;
  return forbid(request, `error looking up service account ${request.namespace}/${name}: ${problem}`);
}

function validatePod(request: AdmissionRequest, pod: Pod): Refusal {
  const spec = pod.spec ?? {};
  if (isMirror(pod)) return mirrorRefusal(request, pod);
  const name = spec.serviceAccountName ?? '';
  if (name === '') {
    return forbid(request, `no service account specified for pod ${request.namespace}/${pod.metadata?.name ?? ''}`);
  }
  const account = accountOf(request, name);
  if (account === undefined) return missing(request, name);
  const refusal = secretReferenceRefusal(account, pod);
  return refusal === undefined ? undefined : forbid(request, refusal);
}

function mirrorRefusal(request: AdmissionRequest, pod: Pod): Refusal {
  if (pod.spec?.serviceAccountName) return forbid(request, 'a mirror pod may not reference service accounts');
  if (referencesSecrets(pod)) return forbid(request, 'a mirror pod may not reference secrets');
  const sources = (pod.spec?.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? []);
  if (sources.some((source) => source.serviceAccountToken !== undefined)) {
    return forbid(request, 'a mirror pod may not use ServiceAccountToken volume projections');
  }
  return undefined;
}

function referencesSecrets(pod: Pod): boolean {
  const {
    volumes = [],
    containers = [],
    initContainers = [],
    ephemeralContainers = [],
    imagePullSecrets = [],
  } = pod.spec ?? {};
  const all: readonly Container[] = [...initContainers, ...containers, ...(ephemeralContainers as Container[])];
  return (
    imagePullSecrets.length > 0 ||
    all.some(
      ({ env = [], envFrom = [] }) => env.some((e) => e.valueFrom?.secretKeyRef) || envFrom.some((e) => e.secretRef),
    ) ||
    volumes.some(volumeUsesSecret)
  );
}

/** Every volume source that can name a secret (pkg/api/pod/util.go, VisitPodSecretNames). */
function volumeUsesSecret(volume: Volume): boolean {
  return Boolean(
    volume.secret ??
      volume.azureFile ??
      volume.cephfs?.secretRef ??
      volume.cinder?.secretRef ??
      volume.flexVolume?.secretRef ??
      volume.projected?.sources?.some((source) => source.secret) ??
      volume.rbd?.secretRef ??
      volume.scaleIO?.secretRef ??
      volume.iscsi?.secretRef ??
      volume.storageos?.secretRef ??
      volume.csi?.nodePublishSecretRef,
  );
}

function mountToken(request: AdmissionRequest, pod: Pod): void {
  pod.spec ??= {};
  const { spec } = pod;
  const present = spec.volumes?.find((volume) => volume.name?.startsWith(volumePrefix));
  const name = present?.name ?? volumePrefix + request.random.suffix(5);
  let needed = false;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    if (container.volumeMounts?.some((mount) => mount.mountPath === mountPath)) continue;
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath }];
    needed = true;
  }
  if (present === undefined && needed) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)];
}

function tokenVolume(name: string): Volume {
  return {
    name,
    projected: {
      defaultMode: 0o644,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: tokenSeconds } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
    },
  };
}
