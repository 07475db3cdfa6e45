/** The stage: the cluster's real topology, and the one message that is under way. */
import { html, LitElement, nothing, type PropertyValues, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { failureOf } from '../../trace/failures.ts';
import { words } from '../../trace/message.ts';
import type { Actor, Step } from '../../trace/model.ts';
import { stepSentence } from '../../trace/stepSentence.ts';
import { type Shape, shapeOf, tokenWord, wireLine } from '../../trace/wire.ts';
import { send } from '../events.ts';
import { tieOf } from '../manifestTies.ts';
import { failureAt, type Scene } from '../scene.ts';
import { shared } from '../styles.ts';
import { spanText } from '../timeText.ts';
import {
  type Chip,
  chipsAt,
  controllersLine,
  etcdLines,
  isPulling,
  kubectlLine,
  type Part,
  partOf,
  schedulerLine,
  stageSummary,
} from './actors.ts';
import { largestRoom, nodeNames, nodesToShow } from './bins.ts';
import { nodeCard } from './card.ts';
import { crowd } from './crowd.ts';
import { arrowHead, frame, line, outline, token, tokenHalf } from './drawing.ts';
import { type Box, centre, type Line, lengthOf, pathOf, pointAlong, restingPoint } from './geometry.ts';
import { cardsAt, endsOf, layoutStage, type StageLayout, wireBetween } from './layout.ts';
import { stageStyles } from './stageStyles.ts';

const legendOrder: readonly Shape[] = ['request', 'write', 'answer', 'watch', 'runtime', 'refusal'];

export class Stage extends LitElement {
  static override styles = [shared, stageStyles];
  static override properties = { scene: { attribute: false }, width: { state: true } };

  declare scene: Scene;
  declare width: number;
  #layout: StageLayout | undefined;
  #layoutFor: { width: number; run: unknown } | undefined;
  #progress: number | 'resting' = 'resting';
  readonly #resize = new ResizeObserver((entries) => {
    const width = Math.floor(entries[0]?.contentRect.width ?? 0);
    if (width > 0) this.width = Math.max(320, width);
  });

  constructor() {
    super();
    this.width = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    this.#resize.disconnect();
    super.disconnectedCallback();
  }

  /** Moves the message along its wire: 0 it sets out, 1 it has arrived. Touches one attribute only. */
  progress(share: number | 'resting'): void {
    this.#progress = share;
    const moving = this.renderRoot.querySelector('.moving');
    const wire = this.#wire();
    if (moving === null || wire === undefined) return;
    const { x, y } =
      share === 'resting' ? restingPoint(wire) : pointAlong(wire, 0.12 + 0.76 * eased(Math.min(1, share / 0.9)));
    const step = this.scene.picture.step;
    const edge = tokenHalf(step === undefined ? '' : tokenWord(step)) + 7;
    const inside = Math.max(edge, Math.min(x, (this.#layout?.width ?? this.width) - edge));
    moving.setAttribute('transform', `translate(${inside.toFixed(1)} ${y.toFixed(1)})`);
  }

  protected override updated(_changed: PropertyValues): void {
    this.progress(this.#progress);
  }

  protected override render(): TemplateResult {
    const layout = this.#laidOut();
    if (layout === undefined) return html`${this.#caption()}`;
    const { scene } = this;
    return html`
      ${this.#caption()}
      <svg viewBox="0 0 ${layout.width} ${layout.height}" height=${layout.height} role="img" aria-label=${stageSummary(scene)}>
        ${this.#planes(layout)} ${this.#wires(layout)} ${this.#controlPlane(layout)} ${this.#cards(layout)}
        ${crowd(scene, layout.crowd, this.#shown(layout))} ${this.#message(layout)}
      </svg>
      ${this.#legend()}
    `;
  }

  #laidOut(): StageLayout | undefined {
    const { width, scene } = this;
    if (width === 0) return undefined;
    if (this.#layoutFor?.width !== width || this.#layoutFor.run !== scene.run) {
      const shown = nodesToShow(scene.timeline, cardsAt(width));
      this.#layout = layoutStage(width, shown, nodeNames(scene.timeline).length - shown.length);
      this.#layoutFor = { width, run: scene.run };
    }
    return this.#layout;
  }

  #shown(layout: StageLayout): readonly string[] {
    return layout.cards.map((card) => card.node);
  }

  #wire(): Line | undefined {
    const step = this.scene.picture.step;
    return step === undefined || this.#layout === undefined || this.scene.quiet !== undefined
      ? undefined
      : lineOf(this.#layout, step);
  }

  #planes(layout: StageLayout): SVGTemplateResult {
    const { controlPlane, nodes } = layout;
    return svg`
      ${frame(controlPlane, 'plane', 10)}
      ${line(words({ id: 'stage.controlPlane' }), { x: controlPlane.x + 14, y: controlPlane.y + 20 }, 200, { className: 'heading', size: 10.5 })}
      ${line(words({ id: 'stage.nodes' }), { x: nodes.x + 2, y: nodes.y + 15 }, 200, { className: 'heading', size: 10.5 })}`;
  }

  #wires(layout: StageLayout): SVGTemplateResult {
    const actors: Actor[] = ['kubectl', 'etcd', 'kube-scheduler', 'kube-controller-manager'];
    for (const card of layout.cards) actors.push(`kubelet/${card.node}`);
    if (layout.crowd !== undefined) actors.push('kubelet/');
    const pulls = layout.cards.filter((card) => isPulling(this.scene, card.node));
    return svg`
      ${actors.map((actor) => {
        const wire = wireBetween(layout, 'kube-apiserver', actor);
        return wire === undefined ? nothing : svg`<path class="wire" d=${pathOf(wire)} />`;
      })}
      ${pulls.map((card) => {
        const wire = wireBetween(layout, 'registry', `container-runtime/${card.node}`);
        return wire === undefined ? nothing : svg`<path class="wire flowing" d=${pathOf(wire)} />`;
      })}`;
  }

  #controlPlane(layout: StageLayout): SVGTemplateResult {
    const { scene } = this;
    const lines = etcdLines(scene);
    const pulling = layout.cards.some((card) => isPulling(scene, card.node));
    return svg`
      ${this.#actor('kubectl', layout.kubectl, 'kubectl', [kubectlLine(scene)])}
      ${this.#actor('registry', layout.registry, words({ id: 'stage.registry' }), [words({ id: pulling ? 'stage.registry.busy' : 'stage.registry.idle' })], pulling ? 'busy' : undefined)}
      ${this.#server(layout)}
      ${this.#actor('kube-scheduler', layout.scheduler, words({ id: 'stage.scheduler' }), [schedulerLine(scene)])}
      ${this.#actor('kube-controller-manager', layout.controllers, words({ id: 'stage.controllers' }), [controllersLine(scene)])}
      ${this.#actor('etcd', layout.etcd, 'etcd', lines, undefined, true)}`;
  }

  #actor(
    actor: Actor,
    box: Box,
    title: string,
    lines: readonly string[],
    part: Part | 'busy' = partOf(this.scene, actor),
    mono = false,
  ): SVGTemplateResult {
    const kind = this.#kind();
    const middle = centre(box);
    const size = 11;
    const rows = wrapped(lines, box.width - 14, size, mono);
    const top = middle.y - (rows.length * 16) / 2 + 4;
    return svg`
      <g class="actor ${actor} k-${kind} part-${part} ${this.#failing(actor) ? 'failing' : ''}">
        ${frame(box, 'box', 7)}
        ${line(title, { x: middle.x, y: top }, box.width - 10, { className: 'title', size: 13, anchor: 'middle' })}
        ${rows.map((text, index) =>
          line(text, { x: middle.x, y: top + 18 + index * 15 }, box.width - 12, {
            className: mono ? 'value' : 'muted',
            size,
            anchor: 'middle',
            mono,
          }),
        )}
      </g>`;
  }

  #server(layout: StageLayout): SVGTemplateResult {
    const box = layout.apiServer;
    const part = partOf(this.scene, 'kube-apiserver');
    const columns = 3;
    const gap = 5;
    const width = (box.width - 20 - (columns - 1) * gap) / columns;
    const top = box.y + box.height - 66;
    return svg`
      <g class="actor server k-${this.#kind()} part-${part} ${this.#failing('kube-apiserver') ? 'failing' : ''}">
        ${frame(box, 'box', 8)}
        ${line('API server', { x: centre(box).x, y: box.y + 30 }, box.width - 10, { className: 'title', size: 14, anchor: 'middle' })}
        ${chipsAt(this.scene).map((chip, index) =>
          chipBox(chip, {
            x: box.x + 10 + (index % columns) * (width + gap),
            y: top + Math.floor(index / columns) * 28,
            width,
            height: 23,
          }),
        )}
      </g>`;
  }

  #cards(layout: StageLayout): SVGTemplateResult {
    const largest = largestRoom(this.scene.timeline, this.#shown(layout));
    return svg`<g class="k-${this.#kind()}">${layout.cards.map((card) => nodeCard(this.scene, card, largest))}</g>`;
  }

  #message(layout: StageLayout): SVGTemplateResult | typeof nothing {
    const { picture, run } = this.scene;
    const step = picture.step;
    const wire = this.#wire();
    if (step === undefined || wire === undefined) return nothing;
    const shape = shapeOf(step);
    const cause = step.cause === undefined ? undefined : run.trace.steps[step.cause];
    const from = cause === undefined ? undefined : lineOf(layout, cause);
    // On a short wire a token would cover both ends.
    const roomy = lengthOf(wire) > 44;
    return svg`
      ${from === undefined || cause === undefined ? nothing : svg`<path class="cause k-${shapeOf(cause)}" d=${pathOf(from)} />`}
      <g class="k-${shape}">
        <path class="path s-${shape}" d=${pathOf(wire)} />
        ${arrowHead(wire)}
        ${roomy ? svg`<g class="moving">${token(shape, tokenWord(step))}</g>` : nothing}
      </g>`;
  }

  #kind(): Shape {
    const step = this.scene.picture.step;
    return step === undefined ? 'work' : shapeOf(step);
  }

  #failing(actor: Actor): boolean {
    return failureAt(this.scene)?.by === actor;
  }

  #caption(): TemplateResult {
    const { picture, run, quiet } = this.scene;
    const step = picture.step;
    const failure = step === undefined ? undefined : failureOf(step, run.trace);
    const shape = step === undefined ? 'work' : shapeOf(step);
    const cause = step?.cause === undefined ? undefined : run.trace.steps[step.cause];
    const tie = step === undefined ? undefined : tieOf(step, this.scene);
    const sentence =
      quiet === undefined
        ? words(stepSentence(step))
        : words({ id: 'quiet.passes', args: { span: spanText(quiet.to - quiet.from), what: words(quiet.message) } });
    const wire = failure?.words || (step === undefined ? '' : wireLine(step, run.trace));
    return html`
      <div class="caption ${failure === undefined ? '' : 'failing'}">
        <svg class="glyph k-${failure === undefined ? shape : 'refusal'}" viewBox="-17 -12 34 24" aria-hidden="true">
          <path class="token" d=${outline(failure === undefined ? shape : 'refusal', 12, 9)} />
        </svg>
        <div class="lines">
          <p class="sentence" title=${sentence}>${sentence}</p>
          <p class="wireline" title=${wire}>${wire || '\u00a0'}</p>
        </div>
        <div class="links">
          ${
            tie === undefined
              ? nothing
              : html`<button class="link" title=${words({ id: 'ui.object.reveal' })} @click=${() => send(this, 'podflight-reveal', tie.path)}>
                  ${words({ id: 'stage.tie', args: { line: tie.line, path: tie.path } })}
                </button>`
          }
          ${
            cause === undefined || quiet !== undefined
              ? nothing
              : html`<button class="link" title=${words(stepSentence(cause))} @click=${() => send(this, 'podflight-seek', cause.id + 1)}>
                  ${words({
                    id: 'stage.because',
                    args: {
                      step: endsOf(cause) === undefined ? words(stepSentence(cause)) : wireLine(cause, run.trace),
                    },
                  })}
                </button>`
          }
        </div>
      </div>
    `;
  }

  #legend(): TemplateResult {
    return html`<div class="legend">
      ${legendOrder.map(
        (shape) => html`<span
          ><svg viewBox="-17 -12 34 24" class="k-${shape}" aria-hidden="true"><path class="token" d=${outline(shape, 11, 8)} /></svg
          >${words({ id: `stage.shape.${shape}` })}</span
        >`,
      )}
    </div>`;
  }
}

