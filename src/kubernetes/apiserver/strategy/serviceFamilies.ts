/** Which address families a Service gets, on a cluster that has IPv4 addresses for Services and no others. */
import { type FieldError, invalid, namedString } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { isIPv4, parseIP } from '../../api/ip.ts';
import type { ServiceSpec } from '../../api/types.ts';
import { validateClusterIPs } from '../validation/serviceAddresses.ts';
import { sameList } from './serviceNeeds.ts';

const specPath = FieldPath.root('spec');
const policyPath = specPath.child('ipFamilyPolicy');
const configured = 'IPv4';

/** Fills policy and families in, or says what speaks against them (core/service/storage/alloc.go, initIPFamilyFields). */
export function settleFamilies(spec: ServiceSpec, old: ServiceSpec | undefined): readonly FieldError[] {
  if (spec.type === 'ExternalName' || keepsPreference(spec, old)) return [];
  spec.ipFamilyPolicy ??= old?.ipFamilyPolicy ?? (isOpenHeadless(spec) ? 'RequireDualStack' : 'SingleStack');
  const policy = spec.ipFamilyPolicy;
  const errors: FieldError[] = [];
  validateClusterIPs(errors, spec, old);
  if (errors.length > 0) return errors;
  const refusePolicy = (detail: string): void => {
    errors.push(invalid(policyPath, namedString(policy), detail));
  };
  if (old !== undefined) settleReduction(spec, old, refusePolicy);
  if (policy === 'SingleStack') {
    const must = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
    if (spec.clusterIPs?.length === 2) refusePolicy(`${must} cluster IPs are specified`);
    if (spec.ipFamilies?.length === 2) refusePolicy(`${must} IP families are specified`);
  }
  inferFamilies(spec, errors);
  if (errors.length > 0) return errors;
  if (isOpenHeadless(spec)) {
    settleOpenHeadless(spec);
    return [];
  }
  if (policy === 'RequireDualStack') refusePolicy('this cluster is not configured for dual-stack services');
  for (const [index, family] of (spec.ipFamilies ?? []).entries()) {
    if (family === configured) continue;
    const at = specPath.child('ipFamilies').index(index);
    errors.push(invalid(at, namedString(family), 'not configured on this cluster'));
  }
  if (errors.length === 0 && (spec.ipFamilies ?? []).length === 0) spec.ipFamilies = [configured];
  return errors;
}

/** Headless and without selector: nobody knows which families its endpoints will have. */
function isOpenHeadless(spec: ServiceSpec): boolean {
  return spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
}

function settleOpenHeadless(spec: ServiceSpec): void {
  const families = spec.ipFamilies ?? [];
  const first = families[0] ?? configured;
  const other = first === 'IPv4' ? 'IPv6' : 'IPv4';
  if (families.length < 2) spec.ipFamilies = spec.ipFamilyPolicy === 'SingleStack' ? [first] : [first, other];
}

/** A Service that prefers both families is not changed along with the cluster. */
function keepsPreference(spec: ServiceSpec, old: ServiceSpec | undefined): boolean {
  if (old === undefined || spec.ipFamilyPolicy !== 'PreferDualStack' || old.type !== spec.type) return false;
  if ((old.ipFamilyPolicy ?? 'PreferDualStack') !== 'PreferDualStack') return false;
  return sameList(spec.clusterIPs, old.clusterIPs) && sameList(spec.ipFamilies, old.ipFamilies);
}

/** Going back to one family must be said by the policy. */
function settleReduction(spec: ServiceSpec, old: ServiceSpec, refusePolicy: (detail: string) => void): void {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  if (spec.ipFamilyPolicy === 'SingleStack') {
    if (sameList(clusterIPs, old.clusterIPs) && clusterIPs.length > 1) spec.clusterIPs = clusterIPs.slice(0, 1);
    if (sameList(ipFamilies, old.ipFamilies) && ipFamilies.length > 1) spec.ipFamilies = ipFamilies.slice(0, 1);
    return;
  }
  if (clusterIPs.length > 0 && clusterIPs.length < (old.clusterIPs ?? []).length) {
    refusePolicy("must be 'SingleStack' to release the secondary cluster IP");
  }
  if (ipFamilies.length > 0 && ipFamilies.length < (old.ipFamilies ?? []).length) {
    refusePolicy("must be 'SingleStack' to release the secondary IP family");
  }
}

/** Addresses say their families. */
function inferFamilies(spec: ServiceSpec, errors: FieldError[]): void {
  const { clusterIPs = [] } = spec;
  for (const [index, text] of clusterIPs.entries()) {
    if (text === 'None') return;
    if (index < (spec.ipFamilies ?? []).length) continue;
    const address = parseIP(text);
    const family = address !== undefined && isIPv4(address) ? 'IPv4' : 'IPv6';
    if (family === configured) spec.ipFamilies = [...(spec.ipFamilies ?? []), family];
    else {
      const at = specPath.child('clusterIPs').index(index);
      errors.push(invalid(at, [...clusterIPs], `${family} is not configured on this cluster`));
    }
  }
}
