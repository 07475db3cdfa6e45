/** Images of one node, and the registries it pulls from: what there is, how big it is, and what it runs. */
import type { Ports } from '../simulation/component.ts';
import { type Process, sleep } from '../simulation/process.ts';
import type { ImageFact } from '../simulation/scenario.ts';
import { fullImageName } from './imageName.ts';
import type { ImageStatus, RegistryCredential, RuntimeAnswer } from './runtime.ts';

export interface ImageStore {
  /** The image, if the node has it. */
  get(image: string): ImageStatus | undefined;
  pull(image: string, credentials: readonly RegistryCredential[]): Process<RuntimeAnswer<ImageStatus>>;
  /** What is known of an image beyond its name. */
  factOf(image: string): ImageFact | undefined;
}

/** Sizes of images that many people know, in bytes; assumed: what their registries show, rounded. */
const knownSizes: Readonly<Record<string, number>> = {
  alpine: 4_000_000,
  busybox: 2_200_000,
  httpd: 58_000_000,
  mariadb: 125_000_000,
  memcached: 32_000_000,
  mongo: 270_000_000,
  mysql: 245_000_000,
  nginx: 72_000_000,
  node: 400_000_000,
  postgres: 155_000_000,
  python: 410_000_000,
  rabbitmq: 110_000_000,
  redis: 45_000_000,
  ubuntu: 30_000_000,
};

/** Any other image: assumed. */
const ordinarySize = 100_000_000;

export function imageStore(ports: Ports, node: string): ImageStore {
  const { latencies, scenario } = ports;
  const present = new Map<string, ImageStatus>();

  const factOf = (image: string): ImageFact | undefined => scenario.images?.find((fact) => matches(fact.image, image));

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

function pullError(
  name: string,
  fact: ImageFact | undefined,
  credentials: readonly RegistryCredential[],
): string | undefined {
  const failed = `failed to pull and unpack image "${name}": failed to resolve reference "${name}": `;
  if (fact?.pullError !== undefined) return fact.pullError.replaceAll('<image>', name);
  if (fact?.missing === true) return `${failed}${name}: not found`;
  const needed = fact?.credentials;
  if (needed !== undefined) {
    const registry = name.slice(0, name.indexOf('/'));
    const given = credentials.some(
      (one) => one.registry === registry && one.username === needed.username && one.password === needed.password,
    );
    if (!given) return `${failed}unexpected status from HEAD request: 401 Unauthorized`;
  }
  return undefined;
}

function statusOf(name: string, fact: ImageFact | undefined): ImageStatus {
  const repository = name.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const short = repository.replace(/^docker\.io\/library\//, '');
  const user = fact?.user ?? '';
  const numeric = /^\d+$/.test(user);
  return {
    name: name.replace(/@.*$/, ''),
    ref: `${repository}@sha256:${digestOf(name)}`,
    sizeBytes: fact?.sizeBytes ?? knownSizes[short] ?? ordinarySize,
    ...(user === '' ? { uid: 0 } : numeric ? { uid: Number(user) } : { username: user }),
  };
}

/** Whether a fact's pattern means this image: with or without registry and tag, `*` for any run of characters. */
function matches(pattern: string, image: string): boolean {
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
