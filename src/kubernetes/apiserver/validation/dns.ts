/** How a Pod finds names: DNS settings, names of its own, host aliases. */
import { forbidden, invalid, namedString, required, tooLong, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isValidIPForLegacyField } from '../../api/ip.ts';
import { isDNS1123Subdomain, isDNS1123SubdomainWithUnderscore, utf8Length } from '../../api/names.ts';
import type { HostAlias, PodDNSConfig, PodSpec } from '../../api/types.ts';
import { type Errors, invalidEach } from './rules.ts';

const policies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const maximumNameservers = 3;
const maximumSearches = 32;
const maximumSearchCharacters = 2048;
const longestHostname = 64;

export function validateDNSPolicy(errors: Errors, { dnsPolicy = '' }: PodSpec, path: FieldPath): void {
  if (dnsPolicy === '') errors.push(required(path.child('dnsPolicy')));
  else if (!policies.includes(dnsPolicy)) {
    errors.push(unsupported(path.child('dnsPolicy'), namedString(dnsPolicy), policies));
  }
}

/** `specPath` is that of the spec. */
export function validateDNSConfig(errors: Errors, spec: PodSpec, specPath: FieldPath): void {
  const { dnsPolicy, dnsConfig } = spec;
  const path = specPath.child('dnsConfig');
  if (dnsPolicy === 'None') {
    if (dnsConfig === undefined) {
      errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
      return;
    }
    if (!dnsConfig.nameservers?.length) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      errors.push(required(path.child('nameservers'), detail));
      return;
    }
  }
  if (dnsConfig !== undefined) validateConfig(errors, dnsConfig, path);
}

function validateConfig(errors: Errors, config: PodDNSConfig, path: FieldPath): void {
  const { nameservers = [], searches = [], options = [] } = config;
  if (nameservers.length > maximumNameservers) {
    const detail = `must not have more than ${maximumNameservers} nameservers`;
    errors.push(invalid(path.child('nameservers'), [...nameservers], detail));
  }
  nameservers.forEach((nameserver, index) => {
    errors.push(...isValidIPForLegacyField(path.child('nameservers').index(index), nameserver, true));
  });
  if (searches.length > maximumSearches) {
    const detail = `must not have more than ${maximumSearches} search paths`;
    errors.push(invalid(path.child('searches'), [...searches], detail));
  }
  if (utf8Length(searches.join(' ')) > maximumSearchCharacters) {
    const detail = `must not have more than ${maximumSearchCharacters} characters (including spaces) in the search list`;
    errors.push(invalid(path.child('searches'), [...searches], detail));
  }
  searches.forEach((search, index) => {
    if (search === '.') return;
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    invalidEach(errors, path.child('searches').index(index), name, isDNS1123SubdomainWithUnderscore(name));
  });
  options.forEach(({ name }, index) => {
    if (!name) errors.push(required(path.child('options').index(index), 'must not be empty'));
  });
}

export function validateHostnameOverride(errors: Errors, spec: PodSpec, path: FieldPath): void {
  const { hostnameOverride: name, setHostnameAsFQDN, hostNetwork } = spec;
  if (name === undefined) return;
  const at = path.child('hostnameOverride');
  if (setHostnameAsFQDN === true) errors.push(forbidden(at, 'may not be specified when setHostnameAsFQDN is true'));
  if (hostNetwork === true) errors.push(forbidden(at, 'may not be specified when hostNetwork is true'));
  if (utf8Length(name) > longestHostname) errors.push(tooLong(at, longestHostname));
  invalidEach(errors, at, name, isDNS1123Subdomain(name));
}

export function validateHostAliases(errors: Errors, aliases: readonly HostAlias[], path: FieldPath): void {
  aliases.forEach(({ ip = '', hostnames }, index) => {
    errors.push(...isValidIPForLegacyField(path.index(index).child('ip'), ip, true));
    hostnames?.forEach((hostname, at) => {
      invalidEach(errors, path.index(index).child('hostnames').index(at), hostname, isDNS1123Subdomain(hostname));
    });
  });
}
