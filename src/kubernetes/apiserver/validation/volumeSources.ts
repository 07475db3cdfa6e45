/** Sources of volumes that need nothing but themselves to be checked, one rule a source. */
import { invalid, required, tooLong, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Label, isDNS1123Subdomain, utf8Length } from '../../api/names.ts';
import type { KeyToPath, Volume } from '../../api/types.ts';
import { pullPolicies } from './containers.ts';
import { validateLocalDescendingPath, validateLocalNonReservedPath, validateNoBacksteps } from './localPath.ts';
import { type Errors, fileMode, invalidEach, oneOf, requiredOneOf, requiredText, sortedKeys } from './rules.ts';

/** `path` is that of the source. */
export type SourceRule<Field extends keyof Volume> = (
  errors: Errors,
  source: NonNullable<Volume[Field]>,
  path: FieldPath,
) => void;

type SimpleSource =
  | 'hostPath'
  | 'gitRepo'
  | 'gcePersistentDisk'
  | 'awsElasticBlockStore'
  | 'secret'
  | 'nfs'
  | 'iscsi'
  | 'glusterfs'
  | 'flocker'
  | 'persistentVolumeClaim'
  | 'rbd'
  | 'cinder'
  | 'cephfs'
  | 'quobyte'
  | 'fc'
  | 'flexVolume'
  | 'configMap'
  | 'azureFile'
  | 'vsphereVolume'
  | 'photonPersistentDisk'
  | 'portworxVolume'
  | 'azureDisk'
  | 'storageos'
  | 'scaleIO'
  | 'csi'
  | 'image';

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

