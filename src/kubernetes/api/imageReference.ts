/** Image names: `registry/repository:tag@digest`, read as the kubelet reads them. */
import { goQuote } from './goText.ts';

/** An image name in full. The tag is `latest` where neither tag nor digest is given. */
export interface ImageReference {
  /** With domain: `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** Why a text is no image name. */
export interface ImageProblem {
  readonly problem: string;
}

const defaultDomain = 'docker.io';
const component = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const remoteName = `${component}(?:/${component})*`;
const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domainName = `${domainComponent}(?:\\.${domainComponent})*`;
const domainAndPort = `(?:${domainName}|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`;
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*[:][0-9a-fA-F]{32,}';
const referencePattern = new RegExp(
  `^((?:${domainAndPort}/)?${remoteName})(?::([\\w][\\w.-]{0,127}))?(?:@(${digest}))?$`,
);
const pathPattern = new RegExp(`^(?:${domainAndPort}/)?(${remoteName})$`);

/** Reads an image name (`parsers.ParseImageName` over github.com/distribution/reference). */
export function parseImageName(image: string): ImageReference | ImageProblem {
  const named = parseNormalizedName(image);
  return 'problem' in named
    ? { problem: `couldn't parse image name ${goQuote(image)}: ${named.problem}` }
    : withTag(named);
}

function withTag(named: ImageReference): ImageReference {
  return named.tag === '' && named.digest === '' ? { ...named, tag: 'latest' } : named;
}

/** The image name with `:latest` appended where neither tag nor digest is given, otherwise as written. */
export function withDefaultTag(image: string): string | ImageProblem {
  const parsed = parseImageName(image);
  if ('problem' in parsed) return parsed;
  return parsed.digest === '' && !image.endsWith(`:${parsed.tag}`) ? `${image}:${parsed.tag}` : image;
}

/** `Always` for the tag `latest`, given or not; otherwise, also for what is no image name, `IfNotPresent`. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const parsed = parseImageName(image);
  return 'tag' in parsed && parsed.tag === 'latest' ? 'Always' : 'IfNotPresent';
}

/** Whether `reference.ParseAnyReference` reads the text: an image name, a digest, or 64 hexadecimal digits. */
export function anyReferenceProblem(text: string): string | undefined {
  if (identifier.test(text) || digestProblem(text) === undefined) return undefined;
  const named = parseNormalizedName(text);
  return 'problem' in named ? named.problem : undefined;
}

const identifier = /^[a-f0-9]{64}$/;

/** The name with its domain and, on Docker Hub, `library/`; tag and digest as given. */
function parseNormalizedName(text: string): ImageReference | ImageProblem {
  if (identifier.test(text)) {
    return { problem: `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings` };
  }
  const [domain, remainder] = splitDomain(text);
  const [remote = ''] = remainder.split(':', 1);
  if (remote.toLowerCase() !== remote) {
    return { problem: `invalid reference format: repository name (${remote}) must be lowercase` };
  }
  return parseReference(`${domain}/${remainder}`);
}

function parseReference(text: string): ImageReference | ImageProblem {
  const match = referencePattern.exec(text);
  if (match === null) {
    const lowered = referencePattern.test(text.toLowerCase());
    return { problem: lowered ? 'repository name must be lowercase' : 'invalid reference format' };
  }
  const [, repository = '', tag = '', imageDigest = ''] = match;
  const path = pathPattern.exec(repository)?.[1] ?? repository;
  if (path.length > 255) return { problem: 'repository name must not be more than 255 characters' };
  const problem = imageDigest === '' ? undefined : digestProblem(imageDigest);
  return problem === undefined ? { repository, tag, digest: imageDigest } : { problem };
}

/** What comes before the first slash is a domain if it looks like one. */
function splitDomain(name: string): readonly [domain: string, remainder: string] {
  const slash = name.indexOf('/');
  if (slash < 0) return [defaultDomain, `library/${name}`];
  const first = name.slice(0, slash);
  const rest = name.slice(slash + 1);
  const hub = first === defaultDomain || first === 'index.docker.io';
  if (hub) return [defaultDomain, rest.includes('/') ? rest : `library/${rest}`];
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
  return isDomain ? [first, rest] : [defaultDomain, name];
}

/** Hexadecimal digits of the digest algorithms there are. */
const digestLengths: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);

function digestProblem(text: string): string | undefined {
  const colon = text.indexOf(':');
  if (colon <= 0 || colon === text.length - 1) return 'invalid checksum digest format';
  const length = digestLengths.get(text.slice(0, colon));
  const encoded = text.slice(colon + 1);
  if (length === undefined) {
    const shaped = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/.test(text);
    return shaped ? 'unsupported digest algorithm' : 'invalid checksum digest format';
  }
  if (encoded.length !== length) return 'invalid checksum digest length';
  return /^[a-f0-9]+$/.test(encoded) ? undefined : 'invalid checksum digest format';
}
