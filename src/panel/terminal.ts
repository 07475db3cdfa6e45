/** What `kubectl get` shows, always in sight: the row now, how it came to it, and why READY says what it says. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { words } from '../trace/message.ts';
import type { Message } from '../trace/model.ts';
import { readiness } from '../trace/readiness.ts';
import { commandName, getText, watchLines, watchText } from './kubectlText.ts';
import { rich } from './richText.ts';
import { type Scene, subjectAt, subjectRef } from './scene.ts';
import { shared } from './styles.ts';

/** Rows of the watch that are in sight without scrolling. */
const mostRows = 7;

export class Terminal extends LitElement {
  static override properties = { scene: { attribute: false } };

  declare scene: Scene;

  protected override updated(_changed: PropertyValues): void {
    const watch = this.renderRoot.querySelector<HTMLElement>('.watch');
    if (watch === null) return;
    // The height is that of the whole run, so that nothing moves while it plays.
    watch.style.setProperty('--rows', String(Math.min(mostRows, watchLines(this.scene))));
    watch.scrollTop = watch.scrollHeight;
  }

  protected override render(): TemplateResult {
    const { scene } = this;
    const name = commandName(scene);
    const pod = subjectRef(scene).kind === 'Pod';
    return html`
      <div class="box">
        <div class="command mono"><span class="muted">$</span> kubectl get ${name}</div>
        <pre class="now mono" role="group" tabindex="0" aria-label="kubectl get ${name}">${getText(scene)}</pre>
        <div class="command mono"><span class="muted">$</span> kubectl get ${name} -w</div>
        <pre class="watch mono" role="group" tabindex="0" aria-label="kubectl get ${name} -w">${watchText(scene)}</pre>
      </div>
      <dl class="why">
        ${pod ? html`<dt>${words({ id: 'row.why' })}</dt><dd>${rich(readiness(subjectAt(scene)))}</dd>` : nothing}
        <dt>${words({ id: 'row.next' })}</dt>
        <dd>${rich(whatNext(scene))}</dd>
      </dl>
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .box {
        padding: 9px 12px;
        border: 1px solid var(--edge);
        border-radius: 6px;
        background: var(--vscode-terminal-background, var(--vscode-panel-background, var(--background)));
        color: var(--vscode-terminal-foreground, var(--text));
      }
      pre,
      .command {
        margin: 0;
        font-size: 12px;
        line-height: 18px;
      }
      pre {
        overflow: auto;
        scrollbar-width: thin;
        unicode-bidi: isolate;
      }
      @container (max-width: 430px) {
        pre,
        .command {
          font-size: 10.5px;
        }
      }
      .now {
        min-height: 36px;
        margin-bottom: 8px;
        font-weight: 600;
      }
      .watch {
        --rows: 2;
        height: calc(var(--rows) * 18px + 2px);
      }
      .why {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 8px;
        min-height: 4.4em;
        align-content: start;
        margin: 8px 2px 0;
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
      }
    `,
  ];
}

/** What the story has in store; at its end, that nothing more comes or how the run was cut off. */
function whatNext(scene: Scene): Message {
  const { story, chapter, picture, run } = scene;
  const next = story.chapters.find((candidate) => candidate.from >= picture.taken && candidate.to > candidate.from);
  if (next !== undefined && next !== chapter) return next.title;
  if (picture.taken < run.trace.steps.length) return { id: 'row.next.goesOn' };
  return {
    id:
      run.trace.end === 'settled' || run.trace.end === 'until' || run.trace.end === 'refused'
        ? 'row.next.nothing'
        : 'row.next.cut',
  };
}
