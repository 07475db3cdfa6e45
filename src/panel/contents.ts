/** The chapters as a list, where there is room for one. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { words } from '../trace/message.ts';
import type { Chapter } from '../trace/story.ts';
import { send } from './events.ts';
import type { Scene } from './scene.ts';
import { shared } from './styles.ts';

export class Contents extends LitElement {
  static override properties = { scene: { attribute: false } };

  declare scene: Scene;

  protected override shouldUpdate(changed: PropertyValues<this>): boolean {
    const before = changed.get('scene');
    return before === undefined || before.run !== this.scene.run || before.chapter !== this.scene.chapter;
  }

  protected override render(): TemplateResult {
    return html`<nav aria-label=${words({ id: 'ui.contents' })}>
      <ol>
        ${this.scene.story.chapters.map((chapter) => this.#entry(chapter))}
      </ol>
    </nav>`;
  }

  #entry(chapter: Chapter): TemplateResult {
    const { chapter: current, picture } = this.scene;
    const past = chapter.state === 'told' && chapter.to <= picture.taken && chapter !== current;
    const state = past ? 'past' : chapter.state.replace(' ', '-');
    const note =
      chapter.state === 'told' || chapter.state === 'stopped' ? '' : words({ id: `ui.chapter.${chapter.state}` });
    return html`<li>
      <button
        class="is-${state}"
        aria-current=${chapter === current ? 'step' : nothing}
        ?disabled=${chapter.to <= chapter.from}
        @click=${() => send(this, 'podflight-chapter', chapter.number)}
      >
        <span class="number">${chapter.state === 'stopped' ? '✕' : past ? '✓' : chapter.number}</span>
        <span>${words(chapter.title)}</span>
        <span class="muted">${note}</span>
      </button>
    </li>`;
  }

  static override styles = [
    shared,
    css`
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      button {
        display: grid;
        grid-template-columns: 24px 1fr auto;
        gap: 8px;
        width: 100%;
        padding: 4px 8px;
        border: 0;
        border-radius: 4px;
        background: none;
        text-align: start;
        cursor: pointer;
      }
      button:disabled {
        color: var(--muted);
        cursor: default;
      }
      button:hover:enabled {
        background: var(--vscode-list-hoverBackground);
      }
      button[aria-current] {
        background: var(--vscode-list-inactiveSelectionBackground, transparent);
        box-shadow: inset 3px 0 0 var(--accent);
        font-weight: 600;
      }
      .number {
        text-align: center;
        font-variant-numeric: tabular-nums;
      }
      .is-past .number {
        color: var(--good);
      }
      .is-stopped .number {
        color: var(--bad);
        font-weight: 700;
      }
    `,
  ];
}
