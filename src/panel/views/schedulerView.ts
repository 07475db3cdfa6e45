/** The scheduler's cycle: who was ruled out and why, and how the scores of the others add up. */
import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { keyOfRef } from '../../trace/keys.ts';
import { words } from '../../trace/message.ts';
import type { ScheduleStep } from '../../trace/model.ts';
import { send } from '../events.ts';
import { rich } from '../richText.ts';
import { type Scene, subjectRef } from '../scene.ts';
import { nodeNames } from '../stage/bins.ts';
import { shared } from '../styles.ts';
import { clockText } from '../timeText.ts';
import { grouped, type ScoreRow, scoreRows, scoringPlugins } from './scoreRows.ts';
import { viewStyles } from './viewStyles.ts';

const mostRows = 40;
const barWidth = 260;

export class SchedulerView extends LitElement {
  static override properties = { scene: { attribute: false }, node: { state: true } };

  declare scene: Scene;
  /** The node whose arithmetic is shown; the chosen one until another is picked. */
  declare node: string | undefined;

  protected override render(): TemplateResult {
    const { scene } = this;
    const key = keyOfRef(subjectRef(scene));
    const cycle = scene.picture.cycles.get(key);
    const cycles = scene.run.trace.steps.filter(
      (step): step is ScheduleStep =>
        step.kind === 'schedule' && keyOfRef(step.ref) === key && step.id < scene.picture.taken,
    );
    if (cycle === undefined) return html`<p class="empty">${words({ id: 'ui.scheduler.none' })}</p>`;
    const rows = scoreRows(cycle, nodeNames(scene.timeline));
    const plugins = scoringPlugins(cycle);
    const most = Math.max(1, ...rows.map((row) => row.total ?? 0));
    const open = rows.find((row) => row.node === (this.node ?? cycle.node) && row.parts.length > 0);
    return html`
      <div class="bar">
        <strong>${words({ id: `ui.scheduler.${cycle.result}`, args: { node: cycle.node ?? '' } })}</strong>
        <span class="muted">${words({ id: 'ui.scheduler.attempt', args: { attempt: cycle.attempt, at: clockText(cycle.at) } })}</span>
        ${
          cycles.length < 2
            ? nothing
            : cycles.map(
                (
                  other,
                ) => html`<button class="link" aria-current=${other === cycle ? 'true' : nothing} @click=${() => send(this, 'podflight-seek', other.id + 1)}>
                  ${words({ id: 'ui.scheduler.cycle', args: { attempt: other.attempt } })}
                </button>`,
              )
        }
      </div>
      ${cycle.message === undefined || cycle.result === 'scheduled' ? nothing : html`<blockquote class="mono any">${cycle.message}</blockquote>`}
      <div class="scroll" tabindex="0">
        <table>
          <thead>
            <tr>
              <th>${words({ id: 'ui.scheduler.node' })}</th>
              <th>${words({ id: 'ui.scheduler.verdict' })}</th>
              <th>${words({ id: 'ui.scheduler.scores' })}</th>
              <th class="num">${words({ id: 'ui.scheduler.total' })}</th>
            </tr>
          </thead>
          <tbody>
            ${grouped(rows, mostRows).map(({ row, others }) => this.#row(row, others, plugins, most, open))}
          </tbody>
        </table>
      </div>
      ${open === undefined ? nothing : this.#legend(plugins)} ${open === undefined ? nothing : this.#arithmetic(open)}
    `;
  }

