/** Addresses that traffic can be sent to: none of the special ranges. */
import { type FieldError, invalid } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isIPv4, parseIP } from '../../api/ip.ts';

export function endpointIPErrors(text: string, path: FieldPath): FieldError[] {
  const address = parseIP(text);
  if (address === undefined) return [invalid(path, text, 'must be a valid IP address')];
  const ranges = isIPv4(address) ? ipv4Ranges(address.bytes.slice(-4)) : ipv6Ranges(address.bytes);
  const problems = [
    ranges.unspecified && `may not be unspecified (${text})`,
    ranges.loopback && 'may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ranges.linkLocal && 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    ranges.linkLocalMulticast && 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
  ];
  return problems.flatMap((problem) => (problem === false ? [] : [invalid(path, text, problem)]));
}

interface Ranges {
  readonly unspecified: boolean;
  readonly loopback: boolean;
  readonly linkLocal: boolean;
  readonly linkLocalMulticast: boolean;
}

function ipv4Ranges(bytes: readonly number[]): Ranges {
  const [a = 0, b = 0, c = 0] = bytes;
  return {
    unspecified: bytes.every((byte) => byte === 0),
    loopback: a === 127,
    linkLocal: a === 169 && b === 254,
    linkLocalMulticast: a === 224 && b === 0 && c === 0,
  };
}

function ipv6Ranges(bytes: readonly number[]): Ranges {
  const [a = 0, b = 0] = bytes;
  const last = bytes.at(-1);
  const zerosBefore = bytes.slice(0, -1).every((byte) => byte === 0);
  return {
    unspecified: zerosBefore && last === 0,
    loopback: zerosBefore && last === 1,
    linkLocal: a === 0xfe && (b & 0xc0) === 0x80,
    linkLocalMulticast: a === 0xff && (b & 0x0f) === 0x02,
  };
}
