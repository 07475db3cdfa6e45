/** Where everything on the stage stands: a function of its width and of the run as a whole, so nothing moves while it plays. */
import { type Actor, componentOf, nodeOf, type Step } from '../../trace/model.ts';
import { type Box, centre, type Line, type Point, reversed, side } from './geometry.ts';

export interface StageLayout {
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
  readonly kubectl: Box;
  readonly registry: Box;
  readonly controlPlane: Box;
  readonly apiServer: Box;
  readonly etcd: Box;
  readonly scheduler: Box;
  readonly controllers: Box;
  /** The area of all nodes, with its heading. */
  readonly nodes: Box;
  /** One card a node that is shown by itself, in the order given. */
  readonly cards: readonly CardLayout[];
  /** The nodes that are not: a field of small cells. */
  readonly crowd: Box | undefined;
}

/** Places inside a node's card. */
export interface CardLayout {
  readonly node: string;
  readonly box: Box;
  readonly bars: Box;
  readonly kubelet: Box;
  readonly runtime: Box;
  /** Where the Pod goes. */
  readonly pods: Box;
}

const margin = 16;
const cardHeight = 114;
const cardGap = 8;
const headHeight = 26;
const narrowBelow = 700;
const twoColumnsFrom = 540;

/** How many nodes get a card of their own at a width. */
export function cardsAt(width: number): number {
  return width < twoColumnsFrom ? 2 : 4;
}

/** Lays the stage out. `nodes`: names of those with a card; `crowd`: how many there are beside them. */
export function layoutStage(width: number, nodes: readonly string[], crowd: number): StageLayout {
  return width < narrowBelow ? narrow(width, nodes, crowd) : wide(width, nodes, crowd);
}

function wide(width: number, nodes: readonly string[], crowd: number): StageLayout {
  const sideWidth = Math.round(clamp(width * 0.115, 88, 132));
  const nodesWidth = Math.round(clamp(width * 0.31, 236, 400));
  const gutter = Math.round(clamp(width * 0.04, 24, 56));
  const crowdHeight = crowdHeightFor(crowd, nodesWidth);
  const column =
    headHeight + nodes.length * (cardHeight + cardGap) - cardGap + (crowd === 0 ? 0 : crowdHeight + cardGap);
  const height = Math.max(420, column) + 2 * margin;
  const planeX = margin + sideWidth + gutter;
  const nodesX = width - margin - nodesWidth;
  const controlPlane = box(planeX, margin, nodesX - gutter - planeX, height - 2 * margin);
  const apiWidth = Math.round(clamp(controlPlane.width * 0.5, 164, 240));
  const apiServer = box(
    controlPlane.x + Math.round((controlPlane.width - apiWidth) * 0.36),
    controlPlane.y + Math.round(controlPlane.height / 2 - 66),
    apiWidth,
    120,
  );
  const smallWidth = Math.round(clamp(controlPlane.width * 0.3, 104, 150));
  const right = controlPlane.x + controlPlane.width - 16 - smallWidth;
  const bottom = controlPlane.y + controlPlane.height - 14 - 78;
  const inner = controlPlane.width - 28;
  const etcdWidth = Math.round(clamp(inner * 0.62, 180, inner - 12 - 96));
  const etcd = box(controlPlane.x + 14, bottom, etcdWidth, 78);
  const controllers = box(etcd.x + etcdWidth + 12, bottom, inner - etcdWidth - 12, 78);
  const nodesBox = box(nodesX, margin, nodesWidth, height - 2 * margin);
  return {
    width,
    height,
    narrow: false,
    kubectl: box(margin, centre(apiServer).y - 40, sideWidth, 80),
    registry: box(margin, height - margin - 56, sideWidth, 56),
    controlPlane,
    apiServer,
    etcd,
    scheduler: box(right, controlPlane.y + 36, smallWidth, 76),
    controllers,
    nodes: nodesBox,
    cards: nodes.map((node, index) =>
      card(node, box(nodesX, margin + headHeight + index * (cardHeight + cardGap), nodesWidth, cardHeight)),
    ),
    crowd:
      crowd === 0
        ? undefined
        : box(nodesX, margin + headHeight + nodes.length * (cardHeight + cardGap), nodesWidth, crowdHeight),
  };
}

