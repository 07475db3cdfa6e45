/** A Pod's volumes: each has a name of its own and exactly one source. */
import { duplicate, forbidden, invalid, required } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Label } from '../../api/names.ts';
import { quantityOf, quantitySign } from '../../api/quantity.ts';
import type { Volume } from '../../api/types.ts';
import { validateEphemeralVolume } from './ephemeralVolume.ts';
import type { PodTolerances } from './podTolerances.ts';
import { validateDownwardAPIVolume, validateProjectedVolume } from './projectedVolume.ts';
import { type Errors, invalidEach } from './rules.ts';
import type { Volumes } from './volumeMounts.ts';
import { type SourceRule, sourceRules } from './volumeSources.ts';

/** What volumes are checked against. */
export interface VolumeContext {
  /** The Pod's name, which claims of ephemeral volumes begin with; undefined in templates. */
  readonly podName: string | undefined;
  readonly tolerances: PodTolerances;
}

interface SourceCheck {
  readonly field: keyof Volume;
  /** Where it differs: the misspelt name at which a second source is refused. */
  readonly refusedAs?: string;
  /** Where it differs: the name below which errors stand. */
  readonly shownAs?: string;
  /** `path` is that of the source, `volumePath` that of the volume. */
  readonly validate: (
    errors: Errors,
    volume: Volume,
    context: VolumeContext,
    path: FieldPath,
    volumePath: FieldPath,
  ) => void;
}

const simple = <Field extends keyof typeof sourceRules>(field: Field): SourceCheck => {
  const rule: SourceRule<Field> = sourceRules[field];
  return {
    field,
    validate: (errors, volume, _context, path) => {
      const source = volume[field];
      if (source !== undefined) rule(errors, source, path);
    },
  };
};

/** In the order of checks; `emptyDir` comes first and is never refused. */
const sources: readonly SourceCheck[] = [
  simple('hostPath'),
  simple('gitRepo'),
  { ...simple('gcePersistentDisk'), shownAs: 'persistentDisk' },
  simple('awsElasticBlockStore'),
  simple('secret'),
  simple('nfs'),
  simple('iscsi'),
  simple('glusterfs'),
  simple('flocker'),
  simple('persistentVolumeClaim'),
  simple('rbd'),
  simple('cinder'),
  { ...simple('cephfs'), refusedAs: 'cephFS' },
  simple('quobyte'),
  {
    field: 'downwardAPI',
    refusedAs: 'downwarAPI',
    validate: (errors, volume, _context, path) => validateDownwardAPIVolume(errors, volume.downwardAPI ?? {}, path),
  },
  simple('fc'),
  simple('flexVolume'),
  simple('configMap'),
  simple('azureFile'),
  simple('vsphereVolume'),
  simple('photonPersistentDisk'),
  simple('portworxVolume'),
  simple('azureDisk'),
  simple('storageos'),
  {
    field: 'projected',
    validate: (errors, volume, { tolerances }, path) =>
      validateProjectedVolume(errors, volume.projected ?? {}, tolerances.tokenPaths, path),
  },
  simple('scaleIO'),
  simple('csi'),
  {
    field: 'ephemeral',
    validate: (errors, volume, { podName }, path, volumePath) =>
      validateEphemeralVolume(errors, volume, podName, path, volumePath),
  },
  {
    field: 'image',
    validate: (errors, volume, { tolerances }, path) => {
      if (tolerances.isPod && !volume.image?.reference) errors.push(required(path.child('reference')));
      sourceRules.image(errors, volume.image ?? {}, path);
    },
  },
];

/** The volumes that are all right, by name. `path` is that of the list. */
export function validateVolumes(
  errors: Errors,
  volumes: readonly Volume[],
  context: VolumeContext,
  path: FieldPath,
): Volumes {
  const good = new Map<string, Volume>();
  const created = createdClaims(volumes, context.podName);
  volumes.forEach((volume, index) => {
    const { name = '', persistentVolumeClaim } = volume;
    const at = path.index(index);
    const before = errors.length;
    validateSource(errors, volume, context, at);
    if (name === '') errors.push(required(at.child('name')));
    else invalidEach(errors, at.child('name'), name, isDNS1123Label(name));
    if (good.has(name)) errors.push(duplicate(at.child('name'), name));
    if (errors.length === before) good.set(name, volume);
    const claim = persistentVolumeClaim?.claimName ?? '';
    if (persistentVolumeClaim !== undefined && created?.has(claim)) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(invalid(at.child('persistentVolumeClaim').child('claimName'), claim, detail));
    }
  });
  return good;
}

/** Names of the claims that come into being with the Pod. */
function createdClaims(volumes: readonly Volume[], podName: string | undefined): ReadonlySet<string> | undefined {
  if (!podName) return undefined;
  const ephemeral = volumes.filter((volume) => volume.ephemeral !== undefined);
  return ephemeral.length === 0 ? undefined : new Set(ephemeral.map(({ name = '' }) => `${podName}-${name}`));
}

function validateSource(errors: Errors, volume: Volume, context: VolumeContext, path: FieldPath): void {
  let found = false;
  if (volume.emptyDir !== undefined) {
    found = true;
    const { sizeLimit } = volume.emptyDir;
    if (sizeLimit !== undefined && quantitySign(quantityOf(sizeLimit)) < 0) {
      const at = path.child('emptyDir').child('sizeLimit');
      errors.push(forbidden(at, 'SizeLimit field must be a valid resource quantity'));
    }
  }
  for (const { field, refusedAs, shownAs, validate } of sources) {
    if (volume[field] === undefined) continue;
    if (found) errors.push(forbidden(path.child(refusedAs ?? field), 'may not specify more than 1 volume type'));
    else validate(errors, volume, context, path.child(shownAs ?? field), path);
    found = true;
    if (field === 'iscsi') validateInitiator(errors, volume, path);
  }
  if (!found) errors.push(required(path, 'must specify a volume type'));
}

/** An initiator's name is made of the volume's and the portal's. */
function validateInitiator(errors: Errors, { name = '', iscsi }: Volume, path: FieldPath): void {
  if (iscsi?.initiatorName === undefined || `${name}:${iscsi.targetPortal ?? ''}`.length <= 64) return;
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  errors.push(invalid(path.child('name'), name, detail));
}
