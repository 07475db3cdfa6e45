/** What the API server warns of in a Pod or a template that it accepts (`pkg/api/pod/warnings.go`). */
import { FieldPath } from '../../api/fieldPath.ts';
import { goQuote } from '../../api/goText.ts';
import { warningsForIP } from '../../api/ip.ts';
import { isValidLabelValue } from '../../api/names.ts';
import type {
  AppArmorProfile,
  Container,
  EphemeralContainer,
  NodeSelectorTerm,
  PodAffinity,
  PodSpec,
  PodTemplateSpec,
  Volume,
} from '../../api/types.ts';
import { claimWarnings, fractionWarnings } from './fractions.ts';
import { nodeLabelDeprecation } from './nodeLabels.ts';
import { portWarnings } from './podPorts.ts';
import { overlappingPathWarnings } from './virtualPaths.ts';

type AnyContainer = Container | EphemeralContainer;
type Annotations = Readonly<Record<string, string>>;

const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/';
const appArmorContainer = 'container.apparmor.security.beta.kubernetes.io/';
const useSeccompField = 'non-functional in v1.27+; use the "seccompProfile" field instead';
const useSysctls = 'non-functional in v1.11+; use the "sysctls" field instead';
const matchesNothing = 'a null labelSelector results in matching no pod';

const deprecatedAnnotations = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', useSysctls],
  ['security.alpha.kubernetes.io/unsafe-sysctls', useSysctls],
] as const;

const retired = 'deprecated in v1.22, non-functional in v1.25+';
const retiredLater = 'deprecated in v1.28, non-functional in v1.31+';

/** Volume types that are going or gone, in the order of warnings, with the name in their paths. */
const deprecatedVolumes: readonly (readonly [keyof Volume, string, string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', retired],
  ['storageos', 'storageOS', retired],
  ['quobyte', 'quobyte', retired],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', 'ephemeral', ''],
  ['cephfs', 'cephfs', retiredLater],
  ['rbd', 'rbd', retiredLater],
];

/** `parent` is the template's path, undefined for a Pod. */
export function podWarnings({ metadata, spec = {} }: PodTemplateSpec, parent: FieldPath | undefined): string[] {
  const child = (field: string): FieldPath => (parent === undefined ? FieldPath.root(field) : parent.child(field));
  const path = child('spec');
  const annotations = metadata?.annotations ?? {};
  const annotationAt = (key: string): string => `${child('metadata').child('annotations').key(key)}`;
  return [
    ...nodeLabelWarnings(spec, path),
    ...spreadWarnings(spec, path),
    ...deprecatedAnnotations.flatMap(([key, why]) =>
      Object.hasOwn(annotations, key) ? [`${annotationAt(key)}: ${why}`] : [],
    ),
    ...(spec.volumes ?? []).flatMap((volume, index) => volumeWarnings(volume, path.child('volumes').index(index))),
    ...overlappingPathWarnings(spec.volumes ?? []),
    ...repeatWarnings(spec, path),
    ...fractionWarnings(spec.overhead, 'memory', () => path.child('overhead')),
    ...fractionWarnings(spec.overhead, 'ephemeral-storage', () => path.child('overhead')),
    ...(spec.securityContext?.seccompProfile === undefined && Object.hasOwn(annotations, seccompPod)
      ? [`${annotationAt(seccompPod)}: ${useSeccompField}`]
      : []),
    ...eachContainer(spec, path, (container, at) => [
      ...profileWarnings(container, annotations, spec, parent !== undefined, annotationAt),
      ...containerFractionWarnings(container, at),
      ...envWarnings(container, at),
    ]),
    ...portWarnings(spec, path),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [
          `${path.child('terminationGracePeriodSeconds')}: must be >= 0; negative values are invalid and will be treated as 1`,
        ]
      : []),
    ...podAffinityWarnings(spec.affinity?.podAffinity, path, 'podAffinity'),
    ...podAffinityWarnings(spec.affinity?.podAntiAffinity, path, 'podAntiAffinity'),
    ...addressWarnings(spec, path),
  ];
}

