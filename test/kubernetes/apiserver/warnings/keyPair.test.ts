/** Certificates and keys of TLS secrets; what is expected was said by the real API server. */
import assert from 'node:assert/strict';
import { keyPairProblem } from '../../../../src/kubernetes/apiserver/warnings/keyPair.ts';
import { pemBlocks } from '../../../../src/kubernetes/apiserver/warnings/pem.ts';

const pem = (type: string, data: string): string => `-----BEGIN ${type}-----\n${data}\n-----END ${type}-----\n`;
const key = pem('RSA PRIVATE KEY', 'AAAA');
const malformed = 'x509: malformed certificate';
const noCertificate = 'tls: failed to find any PEM data in certificate input';

describe('the key pair of a TLS secret', () => {
  const cases: [string, string, string, string | undefined][] = [
    ['is missing', '', '', noCertificate],
    ['was left out with dots', pem('CERTIFICATE', 'MIIC...'), key, noCertificate],
    ['was switched', key, pem('CERTIFICATE', 'AAAA'), switched('certificate')],
    ['has no key', pem('CERTIFICATE', 'AAAA'), 'x', 'tls: failed to find any PEM data in key input'],
    ['has a certificate for a key', pem('CERTIFICATE', 'AAAA'), pem('CERTIFICATE', 'AAAA'), switched('key')],
    ['holds no certificate in its certificate', pem('CERTIFICATE', 'AAAA'), key, malformed],
    ['has text before the certificate', `text\n${pem('CERTIFICATE', 'AAAA')}`, key, malformed],
    ['has text on the line of the certificate', `text${pem('CERTIFICATE', 'AAAA')}`, key, noCertificate],
    ['ends its lines as Windows does', pem('CERTIFICATE', 'AAAA').replaceAll('\n', '\r\n'), key, malformed],
    ['repeats the first line', `-----BEGIN CERTIFICATE-----\n${pem('CERTIFICATE', 'AAAA')}`, key, malformed],
    ['has headers', pem('CERTIFICATE', 'Proc-Type: 4\n\nAAAA'), key, malformed],
    ['has headers alone', pem('CERTIFICATE', 'Proc-Type: 4'), key, noCertificate],
    ['is cut off inside', pem('CERTIFICATE', btoa('\x30\x03\x02\x01\x00')), key, 'x509: malformed tbs certificate'],
    [
      'counts its length in too many bytes',
      pem('CERTIFICATE', btoa('\x30\x81\x05\x30\x03\x02\x01\x00')),
      key,
      malformed,
    ],
  ];
  for (const [title, certificate, privateKey, problem] of cases) {
    it(title, () => assert.equal(keyPairProblem(btoa(certificate), btoa(privateKey)), problem));
  }

  function switched(what: 'certificate' | 'key'): string {
    return what === 'key'
      ? 'tls: found a certificate rather than a key in the PEM for the private key'
      : 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  }

  it('is read at once from a text full of beginnings and ends', () => {
    assert.deepEqual(pemBlocks('-----BEGIN A-----\n'.repeat(50_000)), []);
    assert.deepEqual(pemBlocks('\n-----END A-----'.repeat(50_000)), []);
    assert.deepEqual(pemBlocks('-----BEGIN A-----\n-----END B-----\n'.repeat(20_000)), []);
  }).timeout(2_000);
});
