/** The placeholders of the recordings, for the names that the engine gave out. */
import type { KubernetesObject } from '../../../src/kubernetes/api/types.ts';

/** Learns names as objects appear, and puts placeholders in their place. */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  #hashes = 0;
  #pattern: RegExp | undefined;

  /** Takes in a new object's generated name, hash, addresses. */
  learn(object: KubernetesObject): void {
    const { metadata = {}, kind = '' } = object;
    const hash = metadata.labels?.['pod-template-hash'] ?? metadata.labels?.['controller-revision-hash'];
    if (kind === 'ReplicaSet' && hash !== undefined) this.#hash(hash);
    if (kind === 'ControllerRevision') this.#hash(metadata.labels?.['controller.kubernetes.io/hash'] ?? hash ?? '');
    const { generateName, name = '', uid = '' } = metadata;
    if (generateName && name.length === generateName.length + 5) {
      const base = this.text(generateName);
      const count = (this.#counts.get(base) ?? 0) + 1;
      this.#counts.set(base, count);
      this.#add(name, `${base}<rand5:${count}>`);
    }
    if (kind === 'PersistentVolumeClaim') this.#add(`pvc-${uid}`, `<pv:${this.text(name)}>`);
  }

  /** Addresses that a Pod or Service was given. */
  learnAddress(address: string | undefined, placeholder: string): void {
    if (address !== undefined && address !== '' && address !== 'None') this.#add(address, placeholder);
  }

  #hash(hash: string): void {
    if (hash === '' || this.#names.has(hash)) return;
    this.#hashes += 1;
    this.#add(hash, `<hash${this.#hashes}>`);
  }

  #add(name: string, placeholder: string): void {
    if (this.#names.has(name)) return;
    this.#names.set(name, placeholder);
    this.#pattern = undefined;
  }

  /** A text with placeholders. */
  text(text: string): string {
    return this.#replaced(text)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
      .replace(/containerd:\/\/[0-9a-f]{64}/g, 'containerd://<container-id>')
      .replace(/sha256:[0-9a-f]{64}/g, 'sha256:<image-id>')
      .replace(/kube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<rand5>')
      .replace(/(<hash\d+>-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1<rand5>')
      .replaceAll('/tmp/hostpath_pv/', '/var/volumes/')
      .replace(/192\.168\.77\.\d+/g, '<node-ip>')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>');
  }

  #replaced(text: string): string {
    if (this.#names.size === 0) return text;
    const quoted = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    this.#pattern ??= new RegExp(
      [...this.#names.keys()]
        .sort((a, b) => b.length - a.length)
        .map((name) => `(?<![A-Za-z0-9.])${quoted(name)}(?![A-Za-z0-9])`)
        .join('|'),
      'g',
    );
    return text.replace(this.#pattern, (name) => this.#names.get(name) ?? name);
  }

  /** The engine's own names for the placeholders in a recorded command. */
  back(text: string): string {
    let out = text;
    for (let round = 0; round < 3; round++) {
      for (const [name, placeholder] of this.#names) out = out.replaceAll(placeholder, name);
    }
    return out;
  }

  /** A JSON value with placeholders in all its texts and keys. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.value(item)]));
  }
}

const metadataLeftOut = ['uid', 'resourceVersion', 'managedFields', 'creationTimestamp', 'selfLink'];
const nodeStatusLeftOut = ['images', 'nodeInfo', 'addresses', 'capacity', 'allocatable', 'features'];
const lastChange = 'endpoints.kubernetes.io/last-change-trigger-time';

/** An object without what the recordings leave out. */
export function trimmed(object: KubernetesObject): Record<string, unknown> {
  const {
    apiVersion: _version,
    kind,
    metadata = {},
    ...rest
  } = structuredClone(object) as KubernetesObject & {
    status?: Record<string, unknown>;
  };
  const meta = metadata as Record<string, unknown>;
  for (const member of metadataLeftOut) delete meta[member];
  for (const owner of metadata.ownerReferences ?? []) delete owner.uid;
  if (metadata.annotations !== undefined) {
    delete metadata.annotations[lastChange];
    if (Object.keys(metadata.annotations).length === 0) delete metadata.annotations;
  }
  const { claimRef } = (rest as { spec?: { claimRef?: { resourceVersion?: string } } }).spec ?? {};
  if (claimRef?.resourceVersion !== undefined) claimRef.resourceVersion = '<resourceVersion>';
  if (kind === 'Node') {
    for (const member of nodeStatusLeftOut) delete rest.status?.[member];
    for (const condition of (rest.status?.conditions ?? []) as Record<string, unknown>[]) {
      delete condition.lastHeartbeatTime;
    }
  }
  return JSON.parse(JSON.stringify({ metadata, ...rest })) as Record<string, unknown>;
}