  #row(
    row: ScoreRow,
    others: number,
    plugins: readonly string[],
    most: number,
    open: ScoreRow | undefined,
  ): TemplateResult {
    const scored = row.parts.length > 0;
    return html`<tr class="verdict-${row.verdict.replace(' ', '-')} ${row === open ? 'current' : ''}">
      <td>
        ${
          scored
            ? html`<button class="link" aria-expanded=${row === open} @click=${() => {
                this.node = row.node;
              }}>${row.node}</button>`
            : row.node
        }${others === 0 ? nothing : html` <span class="muted">${words({ id: 'ui.more', args: { count: others } })}</span>`}
      </td>
      <td class="any">${verdictText(row)}${row.plugin === '' ? nothing : html` <span class="muted">· ${row.plugin}</span>`}</td>
      <td>${scored ? scoreBar(row, plugins, most) : nothing}</td>
      <td class="num">${row.total ?? '–'}</td>
    </tr>`;
  }

  #legend(plugins: readonly string[]): TemplateResult {
    return html`<ul class="legend">
      ${plugins.map((plugin, index) => html`<li><span class="swatch c${index % 6}" aria-hidden="true"></span>${plugin}</li>`)}
    </ul>`;
  }

  #arithmetic(row: ScoreRow): TemplateResult {
    return html`
      <h3>${words({ id: 'ui.scheduler.arithmetic', args: { node: row.node, total: row.total ?? 0 } })}</h3>
      <div class="scroll" tabindex="0">
        <table>
          <thead>
            <tr>
              <th>${words({ id: 'ui.scheduler.plugin' })}</th>
              <th class="num">${words({ id: 'ui.scheduler.raw' })}</th>
              <th class="num">${words({ id: 'ui.scheduler.normalised' })}</th>
              <th class="num">${words({ id: 'ui.scheduler.weight' })}</th>
              <th class="num">${words({ id: 'ui.scheduler.points' })}</th>
              <th>${words({ id: 'ui.scheduler.how' })}</th>
            </tr>
          </thead>
          <tbody>
            ${row.parts.map(
              ({ plugin, points, score }) => html`<tr>
                <td>${plugin}</td>
                <td class="num">${score.raw}</td>
                <td class="num">${score.normalised}</td>
                <td class="num">× ${score.weight}</td>
                <td class="num">${points}</td>
                <td class="muted">${score.arithmetic === undefined ? nothing : rich(score.arithmetic)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  static override styles = [
    shared,
    viewStyles,
    css`
      blockquote {
        margin: 0 0 10px;
        padding: 6px 12px;
        border-inline-start: 4px solid var(--bad);
      }
      tr.verdict-chosen td:first-child {
        font-weight: 600;
      }
      .ok {
        color: var(--good);
        font-weight: 700;
      }
      .no {
        color: var(--bad);
        font-weight: 700;
      }
      svg.scores {
        display: block;
        margin-top: 4px;
      }
      svg .back {
        fill: color-mix(in srgb, var(--text) 9%, transparent);
      }
      h3 {
        margin: 14px 0 4px;
        font-size: 1em;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 3px 16px;
        margin: 8px 0 0;
        padding: 0 10px;
        list-style: none;
        color: var(--muted);
      }
      .swatch {
        display: inline-block;
        width: 10px;
        height: 10px;
        margin-inline-end: 6px;
        border-radius: 2px;
        background: var(--plugin);
      }
      .c0 {
        --plugin: var(--vscode-charts-blue);
      }
      .c1 {
        --plugin: var(--vscode-charts-purple);
      }
      .c2 {
        --plugin: var(--vscode-charts-yellow);
      }
      .c3 {
        --plugin: var(--vscode-charts-green);
      }
      .c4 {
        --plugin: var(--vscode-terminal-ansiCyan);
      }
      .c5 {
        --plugin: var(--vscode-charts-red);
      }
      svg .part {
        fill: var(--plugin);
        stroke: var(--background);
        stroke-width: 1;
      }
    `,
  ];
}

function verdictText(row: ScoreRow): TemplateResult {
  switch (row.verdict) {
    case 'chosen':
      return html`<span class="ok" aria-hidden="true">✓</span> ${words({ id: 'ui.scheduler.chosen' })}`;
    case 'fits':
      return html`<span class="ok" aria-hidden="true">✓</span> ${words({ id: 'ui.scheduler.fits' })}`;
    case 'refused':
      return html`<span class="no" aria-hidden="true">✕</span> ${row.reasons.join(', ')}`;
    case 'not asked':
      return html`<span class="muted">${words({ id: 'ui.scheduler.notAsked' })}</span>`;
    default:
      return row.verdict satisfies never;
  }
}

/** The score as a bar of its plugins' points; each part says its arithmetic. */
function scoreBar(row: ScoreRow, plugins: readonly string[], most: number): TemplateResult {
  let x = 0;
  const parts = plugins.map((plugin, index) => {
    const part = row.parts.find((candidate) => candidate.plugin === plugin);
    if (part === undefined || part.points <= 0) return nothing;
    const width = (part.points / most) * barWidth;
    const title = `${plugin}: ${part.score.normalised} × ${part.score.weight} = ${part.points}`;
    const drawn = svg`<rect class="part c${index % 6}" x=${x} y="0" width=${width} height="11"><title>${title}</title></rect>`;
    x += width;
    return drawn;
  });
  const label = words({ id: 'ui.scheduler.score', args: { node: row.node, total: row.total ?? 0 } });
  return html`<svg class="scores" width=${barWidth} height="11" role="img" aria-label=${label}>
    <rect class="back" width=${barWidth} height="11" rx="2" />${parts}
  </svg>`;
}