function narrow(width: number, nodes: readonly string[], crowd: number): StageLayout {
  const inner = width - 2 * margin;
  const pad = 12;
  const top = box(margin, margin, Math.min(150, (inner - 16) / 2), 52);
  const registry = box(width - margin - top.width, margin, top.width, 52);
  const plane = box(margin, margin + 52 + 30, inner, 346);
  const apiServer = box(plane.x + pad, plane.y + 30, plane.width - 2 * pad - 22, 112);
  const gap = 20;
  const half = (apiServer.width - gap) / 2;
  const y = apiServer.y + apiServer.height + 28;
  const scheduler = box(plane.x + pad, y, half, 60);
  const controllers = box(scheduler.x + half + gap, y, half, 60);
  // The wire to etcd runs through the gap between them.
  const etcd = box(plane.x + pad, y + 60 + 24, apiServer.width, 78);
  const columns = inner >= twoColumnsFrom - 2 * margin ? 2 : 1;
  const nodesY = plane.y + plane.height + 20;
  const cardWidth = (inner - (columns - 1) * cardGap - 14) / columns;
  const cards = nodes.map((node, index) =>
    card(
      node,
      box(
        margin + (index % columns) * (cardWidth + cardGap),
        nodesY + headHeight + Math.floor(index / columns) * (cardHeight + cardGap),
        cardWidth,
        cardHeight,
      ),
    ),
  );
  const rows = Math.ceil(nodes.length / columns);
  const crowdY = nodesY + headHeight + rows * (cardHeight + cardGap);
  const crowdHeight = crowdHeightFor(crowd, inner - 14);
  const height = crowdY + crowdHeight + margin - (crowd === 0 ? cardGap : 0);
  return {
    width,
    height,
    narrow: true,
    kubectl: top,
    registry,
    controlPlane: plane,
    apiServer,
    etcd,
    scheduler,
    controllers,
    nodes: box(margin, nodesY, inner, height - nodesY - margin),
    cards,
    crowd: crowd === 0 ? undefined : box(margin, crowdY, inner - 14, crowdHeight),
  };
}

/** A heading and as many rows of cells as are needed, four at most: from then on the cells get smaller. */
function crowdHeightFor(count: number, width: number): number {
  return count === 0 ? 0 : 20 + 14 * Math.min(4, Math.ceil(count / Math.floor(width / 14)));
}

function card(node: string, outer: Box): CardLayout {
  const agent = 58;
  const y = outer.y + outer.height - 39;
  const kubelet = box(outer.x + 10, y + 4, agent, 24);
  const runtime = box(kubelet.x + agent + 22, y + 4, agent, 24);
  const podsX = runtime.x + agent + 12;
  return {
    node,
    box: outer,
    bars: box(outer.x + 42, outer.y + 26, outer.width - 52, 26),
    kubelet,
    runtime,
    pods: box(podsX, y - 4, outer.x + outer.width - 8 - podsX, 40),
  };
}

/** The wire between two actors, from the first to the second; undefined where there is none. */
export function wireBetween(layout: StageLayout, from: Actor, to: Actor): Line | undefined {
  if (componentOf(to) === 'kube-apiserver') return wireFromServer(layout, from, true);
  if (componentOf(from) === 'kube-apiserver') return wireFromServer(layout, to, false);
  const node = nodeOf(from) ?? nodeOf(to);
  const at = layout.cards.find((candidate) => candidate.node === node);
  if (at === undefined) return undefined;
  if (from === 'registry' || to === 'registry') return pullWire(layout, at);
  const line = [side(at.kubelet, 'right'), side(at.runtime, 'left')];
  return componentOf(from) === 'kubelet' ? line : reversed(line);
}

