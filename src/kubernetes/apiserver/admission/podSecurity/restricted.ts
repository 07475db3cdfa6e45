/** Checks of the restricted level: what a hardened Pod has to say of itself. */
import type { Volume } from '../../../api/types.ts';
import { allowedSeccomp, seccompSetters } from './baseline.ts';
import {
  allContainers,
  type Check,
  containersText,
  namesWhere,
  plural,
  quoted,
  settersText,
  sortedSet,
} from './wording.ts';

export const allowPrivilegeEscalation: Check = (spec) => {
  const names = namesWhere(spec, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

export const unrestrictedCapabilities: Check = (spec) => {
  const keeping = namesWhere(spec, ({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
  const adding = allContainers(spec)
    .map(({ name = '', securityContext }) => ({
      name,
      added: securityContext?.capabilities?.add?.filter((capability) => capability !== 'NET_BIND_SERVICE') ?? [],
    }))
    .filter(({ added }) => added.length > 0);
  const details: string[] = [];
  if (keeping.length > 0) {
    details.push(`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`);
  }
  if (adding.length > 0) {
    const names = containersText(adding.map(({ name }) => name));
    const capabilities = quoted(sortedSet(adding.flatMap(({ added }) => added)));
    details.push(`${names} must not include ${capabilities} in securityContext.capabilities.add`);
  }
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const allowedVolumes: readonly (keyof Volume)[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** Named in messages; the first that a volume has. */
const restrictedVolumeTypes: readonly (keyof Volume)[] = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

export const restrictedVolumes: Check = (spec) => {
  const bad = (spec.volumes ?? []).filter((volume) => !allowedVolumes.some((type) => volume[type] !== undefined));
  if (bad.length === 0) return undefined;
  const typeOf = (volume: Volume): string =>
    restrictedVolumeTypes.find((type) => volume[type] !== undefined) ?? 'unknown';
  const types = sortedSet(bad.map(typeOf));
  const volumes = `${plural('volume', 'volumes', bad.length)} ${quoted(bad.map(({ name = '' }) => name))}`;
  const noun = plural('restricted volume type', 'restricted volume types', types.length);
  return {
    reason: 'restricted volume types',
    detail: `${volumes} ${plural('uses', 'use', bad.length)} ${noun} ${quoted(types)}`,
  };
};

export const runAsNonRoot: Check = (spec) => {
  const reason = 'runAsNonRoot != true';
  const ofPod = spec.securityContext?.runAsNonRoot;
  const refusing = namesWhere(spec, ({ securityContext }) => securityContext?.runAsNonRoot === false);
  const setters = settersText(ofPod === false, refusing);
  if (setters !== '') return { reason, detail: `${setters} must not set securityContext.runAsNonRoot=false` };
  const silent = namesWhere(spec, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  if (ofPod === true || silent.length === 0) return undefined;
  return { reason, detail: `pod or ${containersText(silent)} must set securityContext.runAsNonRoot=true` };
};

export const runAsUser: Check = (spec) => {
  const setters = settersText(
    spec.securityContext?.runAsUser === 0,
    namesWhere(spec, ({ securityContext }) => securityContext?.runAsUser === 0),
  );
  return setters === '' ? undefined : { reason: 'runAsUser=0', detail: `${setters} must not set runAsUser=0` };
};

export const seccompRestricted: Check = (spec) => {
  const reason = 'seccompProfile';
  const { setters, values } = seccompSetters(spec);
  if (setters !== '') {
    return { reason, detail: `${setters} must not set securityContext.seccompProfile.type to ${quoted(values)}` };
  }
  const ofPod = spec.securityContext?.seccompProfile;
  if (ofPod !== undefined && allowedSeccomp(ofPod.type)) return undefined;
  const silent = namesWhere(spec, ({ securityContext }) => securityContext?.seccompProfile === undefined);
  if (silent.length === 0) return undefined;
  const wanted = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return { reason, detail: `pod or ${containersText(silent)} ${wanted}` };
};
