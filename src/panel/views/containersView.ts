/** The Pod's containers over time: pulls, runs, waits, and the Pod's conditions. */
import { css, html, LitElement, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { words } from '../../trace/message.ts';
import { send } from '../events.ts';
import { type Scene, subjectRef } from '../scene.ts';
import { shorten } from '../stage/drawing.ts';
import { shared } from '../styles.ts';
import { spanText } from '../timeText.ts';
import { type GanttBar, type GanttRow, ganttRows } from './ganttRows.ts';
import { viewStyles } from './viewStyles.ts';

const rowHeight = 24;
const axisHeight = 26;

export class ContainersView extends LitElement {
  static override properties = { scene: { attribute: false }, width: { state: true } };

  declare scene: Scene;
  declare width: number;
  readonly #resize = new ResizeObserver((entries) => {
    this.width = Math.max(280, Math.floor(entries[0]?.contentRect.width ?? 0));
  });

  constructor() {
    super();
    this.width = 600;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    this.#resize.disconnect();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { scene } = this;
    const { trace } = scene.run;
    const rows = ganttRows(trace, scene.timeline.history, subjectRef(scene), scene.picture.taken);
    if (rows.length === 0) return html`<p class="empty">${words({ id: 'ui.containers.none' })}</p>`;
    const labels = Math.min(190, this.width * 0.34);
    const end = Math.max(1, trace.length);
    const scale = (at: number): number => labels + ((this.width - labels - 12) * at) / end;
    const height = axisHeight + rows.length * rowHeight + 4;
    return html`
      <svg width=${this.width} height=${height} role="img" aria-label=${summary(rows)}>
        ${ticks(end).map(
          (at) => svg`<path class="grid" d="M${scale(at)} ${axisHeight - 6}V${height}" />
            <text class="axis" x=${scale(at)} y="14" text-anchor="middle">${spanText(at)}</text>`,
        )}
        ${rows.map((row, index) => this.#row(row, axisHeight + index * rowHeight, labels, scale))}
        <path class="now" d="M${scale(scene.at)} ${axisHeight - 10}V${height}" />
      </svg>
      <ul class="legend">
        ${(['pull', 'create', 'run', 'wait', 'failed'] as const).map(
          (kind) =>
            html`<li><svg width="18" height="12" aria-hidden="true"><rect class="bar b-${kind}" x="1" y="1" width="16" height="10" rx="2" /></svg>${words({ id: `ui.containers.${kind}` })}</li>`,
        )}
      </ul>
    `;
  }

  #row(row: GanttRow, y: number, labels: number, scale: (at: number) => number): SVGTemplateResult {
    return svg`
      <g class="row g-${row.group}">
        <text class="name" x="2" y=${y + 16}>${shorten(row.name, labels - 12, 12)}<title>${row.name}</title></text>
        <path class="base" d="M${labels} ${y + rowHeight - 0.5}H${this.width}" />
        ${row.bars.map((bar) => this.#bar(row, bar, y, scale))}
      </g>`;
  }

  #bar(row: GanttRow, bar: GanttBar, y: number, scale: (at: number) => number): SVGTemplateResult {
    const from = scale(bar.from);
    const to = scale(bar.to ?? this.scene.at);
    // Most of what a runtime does takes milliseconds: it shall be seen all the same.
    const width = Math.max(3, to - from);
    const span = spanText((bar.to ?? this.scene.at) - bar.from);
    const condition = row.group === 'condition';
    return svg`
      <g class="hit" @click=${() => send(this, 'podflight-seek', bar.step + 1)}>
        <rect class="bar b-${bar.kind}" x=${from} y=${y + (condition ? 7 : 4)} width=${width} height=${condition ? 10 : 16} rx="2.5" />
        ${width > 64 && !condition ? svg`<text class="inside" x=${from + 6} y=${y + 16}>${shorten(`${bar.label} · ${span}`, width - 10, 11)}</text>` : ''}
        <title>${row.name}: ${bar.label} (${span})</title>
      </g>`;
  }

  static override styles = [
    shared,
    viewStyles,
    css`
      text {
        fill: var(--text);
        font-family: var(--vscode-font-family, sans-serif);
        font-size: 12px;
      }
      .axis {
        fill: var(--muted);
        font-size: 10.5px;
      }
      .inside {
        font-size: 11px;
        pointer-events: none;
      }
      .grid,
      .base {
        fill: none;
        stroke: var(--hair);
        stroke-opacity: 0.6;
      }
      .now {
        fill: none;
        stroke: var(--accent);
        stroke-width: 1.5;
      }
      .g-condition .name {
        fill: var(--muted);
      }
      .hit {
        cursor: pointer;
      }
      .bar {
        stroke-width: 1;
        stroke: var(--muted);
        fill: color-mix(in srgb, var(--muted) 22%, var(--background));
      }
      .b-pull {
        stroke: var(--vscode-terminal-ansiCyan);
        fill: color-mix(in srgb, var(--vscode-terminal-ansiCyan) 34%, var(--background));
      }
      .b-create {
        stroke: var(--vscode-charts-yellow);
        fill: color-mix(in srgb, var(--vscode-charts-yellow) 34%, var(--background));
      }
      .b-sandbox {
        stroke: var(--accent);
        fill: color-mix(in srgb, var(--accent) 24%, var(--background));
      }
      .b-run,
      .b-ready,
      .b-true {
        stroke: var(--good);
        fill: color-mix(in srgb, var(--good) 34%, var(--background));
      }
      .b-false,
      .b-wait {
        fill: var(--background);
        stroke-dasharray: 3 2;
      }
      .b-failed {
        stroke: var(--bad);
        fill: color-mix(in srgb, var(--bad) 34%, var(--background));
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 3px 16px;
        margin: 6px 0 0;
        padding: 0;
        list-style: none;
        color: var(--muted);
      }
      .legend svg {
        margin-inline-end: 6px;
        vertical-align: -2px;
      }
    `,
  ];
}

/** Round times, four to eight of them. */
function ticks(end: number): readonly number[] {
  const rough = end / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}

function summary(rows: readonly GanttRow[]): string {
  return rows
    .map((row) => `${row.name}: ${row.bars.map((bar) => `${bar.label} ${spanText(bar.from)}`).join(', ')}`)
    .join('; ');
}
