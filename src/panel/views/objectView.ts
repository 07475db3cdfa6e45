/** The object at this instant: its YAML with what this revision changed, and who changed it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { type Revision, revisionsUntil } from '../../trace/history.ts';
import { keyOfRef } from '../../trace/keys.ts';
import { words } from '../../trace/message.ts';
import type { StageStep, Trace } from '../../trace/model.ts';
import { send } from '../events.ts';
import { pathText } from '../fieldPath.ts';
import { type Scene, subjectRef } from '../scene.ts';
import { shared } from '../styles.ts';
import { clockText } from '../timeText.ts';
import { actorText } from './messageRows.ts';
import { viewStyles } from './viewStyles.ts';
import { type YamlLine, yamlLines } from './yamlLines.ts';
import { hiddenFields, lineText, yamlText } from './yamlText.ts';

export class ObjectView extends LitElement {
  static override properties = { scene: { attribute: false }, only: { state: true } };

  declare scene: Scene;
  /** Show only what changed. */
  declare only: boolean;
  #drawn: { revision: Revision; only: boolean; lines: readonly YamlLine[] } | undefined;

  constructor() {
    super();
    this.only = false;
  }

  protected override render(): TemplateResult {
    const { scene } = this;
    const revisions = revisionsUntil(scene.timeline.history, keyOfRef(subjectRef(scene)), scene.picture.taken);
    const last = revisions.at(-1);
    if (last === undefined) return html`<p class="empty">${words({ id: 'ui.object.none' })}</p>`;
    const shown = last.object === undefined ? revisions.at(-2) : last;
    const before = shown === undefined ? undefined : revisions[revisions.indexOf(shown) - 1];
    const origins = before === undefined ? originsOf(scene.run.trace, last) : new Map<string, string>();
    return html`
      <div class="bar">
        <strong>${words({ id: last.object === undefined ? 'ui.object.gone' : 'ui.object.revision', args: { revision: last.revision } })}</strong>
        <span class="muted">
          ${last.by === undefined ? words({ id: 'ui.object.before' }) : words({ id: 'ui.object.by', args: { by: actorText(last.by), at: clockText(last.at) } })}
        </span>
        <span class="revisions" role="group" aria-label=${words({ id: 'ui.object.revisions' })}>
          ${revisions.map(
            (revision) => html`<button
              class="revision"
              aria-pressed=${revision === last}
              title=${revision.by === undefined ? '' : actorText(revision.by)}
              @click=${() => send(this, 'podflight-seek', revision.step + 1)}
            >
              ${revision.revision}
            </button>`,
          )}
        </span>
        ${
          before === undefined
            ? nothing
            : html`<vscode-button
                secondary
                icon=${this.only ? 'check' : 'filter'}
                aria-pressed=${this.only}
                @click=${() => {
                  this.only = !this.only;
                }}
                >${words({ id: 'ui.object.only' })}</vscode-button
              >`
        }
        <vscode-button secondary icon="copy" @click=${() => send(this, 'podflight-copy', yamlText(shown?.object))}>${words({ id: 'ui.copy' })}</vscode-button>
      </div>
      ${shown === undefined ? nothing : this.#yaml(shown, before, origins)}
    `;
  }

  #yaml(revision: Revision, before: Revision | undefined, origins: ReadonlyMap<string, string>): TemplateResult {
    const { lines: known } = this.scene.run;
    if (this.#drawn?.revision !== revision || this.#drawn.only !== this.only) {
      const all = yamlLines(revision.object, before?.object, hiddenFields);
      const lines = this.only && before !== undefined ? withParents(all) : all;
      this.#drawn = { revision, only: this.only, lines };
    }
    return html`<div class="yaml mono" role="list">
      ${this.#drawn.lines.map((line) => {
        const origin = origins.get(line.path);
        const mine = Object.hasOwn(known, line.path);
        return html`<div class="line ${line.change ?? ''}" role="listitem">
          <span class="sign" aria-label=${line.change === undefined ? nothing : words({ id: `ui.object.${line.change}` })}>${signs[line.change ?? 'none']}</span
          ><span class="text">${
            mine
              ? html`<button class="link plain" title=${words({ id: 'ui.object.reveal' })} @click=${() => send(this, 'podflight-reveal', line.path)}>${lineText(line).trimStart()}</button>`
              : lineText(line)
          }</span
          >${line.before === undefined ? nothing : html`<span class="note">${words({ id: 'ui.object.was', args: { before: line.before } })}</span>`}${
            origin === undefined ? nothing : html`<span class="note">${origin}</span>`
          }
        </div>`;
      })}
    </div>`;
  }

  static override styles = [
    shared,
    viewStyles,
    css`
      .revisions {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .revision {
        min-width: 26px;
        min-height: 24px;
        padding: 0 7px;
        border: 1px solid var(--edge);
        border-radius: 12px;
        background: none;
        cursor: pointer;
        font-variant-numeric: tabular-nums;
      }
      .revision[aria-pressed='true'] {
        border-color: var(--accent);
        background: color-mix(in srgb, var(--accent) 22%, transparent);
      }
      .yaml {
        overflow-x: auto;
        padding: 8px 0;
        border: 1px solid var(--hair);
        border-radius: 4px;
        background: var(--vscode-textCodeBlock-background, transparent);
        font-size: var(--vscode-editor-font-size, 12px);
        line-height: 1.55;
      }
      .line {
        display: flex;
        width: max-content;
        min-width: 100%;
        padding-inline-end: 12px;
      }
      .text {
        white-space: pre;
        unicode-bidi: isolate;
      }
      button.plain {
        color: inherit;
        white-space: pre;
        font: inherit;
        text-decoration: underline dotted;
        text-underline-offset: 3px;
      }
      .sign {
        flex: none;
        width: 24px;
        text-align: center;
        font-weight: 700;
      }
      .added {
        background: var(--vscode-diffEditor-insertedLineBackground, color-mix(in srgb, var(--good) 16%, transparent));
      }
      .added .sign {
        color: var(--good);
      }
      .changed {
        background: color-mix(in srgb, var(--accent) 15%, transparent);
      }
      .changed .note {
        color: inherit;
      }
      .changed .sign {
        color: var(--accent);
      }
      .removed {
        background: var(--vscode-diffEditor-removedLineBackground, color-mix(in srgb, var(--bad) 14%, transparent));
      }
      .removed .sign {
        color: var(--bad);
      }
      .note {
        padding-inline-start: 24px;
        color: var(--muted);
        white-space: nowrap;
        font-family: var(--vscode-font-family, sans-serif);
        font-style: italic;
      }
    `,
  ];
}