function eachContainer(
  spec: PodSpec,
  path: FieldPath,
  warn: (container: AnyContainer, at: () => FieldPath) => string[],
): string[] {
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) =>
    (spec[list] ?? []).flatMap((container: AnyContainer, index: number) =>
      warn(container, () => path.child(list).index(index)),
    ),
  );
}

function nodeLabelWarnings(spec: PodSpec, path: FieldPath): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    const why = nodeLabelDeprecation(key);
    if (why !== undefined) warnings.push(`${path.child('nodeSelector').key(key)}: ${why}`);
  }
  const affinity = spec.affinity?.nodeAffinity;
  if (affinity === undefined) return warnings;
  const at = path.child('affinity').child('nodeAffinity');
  const hard = 'requiredDuringSchedulingIgnoredDuringExecution';
  const soft = 'preferredDuringSchedulingIgnoredDuringExecution';
  affinity[hard]?.nodeSelectorTerms?.forEach((term, index) => {
    warnings.push(...termWarnings(term, false, at.child(hard).child('nodeSelectorTerms').index(index)));
  });
  affinity[soft]?.forEach(({ preference = {} }, index) => {
    warnings.push(...termWarnings(preference, true, at.child(soft).index(index).child('preference')));
  });
  return warnings;
}

function termWarnings(term: NodeSelectorTerm, checkValues: boolean, path: FieldPath): string[] {
  return (term.matchExpressions ?? []).flatMap(({ key = '', values = [] }, index) => {
    const at = path.child('matchExpressions').index(index);
    const why = nodeLabelDeprecation(key);
    return [
      ...(why === undefined ? [] : [`${at.child('key')}: ${key} is ${why}`]),
      ...(checkValues ? values : []).flatMap((value, valueIndex) =>
        isValidLabelValue(value).map((message) => {
          return `${at.child('values').index(valueIndex)}: ${value} is invalid, ${message}`;
        }),
      ),
    ];
  });
}

function spreadWarnings(spec: PodSpec, path: FieldPath): string[] {
  return (spec.topologySpreadConstraints ?? []).flatMap(({ topologyKey = '', labelSelector }, index) => {
    const at = path.child('topologySpreadConstraints').index(index);
    const why = nodeLabelDeprecation(topologyKey);
    return [
      ...(why === undefined ? [] : [`${at.child('topologyKey')}: ${topologyKey} is ${why}`]),
      ...(labelSelector === undefined ? [`${at.child('labelSelector')}: ${matchesNothing}`] : []),
    ];
  });
}

function volumeWarnings(volume: Volume, path: FieldPath): string[] {
  return deprecatedVolumes.flatMap(([field, name, why]) => {
    if (volume[field] === undefined) return [];
    if (field !== 'ephemeral') return [`${path.child(name)}: ${why}`];
    const template = volume.ephemeral?.volumeClaimTemplate;
    if (template === undefined) return [];
    return claimWarnings(template.spec ?? {}, path.child('ephemeral').child('volumeClaimTemplate').child('spec'));
  });
}

/** Host aliases and pull secrets given twice, and pull secrets without a name. */
function repeatWarnings({ hostAliases = [], imagePullSecrets = [] }: PodSpec, path: FieldPath): string[] {
  const warnings: string[] = [];
  const addresses = new Set<string>();
  hostAliases.forEach(({ ip = '' }, index) => {
    if (addresses.has(ip)) {
      warnings.push(`${path.child('hostAliases').index(index).child('ip')}: duplicate ip ${goQuote(ip)}`);
    }
    addresses.add(ip);
  });
  const names = new Set<string>();
  const nameAt = (index: number) => path.child('imagePullSecrets').index(index).child('name');
  imagePullSecrets.forEach(({ name = '' }, index) => {
    if (names.has(name)) warnings.push(`${nameAt(index)}: duplicate name ${goQuote(name)}`);
    names.add(name);
  });
  imagePullSecrets.forEach(({ name }, index) => {
    if (!name) warnings.push(`${nameAt(index)}: invalid empty name ""`);
  });
  return warnings;
}