function chipBox(chip: Chip, box: Box): SVGTemplateResult {
  return svg`<g class="chip is-${chip.state}">${frame(box, 'box', 4)}${line(
    chip.label,
    { x: box.x + box.width / 2, y: box.y + 15.5 },
    box.width - 4,
    { size: 11, anchor: 'middle' },
  )}</g>`;
}

/** The wire of a step's message. */
function lineOf(layout: StageLayout, step: Step): Line | undefined {
  const ends = endsOf(step);
  return ends === undefined ? undefined : wireBetween(layout, ends.from, ends.to);
}

/** Breaks lines at their separators where they are too long for a narrow box. */
function wrapped(lines: readonly string[], width: number, size: number, mono: boolean): readonly string[] {
  const most = Math.floor(width / (size * (mono ? 0.605 : 0.53)));
  return lines.flatMap((text) => {
    if (text.length <= most) return [text];
    const rows: string[] = [];
    let row = '';
    for (const word of text.split(/(?<=[ /])/)) {
      if (row !== '' && row.length + word.trimEnd().length > most) {
        rows.push(row.trimEnd());
        row = '';
      }
      row += word;
    }
    rows.push(row.trimEnd());
    return rows.length > 3 ? [...rows.slice(0, 2), `${rows[2]}…`] : rows;
  });
}

function eased(share: number): number {
  return share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) * (1 - share);
}