const signs = { added: '+', changed: '~', removed: '−', none: ' ' } as const;

/** Changed lines and the fields they stand in. */
function withParents(lines: readonly YamlLine[]): readonly YamlLine[] {
  const kept = new Set<number>();
  const parents: number[] = [];
  lines.forEach((line, index) => {
    while (parents.length > 0 && (lines[parents.at(-1) as number]?.indent ?? 0) >= line.indent) parents.pop();
    if (line.change !== undefined) {
      kept.add(index);
      for (const parent of parents) kept.add(parent);
    }
    parents.push(index);
  });
  return lines.filter((_, index) => kept.has(index));
}

/** Where the fields of a new object come from that the manifest does not have: defaulting, or an admission plugin. */
function originsOf(trace: Trace, first: Revision): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  for (const step of trace.steps) {
    if (step.id > first.step) break;
    if (step.kind !== 'stage' || step.request !== first.write?.request) continue;
    for (const change of step.changes ?? []) origins.set(pathText(change.path), originOf(step));
  }
  return origins;
}

function originOf(step: StageStep): string {
  if (step.plugin !== undefined) return words({ id: 'ui.object.origin.plugin', args: { plugin: step.plugin } });
  return words({ id: step.stage === 'default' ? 'ui.object.origin.default' : 'ui.object.origin.server' });
}
