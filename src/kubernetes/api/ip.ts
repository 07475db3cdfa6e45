/** IP addresses and CIDRs: reading them as leniently as Kubernetes does, and saying what is wrong with them. */
import { type FieldError, invalid } from './fieldError.ts';
import type { FieldPath } from './fieldPath.ts';
import { goQuote } from './goText.ts';

/** An address as 16 bytes, an IPv4 one mapped into IPv6. */
export interface IpAddress {
  readonly bytes: readonly number[];
  /** Whether Go's strict parser reads it too: no leading zeros. */
  readonly strict: boolean;
  /** Written as IPv6. */
  readonly colons: boolean;
}

/** A CIDR: its address as written, and the network's first address. */
export interface Cidr {
  readonly address: IpAddress;
  readonly network: readonly number[];
  readonly prefixLength: number;
  /** 32 or 128, by how the address is written. */
  readonly bits: 32 | 128;
  readonly strict: boolean;
}

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** Reads an address, also with leading zeros (`k8s.io/utils/net.ParseIPSloppy`). Zones are none. */
export function parseIP(text: string): IpAddress | undefined {
  const colon = text.indexOf(':');
  const dot = text.indexOf('.');
  if (dot >= 0 && (colon < 0 || dot < colon)) return parseIPv4(text);
  return colon >= 0 ? parseIPv6(text) : undefined;
}

function parseIPv4(text: string): IpAddress | undefined {
  const octets = text.split('.', 5);
  if (octets.length !== 4) return undefined;
  if (!octets.every((octet) => /^0*[0-9]{1,3}$/.test(octet) && Number(octet) <= 255)) return undefined;
  const strict = octets.every((octet) => octet.length === 1 || !octet.startsWith('0'));
  return { bytes: [...mappedPrefix, ...octets.map(Number)], strict, colons: false };
}

function parseIPv6(text: string): IpAddress | undefined {
  const halves = text.split('::', 3);
  if (halves.length > 2) return undefined;
  const [head = '', tail] = halves;
  const start = parseGroups(head, tail === undefined);
  const end = tail === undefined ? noGroups : parseGroups(tail, true);
  if (start === undefined || end === undefined) return undefined;
  const written = start.bytes.length + end.bytes.length;
  if (tail === undefined ? written !== 16 : written > 14) return undefined;
  const bytes = [...start.bytes, ...new Array<number>(16 - written).fill(0), ...end.bytes];
  return { bytes, strict: start.strict && end.strict, colons: true };
}

interface Groups {
  readonly bytes: readonly number[];
  readonly strict: boolean;
}

const noGroups: Groups = { bytes: [], strict: true };

/** Groups between colons; the last may be an IPv4 address if it ends the whole. */
function parseGroups(text: string, last: boolean): Groups | undefined {
  if (text === '') return noGroups;
  const groups = text.split(':', 9);
  const bytes: number[] = [];
  let strict = true;
  for (const [index, group] of groups.entries()) {
    if (group.includes('.')) {
      const embedded = last && index === groups.length - 1 ? parseIPv4(group) : undefined;
      if (embedded === undefined) return undefined;
      bytes.push(...embedded.bytes.slice(12));
      strict &&= embedded.strict;
    } else {
      if (!/^0*[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
      strict &&= group.length <= 4;
    }
  }
  return { bytes, strict };
}

/** Reads `address/length`, also with leading zeros (`k8s.io/utils/net.ParseCIDRSloppy`). */
export function parseCIDR(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseIP(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^0*[0-9]{1,3}$/.test(length)) return undefined;
  const bits = address.colons ? 128 : 32;
  const prefixLength = Number(length);
  if (prefixLength > bits) return undefined;
  const network = maskBytes(address.bytes, prefixLength + 128 - bits);
  const strict = address.strict && (length.length === 1 || !length.startsWith('0'));
  return { address, network, prefixLength, bits, strict };
}

function maskBytes(bytes: readonly number[], length: number): readonly number[] {
  return bytes.map((byte, index) => byte & (0xff00 >> Math.max(0, Math.min(8, length - 8 * index))) & 0xff);
}

function isMapped(bytes: readonly number[]): boolean {
  return mappedPrefix.every((byte, index) => bytes[index] === byte);
}

/** Whether an address is an IPv4 one, however it is written. */
export function isIPv4(address: IpAddress): boolean {
  return isMapped(address.bytes);
}

/** The canonical text: dotted for IPv4, RFC 5952 for IPv6. */
export function ipText(bytes: readonly number[]): string {
  if (isMapped(bytes)) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, group) => ((bytes[2 * group] ?? 0) << 8) | (bytes[2 * group + 1] ?? 0));
  const { start, length } = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > best.length) best = { start, length: end - start };
  }
  return best;
}