/** The wire between the API server and another actor, seen from the server unless `towards` it. */
function wireFromServer(layout: StageLayout, actor: Actor, towards: boolean): Line | undefined {
  const line = serverWire(layout, actor);
  return line === undefined || !towards ? line : reversed(line);
}

function serverWire(layout: StageLayout, actor: Actor): Line | undefined {
  const server = layout.apiServer;
  switch (componentOf(actor)) {
    case 'kubectl':
      return layout.narrow
        ? [{ x: centre(layout.kubectl).x, y: server.y }, side(layout.kubectl, 'bottom')]
        : [side(server, 'left'), side(layout.kubectl, 'right')];
    case 'etcd':
      return layout.narrow ? straightDown(server, layout.etcd) : straightDown(server, layout.etcd);
    case 'kube-scheduler':
      return layout.narrow ? straightDown(server, layout.scheduler) : cornerToCorner(server, layout.scheduler, 'up');
    case 'kube-controller-manager':
      return layout.narrow
        ? straightDown(server, layout.controllers)
        : cornerToCorner(server, layout.controllers, 'down');
    case 'kubelet':
      return busTo(layout, nodeOf(actor));
    default:
      return undefined;
  }
}

function straightDown(server: Box, below: Box): Line {
  const x = clamp(centre(below).x, server.x + 12, server.x + server.width - 12);
  return [
    { x, y: server.y + server.height },
    { x, y: below.y },
  ];
}

/** From the server's right side to a box beside it, above or below. */
function cornerToCorner(server: Box, other: Box, way: 'up' | 'down'): Line {
  const start = side(server, 'right', way === 'up' ? 0.2 : 0.8);
  const end = way === 'up' ? side(other, 'bottom') : side(other, 'top');
  return start.x < end.x - 8 ? [start, { x: end.x, y: start.y }, end] : [start, end];
}

/** From the server along the nodes' bus to a kubelet; to the crowd for nodes without a card. */
function busTo(layout: StageLayout, node: string | undefined): Line | undefined {
  const at = layout.cards.find((candidate) => candidate.node === node);
  const target = at === undefined ? layout.crowd : at.kubelet;
  if (target === undefined) return undefined;
  const server = layout.apiServer;
  if (layout.narrow) {
    const lane = layout.width - margin - 2;
    const entry = at === undefined ? side(target, 'right') : kubeletEntry(at);
    const start = side(server, 'right');
    return [start, { x: lane, y: start.y }, { x: lane, y: entry.y }, entry];
  }
  const lane = busX(layout);
  const start = side(server, 'right');
  const end = side(target, 'left');
  return [start, { x: lane, y: start.y }, { x: lane, y: end.y }, end];
}

/** On narrow stages the bus comes from the right and ends at the card's edge, above the Pod. */
function kubeletEntry(at: CardLayout): Point {
  return { x: at.box.x + at.box.width, y: at.box.y + 14 };
}

/** The lane of the bus that joins the API server to the nodes. */
export function busX(layout: StageLayout): number {
  return (layout.controlPlane.x + layout.controlPlane.width + layout.nodes.x) / 2 + 4;
}

/** The way of an image from the registry into a node's runtime. */
function pullWire(layout: StageLayout, at: CardLayout): Line {
  const target = side(at.runtime, 'bottom');
  if (layout.narrow) {
    const lane = layout.width - 5;
    const start = side(layout.registry, 'right');
    const y = at.box.y + at.box.height + 4;
    return [start, { x: lane, y: start.y }, { x: lane, y }, { x: target.x, y }, target];
  }
  const y = layout.height - 7;
  const lane = busX(layout) - 9;
  const start = side(layout.registry, 'bottom');
  const under = at.box.y + at.box.height + 4;
  return [start, { x: start.x, y }, { x: lane, y }, { x: lane, y: under }, { x: target.x, y: under }, target];
}

/** From whom to whom a step's message goes; undefined for what happens inside one actor. */
export function endsOf(step: Step): { readonly from: Actor; readonly to: Actor } | undefined {
  return 'to' in step ? { from: step.actor, to: step.to } : undefined;
}

function box(x: number, y: number, width: number, height: number): Box {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
