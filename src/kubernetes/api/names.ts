/** What names of things may look like, and the API server's words when they don't. */

/**
 * A check of one string: the messages, empty if all is well. Named as in `k8s.io/apimachinery/pkg/util/validation`
 * and `pkg/api/validate/content`; lengths count bytes of UTF-8, whatever the messages say.
 */
export type StringCheck = (value: string) => readonly string[];

const fine: readonly string[] = [];

const dns1123Label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dns1123Subdomain = subdomainOf(dns1123Label);
const dns1123LabelUnderscored = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const labelKeyName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const subdomainMaximum = 253;
const labelMaximum = 63;
const subdomainRule = 'must start and end with an alphanumeric character';
const labelKeyRule = `must consist of alphanumeric characters, '-', '_' or '.', and ${subdomainRule}`;
const labelKeyExamples = ['MyName', 'my.name', '123-abc'];

function subdomainOf(label: string): string {
  return `${label}(\\.${label})*`;
}

interface Pattern {
  readonly format: string;
  readonly flags?: string;
  readonly rule: string;
  readonly examples: readonly string[];
  /** The most bytes, and the word they are called by. */
  readonly maximum?: number;
  readonly unit?: 'characters' | 'bytes';
}

/** A check against a pattern. The expressions are anchored and unambiguous, so that none takes more than linear time. */
function matching({
  format,
  flags,
  rule,
  examples,
  maximum = Number.POSITIVE_INFINITY,
  unit = 'characters',
}: Pattern): StringCheck {
  const expression = new RegExp(`^${format}$`, flags);
  return (value) => {
    const matches = expression.test(value);
    if (matches && value.length <= maximum) return fine;
    const messages = utf8Length(value) > maximum ? [maximumText(maximum, unit)] : [];
    if (!matches) messages.push(patternText(rule, format, examples));
    return messages;
  };
}

function maximumText(maximum: number, unit: string): string {
  return `must be no more than ${maximum} ${unit}`;
}

/** `… (e.g. 'a',  or 'b', regex used for validation is '…')` */
export function patternText(rule: string, format: string, examples: readonly string[] = []): string {
  if (examples.length === 0) return `${rule} (regex used for validation is '${format}')`;
  return `${rule} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${format}')`;
}

/** Bytes of `text` in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (code >= 0x10000) i++;
  }
  return bytes;
}

const looksLikeSubdomain = new RegExp(`^${dns1123Subdomain}$`);

const dns1123LabelPattern = matching({
  format: dns1123Label,
  rule: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and ${subdomainRule}`,
  examples: ['my-name', '123-abc'],
  maximum: labelMaximum,
});

export const isDNS1123Label: StringCheck = (value) => {
  const messages = dns1123LabelPattern(value);
  if (messages === fine || !looksLikeSubdomain.test(value) || !value.includes('.')) return messages;
  return [...messages.slice(0, -1), 'must not contain dots'];
};

function subdomainPattern(unit: 'characters' | 'bytes'): StringCheck {
  const rule = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and ${subdomainRule}`;
  return matching({ format: dns1123Subdomain, rule, examples: ['example.com'], maximum: subdomainMaximum, unit });
}

export const isDNS1123Subdomain: StringCheck = subdomainPattern('characters');

/** The same rule where it is part of a key, in whose messages lengths are called bytes. */
const isKeyPrefix = subdomainPattern('bytes');

export const isDNS1123SubdomainCaseless: StringCheck = matching({
  format: dns1123Subdomain,
  flags: 'iu',
  rule: `an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', and ${subdomainRule}`,
  examples: ['Example.com'],
  maximum: subdomainMaximum,
  unit: 'bytes',
});

