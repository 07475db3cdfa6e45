/** What containers ask for: names and amounts of resources, requests against limits, claims (core `validateResourceRequirements`). */
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  namedString,
  notFound,
  required,
  unsupported,
} from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Label, isQualifiedName } from '../../api/names.ts';
import { compareQuantities, formatQuantity, quantityMilliValue, quantityOf, quantitySign } from '../../api/quantity.ts';
import type { Quantity, ResourceClaim, ResourceList, ResourceRequirements } from '../../api/types.ts';
import {
  hugePagesDivide,
  isContainerResource,
  isExtendedResource,
  isHugePages,
  isIntegerResource,
  isNativeResource,
  isOvercommittable,
  isStandardResource,
} from './resourceNames.ts';
import { type Errors, invalidEach, mustBeNonNegative, sortedKeys } from './rules.ts';

/** What a list of resources may name. */
export type ResourceLevel = 'container' | 'pod';

/** Names of containers' resources that are checked often and are all right. */
const plainNames: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const podLevelNames = ['cpu', 'hugepages-', 'memory'];

/** `path` is that of the requirements. */
export function validateResources(
  errors: Errors,
  requirements: ResourceRequirements | undefined,
  level: ResourceLevel,
  claimNames: ReadonlySet<string>,
  indivisibleHugePages: boolean,
  path: FieldPath,
): void {
  if (requirements === undefined) return;
  const { limits = {}, requests = {}, claims } = requirements;
  let hugePages = false;
  let computing = false;
  const validateAmount = (list: 'limits' | 'requests', name: string, amount: Quantity) => {
    validateName(errors, name, level, () => path.child(list).key(name));
    validateAmountOf(errors, name, amount, () => path.child(list).key(name));
    if (name === 'cpu' || name === 'memory') computing = true;
    if (isHugePages(name)) hugePages = true;
  };
  const validatePages = (list: 'limits' | 'requests', name: string, amount: Quantity) => {
    if (!isHugePages(name) || indivisibleHugePages || hugePagesDivide(name, amount)) return;
    const shown = formatQuantity(quantityOf(amount));
    const detail = `${shown} is not positive integer multiple of ${name}`;
    errors.push(invalid(path.child(list).key(name), shown, detail));
  };
  for (const name of sortedKeys(limits)) {
    const amount = limits[name] ?? '0';
    validateAmount('limits', name, amount);
    validatePages('limits', name, amount);
  }
  for (const name of sortedKeys(requests)) {
    const amount = requests[name] ?? '0';
    validateAmount('requests', name, amount);
    validateAgainstLimit(errors, name, amount, limits, path);
    validatePages('requests', name, amount);
  }
  if (hugePages && !computing) errors.push(forbidden(path, 'HugePages require cpu or memory'));
  if (claims !== undefined) validateClaims(errors, claims, claimNames, path.child('claims'));
}

function validateAgainstLimit(
  errors: Errors,
  name: string,
  request: Quantity,
  limits: ResourceList,
  path: FieldPath,
): void {
  const limit = limits[name];
  if (limit === undefined) {
    if (!isOvercommittable(name)) {
      errors.push(required(path.child('limits'), 'Limit must be set for non overcommitable resources'));
    }
    return;
  }
  if (request === limit) return;
  const [requested, limited] = [quantityOf(request), quantityOf(limit)];
  const comparison = compareQuantities(requested, limited);
  if (comparison === 0) return;
  const relation = isOvercommittable(name) ? 'less than or equal to' : 'equal to';
  if (comparison < 0 && relation !== 'equal to') return;
  const detail = `must be ${relation} ${name} limit of ${formatQuantity(limited)}`;
  errors.push(invalid(path.child('requests'), formatQuantity(requested), detail));
}

/** An amount of any resource: not negative, and whole where the resource is countable. */
export function validateAmountOf(errors: Errors, name: string, amount: Quantity, path: () => FieldPath): void {
  const plain = plainNames.has(name) || name === 'storage';
  if (plain && typeof amount === 'string' && !amount.startsWith('-')) return;
  const quantity = quantityOf(amount);
  if (quantitySign(quantity) < 0) errors.push(invalid(path(), formatQuantity(quantity), mustBeNonNegative));
  if (isIntegerResource(name) && quantityMilliValue(quantity) % 1000n !== 0n) {
    errors.push(invalid(path(), formatQuantity(quantity), 'must be an integer'));
  }
}

function validateName(errors: Errors, name: string, level: ResourceLevel, path: () => FieldPath): void {
  if (plainNames.has(name) && (level === 'container' || name !== 'ephemeral-storage')) return;
  const found = computeNameErrors(name, path);
  errors.push(...found);
  const problem = level === 'container' ? containerNameProblem(name) : undefined;
  if (problem !== undefined) errors.push(invalid(path(), namedString(name), problem));
  if (level === 'pod' && found.length === 0 && !isPodLevelResource(name)) {
    errors.push(unsupported(path(), namedString(name), podLevelNames));
  }
}

function computeNameErrors(name: string, path: () => FieldPath): FieldError[] {
  const messages = isQualifiedName(name);
  if (messages.length > 0) return messages.map((message) => invalid(path(), namedString(name), message));
  if (name.includes('/') || isStandardResource(name)) return [];
  return [invalid(path(), namedString(name), 'must be a standard resource type or fully qualified')];
}

function containerNameProblem(name: string): string | undefined {
  if (!name.includes('/')) {
    return isContainerResource(name) ? undefined : 'must be a standard resource for containers';
  }
  return isNativeResource(name) || isExtendedResource(name)
    ? undefined
    : "doesn't follow extended resource name standard";
}

export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePages(name);
}

/** Claims that a container uses, which the Pod must have. */
function validateClaims(
  errors: Errors,
  claims: readonly ResourceClaim[],
  claimNames: ReadonlySet<string>,
  path: FieldPath,
): void {
  const seen = new Set<string>();
  /** How many of `seen` begin with a text and a slash. */
  const begun = new Map<string, number>();
  claims.forEach(({ name, request }, index) => {
    const at = path.index(index);
    if (!name) {
      errors.push(required(at));
      return;
    }
    if (seen.has(name)) errors.push(duplicate(at, name));
    else {
      if (request) invalidEach(errors, at.child('request'), request, isDNS1123Label(request));
      const key = request ? `${name}/${request}` : name;
      if (seen.has(key)) errors.push(duplicate(at, key));
      else if (!request) {
        for (let count = begun.get(name) ?? 0; count > 0; count--) errors.push(duplicate(at, name));
      }
      if (!seen.has(key)) countBeginnings(begun, key);
      seen.add(key);
    }
    if (!claimNames.has(name)) errors.push({ ...notFound(at, name), detail: unknownClaim(claimNames) });
  });
}

function countBeginnings(begun: Map<string, number>, key: string): void {
  for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
    const beginning = key.slice(0, slash);
    begun.set(beginning, (begun.get(beginning) ?? 0) + 1);
  }
}

function unknownClaim(claimNames: ReadonlySet<string>): string {
  const start = 'must be one of the names in pod.spec.resourceClaims';
  return claimNames.size === 0 ? `${start} which is empty` : `${start}: ${[...claimNames].sort().join(', ')}`;
}
