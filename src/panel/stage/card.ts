/** A node on the stage: its bars to scale, what the scheduler says of it, its agents, and the Pod on it. */
import { nothing, type SVGTemplateResult, svg } from 'lit';
import { words } from '../../trace/message.ts';
import { nodeOf } from '../../trace/model.ts';
import { wireLine } from '../../trace/wire.ts';
import type { Scene } from '../scene.ts';
import { type ContainerOnNode, isPulling, type PodOnNode, partOf, podOnNode } from './actors.ts';
import { type Amount, binAt, type NodeBin } from './bins.ts';
import { cross, frame, line, tick } from './drawing.ts';
import type { Box, Point } from './geometry.ts';
import type { CardLayout } from './layout.ts';

/** `largest`: the most CPU and memory that any node on the stage has; bars are drawn to that scale. */
export function nodeCard(scene: Scene, place: CardLayout, largest: Amount): SVGTemplateResult {
  const bin = binAt(scene.timeline, place.node, scene.picture.taken);
  const pod = podOnNode(scene, place.node);
  const kubelet = partOf(scene, `kubelet/${place.node}`);
  const runtime = partOf(scene, `container-runtime/${place.node}`);
  const kind = bin.verdict?.kind ?? 'none';
  const stop = stopAt(scene, place.node);
  const { box } = place;
  const pulling = isPulling(scene, place.node);
  return svg`
    <g class="card verdict-${kind} ${stop === undefined ? '' : 'stopped'}">
      ${frame(box, 'box', 7)}
      ${line(bin.name, { x: box.x + 10, y: box.y + 18 }, box.width * 0.5, { className: 'name', size: 12.5 })}
      ${line(bin.label, { x: box.x + box.width - 10, y: box.y + 18 }, box.width * 0.48, { className: 'muted', size: 11, anchor: 'end' })}
      ${bar(bin, 'cpu', { ...place.bars, height: 11 }, largest.cpu)}
      ${bar(bin, 'memory', { ...place.bars, y: place.bars.y + 15, height: 11 }, largest.memory)}
      ${saying(scene, bin, box, stop)}
      <path class="agents" d="M${place.kubelet.x + place.kubelet.width} ${place.kubelet.y + 12}H${place.runtime.x}" />
      ${agent(place.kubelet, 'kubelet', kubelet)}
      ${agent(place.runtime, words({ id: 'stage.runtime' }), pulling && runtime === 'none' ? 'busy' : runtime)}
      ${pod === undefined ? nothing : podBox(pod, place.pods)}
    </g>`;
}

function agent(box: Box, name: string, part: string): SVGTemplateResult {
  return svg`<g class="agent part-${part}">${frame(box, 'box', 5)}${line(
    name,
    { x: box.x + box.width / 2, y: box.y + 16 },
    box.width,
    { size: 11, anchor: 'middle' },
  )}</g>`;
}

/** What is taken of one resource, Pod by Pod. */
function bar(bin: NodeBin, which: keyof Amount, box: Box, largest: number): SVGTemplateResult {
  const room = bin.room[which];
  const width = largest === 0 ? box.width : Math.max(28, (box.width * room) / largest);
  const scale = room === 0 ? 0 : width / room;
  let x = box.x;
  const parts = bin.pods.map((pod, index) => {
    // A Pod that asks for nothing takes nothing, but shall be seen.
    const wide = Math.max(pod.mine ? 3 : 1, Math.min(pod[which] * scale, box.x + width - x));
    const part = svg`<rect class="used ${pod.mine ? 'mine' : index % 2 === 0 ? 'even' : 'odd'}" x=${x + 0.5} y=${box.y + 1}
      width=${Math.max(0.5, wide - 1)} height=${box.height - 2} rx="1.5"><title>${pod.name}: ${amountText(pod[which], which)}</title></rect>`;
    x += wide;
    return part;
  });
  return svg`
    ${line(which === 'cpu' ? 'cpu' : 'mem', { x: box.x - 8, y: box.y + 9.5 }, 30, { className: 'muted', size: 10, anchor: 'end' })}
    <rect class="track" x=${box.x} y=${box.y} width=${width} height=${box.height} rx="2.5" />
    ${parts}`;
}