export const isDNS1123SubdomainWithUnderscore: StringCheck = matching({
  format: subdomainOf(dns1123LabelUnderscored),
  rule: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and ${subdomainRule}`,
  examples: ['example.com'],
  maximum: subdomainMaximum,
});

export const isDNS1035Label: StringCheck = matching({
  format: '[a-z]([-a-z0-9]*[a-z0-9])?',
  rule: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  examples: ['my-name', 'abc-123'],
  maximum: labelMaximum,
});

export const isWildcardDNS1123Subdomain: StringCheck = matching({
  format: `\\*\\.${dns1123Subdomain}`,
  rule: "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  examples: ['*.example.com'],
  maximum: subdomainMaximum,
});

const labelKeyNamePattern = new RegExp(`^${labelKeyName}$`);

/** A key of labels, annotations, resources, taints: `name` or `example.com/name`. */
export const isQualifiedName: StringCheck = (value) => {
  const parts = value.split('/');
  if (parts.length > 2) {
    const rule = patternText(`a valid label key ${labelKeyRule}`, labelKeyName, labelKeyExamples);
    return [`${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const prefixMessages = prefix === undefined ? fine : prefix === '' ? ['must be non-empty'] : isKeyPrefix(prefix);
  const named = labelKeyNamePattern.test(name);
  if (prefixMessages.length === 0 && named && name.length <= labelMaximum) return fine;
  const messages = prefixMessages.map((message) => `prefix part ${message}`);
  if (name === '') messages.push('name part must be non-empty');
  else if (utf8Length(name) > labelMaximum) messages.push(`name part ${maximumText(labelMaximum, 'bytes')}`);
  if (!named) messages.push(`name part ${patternText(labelKeyRule, labelKeyName, labelKeyExamples)}`);
  return messages;
};

export const isValidLabelValue: StringCheck = matching({
  format: `(${labelKeyName})?`,
  rule: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and ${subdomainRule}`,
  examples: ['MyValue', 'my_value', '12345'],
  maximum: labelMaximum,
  unit: 'bytes',
});

export const isCIdentifier: StringCheck = matching({
  format: '[A-Za-z_][A-Za-z0-9_]*',
  rule: "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  examples: ['my_name', 'MY_NAME', 'MyName'],
});

export const isValidPercent: StringCheck = matching({
  format: '[0-9]+%',
  rule: "a valid percent string must be a numeric string followed by an ending '%'",
  examples: ['1%', '93%'],
});

export const isHTTPHeaderName: StringCheck = matching({
  format: '[-A-Za-z0-9]+',
  rule: "a valid HTTP header must consist of alphanumeric characters or '-'",
  examples: ['X-Header-Name'],
});

const envVarNamePattern = matching({
  format: '[-._a-zA-Z][-._a-zA-Z0-9]*',
  rule: "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  examples: ['my.env-name', 'MY_ENV.NAME', 'MyEnvName1'],
});

export const isEnvVarName: StringCheck = (value) => withPathPrefixMessage(envVarNamePattern(value), value);

/** The rule since RelaxedEnvironmentVariableValidation. */
export const isRelaxedEnvVarName: StringCheck = (value) => {
  if (value === '') return ['environment variable name must be non-empty'];
  if (/^[ -<>-~]+$/.test(value)) return fine;
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

const configMapKeyPattern = matching({
  format: '[-._a-zA-Z0-9]+',
  rule: "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  examples: ['key.name', 'KEY_NAME', 'key-name'],
  maximum: subdomainMaximum,
});

/** A key of a ConfigMap or Secret. */
export const isConfigMapKey: StringCheck = (value) => withPathPrefixMessage(configMapKeyPattern(value), value);

function withPathPrefixMessage(messages: readonly string[], value: string): readonly string[] {
  if (!value.startsWith('..') && value !== '.') return messages;
  const exact = value === '.' || value === '..';
  return [...messages, exact ? `must not be '${value}'` : "must not start with '..'"];
}

/** A port's name: an IANA_SVC_NAME of at most 15 characters. */
export const isValidPortName: StringCheck = (value) => {
  if (value.length <= 15 && /^[a-z0-9]*[a-z][a-z0-9]*$/.test(value)) return fine;
  const messages: string[] = [];
  if (utf8Length(value) > 15) messages.push(maximumText(15, 'characters'));
  if (!/^[-a-z0-9]+$/.test(value))
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) messages.push('must contain at least one letter (a-z)');
  if (value.includes('--')) messages.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) messages.push('must not begin or end with a hyphen');
  return messages;
};

/** A name that stands in URLs. */
export const isPathSegmentName: StringCheck = (value) =>
  value === '.' || value === '..' ? [`may not be '${value}'`] : isPathSegmentPrefix(value);

export const isPathSegmentPrefix: StringCheck = (value) =>
  ['/', '%'].filter((forbidden) => value.includes(forbidden)).map((forbidden) => `may not contain '${forbidden}'`);

export const isDecimalInteger: StringCheck = (value) => {
  if (value === '') return ['must be non-empty'];
  return /^(0|-?[1-9][0-9]*)$/.test(value) ? fine : ['must be a valid decimal integer in canonical form'];
};

/**
 * `generateName` in the form that names are checked in: a dash at the end may stay, since more is appended to it.
 * `maskTrailingDash` in `pkg/api/validation/generic.go` puts an `a` for the last two bytes, which leaves a broken
 * character where the one before the dash is not ASCII.
 */
export function maskTrailingDash(name: string): string {
  if (name.length <= 1 || !name.endsWith('-')) return name;
  return `${name.slice(0, -2)}${name.charCodeAt(name.length - 2) < 0x80 ? '' : '\ufffd'}a`;
}

/** A whole number between `low` and `high`. */
export function isInRange(value: bigint | number, low: number, high: number): readonly string[] {
  return value >= low && value <= high ? fine : [`must be between ${low} and ${high}, inclusive`];
}

export function isValidPortNum(port: bigint | number): readonly string[] {
  return isInRange(port, 1, 65535);
}

/** User and group ids alike. */
export function isValidUserID(id: bigint | number): readonly string[] {
  return isInRange(id, 0, 2147483647);
}
