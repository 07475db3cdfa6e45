/** A node with the sums that the scheduler keeps of the Pods on it. */
import type { Labels } from '../api/labels.ts';
import { schedulingEffects } from '../api/taints.ts';
import type { Node, Taint } from '../api/types.ts';
import { anyAddress, type HostPort, type PodInfo } from './podInfo.ts';
import { type Allocatable, allocatableOf, type Requests } from './resources.ts';

/** What a node holds under one image name. */
export interface ImageState {
  readonly sizeBytes: number;
  /** Names of the nodes that have the image. */
  readonly nodes: Set<string>;
}

const noTaints: readonly Taint[] = [];
const noImages: ReadonlyMap<string, ImageState> = new Map();

/**
 * Mutable, and changed by the snapshot alone; a dry run changes a `copy`
 * (pkg/scheduler/framework/types.go, NodeInfo).
 */
export class NodeInfo {
  readonly name: string;
  /** Place in walking order; -1 for a node that is not there. */
  index = -1;
  /** Undefined while Pods are bound to a node that is not there. */
  node: Node | undefined;
  labels: Labels = {};
  cordoned = false;
  /** Taints that keep Pods off, and those that only put them off. */
  hardTaints: readonly Taint[] = noTaints;
  mildTaints: readonly Taint[] = noTaints;
  allocatable: Allocatable = allocatableOf(undefined);
  images: ReadonlyMap<string, ImageState> = noImages;
  pods: PodInfo[] = [];

  /** Sums of the Pods' requests: milli-cores and bytes. */
  cpu = 0;
  memory = 0;
  ephemeralStorage = 0;
  /** The same where a container without a request counts as a small one, for scoring. */
  cpuNonZero = 0;
  memoryNonZero = 0;
  /** Extended resources, huge pages and the like; only names that occur. */
  readonly scalars = new Map<string, number>();
  /** Addresses by `protocol/port`. */
  readonly #ports = new Map<string, Set<string>>();
  /** Number of Pods by claim, `namespace/name`. */
  readonly claims = new Map<string, number>();

  constructor(name: string) {
    this.name = name;
  }

  setNode(node: Node, images: ReadonlyMap<string, ImageState>): void {
    this.node = node;
    // Without a prototype, so that a topology key such as `constructor` finds nothing.
    this.labels = Object.assign(Object.create(null) as Record<string, string>, node.metadata?.labels);
    this.cordoned = node.spec?.unschedulable === true;
    const taints = node.spec?.taints ?? noTaints;
    this.hardTaints = taintsOf(taints, schedulingEffects);
    this.mildTaints = taintsOf(taints, ['PreferNoSchedule']);
    this.allocatable = allocatableOf(node.status?.allocatable);
    this.images = images;
  }

  add(pod: PodInfo): void {
    this.pods.push(pod);
    this.#count(pod.requests, 1);
    for (const port of pod.hostPorts) {
      const key = portKey(port);
      const addresses = this.#ports.get(key);
      if (addresses) addresses.add(port.address);
      else this.#ports.set(key, new Set([port.address]));
    }
    for (const claim of pod.claims) this.claims.set(claim, (this.claims.get(claim) ?? 0) + 1);
  }

  /** Takes away a Pod that is here. The last Pod takes its place in the list, as in Kubernetes. */
  remove(pod: PodInfo): void {
    const last = this.pods.pop();
    if (last !== undefined && last !== pod) this.pods[this.pods.indexOf(pod)] = last;
    this.#count(pod.requests, -1);
    for (const port of pod.hostPorts) {
      const key = portKey(port);
      const addresses = this.#ports.get(key);
      addresses?.delete(port.address);
      if (addresses?.size === 0) this.#ports.delete(key);
    }
    for (const claim of pod.claims) {
      const left = (this.claims.get(claim) ?? 0) - 1;
      if (left > 0) this.claims.set(claim, left);
      else this.claims.delete(claim);
    }
  }

  /** Whether a container port is taken: an unspecified address collides with all. */
  portTaken(port: HostPort): boolean {
    const addresses = this.#ports.get(portKey(port));
    if (addresses === undefined) return false;
    return port.address === anyAddress || addresses.has(anyAddress) || addresses.has(port.address);
  }

  /** A node that can be changed in thought. */
  copy(): NodeInfo {
    const copy = new NodeInfo(this.name);
    copy.index = this.index;
    copy.node = this.node;
    copy.labels = this.labels;
    copy.cordoned = this.cordoned;
    copy.hardTaints = this.hardTaints;
    copy.mildTaints = this.mildTaints;
    copy.allocatable = this.allocatable;
    copy.images = this.images;
    copy.pods = [...this.pods];
    copy.cpu = this.cpu;
    copy.memory = this.memory;
    copy.ephemeralStorage = this.ephemeralStorage;
    copy.cpuNonZero = this.cpuNonZero;
    copy.memoryNonZero = this.memoryNonZero;
    for (const [name, amount] of this.scalars) copy.scalars.set(name, amount);
    for (const [port, addresses] of this.#ports) copy.#ports.set(port, new Set(addresses));
    for (const [claim, pods] of this.claims) copy.claims.set(claim, pods);
    return copy;
  }

  #count(requests: Requests, sign: 1 | -1): void {
    this.cpu += sign * requests.cpu;
    this.memory += sign * requests.memory;
    this.ephemeralStorage += sign * requests.ephemeralStorage;
    this.cpuNonZero += sign * requests.cpuNonZero;
    this.memoryNonZero += sign * requests.memoryNonZero;
    for (const [name, amount] of requests.scalars)
      this.scalars.set(name, (this.scalars.get(name) ?? 0) + sign * amount);
  }
}

function portKey(port: HostPort): string {
  return `${port.protocol}/${port.port}`;
}

function taintsOf(taints: readonly Taint[], effects: readonly string[]): readonly Taint[] {
  const found = taints.filter(({ effect = '' }) => effects.includes(effect));
  return found.length === 0 ? noTaints : found;
}
