/** String checks, number ranges, addresses and annotations: families `validation/…`. */
import { validateAnnotations } from '../../../../src/kubernetes/api/annotations.ts';
import {
  isDomainPrefixedKey,
  isDomainPrefixedPath,
  isFullyQualifiedDomainName,
  isFullyQualifiedName,
} from '../../../../src/kubernetes/api/domainPaths.ts';
import { errorText, type FieldError } from '../../../../src/kubernetes/api/fieldError.ts';
import { FieldPath } from '../../../../src/kubernetes/api/fieldPath.ts';
import {
  isValidCIDR,
  isValidCIDRForLegacyField,
  isValidInterfaceAddress,
  isValidIP,
  isValidIPForLegacyField,
  warningsForCIDR,
  warningsForIP,
} from '../../../../src/kubernetes/api/ip.ts';
import {
  isCIdentifier,
  isConfigMapKey,
  isDecimalInteger,
  isDNS1035Label,
  isDNS1123Label,
  isDNS1123Subdomain,
  isDNS1123SubdomainCaseless,
  isDNS1123SubdomainWithUnderscore,
  isEnvVarName,
  isHTTPHeaderName,
  isInRange,
  isPathSegmentName,
  isPathSegmentPrefix,
  isQualifiedName,
  isRelaxedEnvVarName,
  isValidLabelValue,
  isValidPercent,
  isValidPortName,
  isValidPortNum,
  isValidUserID,
  isWildcardDNS1123Subdomain,
  maskTrailingDash,
  type StringCheck,
} from '../../../../src/kubernetes/api/names.ts';
import { type Answer, textInput } from '../fields.ts';

const stringChecks: Readonly<Record<string, StringCheck>> = {
  IsCIdentifier: isCIdentifier,
  IsConfigMapKey: isConfigMapKey,
  IsDNS1035Label: isDNS1035Label,
  IsDNS1123Label: isDNS1123Label,
  IsDNS1123Subdomain: isDNS1123Subdomain,
  IsDNS1123SubdomainCaseless: isDNS1123SubdomainCaseless,
  IsDNS1123SubdomainWithUnderscore: isDNS1123SubdomainWithUnderscore,
  IsDecimalInteger: isDecimalInteger,
  IsEnvVarName: isEnvVarName,
  IsHTTPHeaderName: isHTTPHeaderName,
  IsPathSegmentName: isPathSegmentName,
  IsPathSegmentPrefix: isPathSegmentPrefix,
  IsQualifiedName: isQualifiedName,
  IsRelaxedEnvVarName: isRelaxedEnvVarName,
  IsValidLabelValue: isValidLabelValue,
  IsValidPercent: isValidPercent,
  IsValidPortName: isValidPortName,
  IsWildcardDNS1123Subdomain: isWildcardDNS1123Subdomain,
  NameIsDNSSubdomain: isDNS1123Subdomain,
  'NameIsDNS1035Label-generateName': (name) => isDNS1035Label(maskTrailingDash(name)),
  'NameIsDNSLabel-generateName': (name) => isDNS1123Label(maskTrailingDash(name)),
  'NameIsDNSSubdomain-generateName': (name) => isDNS1123Subdomain(maskTrailingDash(name)),
};

type FieldCheck = (path: FieldPath, value: string) => readonly FieldError[];

const fieldChecks: Readonly<Record<string, FieldCheck>> = {
  IsDomainPrefixedKey: isDomainPrefixedKey,
  IsDomainPrefixedPath: isDomainPrefixedPath,
  IsFullyQualifiedDomainName: isFullyQualifiedDomainName,
  IsFullyQualifiedName: isFullyQualifiedName,
  IsValidCIDR: isValidCIDR,
  'IsValidCIDRForLegacyField-lenient': (path, value) => isValidCIDRForLegacyField(path, value, false),
  'IsValidCIDRForLegacyField-strict': (path, value) => isValidCIDRForLegacyField(path, value, true),
  IsValidIP: isValidIP,
  'IsValidIPForLegacyField-lenient': (path, value) => isValidIPForLegacyField(path, value, false),
  'IsValidIPForLegacyField-strict': (path, value) => isValidIPForLegacyField(path, value, true),
  IsValidInterfaceAddress: isValidInterfaceAddress,
};

const warningChecks: Readonly<Record<string, (path: FieldPath, value: string) => readonly string[]>> = {
  GetWarningsForCIDR: warningsForCIDR,
  GetWarningsForIP: warningsForIP,
};

const numberChecks: Readonly<Record<string, (value: bigint) => readonly string[]>> = {
  IsValidPortNum: isValidPortNum,
  IsValidGroupID: isValidUserID,
  IsValidUserID: isValidUserID,
};

const path = FieldPath.root('f');

function families<T>(checks: Readonly<Record<string, T>>, answer: (check: T) => Answer): [string, Answer][] {
  return Object.entries(checks).map(([name, check]) => [`validation/${name}`, answer(check)]);
}

export const nameFamilies: Readonly<Record<string, Answer>> = Object.fromEntries([
  ...families(stringChecks, (check) => (input) => ({ messages: check(textInput(input)) })),
  ...families(fieldChecks, (check) => (input) => ({ messages: check(path, textInput(input)).map(errorText) })),
  ...families(warningChecks, (check) => (input) => ({ messages: check(path, textInput(input)) })),
  ['validation/numbers', (input) => ({ messages: checkNumber(input as { func: string; value: string }) })],
  ['validation/annotations', (input) => ({ messages: annotationMessages(input as Record<string, string>) })],
] satisfies [string, Answer][]);

function checkNumber({ func, value }: { func: string; value: string }): readonly string[] {
  const range = /^IsInRange\((-?\d+),(-?\d+)\)$/.exec(func);
  if (range !== null) return isInRange(BigInt(value), Number(range[1]), Number(range[2]));
  return numberChecks[func]?.(BigInt(value)) ?? [`no check ${func}`];
}

function annotationMessages(annotations: Record<string, string>): readonly string[] {
  return validateAnnotations(annotations, FieldPath.root('metadata').child('annotations')).map(errorText);
}
