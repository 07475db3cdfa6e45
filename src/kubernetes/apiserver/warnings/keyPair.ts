/** Whether a TLS secret holds a certificate and a key, in the words of Go's `tls.X509KeyPair`. */
import { goQuote } from '../../api/goText.ts';
import { readSequence } from './der.ts';
import { type PemBlock, pemBlocks } from './pem.ts';

/**
 * What is wrong with the two Base64 texts. Known infidelity: of certificate and key only the outermost shape is read; what
 * is wrong deeper inside, and whether they fit each other, takes a cryptography library.
 */
export function keyPairProblem(certificate: string, key: string): string | undefined {
  const certificates = pemBlocks(atob(certificate));
  const keys = pemBlocks(atob(key));
  return (
    missingCertificate(typesOf(certificates)) ??
    missingKey(typesOf(keys)) ??
    certificateProblem(certificates.find(isCertificate)?.bytes ?? '') ??
    keyProblem(keys.find(isPrivateKey)?.bytes ?? '')
  );
}

function typesOf(blocks: readonly PemBlock[]): string[] {
  return blocks.map(({ type }) => type);
}

function isCertificate({ type }: PemBlock): boolean {
  return type === 'CERTIFICATE';
}

function isPrivateKey({ type }: PemBlock): boolean {
  return type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY');
}

function missingCertificate(types: readonly string[]): string | undefined {
  if (types.includes('CERTIFICATE')) return undefined;
  if (types.length === 0) return 'tls: failed to find any PEM data in certificate input';
  if (types.length === 1 && types[0]?.endsWith('PRIVATE KEY')) {
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  }
  return `tls: failed to find ${goQuote('CERTIFICATE')} PEM block in certificate input after skipping PEM blocks of the following types: [${types.join(' ')}]`;
}

function missingKey(types: readonly string[]): string | undefined {
  if (types.some((type) => isPrivateKey({ type, bytes: '' }))) return undefined;
  if (types.length === 0) return 'tls: failed to find any PEM data in key input';
  if (types.length === 1 && types[0] === 'CERTIFICATE') {
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  }
  return `tls: failed to find PEM block with type ending in ${goQuote('PRIVATE KEY')} in key input after skipping PEM blocks of the following types: [${types.join(' ')}]`;
}

function certificateProblem(der: string): string | undefined {
  const outer = readSequence(der);
  if (outer === undefined) return 'x509: malformed certificate';
  if (readSequence(outer.content) === undefined) return 'x509: malformed tbs certificate';
  return outer.rest === '' ? undefined : 'x509: trailing data';
}

function keyProblem(der: string): string | undefined {
  return readSequence(der)?.rest === '' ? undefined : 'tls: failed to parse private key';
}
