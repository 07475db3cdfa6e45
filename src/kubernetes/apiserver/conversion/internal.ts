/** What a way through the API server's internal version changes in an object: in after reading, out before writing. */
import type { Fault } from '../../api/fault.ts';
import { goQuote } from '../../api/goText.ts';
import { fitsInt64 } from '../../api/int64.ts';
import { byteListText } from '../../api/reading/goBase64.ts';
import { utf8Bytes } from '../../api/reading/utf8.ts';
import type {
  DaemonSet,
  Deployment,
  KubernetesObject,
  Node,
  ObjectMeta,
  Pod,
  PodSpec,
  RollingUpdateDaemonSet,
  RollingUpdateDeployment,
  Secret,
  StatefulSet,
} from '../../api/types.ts';
import { podTemplateOf } from './podTemplate.ts';

const rollbackTo = 'deprecated.deployment.rollback.to';
/** Where a DaemonSet's template generation stands in apps/v1; the internal version has a field for it. */
export const templateGeneration = 'deprecated.daemonset.template.generation';

/**
 * Why an object can't be converted, in Go's words; undefined where it can
 * (pkg/apis/apps/v1/conversion.go: annotations that stand for internal numbers).
 */
export function conversionProblem(object: KubernetesObject): Fault | undefined {
  const annotations = object.metadata?.annotations ?? {};
  const isDeployment = object.kind === 'Deployment';
  const key = isDeployment ? rollbackTo : templateGeneration;
  const text = annotations[key];
  if ((!isDeployment && object.kind !== 'DaemonSet') || text === undefined) return undefined;
  const problem = isDeployment && text === '' ? undefined : int64Problem(text);
  if (problem === undefined) return undefined;
  const message = isDeployment ? `failed to parse annotation[${key}]=${text} as int64: ${problem}` : problem;
  return { path: ['metadata', 'annotations', key], reason: 'TypeError', message };
}

/** The error of `strconv.ParseInt`, if there is one. */
function int64Problem(text: string): string | undefined {
  const failed = `strconv.ParseInt: parsing ${goQuote(text)}`;
  if (!/^[+-]?\d+$/.test(text)) return `${failed}: invalid syntax`;
  return fitsInt64(int64(text)) ? undefined : `${failed}: value out of range`;
}

function int64(text: string): bigint {
  return BigInt(text.replace('+', ''));
}

/** Applies, in place, what conversion to the internal version settles. Comes after the defaults. */
export function convertToInternal(object: KubernetesObject): void {
  const template = podTemplateOf(object);
  if (template !== undefined) {
    dropInitContainerAnnotations(template.metadata);
    if (template.spec !== undefined) convertPodSpec(template.spec);
  }
  inward[object.kind ?? '']?.(object);
}

type Conversion = (object: KubernetesObject) => void;

const inward: Readonly<Record<string, Conversion>> = {
  Pod: convertPod,
  Node: convertNode,
  Secret: convertSecret,
  Deployment: convertDeployment,
  DaemonSet: convertDaemonSet,
  StatefulSet: convertStatefulSet,
};

function convertPod(pod: Pod): void {
  dropInitContainerAnnotations(pod.metadata);
  if (pod.spec !== undefined) {
    convertPodSpec(pod.spec);
    if ((pod.spec.terminationGracePeriodSeconds ?? 0) < 0) pod.spec.terminationGracePeriodSeconds = 1;
  }
  const { podIP, podIPs } = pod.status ?? {};
  if (pod.status !== undefined && podIP && podIP !== podIPs?.[0]?.ip) pod.status.podIPs = [{ ip: podIP }];
}

/** `serviceAccount` is the older name of `serviceAccountName`, which wins. */
function convertPodSpec(spec: PodSpec): void {
  spec.securityContext ??= {};
  if (!spec.serviceAccountName && spec.serviceAccount) spec.serviceAccountName = spec.serviceAccount;
}

const initContainerAnnotations = [
  'pod.beta.kubernetes.io/init-containers',
  'pod.alpha.kubernetes.io/init-containers',
  'pod.beta.kubernetes.io/init-container-statuses',
  'pod.alpha.kubernetes.io/init-container-statuses',
];

function dropInitContainerAnnotations(metadata: ObjectMeta | undefined): void {
  if (metadata?.annotations === undefined) return;
  for (const key of initContainerAnnotations) delete metadata.annotations[key];
}

function convertNode(node: Node): void {
  const { spec } = node;
  if (spec?.podCIDR && spec.podCIDR !== spec.podCIDRs?.[0]) spec.podCIDRs = [spec.podCIDR];
}

/** Plain texts become data and win over it. */
function convertSecret(secret: Secret): void {
  const texts = Object.entries(secret.stringData ?? {});
  delete secret.stringData;
  if (texts.length === 0) return;
  secret.data ??= Object.create(null) as Record<string, string>;
  for (const [key, text] of texts) secret.data[key] = byteListText(utf8Bytes(text));
}

/** Inside, rolling updates always have their numbers. */
function convertDeployment({ metadata, spec }: Deployment): void {
  normalizeNumber(metadata, rollbackTo);
  fillRollingUpdate(spec?.strategy?.rollingUpdate);
}

function convertDaemonSet({ metadata, spec }: DaemonSet): void {
  normalizeNumber(metadata, templateGeneration);
  fillRollingUpdate(spec?.updateStrategy?.rollingUpdate);
}

function fillRollingUpdate(update: RollingUpdateDeployment | RollingUpdateDaemonSet | undefined): void {
  if (update === undefined) return;
  update.maxUnavailable ??= 0;
  update.maxSurge ??= 0;
}

function convertStatefulSet({ spec }: StatefulSet): void {
  if (spec?.updateStrategy?.rollingUpdate !== undefined) spec.updateStrategy.rollingUpdate.partition ??= 0;
}

/** An annotation that stands for a number: an empty one stands for none. */
function normalizeNumber(metadata: ObjectMeta | undefined, key: string): void {
  const annotations = metadata?.annotations;
  const text = annotations?.[key];
  if (annotations === undefined || text === undefined) return;
  if (text === '') delete annotations[key];
  else annotations[key] = String(int64(text));
}

/** Applies, in place, what conversion from the internal version settles. */
export function convertFromInternal(object: KubernetesObject): void {
  const template = podTemplateOf(object);
  if (template?.spec !== undefined) nameServiceAccount(template.spec);
  outward[object.kind ?? '']?.(object);
}

const outward: Readonly<Record<string, Conversion>> = {
  Pod: finishPod,
  Node: finishNode,
  StatefulSet: finishStatefulSet,
  DaemonSet: finishDaemonSet,
};

function nameServiceAccount(spec: PodSpec): void {
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  else delete spec.serviceAccount;
}

function finishPod(pod: Pod): void {
  if (pod.spec !== undefined) nameServiceAccount(pod.spec);
  const ip = pod.status?.podIPs?.[0]?.ip;
  if (pod.status !== undefined && ip) pod.status.podIP = ip;
}

function finishNode(node: Node): void {
  const first = node.spec?.podCIDRs?.[0];
  if (node.spec !== undefined && first) node.spec.podCIDR = first;
}

/** Claim templates are written as whole objects. */
function finishStatefulSet(set: StatefulSet): void {
  for (const claim of set.spec?.volumeClaimTemplates ?? []) {
    claim.apiVersion = 'v1';
    claim.kind = 'PersistentVolumeClaim';
  }
}

function finishDaemonSet(set: DaemonSet): void {
  set.metadata ??= {};
  set.metadata.annotations ??= Object.create(null) as Record<string, string>;
  set.metadata.annotations[templateGeneration] ??= '0';
}
