/** Names under a domain: `www.example.com`, `example.com/path`, checked with field errors. */
import { type FieldError, invalid, required } from './fieldError.ts';
import type { FieldPath } from './fieldPath.ts';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, patternText } from './names.ts';

const httpPath = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const httpPathPattern = new RegExp(`^${httpPath}$`);

/** A domain of at least three segments, as finalizers of old and signer names are. */
export function isFullyQualifiedName(path: FieldPath, name: string): readonly FieldError[] {
  if (name === '') return [required(path)];
  const messages = isDNS1123Subdomain(name);
  if (messages.length > 0) return [invalid(path, name, messages.join(','))];
  if (name.split('.').length >= 3) return [];
  return [invalid(path, name, 'should be a domain with at least three segments separated by dots')];
}

/** A domain of at least two segments; a dot at the end is fine. */
export function isFullyQualifiedDomainName(path: FieldPath, text: string): readonly FieldError[] {
  if (text === '') return [required(path)];
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  const messages = isDNS1123Subdomain(name);
  if (messages.length > 0) return [invalid(path, name, messages.join(','))];
  const labels = name.split('.');
  if (labels.length < 2) {
    return [invalid(path, name, 'should be a domain with at least two segments separated by dots')];
  }
  const bad = labels.find((label) => isDNS1123Label(label).length > 0);
  return bad === undefined ? [] : [invalid(path, bad, isDNS1123Label(bad).join(','))];
}

/** `acme.io/foo`, where the part after the first slash is an HTTP path. */
export function isDomainPrefixedPath(path: FieldPath, text: string): readonly FieldError[] {
  if (text === '') return [required(path)];
  const slash = text.indexOf('/');
  if (slash <= 0 || slash === text.length - 1) {
    return [invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const host = text.slice(0, slash);
  const rest = text.slice(slash + 1);
  const errors = isDNS1123Subdomain(host).map((message) => invalid(path, host, message));
  if (!httpPathPattern.test(rest)) errors.push(invalid(path, rest, patternText('Invalid path', httpPath)));
  return errors;
}

/** `acme.io/foo`, where the part after the slash is a label key's name. */
export function isDomainPrefixedKey(path: FieldPath, key: string): readonly FieldError[] {
  if (key === '') return [required(path)];
  const messages = isQualifiedName(key);
  if (messages.length > 0) return messages.map((message) => invalid(path, key, message));
  return key.includes('/') ? [] : [invalid(path, key, 'must be a domain-prefixed key (such as "acme.io/foo")')];
}
