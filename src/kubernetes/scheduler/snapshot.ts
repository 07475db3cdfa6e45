/** All nodes with the Pods on them, kept up to date change by change and indexed for the questions plugins ask. */
import type { Node, Pod } from '../api/types.ts';
import { type ImageState, NodeInfo } from './nodeInfo.ts';
import { type PodInfo, type PodKin, podInfo } from './podInfo.ts';
import { type TopologyColumn, topologyColumn } from './topologyColumn.ts';

/**
 * The scheduler's cache of nodes and Pods (pkg/scheduler/backend/cache). Mutated between attempts only: while a Pod is being
 * placed it stands still, which is what Kubernetes takes a copy for.
 */
export class Snapshot {
  /** Also nodes that are gone or not yet there, while Pods name them. */
  readonly #nodes = new Map<string, NodeInfo>();
  /** Names by zone, both in order of appearance. */
  readonly #zones = new Map<string, string[]>();
  readonly #zoneOf = new Map<string, string>();
  /** The walking order; undefined after a node came or went. */
  #order: readonly NodeInfo[] | undefined;
  readonly #columns = new Map<string, TopologyColumn>();
  #cordoned = 0;
  #tainted = 0;
  readonly #images = new Map<string, ImageState>();
  readonly #pods = new Map<string, { readonly info: PodInfo; readonly node: string }>();
  readonly #kins = new Map<string, PodKin>();
  /** Kins that prefer or require company, or its absence. */
  readonly #withAffinity = new Set<PodKin>();
  readonly #withRequiredAntiAffinity = new Set<PodKin>();
  /** Number of Pods by claim, on all nodes. */
  readonly #claims = new Map<string, number>();

  /** Nodes in walking order: one of each zone in turn. A node that moved to another zone keeps its place until nodes come or go. */
  get nodes(): readonly NodeInfo[] {
    this.#order ??= this.#walkingOrder();
    return this.#order;
  }

  /** The domains of a topology key, kept until nodes change. */
  topology(key: string): TopologyColumn {
    const { nodes } = this;
    let column = this.#columns.get(key);
    if (column === undefined) {
      column = topologyColumn(nodes, key);
      this.#columns.set(key, column);
    }
    return column;
  }

  /** Whether any node is cordoned, or has taints that keep Pods off. */
  get anyCordoned(): boolean {
    return this.#cordoned > 0;
  }

  get anyTainted(): boolean {
    return this.#tainted > 0;
  }

  /** The node, if it exists. */
  node(name: string): NodeInfo | undefined {
    const info = this.#nodes.get(name);
    return info?.node === undefined ? undefined : info;
  }

  /** The kins of all Pods on nodes. */
  get kins(): Iterable<PodKin> {
    return this.#kins.values();
  }

  get kinsWithAffinity(): ReadonlySet<PodKin> {
    return this.#withAffinity;
  }

  get kinsWithRequiredAntiAffinity(): ReadonlySet<PodKin> {
    return this.#withRequiredAntiAffinity;
  }

  /** Whether any Pod on a node uses the claim `namespace/name`. */
  claimInUse(key: string): boolean {
    return this.#claims.has(key);
  }

  /** The Pod as it was taken in, by uid. */
  pod(uid: string): PodInfo | undefined {
    return this.#pods.get(uid)?.info;
  }