/** `500m`, `1.5`; `256Mi`, `1.5Gi`. */
export function amountText(amount: number, which: keyof Amount): string {
  if (which === 'cpu')
    return amount % 1000 === 0 || amount > 10_000 ? `${Number((amount / 1000).toFixed(2))}` : `${amount}m`;
  const gi = amount / 2 ** 30;
  return gi >= 1 ? `${Number(gi.toFixed(2))}Gi` : `${Number((amount / 2 ** 20).toFixed(1))}Mi`;
}

/** What has stopped the story on this node, from the failing step on. */
function stopAt(scene: Scene, node: string): string | undefined {
  const failure = scene.chapter?.failure;
  if (failure === undefined || scene.picture.taken <= failure.step || nodeOf(failure.by) !== node) return undefined;
  return failure.reason || failure.words;
}

/** The card's one line: why it stopped, the call under way, or the scheduler's verdict. */
function saying(scene: Scene, bin: NodeBin, box: Box, stop: string | undefined): SVGTemplateResult {
  const at = { x: box.x + 24, y: box.y + 68 };
  const width = box.width - 34;
  const step = scene.picture.step;
  if (step?.kind === 'runtime' && step.node === bin.name && step.phase !== 'failed') {
    const done = step.phase === 'done';
    const text = wireLine(step, scene.run.trace);
    return svg`${done ? tick({ x: box.x + 10, y: at.y - 4 }, 'mark good') : svg`<circle class="work" cx=${box.x + 15} cy=${at.y - 4} r="3.5" />`}${line(
      text,
      at,
      width,
      { className: 'call', size: 11, mono: true },
    )}`;
  }
  if (stop !== undefined) {
    return svg`${cross({ x: box.x + 10, y: at.y - 3.5 }, 'mark bad')}${line(stop, at, width, { className: 'stop', size: 11.5 })}`;
  }
  return verdictLine(bin, box, at, width);
}

function verdictLine(bin: NodeBin, box: Box, at: Point, width: number): SVGTemplateResult {
  const verdict = bin.verdict;
  if (verdict === undefined) return svg``;
  switch (verdict.kind) {
    case 'refused':
      return svg`${cross({ x: box.x + 10, y: at.y - 3.5 }, 'mark bad')}${line(verdict.reasons.join(', '), at, width, { className: 'refused', size: 11.5 })}`;
    case 'chosen':
    case 'fits': {
      const id = verdict.kind === 'chosen' ? 'stage.verdict.chosen' : 'stage.verdict.fits';
      const text = words(verdict.score === undefined ? { id: `${id}.alone` } : { id, args: { score: verdict.score } });
      return svg`${tick({ x: box.x + 10, y: at.y - 4 }, 'mark good')}${line(text, at, width, { className: verdict.kind, size: 11.5 })}`;
    }
    default:
      return verdict satisfies never;
  }
}

/** The sandbox first, then its containers inside it. */
function podBox(pod: PodOnNode, box: Box): SVGTemplateResult {
  const empty = pod.containers.length === 0;
  const inner = box.width - 12;
  const gap = 4;
  const share = Math.min(86, (inner - gap * (pod.containers.length - 1)) / Math.max(1, pod.containers.length));
  return svg`
    <g class="pod sandbox-${pod.sandbox}">
      ${frame(box, 'box', 6)}
      ${line(pod.more > 0 ? `${pod.name} +${pod.more}` : pod.name, { x: box.x + 7, y: box.y + (empty ? 24 : 12) }, box.width - 12, { className: 'podname', size: empty ? 12 : 10 })}
      ${pod.containers.map((container, index) =>
        containerBox(container, { x: box.x + 6 + index * (share + gap), y: box.y + 16, width: share, height: 19 }),
      )}
      <title>${words({ id: `stage.sandbox.${pod.sandbox}`, args: { name: pod.name } })}</title>
    </g>`;
}

function containerBox(container: ContainerOnNode, box: Box): SVGTemplateResult {
  if (container.state === 'absent') return svg`<g class="container is-absent">${frame(box, 'box', 3)}</g>`;
  const failed = container.state === 'failed';
  return svg`
    <g class="container is-${container.state}">
      ${frame(box, 'box', 3)}
      ${failed ? cross({ x: box.x + 3, y: box.y + 10 }, 'mark') : nothing}
      ${line(container.name, { x: box.x + (failed ? box.width / 2 + 5 : box.width / 2), y: box.y + 13.5 }, box.width - (failed ? 16 : 6), { size: 10.5, anchor: 'middle' })}
      <title>${container.name}: ${container.label}</title>
    </g>`;
}
