/** Cluster addresses of Services and their families: one, or one of each family. */
import { duplicate, invalid, namedString, required, unsupported } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { isIPv4, isValidIPForLegacyField, parseIP } from '../../api/ip.ts';
import type { ServiceSpec } from '../../api/types.ts';
import { type Errors, oneOf } from './rules.ts';

const specPath = FieldPath.root('spec');
const addressesPath = specPath.child('clusterIPs');
const familiesPath = specPath.child('ipFamilies');
const policyPath = specPath.child('ipFamilyPolicy');
const families = ['IPv4', 'IPv6'];
const changedOnce = 'may not change once set';

/** Whether a Service has no address of its own, on purpose. */
export function isHeadless({ clusterIPs }: ServiceSpec): boolean {
  return clusterIPs?.length === 1 && clusterIPs[0] === 'None';
}

/** Of Services that are not mere names for others. Addresses that `old` has need not be in today's form. */
export function validateClusterIPs(errors: Errors, spec: ServiceSpec, old: ServiceSpec | undefined): void {
  if (spec.type === 'ExternalName') return;
  const { clusterIP = '', clusterIPs = [], ipFamilies = [] } = spec;
  if (clusterIP !== '') {
    if (clusterIPs.length === 0) errors.push(required(addressesPath));
    else if (clusterIPs[0] !== clusterIP) {
      errors.push(invalid(addressesPath, [...clusterIPs], 'first value must match `clusterIP`'));
    }
  } else if (clusterIPs.length > 0) {
    errors.push(invalid(addressesPath, [...clusterIPs], 'must be empty when `clusterIP` is not specified'));
  }
  validateFamilies(errors, ipFamilies);
  oneOf(errors, specPath, 'ipFamilyPolicy', spec.ipFamilyPolicy, [
    'PreferDualStack',
    'RequireDualStack',
    'SingleStack',
  ]);
  if (!validateEach(errors, clusterIPs, old?.clusterIPs ?? [])) return;
  if (clusterIPs.length > 1 && !hasBothFamilies(clusterIPs)) {
    const detail = 'may specify no more than one IP for each IP family';
    errors.push(invalid(addressesPath, [...clusterIPs], detail));
  }
  if (isHeadless(spec)) return;
  clusterIPs.forEach((address, index) => {
    const family = ipFamilies[index];
    if (family === undefined || !families.includes(family) || (family === 'IPv6') === isIPv6(address)) return;
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    errors.push(invalid(addressesPath.index(index), address, detail));
  });
}

function validateFamilies(errors: Errors, ipFamilies: readonly string[]): void {
  const seen = new Set<string>();
  ipFamilies.forEach((family, index) => {
    const at = familiesPath.index(index);
    if (!families.includes(family)) errors.push(unsupported(at, namedString(family), families));
    if (seen.has(family)) errors.push(duplicate(at, namedString(family)));
    seen.add(family);
  });
}

/** Whether all are addresses, or the only one is `None`. */
function validateEach(errors: Errors, clusterIPs: readonly string[], old: readonly string[]): boolean {
  let valid = true;
  clusterIPs.forEach((address, index) => {
    if (index === 0 && address === 'None') {
      if (clusterIPs.length === 1) return;
      valid = false;
      errors.push(invalid(addressesPath, [...clusterIPs], "'None' must be the first and only value"));
      return;
    }
    if (old.includes(address)) return;
    const found = isValidIPForLegacyField(addressesPath.index(index), address, true);
    if (found.length > 0) valid = false;
    errors.push(...found);
  });
  if (clusterIPs.length > 2) errors.push(invalid(addressesPath, [...clusterIPs], 'may only hold up to 2 values'));
  return valid;
}

function isIPv6(text: string): boolean {
  const address = parseIP(text);
  return address !== undefined && !isIPv4(address);
}

function hasBothFamilies(addresses: readonly string[]): boolean {
  return addresses.some(isIPv6) && addresses.some((address) => !isIPv6(address));
}

/** The first address and family stay; the second may come, and go with the policy. */
export function validateClusterIPChange(errors: Errors, next: ServiceSpec, old: ServiceSpec): void {
  if (next.type === 'ExternalName' || old.type === 'ExternalName') return;
  const [headless, wasHeadless] = [isHeadless(next), isHeadless(old)];
  if (!headless || !wasHeadless) validateAddressChange(errors, next, old);
}

function validateAddressChange(errors: Errors, next: ServiceSpec, old: ServiceSpec): void {
  const [after, before] = [next.clusterIPs ?? [], old.clusterIPs ?? []];
  const refuse = (index: number, detail: string) => {
    errors.push(invalid(addressesPath.index(index), next.clusterIPs ? [...after] : null, detail));
  };
  if (after.length === before.length) {
    before.forEach((address, index) => {
      if (address !== after[index]) refuse(index, changedOnce);
    });
    return;
  }
  if (before.length > after.length && after.length === 0) refuse(0, 'primary clusterIP can not be unset');
  if (before.length > 0 && after.length > 0 && after[0] !== before[0]) refuse(0, changedOnce);
  if (before.length > after.length && after.length === 1) requireSingleStack(errors, next, 'clusterIP');
}

function requireSingleStack(errors: Errors, { ipFamilyPolicy }: ServiceSpec, released: string): void {
  if (ipFamilyPolicy === 'SingleStack') return;
  const detail = `must be set to 'SingleStack' when releasing the secondary ${released}`;
  errors.push(invalid(policyPath, ipFamilyPolicy ?? null, detail));
}

export function validateFamilyChange(errors: Errors, next: ServiceSpec, old: ServiceSpec): void {
  if (next.type === 'ExternalName' || old.type === 'ExternalName') return;
  if (isHeadless(next) || isHeadless(old)) return;
  const [after, before] = [next.ipFamilies ?? [], old.ipFamilies ?? []];
  const at = familiesPath.index(0);
  const shown = (list: readonly string[] | undefined) => (list === undefined ? null : [...list]);
  if (after.length === before.length) {
    before.forEach((family, index) => {
      if (family !== after[index]) errors.push(invalid(at, shown(next.ipFamilies), changedOnce));
    });
    return;
  }
  if (before.length > after.length && !next.clusterIPs?.length) {
    errors.push(invalid(at, shown(next.ipFamilies), 'primary ipFamily can not be unset'));
  }
  if (before.length > 0 && after.length > 0 && after[0] !== before[0]) {
    errors.push(invalid(at, shown(next.clusterIPs), changedOnce));
  }
  if (before.length > after.length && after.length === 1) requireSingleStack(errors, next, 'ipFamily');
}
