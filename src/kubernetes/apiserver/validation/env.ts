/** Environment variables and where their values come from. */
import { type FieldError, invalid, notFound, required, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isConfigMapKey, isDNS1123Label, isQualifiedName, isRelaxedEnvVarName } from '../../api/names.ts';
import { formatQuantity, isZero, quantityOf } from '../../api/quantity.ts';
import type {
  ConfigMapKeySelector,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  FileKeySelector,
  ObjectFieldSelector,
  PodSpec,
  Quantity,
  ResourceFieldSelector,
  SecretKeySelector,
  Volume,
} from '../../api/types.ts';
import { validateNoBacksteps } from './localPath.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { type Errors, invalidEach, requiredText } from './rules.ts';
import { visitContainers } from './visitContainers.ts';

const envFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** Fields of a Pod that the downward API knows, some of which no place may use. */
const knownFields: ReadonlySet<string> = new Set([
  ...envFields,
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

const resourceFields = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

const sizeUnits = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
const cpuUnits = ['1m', '1'];
const oneSource =
  'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';

export function validateEnv(errors: Errors, variables: readonly EnvVar[], path: FieldPath): void {
  variables.forEach(({ name, value, valueFrom }, index) => {
    if (!name) errors.push(required(path.index(index).child('name')));
    else {
      const messages = isRelaxedEnvVarName(name);
      if (messages.length > 0) invalidEach(errors, path.index(index).child('name'), name, messages);
    }
    if (valueFrom !== undefined) validateValueFrom(errors, valueFrom, value, path.index(index).child('valueFrom'));
  });
}

function validateValueFrom(errors: Errors, source: EnvVarSource, value: string | undefined, path: FieldPath): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  if (fieldRef !== undefined) validateFieldRef(errors, fieldRef, envFields, path.child('fieldRef'));
  if (resourceFieldRef !== undefined) {
    validateResourceFieldRef(errors, resourceFieldRef, path.child('resourceFieldRef'), false);
  }
  if (configMapKeyRef !== undefined) validateKeyRef(errors, configMapKeyRef, path.child('configMapKeyRef'));
  if (secretKeyRef !== undefined) validateKeyRef(errors, secretKeyRef, path.child('secretKeyRef'));
  if (fileKeyRef !== undefined) validateFileKeyRef(errors, fileKeyRef, path.child('fileKeyRef'));
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef];
  const count = sources.filter((reference) => reference !== undefined).length;
  if (count === 0) errors.push(invalid(path, '', oneSource));
  else if (value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (count > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
}

/** A field of the Pod; `allowed` in the order to print. `path` is that of the reference. */
export function validateFieldRef(
  errors: Errors,
  reference: ObjectFieldSelector,
  allowed: readonly string[],
  path: FieldPath,
): void {
  const { apiVersion, fieldPath } = reference;
  if (!apiVersion) errors.push(required(path.child('apiVersion')));
  else if (!fieldPath) errors.push(required(path.child('fieldPath')));
  else {
    const problem = fieldProblem(apiVersion, fieldPath, allowed, path);
    errors.push(...problem);
  }
}

function fieldProblem(
  apiVersion: string,
  fieldPath: string,
  allowed: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  const unconvertible = (why: string) => [
    invalid(path.child('fieldPath'), fieldPath, `error converting fieldPath: ${why}`),
  ];
  if (apiVersion !== 'v1') return unconvertible(`unsupported pod version: ${apiVersion}`);
  const subscripted = splitSubscript(fieldPath);
  if (subscripted !== undefined) {
    const [field, subscript] = subscripted;
    if (field === 'metadata.annotations') return qualified(path, subscript.toLowerCase());
    if (field === 'metadata.labels') return qualified(path, subscript);
    return unconvertible(`field label does not support subscript: ${fieldPath}`);
  }
  const field = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  if (!knownFields.has(field)) return unconvertible(`field label not supported: ${fieldPath}`);
  return allowed.includes(field) ? [] : [unsupported(path.child('fieldPath'), field, allowed)];
}

function qualified(path: FieldPath, name: string): FieldError[] {
  return isQualifiedName(name).map((message) => invalid(path, name, message));
}

/** `metadata.labels['app']` as field and subscript; undefined for a path without one (`pkg/fieldpath`). */
function splitSubscript(path: string): [string, string] | undefined {
  if (!path.endsWith("']")) return undefined;
  const start = path.indexOf("['");
  if (start <= 0 || start > path.length - 4) return undefined;
  return [path.slice(0, start), path.slice(start + 2, -2)];
}

/** An amount of a container's resources; a volume must name the container. */
export function validateResourceFieldRef(
  errors: Errors,
  reference: ResourceFieldSelector,
  path: FieldPath,
  inVolume: boolean,
): void {
  const { containerName, resource = '', divisor } = reference;
  const pages = resource.startsWith('limits.hugepages-') || resource.startsWith('requests.hugepages-');
  if (inVolume && !containerName) errors.push(required(path.child('containerName')));
  else if (resource === '') errors.push(required(path.child('resource')));
  else if (!pages && !resourceFields.includes(resource)) {
    errors.push(unsupported(path.child('resource'), resource, resourceFields));
  }
  validateDivisor(errors, resource, pages, divisor, path);
}

function validateDivisor(
  errors: Errors,
  resource: string,
  pages: boolean,
  divisor: Quantity | undefined,
  path: FieldPath,
): void {
  const amount = quantityOf(divisor);
  if (isZero(amount)) return;
  const [units, what] = divisorRule(resource, pages) ?? [];
  if (units === undefined || units.includes(formatQuantity(amount))) return;
  const values = units === cpuUnits ? '1m and 1' : units.join(', ');
  const detail = `only divisor's values ${values} are supported with the ${what} resource`;
  errors.push(invalid(path.child('divisor'), resource, detail));
}

function divisorRule(resource: string, pages: boolean): [readonly string[], string] | undefined {
  if (pages) return [sizeUnits, 'hugepages'];
  switch (resource.slice(resource.indexOf('.') + 1)) {
    case 'cpu':
      return resourceFields.includes(resource) ? [cpuUnits, 'cpu'] : undefined;
    case 'memory':
      return resourceFields.includes(resource) ? [sizeUnits, 'memory'] : undefined;
    case 'ephemeral-storage':
      return resourceFields.includes(resource) ? [sizeUnits, 'local ephemeral storage'] : undefined;
    default:
      return undefined;
  }
}

function validateKeyRef(errors: Errors, reference: ConfigMapKeySelector | SecretKeySelector, path: FieldPath): void {
  const { name = '', key } = reference;
  invalidEach(errors, path.child('name'), name, nameIsDNSSubdomain(name, false));
  if (!key) errors.push(required(path.child('key')));
  else invalidEach(errors, path.child('key'), key, isConfigMapKey(key));
}

function validateFileKeyRef(errors: Errors, reference: FileKeySelector, path: FieldPath): void {
  const { key, volumeName, path: file } = reference;
  requiredText(errors, path, 'key', key);
  if (key) invalidEach(errors, path.child('key'), key, isRelaxedEnvVarName(key));
  requiredText(errors, path, 'volumeName', volumeName);
  if (volumeName) invalidEach(errors, path.child('volumeName'), volumeName, isDNS1123Label(volumeName));
  requiredText(errors, path, 'path', file);
  if (file) validateNoBacksteps(errors, path, 'path', file);
}

/** Variables taken whole from config maps and secrets. Missing sources are reported at the list. */
export function validateEnvFrom(errors: Errors, sources: readonly EnvFromSource[], path: FieldPath): void {
  sources.forEach(({ prefix, configMapRef, secretRef }, index) => {
    const at = path.index(index);
    if (prefix) invalidEach(errors, at.child('prefix'), prefix, isRelaxedEnvVarName(prefix));
    if (configMapRef !== undefined) validateSourceName(errors, configMapRef.name, at.child('configMapRef'));
    if (secretRef !== undefined) validateSourceName(errors, secretRef.name, at.child('secretRef'));
    if (configMapRef === undefined && secretRef === undefined) {
      errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef !== undefined && secretRef !== undefined) {
      errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    }
  });
}

function validateSourceName(errors: Errors, name: string | undefined, path: FieldPath): void {
  if (!name) errors.push(required(path.child('name')));
  else invalidEach(errors, path.child('name'), name, nameIsDNSSubdomain(name, true));
}

/** Variables from files need an emptyDir to read them from. */
export function validateFileKeyVolumes(errors: Errors, spec: PodSpec, specPath: FieldPath): void {
  let volumes: Map<string, Volume> | undefined;
  visitContainers(spec, specPath, ({ env }, at) => {
    env?.forEach(({ valueFrom }, index) => {
      if (valueFrom?.fileKeyRef === undefined) return;
      volumes ??= new Map(spec.volumes?.map((volume) => [volume.name ?? '', volume]));
      const { volumeName = '' } = valueFrom.fileKeyRef;
      const volume = volumes.get(volumeName);
      const path = at().child('env').index(index).child('valueFrom').child('fileKeyRef').child('volumeName');
      if (volume === undefined) errors.push(notFound(path, volumeName));
      else if (volume.emptyDir === undefined) {
        errors.push(invalid(path, volumeName, 'referenced volume must be of type emptyDir'));
      }
    });
  });
}