  setNode(node: Node): void {
    const name = node.metadata?.name ?? '';
    const info = this.#nodes.get(name) ?? new NodeInfo(name);
    this.#nodes.set(name, info);
    const isNew = info.node === undefined;
    this.#forgetNode(info);
    this.#place(name, zoneKey(node));
    info.setNode(node, this.#takeImages(node, name));
    if (info.cordoned) this.#cordoned += 1;
    if (info.hardTaints.length > 0) this.#tainted += 1;
    this.#columns.clear();
    if (isNew) this.#order = undefined;
  }

  removeNode(name: string): void {
    const info = this.#nodes.get(name);
    if (info?.node === undefined) return;
    this.#forgetNode(info);
    this.#leaveZone(name);
    this.#columns.clear();
    this.#order = undefined;
    info.index = -1;
    info.node = undefined;
    if (info.pods.length === 0) this.#nodes.delete(name);
  }

  /** What plugins would see of `pod`, which need not be on a node. */
  describe(pod: Pod): PodInfo {
    return podInfo(pod, (kin) => this.#kins.get(kin.identity) ?? kin);
  }

  /** Takes in a Pod that is, or is assumed to be, on `nodeName`; takes the place of an earlier version. */
  setPod(pod: Pod, nodeName: string): void {
    this.addPod(this.describe(pod), nodeName);
  }

  addPod(pod: PodInfo, nodeName: string): void {
    this.removePod(pod.uid);
    const kin = this.#kins.get(pod.kin.identity) ?? pod.kin;
    const info = kin === pod.kin ? pod : { ...pod, kin };
    let node = this.#nodes.get(nodeName);
    if (node === undefined) {
      node = new NodeInfo(nodeName);
      this.#nodes.set(nodeName, node);
    }
    node.add(info);
    this.#pods.set(info.uid, { info, node: nodeName });
    this.#joinKin(kin, node);
    for (const claim of info.claims) this.#claims.set(claim, (this.#claims.get(claim) ?? 0) + 1);
  }

  /** False when there was none of that uid. */
  removePod(uid: string): boolean {
    const known = this.#pods.get(uid);
    if (known === undefined) return false;
    this.#pods.delete(uid);
    const node = this.#nodes.get(known.node);
    node?.remove(known.info);
    if (node !== undefined && node.node === undefined && node.pods.length === 0) this.#nodes.delete(known.node);
    if (node !== undefined) this.#leaveKin(known.info.kin, node);
    for (const claim of known.info.claims) {
      const left = (this.#claims.get(claim) ?? 0) - 1;
      if (left > 0) this.#claims.set(claim, left);
      else this.#claims.delete(claim);
    }
    return true;
  }

  #forgetNode(info: NodeInfo): void {
    if (info.node === undefined) return;
    this.#dropImages(info.node, info.name);
    if (info.cordoned) this.#cordoned -= 1;
    if (info.hardTaints.length > 0) this.#tainted -= 1;
  }

  #joinKin(kin: PodKin, node: NodeInfo): void {
    if (kin.nodes.size === 0) {
      this.#kins.set(kin.identity, kin);
      const anti = kin.requiredAntiAffinity.length > 0;
      if (anti) this.#withRequiredAntiAffinity.add(kin);
      if (anti || kin.requiredAffinity.length + kin.preferredAffinity.length + kin.preferredAntiAffinity.length > 0)
        this.#withAffinity.add(kin);
    }
    kin.nodes.set(node, (kin.nodes.get(node) ?? 0) + 1);
  }

  #leaveKin(kin: PodKin, node: NodeInfo): void {
    const left = (kin.nodes.get(node) ?? 0) - 1;
    if (left > 0) {
      kin.nodes.set(node, left);
      return;
    }
    kin.nodes.delete(node);
    if (kin.nodes.size > 0) return;
    this.#kins.delete(kin.identity);
    this.#withAffinity.delete(kin);
    this.#withRequiredAntiAffinity.delete(kin);
  }

  #place(name: string, zone: string): void {
    if (this.#zoneOf.get(name) === zone) return;
    this.#leaveZone(name);
    this.#zoneOf.set(name, zone);
    const names = this.#zones.get(zone);
    if (names) names.push(name);
    else this.#zones.set(zone, [name]);
  }

  #leaveZone(name: string): void {
    const zone = this.#zoneOf.get(name);
    if (zone === undefined) return;
    this.#zoneOf.delete(name);
    const names = this.#zones.get(zone) ?? [];
    names.splice(names.indexOf(name), 1);
    if (names.length === 0) this.#zones.delete(zone);
  }

  #walkingOrder(): readonly NodeInfo[] {
    const zones = [...this.#zones.values()];
    const longest = zones.reduce((most, names) => Math.max(most, names.length), 0);
    const order: NodeInfo[] = [];
    for (let turn = 0; turn < longest; turn++) {
      for (const names of zones) {
        const name = names[turn];
        const info = name === undefined ? undefined : this.#nodes.get(name);
        if (info === undefined) continue;
        info.index = order.length;
        order.push(info);
      }
    }
    return order;
  }

  /** The size of an image is what the first node to have it said. */
  #takeImages(node: Node, name: string): ReadonlyMap<string, ImageState> {
    const held = new Map<string, ImageState>();
    for (const { names = [], sizeBytes = 0 } of node.status?.images ?? []) {
      for (const image of names) {
        let state = this.#images.get(image);
        if (state === undefined) {
          state = { sizeBytes, nodes: new Set() };
          this.#images.set(image, state);
        }
        state.nodes.add(name);
        if (!held.has(image)) held.set(image, state);
      }
    }
    return held;
  }

  #dropImages(node: Node, name: string): void {
    for (const { names = [] } of node.status?.images ?? []) {
      for (const image of names) {
        const state = this.#images.get(image);
        state?.nodes.delete(name);
        if (state?.nodes.size === 0) this.#images.delete(image);
      }
    }
  }
}

/** Region and zone as one text; empty where a node has neither (`k8s.io/component-helpers/node/topology`). */
function zoneKey(node: Node): string {
  const labels = node.metadata?.labels ?? {};
  const zone = labels['failure-domain.beta.kubernetes.io/zone'] ?? labels['topology.kubernetes.io/zone'] ?? '';
  const region = labels['failure-domain.beta.kubernetes.io/region'] ?? labels['topology.kubernetes.io/region'] ?? '';
  return zone === '' && region === '' ? '' : `${region}:\0:${zone}`;
}