export const sourceRules: { readonly [Field in SimpleSource]: SourceRule<Field> } = {
  hostPath: (errors, { path: file, type }, path) => {
    requiredText(errors, path, 'path', file);
    if (!file) return;
    validateNoBacksteps(errors, path, 'path', file);
    oneOf(errors, path, 'type', type, hostPathTypes);
  },
  gitRepo: (errors, { repository, directory = '' }, path) => {
    requiredText(errors, path, 'repository', repository);
    validateLocalDescendingPath(errors, path, 'directory', directory);
  },
  gcePersistentDisk: (errors, { pdName, partition }, path) => {
    requiredText(errors, path, 'pdName', pdName);
    validatePartition(errors, partition, path);
  },
  awsElasticBlockStore: (errors, { volumeID, partition }, path) => {
    requiredText(errors, path, 'volumeID', volumeID);
    validatePartition(errors, partition, path);
  },
  secret: (errors, { secretName, defaultMode, items }, path) => {
    requiredText(errors, path, 'secretName', secretName);
    fileMode(errors, path, 'defaultMode', defaultMode);
    validateItems(errors, items, path);
  },
  nfs: (errors, { server, path: file = '' }, path) => {
    requiredText(errors, path, 'server', server);
    requiredText(errors, path, 'path', file);
    if (!file.startsWith('/')) errors.push(invalid(path.child('path'), file, 'must be an absolute path'));
  },
  iscsi: (errors, source, path) => {
    const { targetPortal, iqn, lun = 0, chapAuthDiscovery, chapAuthSession, secretRef, initiatorName } = source;
    requiredText(errors, path, 'targetPortal', targetPortal);
    requiredText(errors, path, 'iqn', iqn);
    if (iqn) validateQualifiedInitiator(errors, iqn, path.child('iqn'));
    validateLun(errors, lun, path);
    if ((chapAuthDiscovery || chapAuthSession) && secretRef === undefined) {
      errors.push(required(path.child('secretRef')));
    }
    if (initiatorName !== undefined) validateQualifiedInitiator(errors, initiatorName, path.child('initiatorname'));
  },
  glusterfs: (errors, { endpoints, path: file }, path) => {
    requiredText(errors, path, 'endpoints', endpoints);
    requiredText(errors, path, 'path', file);
  },
  flocker: (errors, { datasetName = '', datasetUUID = '' }, path) => {
    if (datasetName === '' && datasetUUID === '') {
      errors.push(required(path, 'one of datasetName and datasetUUID is required'));
    }
    if (datasetName !== '' && datasetUUID !== '') {
      errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
    }
    if (datasetName.includes('/')) {
      errors.push(invalid(path.child('datasetName'), datasetName, "must not contain '/'"));
    }
  },
  persistentVolumeClaim: (errors, { claimName }, path) => requiredText(errors, path, 'claimName', claimName),
  rbd: (errors, { monitors, image }, path) => {
    if (!monitors?.length) errors.push(required(path.child('monitors')));
    requiredText(errors, path, 'image', image);
  },
  cinder: (errors, { volumeID, secretRef }, path) => {
    requiredText(errors, path, 'volumeID', volumeID);
    if (secretRef !== undefined) requiredText(errors, path.child('secretRef'), 'name', secretRef.name);
  },
  cephfs: (errors, { monitors }, path) => {
    if (!monitors?.length) errors.push(required(path.child('monitors')));
  },
  quobyte: (errors, { registry, tenant = '', volume }, path) => {
    const pairs = 'must be a host:port pair or multiple pairs separated by commas';
    if (!registry) errors.push(required(path.child('registry'), pairs));
    else if (utf8Length(tenant) >= 65) {
      const detail = 'must be a UUID and may not exceed a length of 64 characters';
      errors.push(required(path.child('tenant'), detail));
    } else {
      for (const pair of registry.split(',')) {
        if (!isHostPort(pair)) errors.push(invalid(path.child('registry'), registry, pairs));
      }
    }
    requiredText(errors, path, 'volume', volume);
  },
  fc: (errors, { targetWWNs = [], wwids = [], lun }, path) => {
    const names = path.child('targetWWNs');
    if (targetWWNs.length === 0 && wwids.length === 0) {
      errors.push(required(names, 'must specify either targetWWNs or wwids, but not both'));
    }
    if (targetWWNs.length > 0 && wwids.length > 0) {
      errors.push(invalid(names, [...targetWWNs], 'targetWWNs and wwids can not be specified simultaneously'));
    }
    if (targetWWNs.length === 0) return;
    if (lun === undefined) errors.push(required(path.child('lun'), 'lun is required if targetWWNs is specified'));
    else validateLun(errors, lun, path);
  },
  flexVolume: (errors, { driver, options = {} }, path) => {
    requiredText(errors, path, 'driver', driver);
    for (const key of sortedKeys(options)) {
      const [namespace = ''] = key.toLowerCase().split('/', 1);
      if (/(?:^|\.)(?:kubernetes|k8s)\.io$/.test(namespace)) {
        const detail = 'kubernetes.io and k8s.io namespaces are reserved';
        errors.push(invalid(path.child('options').key(key), key, detail));
      }
    }
  },
  configMap: (errors, { name, defaultMode, items }, path) => {
    requiredText(errors, path, 'name', name);
    fileMode(errors, path, 'defaultMode', defaultMode);
    validateItems(errors, items, path);
  },
  azureFile: (errors, { secretName, shareName }, path) => {
    requiredText(errors, path, 'secretName', secretName);
    requiredText(errors, path, 'shareName', shareName);
  },
  vsphereVolume: (errors, { volumePath }, path) => requiredText(errors, path, 'volumePath', volumePath),
  photonPersistentDisk: (errors, { pdID }, path) => requiredText(errors, path, 'pdID', pdID),
  portworxVolume: (errors, { volumeID }, path) => requiredText(errors, path, 'volumeID', volumeID),
  azureDisk: (errors, { diskName, diskURI = '', cachingMode, kind }, path) => {
    requiredText(errors, path, 'diskName', diskName);
    requiredText(errors, path, 'diskURI', diskURI);
    oneOf(errors, path, 'cachingMode', cachingMode, ['None', 'ReadOnly', 'ReadWrite']);
    oneOf(errors, path, 'kind', kind, ['Dedicated', 'Managed', 'Shared']);
    if (kind === undefined) return;
    const [start, shape] = kind === 'Managed' ? managedDisk : blobDisk;
    if (!diskURI.startsWith(start)) errors.push(unsupported(path.child('diskURI'), diskURI, [shape]));
  },
  storageos: (errors, { volumeName, volumeNamespace, secretRef }, path) => {
    requiredText(errors, path, 'volumeName', volumeName);
    if (volumeName) invalidEach(errors, path.child('volumeName'), volumeName, isDNS1123Label(volumeName));
    if (volumeNamespace) {
      invalidEach(errors, path.child('volumeNamespace'), volumeNamespace, isDNS1123Label(volumeNamespace));
    }
    if (secretRef !== undefined) requiredText(errors, path.child('secretRef'), 'name', secretRef.name);
  },
  scaleIO: (errors, { gateway, system, volumeName }, path) => {
    requiredText(errors, path, 'gateway', gateway);
    requiredText(errors, path, 'system', system);
    requiredText(errors, path, 'volumeName', volumeName);
  },
  csi: (errors, { driver, nodePublishSecretRef }, path) => {
    validateCSIDriverName(errors, driver ?? '', path.child('driver'));
    if (nodePublishSecretRef === undefined) return;
    const { name } = nodePublishSecretRef;
    if (!name) errors.push(required(path.child('nodePublishSecretRef').child('name')));
    else invalidEach(errors, path.child('name'), name, isDNS1123Subdomain(name));
  },
  image: (errors, { pullPolicy }, path) => requiredOneOf(errors, path, 'pullPolicy', pullPolicy, pullPolicies),
};

