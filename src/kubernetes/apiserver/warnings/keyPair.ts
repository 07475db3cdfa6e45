/** Whether a TLS secret holds a certificate and a key at all, in the words of Go's `tls.X509KeyPair`. */
import { goQuote } from '../../api/goText.ts';

const block = /-----BEGIN ([^\n]*?)-----[ \t]*\r?\n[\s\S]*?\r?\n-----END \1-----/g;

/**
 * What is wrong with the two Base64 texts; undefined where both hold PEM blocks of their kind. Whether the certificate can be
 * read and fits the key is not checked here, as the real API server does: that takes a cryptography library.
 */
export function keyPairProblem(certificate: string, key: string): string | undefined {
  return certificateProblem(blockTypes(certificate)) ?? keyProblem(blockTypes(key));
}

function blockTypes(base64: string): string[] {
  const text = atob(base64);
  return [...text.matchAll(block)].map(([, type = '']) => type);
}

function certificateProblem(types: readonly string[]): string | undefined {
  if (types.includes('CERTIFICATE')) return undefined;
  if (types.length === 0) return 'tls: failed to find any PEM data in certificate input';
  if (types.length === 1 && types[0]?.endsWith('PRIVATE KEY')) {
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  }
  return `tls: failed to find ${goQuote('CERTIFICATE')} PEM block in certificate input after skipping PEM blocks of the following types: [${types.join(' ')}]`;
}

function keyProblem(types: readonly string[]): string | undefined {
  if (types.some((type) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'))) return undefined;
  if (types.length === 0) return 'tls: failed to find any PEM data in key input';
  if (types.length === 1 && types[0] === 'CERTIFICATE') {
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  }
  return `tls: failed to find PEM block with type ending in ${goQuote('PRIVATE KEY')} in key input after skipping PEM blocks of the following types: [${types.join(' ')}]`;
}
