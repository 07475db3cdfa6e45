/** Where containers mount volumes, and which block devices they see. */
import { forbidden, invalid, namedString, notFound, required, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import type { Volume, VolumeDevice, VolumeMount } from '../../api/types.ts';
import { hasBacksteps, validateLocalDescendingPath } from './localPath.ts';
import { type Errors, oneOf } from './rules.ts';
import type { AnyContainer } from './visitContainers.ts';

/** Volumes that are all right themselves, by name. */
export type Volumes = ReadonlyMap<string, Volume>;

/** `path` is that of the container. */
export function validateVolumeMounts(errors: Errors, container: AnyContainer, volumes: Volumes, path: FieldPath): void {
  const { volumeMounts: mounts, volumeDevices: devices } = container;
  if (mounts !== undefined) validateMounts(errors, mounts, lastByName(devices, 'devicePath'), volumes, container, path);
  if (devices !== undefined) validateDevices(errors, devices, lastByName(mounts, 'mountPath'), volumes, path);
}

/** The path by name; of several with the same name the last one counts. */
function lastByName<Field extends 'devicePath' | 'mountPath'>(
  items: readonly ({ name?: string } & Partial<Record<Field, string>>)[] | undefined,
  field: Field,
): ReadonlyMap<string, string> {
  return new Map(items?.map((item) => [item.name ?? '', item[field] ?? '']));
}

function hasPath(paths: ReadonlyMap<string, string>, path: string): boolean {
  for (const other of paths.values()) if (other === path) return true;
  return false;
}

function validateMounts(
  errors: Errors,
  mounts: readonly VolumeMount[],
  devices: ReadonlyMap<string, string>,
  volumes: Volumes,
  container: AnyContainer,
  containerPath: FieldPath,
): void {
  const path = containerPath.child('volumeMounts');
  const seen = new Set<string>();
  mounts.forEach((mount, index) => {
    const { name = '', mountPath = '', subPath, subPathExpr } = mount;
    const at = path.index(index);
    if (name === '') errors.push(required(at.child('name')));
    if (!volumes.has(name)) errors.push(notFound(at.child('name'), name));
    if (mountPath === '') errors.push(required(at.child('mountPath')));
    if (seen.has(mountPath)) errors.push(invalid(at.child('mountPath'), mountPath, 'must be unique'));
    seen.add(mountPath);
    if (devices.has(name)) errors.push(invalid(at.child('name'), name, 'must not already exist in volumeDevices'));
    if (hasPath(devices, mountPath)) {
      errors.push(invalid(at.child('mountPath'), mountPath, 'must not already exist as a path in volumeDevices'));
    }
    if (subPath) validateLocalDescendingPath(errors, path, 'subPath', subPath);
    if (subPathExpr) {
      if (subPath) {
        errors.push(invalid(at.child('subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
      }
      validateLocalDescendingPath(errors, path, 'subPathExpr', subPathExpr);
    }
    validatePropagation(errors, mount, container, path);
    validateRecursiveReadOnly(errors, mount, path);
  });
}

/** Errors of these fields stand at the list, without the mount's index. */
function validatePropagation(errors: Errors, mount: VolumeMount, container: AnyContainer, path: FieldPath): void {
  const { mountPropagation } = mount;
  if (mountPropagation === undefined) return;
  oneOf(errors, path, 'mountPropagation', mountPropagation, ['Bidirectional', 'HostToContainer', 'None']);
  if (mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
    const detail = 'Bidirectional mount propagation is available only to privileged containers';
    errors.push(forbidden(path.child('mountPropagation'), detail));
  }
}

function validateRecursiveReadOnly(errors: Errors, mount: VolumeMount, path: FieldPath): void {
  const { recursiveReadOnly, readOnly, mountPropagation } = mount;
  switch (recursiveReadOnly) {
    case undefined:
    case 'Disabled':
      return;
    case 'Enabled':
    case 'IfPossible':
      if (readOnly !== true) {
        errors.push(forbidden(path.child('recursiveReadOnly'), 'may only be specified when readOnly is true'));
      }
      if (mountPropagation !== undefined && mountPropagation !== 'None') {
        const detail = 'may only be specified when mountPropagation is None or not specified';
        errors.push(forbidden(path.child('recursiveReadOnly'), detail));
      }
      return;
    default: {
      const supported = ['Disabled', 'Enabled', 'IfPossible'];
      errors.push(unsupported(path.child('recursiveReadOnly'), namedString(recursiveReadOnly), supported));
    }
  }
}

function validateDevices(
  errors: Errors,
  devices: readonly VolumeDevice[],
  mounts: ReadonlyMap<string, string>,
  volumes: Volumes,
  containerPath: FieldPath,
): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  devices.forEach(({ name = '', devicePath = '' }, index) => {
    const at = containerPath.child('volumeDevices').index(index);
    const volume = volumes.get(name);
    if (name === '') errors.push(required(at.child('name')));
    if (names.has(name)) errors.push(invalid(at.child('name'), name, 'must be unique'));
    if (volume === undefined) errors.push(notFound(at.child('name'), name));
    else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
      const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalid(at.child('name'), name, detail));
    }
    if (devicePath === '') errors.push(required(at.child('devicePath')));
    if (paths.has(devicePath)) errors.push(invalid(at.child('devicePath'), devicePath, 'must be unique'));
    if (hasBacksteps(devicePath)) {
      errors.push(invalid(at.child('devicePath'), devicePath, "can not contain backsteps ('..')"));
    } else paths.add(devicePath);
    if (mounts.has(name)) errors.push(invalid(at.child('name'), name, 'must not already exist in volumeMounts'));
    if (hasPath(mounts, devicePath)) {
      errors.push(invalid(at.child('devicePath'), devicePath, 'must not already exist as a path in volumeMounts'));
    }
    if (name !== '') names.add(name);
  });
}