const managedDisk = [
  '/subscriptions/',
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
] as const;
const blobDisk = ['https://', 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'] as const;

function validatePartition(errors: Errors, partition: number | undefined, path: FieldPath): void {
  if (partition === undefined || (partition >= 0 && partition <= 255)) return;
  errors.push(invalid(path.child('partition'), partition, 'must be between 1 and 255, inclusive'));
}

function validateLun(errors: Errors, lun: number, path: FieldPath): void {
  if (lun < 0 || lun > 255) errors.push(invalid(path.child('lun'), lun, 'must be between 0 and 255, inclusive'));
}

const initiatorShapes: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.[a-zA-Z0-9.-]+:[^,;*&$|\s]+$/,
  eui: /^eui.[a-zA-Z0-9]{16}$/u,
  naa: /^naa.[a-zA-Z0-9]{32}$/u,
};

function validateQualifiedInitiator(errors: Errors, name: string, path: FieldPath): void {
  const shape = initiatorShapes[name.slice(0, 3)];
  if (shape === undefined) {
    errors.push(invalid(path, name, 'must be valid format starting with iqn, eui, or naa'));
  } else if (!shape.test(name)) errors.push(invalid(path, name, 'must be valid format'));
}

/** Whether Go's `net.SplitHostPort` can split the text. */
function isHostPort(text: string): boolean {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return false;
  if (!text.startsWith('[')) {
    return !text.slice(0, colon).includes(':') && !/[[\]]/.test(text);
  }
  const end = text.indexOf(']');
  if (end < 0 || end + 1 !== colon) return false;
  return !text.slice(1).includes('[') && !text.slice(end + 1).includes(']');
}

/** Keys of a config map or secret and the files they become. `path` is that of the source. */
export function validateItems(errors: Errors, items: readonly KeyToPath[] | undefined, path: FieldPath): void {
  items?.forEach((item, index) => {
    validateItem(errors, item, path.child('items').index(index));
  });
}

export function validateItem(errors: Errors, { key, path: file = '', mode }: KeyToPath, path: FieldPath): void {
  requiredText(errors, path, 'key', key);
  requiredText(errors, path, 'path', file);
  validateLocalNonReservedPath(errors, path, 'path', file);
  fileMode(errors, path, 'mode', mode);
}

const longestDriverName = 63;

function validateCSIDriverName(errors: Errors, name: string, path: FieldPath): void {
  if (name === '') {
    errors.push(required(path));
    return;
  }
  if (utf8Length(name) > longestDriverName) errors.push(tooLong(path, longestDriverName));
  invalidEach(errors, path, name, isDNS1123Subdomain(name.toLowerCase()));
}
