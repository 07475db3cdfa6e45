/** The story beside the stage: the current chapter in plain words, what must not be missed, and what really happens. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { words } from '../trace/message.ts';
import type { Chapter } from '../trace/story.ts';
import { wireLine } from '../trace/wire.ts';
import { send } from './events.ts';
import { tieOf } from './manifestTies.ts';
import { rich } from './richText.ts';
import type { Scene } from './scene.ts';
import { shared } from './styles.ts';

export class StoryView extends LitElement {
  static override properties = { scene: { attribute: false } };

  declare scene: Scene;

  /** Most steps change nothing here. */
  protected override shouldUpdate(changed: PropertyValues<this>): boolean {
    const before = changed.get('scene');
    const { scene } = this;
    return (
      before === undefined ||
      before.run !== scene.run ||
      before.chapter !== scene.chapter ||
      before.detail !== scene.detail ||
      hasStopped(before) !== hasStopped(scene)
    );
  }

  protected override render(): TemplateResult {
    const { story, chapter: current, detail } = this.scene;
    // All chapters lie in one grid cell, so the tallest decides the height and nothing below moves.
    return html`<div class="pages">
      ${story.chapters.map((chapter) => this.#page(chapter, chapter === current, detail))}
    </div>`;
  }

  #page(chapter: Chapter, current: boolean, detail: boolean): TemplateResult {
    const stopped = current && hasStopped(this.scene);
    return html`<section class="page ${current ? 'current' : ''} ${stopped ? 'stopped' : ''}" aria-hidden=${current ? nothing : 'true'}>
      <div class="number" aria-hidden="true">${stopped ? '✕' : chapter.number}</div>
      <div class="body">
        <h2>${words(chapter.title)}</h2>
        ${chapter.text.map((paragraph) => html`<p>${rich(paragraph)}</p>`)}
        ${chapter.failure === undefined ? nothing : this.#failure(chapter.failure)}
        ${chapter.callout === undefined ? nothing : html`<p class="callout"><strong>${words(chapter.callout)}</strong></p>`}
        ${
          chapter.details.length === 0
            ? nothing
            : html`<details ?open=${detail} @toggle=${this.#toggled}>
                <summary>${words({ id: 'ui.inDetail' })}</summary>
                <ul>
                  ${chapter.details.map(({ message, step }) => html`<li>${rich(message)}${step === undefined ? nothing : this.#link(step)}</li>`)}
                </ul>
                ${chapter.evidence.length === 0 ? nothing : this.#evidence(chapter.evidence)}
              </details>`
        }
      </div>
    </section>`;
  }

  #failure(failure: NonNullable<Chapter['failure']>): TemplateResult {
    const step = this.scene.run.trace.steps[failure.step];
    const tie = step === undefined ? undefined : tieOf(step, this.scene);
    return html`<figure class="failure">
      <figcaption>${failure.reason || words({ id: 'ui.failed' })}</figcaption>
      <blockquote class="mono">${failure.words}</blockquote>
      ${
        tie === undefined
          ? nothing
          : html`<button class="link" @click=${() => send(this, 'podflight-reveal', tie.path)}>
              ${words({ id: 'stage.tie', args: { line: tie.line, path: tie.path } })} ↗
            </button>`
      }
    </figure>`;
  }

  #evidence(steps: readonly number[]): TemplateResult {
    const { trace } = this.scene.run;
    return html`<p class="evidence">
      <span class="muted">${words({ id: 'ui.evidence' })}</span>
      ${steps.map((id) => {
        const step = trace.steps[id];
        return step === undefined
          ? nothing
          : html`<button class="link mono" @click=${() => send(this, 'podflight-seek', id + 1)}>${wireLine(step, trace)}</button>`;
      })}
    </p>`;
  }

  #link(step: number): TemplateResult {
    const label = words({ id: 'ui.showStep' });
    return html` <button class="link jump" title=${label} aria-label=${label} @click=${() => send(this, 'podflight-seek', step + 1)}>↗</button>`;
  }

  /** Opening one chapter's details opens them in all: it is a way of reading, not a place. */
  #toggled(event: Event): void {
    const { open } = event.target as HTMLDetailsElement;
    if (open !== this.scene.detail) send(this, 'podflight-detail', open);
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .pages {
        display: grid;
      }
      .page {
        grid-area: 1 / 1;
        visibility: hidden;
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 16px;
        align-content: start;
        min-width: 0;
      }
      .page.current {
        visibility: visible;
      }
      .number {
        display: grid;
        place-items: center;
        width: 36px;
        height: 36px;
        border: 2px solid var(--accent);
        border-radius: 50%;
        font-size: 16px;
        font-variant-numeric: tabular-nums;
      }
      .stopped .number {
        border-color: var(--bad);
        background: color-mix(in srgb, var(--bad) 16%, transparent);
      }
      h2 {
        margin: 5px 0 6px;
        font-size: 1.18em;
        line-height: 1.3;
      }
      p {
        margin: 0 0 7px;
        max-width: 72ch;
      }
      .callout {
        display: inline-block;
        margin: 2px 0 8px;
        padding: 5px 12px;
        border-inline-start: 3px solid var(--vscode-charts-yellow);
        border-radius: 0 4px 4px 0;
        background: color-mix(in srgb, var(--vscode-charts-yellow) 13%, transparent);
      }
      .stopped .callout {
        border-color: var(--bad);
        background: color-mix(in srgb, var(--bad) 12%, transparent);
      }
      .failure {
        margin: 2px 0 9px;
        padding: 6px 12px;
        border: 1px solid var(--bad);
        border-inline-start-width: 4px;
        border-radius: 4px;
        max-width: 90ch;
      }
      figcaption {
        font-weight: 600;
        color: var(--bad);
      }
      blockquote {
        margin: 2px 0 0;
        max-height: 11em;
        overflow: auto;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
        font-size: 0.93em;
      }
      details {
        color: var(--muted);
        max-width: 84ch;
      }
      summary {
        width: fit-content;
        padding: 2px 0;
        color: var(--text);
        cursor: pointer;
      }
      ul {
        margin: 3px 0 6px;
        padding-inline-start: 12px;
        border-inline-start: 2px solid var(--hair);
        list-style: none;
      }
      li {
        margin: 0 0 4px;
      }
      .evidence {
        display: flex;
        flex-direction: column;
        align-items: start;
        gap: 1px;
        max-width: none;
        font-size: 0.92em;
      }
      .evidence button {
        min-height: 24px;
        max-width: 100%;
        overflow-wrap: anywhere;
      }
      .jump {
        display: inline-grid;
        place-items: center;
        min-width: 24px;
        min-height: 24px;
      }
    `,
  ];
}

/** True from the step on at which the current chapter ends the story. */
function hasStopped({ chapter, picture }: Scene): boolean {
  return chapter?.failure !== undefined && picture.taken > chapter.failure.step;
}