/** Annotations in the place of fields. Of a Pod's AppArmor annotations its strategy has warned already. */
function profileWarnings(
  { name = '', securityContext }: AnyContainer,
  annotations: Annotations,
  spec: PodSpec,
  isTemplate: boolean,
  annotationAt: (key: string) => string,
): string[] {
  const warnings: string[] = [];
  const seccomp = seccompContainer + name;
  if (securityContext?.seccompProfile === undefined && Object.hasOwn(annotations, seccomp)) {
    warnings.push(`${annotationAt(seccomp)}: ${useSeccompField}`);
  }
  const appArmor = appArmorContainer + name;
  const annotation = annotations[appArmor];
  if (!isTemplate || annotation === undefined || securityContext?.appArmorProfile !== undefined) return warnings;
  if (agrees(spec.securityContext?.appArmorProfile, annotation)) return warnings;
  warnings.push(`${annotationAt(appArmor)}: deprecated since v1.30; use the "appArmorProfile" field instead`);
  return warnings;
}

/** Whether the Pod's profile is what the annotation stands for. */
function agrees(profile: AppArmorProfile | undefined, annotation: string): boolean {
  const localhost = 'localhost/';
  switch (profile?.type) {
    case 'Unconfined':
      return annotation === 'unconfined' && profile.localhostProfile === undefined;
    case 'RuntimeDefault':
      return annotation === 'runtime/default' && profile.localhostProfile === undefined;
    case 'Localhost':
      return annotation !== localhost && annotation === localhost + (profile.localhostProfile ?? '');
    default:
      return false;
  }
}

function containerFractionWarnings({ resources }: AnyContainer, at: () => FieldPath): string[] {
  if (resources === undefined) return [];
  return ['memory', 'ephemeral-storage'].flatMap((name) =>
    (['limits', 'requests'] as const).flatMap((list) =>
      fractionWarnings(resources[list], name, () => at().child('resources').child(list)),
    ),
  );
}

/** Variables that replace earlier ones without building upon them. */
function envWarnings({ env = [] }: AnyContainer, at: () => FieldPath): string[] {
  const seen = new Set<string>();
  return env.flatMap(({ name = '', value = '', valueFrom }, index) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const reference = `$(${name})`;
    if (valueFrom === undefined && value !== reference && value.includes(reference)) return [];
    const what = `hides previous definition of ${goQuote(name)}, which may be dropped when using apply`;
    return [`${at().child('env').index(index)}: ${what}`];
  });
}

function podAffinityWarnings(affinity: PodAffinity | undefined, path: FieldPath, field: string): string[] {
  if (affinity === undefined) return [];
  const at = path.child('affinity').child(field);
  const hard = 'requiredDuringSchedulingIgnoredDuringExecution';
  const soft = 'preferredDuringSchedulingIgnoredDuringExecution';
  return [
    ...(affinity[hard] ?? []).flatMap(({ labelSelector }, index) =>
      labelSelector === undefined ? [`${at.child(hard).index(index).child('labelSelector')}: ${matchesNothing}`] : [],
    ),
    ...(affinity[soft] ?? []).flatMap(({ podAffinityTerm }, index) => {
      if (podAffinityTerm?.labelSelector !== undefined) return [];
      const term = at.child(soft).index(index).child('podAffinityTerm');
      return [`${term.child('labelSelector')}: ${matchesNothing}`];
    }),
  ];
}

function addressWarnings({ dnsConfig, hostAliases = [] }: PodSpec, path: FieldPath): string[] {
  const nameservers = path.child('dnsConfig').child('nameservers');
  return [
    ...(dnsConfig?.nameservers ?? []).flatMap((address, index) => warningsForIP(nameservers.index(index), address)),
    ...hostAliases.flatMap(({ ip = '' }, index) =>
      warningsForIP(path.child('hostAliases').index(index).child('ip'), ip),
    ),
  ];
}
