/** Names of certificate signers and of trust bundles (`pkg/apis/core/validation/names.go`). */
import { invalid, required, tooLong } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { goQuote } from '../../api/goText.ts';
import { isDNS1123Label, isDNS1123Subdomain, type StringCheck, utf8Length } from '../../api/names.ts';
import type { Errors } from './rules.ts';

const longestDomain = 253;
const longestPath = 253 + 63 + 1;

/** `example.com/signer-name`. */
export function validateSignerName(errors: Errors, name: string, path: FieldPath): void {
  if (name === '') {
    errors.push(required(path));
    return;
  }
  const [domain = '', signer, ...rest] = name.split('/');
  if (signer === undefined || rest.length > 0) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    errors.push(invalid(path, name, detail));
    return;
  }
  if (utf8Length(domain) > longestDomain) errors.push(tooLong(path, longestDomain));
  validateLabels(errors, domain, isDNS1123Label, path);
  if (!domain.includes('.')) {
    errors.push(invalid(path, domain, 'should be a domain with at least two segments separated by dots'));
  }
  validateLabels(errors, signer, isDNS1123Subdomain, path);
  const longest = longestDomain + longestPath + 1;
  if (utf8Length(name) > longest) errors.push(tooLong(path, longest));
}

/** The first wrong one of the labels between dots. */
function validateLabels(errors: Errors, text: string, check: StringCheck, path: FieldPath): void {
  for (const label of text.split('.')) {
    const messages = check(label);
    for (const message of messages) {
      errors.push(invalid(path, text, `validating label ${goQuote(label)}: ${message}`));
    }
    if (messages.length > 0) return;
  }
}

/** Whether the signer is one of Kubernetes' own. */
export function isKubernetesSigner(name: string): boolean {
  const [domain = ''] = name.split('/', 1);
  return domain === 'kubernetes.io' || domain.endsWith('.kubernetes.io');
}

/** A ClusterTrustBundle's name, which begins with its signer's name where it has one. */
export function trustBundleNameProblems(name: string): readonly string[] {
  const colon = name.lastIndexOf(':');
  if (colon < 0) return isDNS1123Subdomain(name);
  const signer = name.slice(0, colon).replaceAll(':', '/');
  if (signer === '') return ['ClusterTrustBundle without signer name must not have ":" in its name'];
  const prefix = `${signer.replaceAll('/', ':')}:`;
  if (!name.startsWith(prefix))
    return [`ClusterTrustBundle for signerName ${signer} must be named with prefix ${prefix}`];
  return isDNS1123Subdomain(name.slice(prefix.length));
}
