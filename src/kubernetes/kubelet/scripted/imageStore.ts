/** Images of one node, and the registries it pulls from: what there is, how big it is, and what it runs. */
import type { Ports } from '../../simulation/component.ts';
import { type Process, sleep } from '../../simulation/process.ts';
import type { ImageFact } from '../../simulation/scenario.ts';
import { fullImageName } from '../imageName.ts';
import type { ImageStatus, RegistryCredential, RuntimeAnswer } from '../runtime.ts';
import { knownImages } from './knownImages.ts';

export interface ImageStore {
  /** The image, if the node has it. */
  get(image: string): ImageStatus | undefined;
  pull(image: string, credentials: readonly RegistryCredential[]): Process<RuntimeAnswer<ImageStatus>>;
  /** What is known of an image beyond its name; a scenario's facts complete and replace those of everybody. */
  factOf(image: string): ImageFact | undefined;
}

/** Any other image: assumed. */
const ordinarySize = 100_000_000;

export function imageStore(ports: Ports, node: string): ImageStore {
  const { latencies, scenario } = ports;
  const present = new Map<string, ImageStatus>();

  const factOf = (image: string): ImageFact | undefined => {
    const known = knownImages.find((fact) => imageMatches(fact.image, image));
    const given = scenario.images?.find((fact) => imageMatches(fact.image, image));
    return known === undefined ? given : { ...known, ...given };
  };

  const get = (image: string): ImageStatus | undefined => {
    const name = fullImageName(image);
    const known = present.get(name);
    if (known !== undefined) return known;
    const fact = factOf(image);
    if (!fact?.present?.some((one) => one === '*' || one === node)) return undefined;
    const status = statusOf(name, fact);
    present.set(name, status);
    return status;
  };

  function* pull(image: string, credentials: readonly RegistryCredential[]): Process<RuntimeAnswer<ImageStatus>> {
    const name = fullImageName(image);
    const fact = factOf(image);
    const error = pullError(name, fact, credentials);
    if (error !== undefined) {
      yield* sleep(latencies.pullBase, `the registry refuses ${image}`);
      return { ok: false, error };
    }
    const status = statusOf(name, fact);
    const bytes = present.has(name) ? 0 : status.sizeBytes / latencies.pullBytesPerMs;
    yield* sleep(
      present.has(name) ? latencies.pullBase : (fact?.pullMs ?? latencies.pullBase + bytes),
      `pulling ${image}`,
    );
    present.set(name, status);
    return { ok: true, value: status };
  }

  return { get, pull, factOf };
}

/** What containerd says of a pull that fails; undefined for one that does not. */
function pullError(
  name: string,
  fact: ImageFact | undefined,
  credentials: readonly RegistryCredential[],
): string | undefined {
  if (fact?.pullError !== undefined) return fact.pullError.replaceAll('<image>', name);
  const failed = `failed to pull and unpack image "${name}": `;
  if (fact?.missing === true)
    return `rpc error: code = NotFound desc = ${failed}failed to resolve image: ${name}: not found`;
  const denied = `${failed}failed to resolve image: pull access denied, repository does not exist or may require authorization: `;
  if (fact?.missing === 'repository') return `${denied}server message: insufficient_scope: authorization failed`;
  const { registry, url, address } = partsOf(name);
  if (fact?.credentials !== undefined) {
    const { username, password } = fact.credentials;
    const own = credentials.filter((one) => one.registry === registry);
    if (own.length === 0) return `${denied}authorization failed: no basic auth credentials`;
    if (!own.some((one) => one.username === username && one.password === password)) {
      return `${denied}authorization failed`;
    }
  }
  switch (fact?.failure) {
    case 'rate-limited':
      return `${failed}failed to resolve image: unexpected status from HEAD request to ${url}: 429 Too Many Requests`;
    case 'server-error':
      return `${failed}failed to resolve image: unexpected status from HEAD request to ${url}: 500 Internal Server Error`;
    case 'unreachable':
      return `${failed}failed to resolve image: failed to do request: Head "${url}": dial tcp ${address}: connect: connection refused`;
    case 'wrong-platform':
      return `rpc error: code = NotFound desc = ${failed}no match for platform in manifest: not found`;
    case undefined:
      return undefined;
  }
}

/** Where a pull asks: the registry, the address of the manifest, and the host that is dialled. */
function partsOf(name: string): { registry: string; url: string; address: string } {
  const slash = name.indexOf('/');
  const registry = name.slice(0, slash);
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const at = name.indexOf('@');
  const colon = name.lastIndexOf(':');
  const [repository, tag] =
    at > 0
      ? [name.slice(slash + 1, at), name.slice(at + 1)]
      : colon > slash
        ? [name.slice(slash + 1, colon), name.slice(colon + 1)]
        : [name.slice(slash + 1), 'latest'];
  const url = `https://${host}/v2/${repository}/manifests/${tag}`;
  const dialled = host.replace(/^localhost/, '127.0.0.1');
  return { registry, url, address: dialled.includes(':') ? dialled : `${dialled}:443` };
}

function statusOf(name: string, fact: ImageFact | undefined): ImageStatus {
  const repository = name.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const [user = '', group = ''] = (fact?.user ?? '').split(':');
  const numeric = /^\d+$/.test(user);
  return {
    name: name.replace(/@.*$/, ''),
    ref: `${repository}@sha256:${digestOf(name)}`,
    sizeBytes: fact?.sizeBytes ?? ordinarySize,
    ...(user === '' ? { uid: 0 } : numeric ? { uid: Number(user) } : { username: user }),
    ...(/^\d+$/.test(group) ? { gid: Number(group) } : {}),
  };
}

/** Whether a fact's pattern means this image: with or without registry and tag, `*` for any run of characters. */
export function imageMatches(pattern: string, image: string): boolean {
  const name = fullImageName(image);
  const short = name.replace(/^docker\.io\/(library\/)?/, '');
  const untagged = (text: string): string => text.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return [name, short, untagged(name), untagged(short)].some((form) => wildcard(pattern, form));
}

function wildcard(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** 64 hexadecimal digits that depend on the name only (FNV-1a, eight times over). */
function digestOf(name: string): string {
  let digest = '';
  for (let round = 0; round < 8; round++) {
    let hash = 0x811c9dc5 ^ round;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    digest += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return digest;
}