/** The network's canonical text: one in mapped form is written as IPv4. */
function networkText({ network, prefixLength, bits }: Cidr): string {
  const length = bits === 128 && isMapped(network) ? prefixLength - 96 : prefixLength;
  return `${ipText(network)}/${length}`;
}

function sameBytes(a: readonly number[], b: readonly number[]): boolean {
  return a.every((byte, index) => byte === b[index]);
}

const notIP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const notCIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const notInterface = 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)';

/** An address in a field older than strict checking; `strict` as the StrictIPCIDRValidation gate (on by default). */
export function isValidIPForLegacyField(path: FieldPath, value: string, strict: boolean): readonly FieldError[] {
  const address = parseIP(value);
  if (address === undefined) return [invalid(path, value, notIP)];
  if (!strict) return [];
  if (!address.strict) return [invalid(path, value, 'must not have leading 0s')];
  return address.colons && isMapped(address.bytes)
    ? [invalid(path, value, 'must not be an IPv4-mapped IPv6 address')]
    : [];
}

/** An address in canonical form. */
export function isValidIP(path: FieldPath, value: string): readonly FieldError[] {
  const errors = isValidIPForLegacyField(path, value, true);
  if (errors.length > 0) return errors;
  const canonical = ipText(parseIP(value)?.bytes ?? []);
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form (${goQuote(canonical)})`)];
}

/** Warnings for an address that is accepted although it is not canonical. */
export function warningsForIP(path: FieldPath, value: string): readonly string[] {
  const address = parseIP(value);
  if (address === undefined) return [];
  const canonical = ipText(address.bytes);
  if (!address.strict || (address.colons && isMapped(address.bytes))) {
    return [`${path}: non-standard IP address ${goQuote(value)} is invalid: use ${goQuote(canonical)}`];
  }
  if (!address.colons || canonical === value) return [];
  return [`${path}: IPv6 address ${goQuote(value)} should be in RFC 5952 canonical format (${goQuote(canonical)})`];
}

/** A CIDR in a field older than strict checking; `strict` as the StrictIPCIDRValidation gate (on by default). */
export function isValidCIDRForLegacyField(path: FieldPath, value: string, strict: boolean): readonly FieldError[] {
  const cidr = parseCIDR(value);
  if (cidr === undefined) return [invalid(path, value, notCIDR)];
  const trouble = strict ? strictTrouble(cidr) : undefined;
  return trouble === undefined ? [] : [invalid(path, value, trouble)];
}

function strictTrouble(cidr: Cidr): string | undefined {
  if (!cidr.strict) return 'must not have leading 0s in IP or prefix length';
  if (cidr.address.colons && isMapped(cidr.address.bytes)) return 'must not have an IPv4-mapped IPv6 address';
  return sameBytes(cidr.address.bytes, cidr.network) ? undefined : 'must not have bits set beyond the prefix length';
}

/** A network in canonical form. */
export function isValidCIDR(path: FieldPath, value: string): readonly FieldError[] {
  const errors = isValidCIDRForLegacyField(path, value, true);
  const cidr = parseCIDR(value);
  if (errors.length > 0 || cidr === undefined) return errors;
  const canonical = networkText(cidr);
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form (${goQuote(canonical)})`)];
}

/** Warnings for a CIDR that is accepted although it is not canonical. */
export function warningsForCIDR(path: FieldPath, value: string): readonly string[] {
  const cidr = parseCIDR(value);
  if (cidr === undefined) return [];
  const warnings: string[] = [];
  const network = networkText(cidr);
  if (!sameBytes(cidr.address.bytes, cidr.network)) {
    const single = `${ipText(cidr.address.bytes)}/${cidr.bits}`;
    warnings.push(
      `${path}: CIDR value ${goQuote(value)} is ambiguous in this context (should be ${goQuote(network)} or ${goQuote(single)}?)`,
    );
  }
  if (!cidr.strict || (cidr.address.colons && isMapped(cidr.address.bytes))) {
    warnings.push(`${path}: non-standard CIDR value ${goQuote(value)} is invalid: use ${goQuote(network)}`);
  }
  if (warnings.length === 0 && cidr.address.colons && network !== value) {
    const canonical = goQuote(network);
    warnings.push(`${path}: IPv6 CIDR value ${goQuote(value)} should be in RFC 5952 canonical format (${canonical})`);
  }
  return warnings;
}

/** An interface's address with its subnet's length, in canonical form. */
export function isValidInterfaceAddress(path: FieldPath, value: string): readonly FieldError[] {
  const cidr = parseCIDR(value);
  if (cidr === undefined) return [invalid(path, value, notInterface)];
  const mappedLength = isMapped(cidr.address.bytes) && cidr.prefixLength > 32;
  const canonical = `${ipText(cidr.address.bytes)}/${mappedLength ? cidr.prefixLength - 96 : cidr.prefixLength}`;
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form (${goQuote(canonical)})`)];
}
