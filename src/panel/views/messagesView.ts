/** All messages as a table: who asked whom for what, what came back, and what was in it. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { words } from '../../trace/message.ts';
import type { Step } from '../../trace/model.ts';
import { send } from '../events.ts';
import type { Scene } from '../scene.ts';
import { outline } from '../stage/drawing.ts';
import { shared } from '../styles.ts';
import { clockText, spanText } from '../timeText.ts';
import { filtered, type MessageRow, messageRows, windowed } from './messageRows.ts';
import { viewStyles } from './viewStyles.ts';
import { yamlText } from './yamlText.ts';

/** More rows than this are not drawn at once. */
const mostRows = 300;

export class MessagesView extends LitElement {
  static override properties = { scene: { attribute: false }, filter: { state: true }, open: { state: true } };

  declare scene: Scene;
  declare filter: string;
  /** The step whose bodies are shown. */
  declare open: number | undefined;
  #rows: readonly MessageRow[] = [];
  #of: unknown;

  constructor() {
    super();
    this.filter = '';
  }

  protected override willUpdate(_changed: PropertyValues): void {
    if (this.#of === this.scene.run) return;
    this.#of = this.scene.run;
    this.#rows = messageRows(this.scene.run.trace);
    this.open = undefined;
  }

  protected override render(): TemplateResult {
    const { picture, detail } = this.scene;
    const all = filtered(this.#rows, this.filter, detail);
    const rows = windowed(all, picture.taken, mostRows);
    const step = picture.taken - 1;
    const current = (
      all.find((row) => row.step === step || row.answer === step) ?? all.findLast((row) => row.step < step)
    )?.step;
    return html`
      <div class="bar">
        <vscode-textfield
          type="search"
          placeholder=${words({ id: 'ui.messages.filter' })}
          label=${words({ id: 'ui.messages.filter' })}
          .value=${this.filter}
          @input=${(event: Event) => {
            this.filter = (event.target as HTMLInputElement).value;
          }}
        ></vscode-textfield>
        <span class="muted" role="status">${words({ id: 'ui.messages.count', args: { shown: rows.length, all: this.#rows.length } })}</span>
      </div>
      <div class="scroll" tabindex="0">
        <table>
          <thead>
            <tr>
              <th class="num">${words({ id: 'ui.messages.time' })}</th>
              <th>${words({ id: 'ui.messages.from' })}</th>
              <th>${words({ id: 'ui.messages.to' })}</th>
              <th>${words({ id: 'ui.messages.message' })}</th>
              <th>${words({ id: 'ui.messages.result' })}</th>
              <th class="num">${words({ id: 'ui.messages.took' })}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map((row) => this.#row(row, row.step === current))}
          </tbody>
        </table>
      </div>
    `;
  }

  #row(row: MessageRow, current: boolean): TemplateResult {
    const future = row.step >= this.scene.picture.taken;
    const answered = row.answer !== undefined && row.answer < this.scene.picture.taken;
    const go = (): void => {
      this.open = this.open === row.step ? undefined : row.step;
      send(this, 'podflight-seek', row.step + 1);
    };
    return html`
      <tr class="${future ? 'future' : ''} ${current ? 'current' : ''}" data-step=${row.step} @click=${go}>
        <td class="num mono">${clockText(row.at)}</td>
        <td>${row.from}</td>
        <td>${row.to}</td>
        <td class="mono any">
          <button class="link line" aria-expanded=${this.open === row.step} @click=${(event: Event) => {
            event.stopPropagation();
            go();
          }}>
            <svg class="shape k-${row.shape}" viewBox="-17 -12 34 24" aria-hidden="true"><path d=${outline(row.shape, 11, 8)} /></svg
            >${row.line}
          </button>
        </td>
        <td class=${row.failed ? 'bad' : ''}>${answered || row.answer === undefined || future ? row.result : words({ id: 'ui.messages.open' })}</td>
        <td class="num">${row.took === undefined ? '' : spanText(row.took)}</td>
      </tr>
      ${this.open === row.step ? this.#bodies(row) : nothing}
    `;
  }

  #bodies(row: MessageRow): TemplateResult {
    const { steps } = this.scene.run.trace;
    const parts: readonly (readonly [string, unknown])[] = [
      ['ui.messages.sent', bodyOf(steps[row.step])],
      ['ui.messages.answered', row.answer === undefined ? undefined : bodyOf(steps[row.answer])],
    ];
    const known = parts.filter(([, body]) => body !== undefined);
    return html`<tr class="bodies">
      <td colspan="6">
        ${known.length === 0 ? html`<p class="muted">${words({ id: 'ui.messages.noBody' })}</p>` : nothing}
        ${known.map(([title, body]) => html`<h3>${words({ id: title })}</h3><pre class="mono">${yamlText(body)}</pre>`)}
      </td>
    </tr>`;
  }

  static override styles = [
    shared,
    viewStyles,
    css`
      vscode-textfield {
        width: min(320px, 100%);
      }
      button.line {
        display: inline-flex;
        align-items: start;
        gap: 8px;
        color: inherit;
        font-size: 0.95em;
      }
      .shape {
        flex: none;
        width: 22px;
        height: 16px;
        margin-top: 2px;
      }
      .shape path {
        fill: color-mix(in srgb, var(--kind) 26%, transparent);
        stroke: var(--kind);
        stroke-width: 2;
      }
      td {
        white-space: nowrap;
      }
      td.any {
        white-space: normal;
        min-width: 28ch;
      }
      .bodies td {
        white-space: normal;
        padding-inline: 44px 10px;
      }
      h3 {
        margin: 6px 0 2px;
        font-size: 1em;
      }
      pre {
        max-height: 320px;
      }
    `,
  ];
}

function bodyOf(step: Step | undefined): unknown {
  switch (step?.kind) {
    case 'request':
    case 'response':
      return step.body;
    case 'write':
      return step.object;
    default:
      return undefined;
  }
}
