/** Playing, stepping and scrubbing: the chapters are the scrubber. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { failuresOf } from '../trace/failures.ts';
import { words } from '../trace/message.ts';
import type { Message } from '../trace/model.ts';
import { speeds } from '../trace/player.ts';
import { type Moment, momentAt } from '../trace/reel.ts';
import { stepSentence } from '../trace/stepSentence.ts';
import { chapterAt } from '../trace/story.ts';
import { type Command, send } from './events.ts';
import { stepsOf } from './manifestTies.ts';
import type { Scene } from './scene.ts';
import { shared } from './styles.ts';
import { clockText } from './timeText.ts';
import { type Mark, marksOf, positionAt, scaleOf, shareAt, type TrackScale } from './trackScale.ts';

/** The scrubber's input counts in these parts of the track. */
const fine = 10_000;

export class Transport extends LitElement {
  static override properties = {
    scene: { attribute: false },
    playing: { type: Boolean },
    speed: { type: Number },
    cursor: {},
  };

  declare scene: Scene;
  declare playing: boolean;
  declare speed: number;
  /** The field under the editor's cursor; the steps it has a part in are marked. */
  declare cursor: string;
  #scale: TrackScale = { segments: [], reached: 0 };
  #marks: readonly Mark[] = [];
  #of: unknown;
  #position = 0;

  /** Moves the playhead and the clock; called each frame, so it touches only these. */
  follow(position: number, moment: Moment): void {
    this.#position = position;
    const share = shareAt(this.#scale, position);
    const track = this.renderRoot.querySelector<HTMLElement>('.track');
    track?.style.setProperty('--at', share.toFixed(5));
    const clock = this.renderRoot.querySelector('.clock');
    if (clock !== null) clock.textContent = clockText(moment.at);
    const input = this.renderRoot.querySelector<HTMLInputElement>('input[type=range]');
    if (input !== null && !input.matches(':active')) input.value = String(Math.round(share * fine));
  }

  protected override willUpdate(_changed: PropertyValues): void {
    if (this.#of === this.scene.run) return;
    this.#of = this.scene.run;
    this.#scale = scaleOf(this.scene.story, this.scene.reel);
    this.#marks = marksOf(failuresOf(this.scene.run.trace), this.#scale, this.scene.reel);
  }

  protected override updated(): void {
    const track = this.renderRoot.querySelector<HTMLElement>('.track');
    track?.style.setProperty('--reached', String(this.#scale.reached));
    track?.style.setProperty('--count', String(this.#scale.segments.length));
    for (const placed of this.renderRoot.querySelectorAll<HTMLElement>('[data-at]')) {
      placed.style.setProperty('--left', placed.dataset.at ?? '0');
    }
    this.follow(this.#position, momentAt(this.scene.reel, this.#position));
  }

  protected override render(): TemplateResult {
    const { scene } = this;
    const crowded = scene.story.chapters.length > 14;
    return html`
      <div class="buttons" role="toolbar" aria-label=${text('ui.transport')}>
        ${this.#button('previous chapter', 'debug-reverse-continue', 'ui.previousChapter')}
        ${this.#button('back', 'debug-step-back', 'ui.back')}
        <vscode-button
          class="play"
          icon=${this.playing ? 'debug-pause' : 'play'}
          aria-label=${text(this.playing ? 'ui.pause' : 'ui.play')}
          title=${text(this.playing ? 'ui.pause' : 'ui.play')}
          @click=${() => send(this, 'podflight-command', 'toggle')}
        ></vscode-button>
        ${this.#button('step', 'debug-step-over', 'ui.step')} ${this.#button('next chapter', 'debug-continue', 'ui.nextChapter')}
      </div>
      <div class="track ${crowded ? 'crowded' : ''}">
        <div class="rail"></div>
        <div class="rail reachable"></div>
        <div class="rail done"></div>
        <ol>
          ${this.#scale.segments.map((segment) => this.#chapter(segment.number, segment.left))}
        </ol>
        ${this.#cursorMarks().map(
          (mark) => html`<div class="mark cursor" data-at=${mark.at} title=${text('stage.cursor')}></div>`,
        )}
        ${this.#marks.map((mark) => html`<div class="mark" data-at=${mark.at} title=${mark.words}></div>`)}
        <div class="playhead"></div>
        <input
          type="range"
          min="0"
          max=${fine}
          step="1"
          aria-label=${text('ui.scrubber')}
          aria-valuetext=${this.#valueText()}
          @input=${this.#scrub}
        />
      </div>
      <div class="end">
        <span class="clock mono" aria-label=${text('ui.clock')}></span>
        <vscode-single-select
          label=${text('ui.speed')}
          title=${text('ui.speed')}
          .value=${String(this.speed)}
          @change=${(event: Event) => send(this, 'podflight-speed', Number((event.target as HTMLInputElement).value))}
        >
          ${speeds.map(
            (speed) => html`<vscode-option value=${speed} ?selected=${speed === this.speed}>${speed}×</vscode-option>`,
          )}
        </vscode-single-select>
      </div>
    `;
  }

  #button(command: Command, icon: string, label: string): TemplateResult {
    return html`<vscode-toolbar-button
      icon=${icon}
      label=${text(label)}
      title=${text(label)}
      @click=${() => send(this, 'podflight-command', command)}
    ></vscode-toolbar-button>`;
  }

  #chapter(number: number, left: number): TemplateResult {
    const { story, chapter: current, picture } = this.scene;
    const chapter = story.chapters[number - 1];
    if (chapter === undefined) return html``;
    const state =
      chapter.state === 'told' && chapter.to <= picture.taken && chapter !== current ? 'done' : chapter.state;
    const name = `${number}. ${words(chapter.title)}`;
    const reachable = chapter.to > chapter.from;
    return html`<li data-at=${left}>
      <button
        class="chapter is-${state.replace(' ', '-')}"
        title=${reachable ? name : `${name} (${text(`ui.chapter.${chapter.state}`)})`}
        aria-label=${reachable ? name : `${name} (${text(`ui.chapter.${chapter.state}`)})`}
        aria-current=${chapter === current ? 'step' : nothing}
        ?disabled=${!reachable}
        @click=${() => send(this, 'podflight-chapter', number)}
      >
        ${chapter.state === 'stopped' ? html`<span aria-hidden="true">✕</span>` : number}
      </button>
    </li>`;
  }

  #cursorMarks(): readonly Mark[] {
    if (this.cursor === undefined || this.cursor === '') return [];
    const touched = stepsOf(this.cursor, this.scene).map((step) => ({ step, words: '' }));
    return marksOf(touched, this.#scale, this.scene.reel);
  }

  #valueText(): string {
    const { picture, story } = this.scene;
    const chapter = chapterAt(story, picture.taken);
    const title = chapter === undefined ? '' : `${chapter.number}. ${words(chapter.title)}: `;
    return `${title}${words(stepSentence(picture.step))}`;
  }

  #scrub(event: Event): void {
    const share = Math.min(Number((event.target as HTMLInputElement).value) / fine, this.#scale.reached);
    send(this, 'podflight-scrub', positionAt(this.#scale, share));
  }

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 6px 14px;
        padding: 8px 16px;
        background: var(--background);
        border-block: 1px solid var(--hair);
      }
      .buttons,
      .end {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      .end {
        gap: 10px;
      }
      vscode-toolbar-button {
        padding: 1px;
      }
      .play {
        min-width: 40px;
      }
      .clock {
        min-width: 9ch;
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      vscode-single-select {
        width: 72px;
      }
      .track {
        --at: 0;
        --reached: 0;
        position: relative;
        height: 40px;
        margin-inline: 14px 10px;
      }
      .rail {
        position: absolute;
        inset-inline-start: 0;
        top: 18.5px;
        width: 100%;
        height: 3px;
        border-radius: 2px;
        background: repeating-linear-gradient(to right, var(--edge) 0 4px, transparent 4px 8px);
      }
      .rail.reachable {
        width: calc(var(--reached) * 100%);
        background: color-mix(in srgb, var(--text) 28%, var(--background));
      }
      .rail.done {
        width: calc(var(--at) * 100%);
        background: var(--accent);
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li,
      .mark {
        --left: 0;
        position: absolute;
        inset-inline-start: calc(var(--left) * 100%);
        top: 8px;
      }
      .chapter {
        position: relative;
        z-index: 2;
        display: grid;
        place-items: center;
        width: 24px;
        height: 24px;
        margin-inline-start: -12px;
        padding: 0;
        border: 1.5px solid color-mix(in srgb, var(--text) 45%, var(--background));
        border-radius: 50%;
        background: var(--background);
        color: var(--text);
        font-size: 11.5px;
        font-variant-numeric: tabular-nums;
        line-height: 1;
        cursor: pointer;
      }
      .chapter:hover:enabled {
        border-color: var(--accent);
      }
      .chapter.is-done {
        border-color: var(--accent);
        background: color-mix(in srgb, var(--accent) 24%, var(--background));
      }
      .chapter[aria-current] {
        border: 2.5px solid var(--accent);
        font-weight: 700;
        box-shadow: 0 0 0 3px color-mix(in srgb, var(--accent) 25%, transparent);
      }
      .chapter.is-not-reached,
      .chapter.is-skipped {
        border-style: dashed;
        color: var(--muted);
        cursor: default;
      }
      .chapter.is-stopped {
        border: 2px solid var(--bad);
        color: var(--text);
        background: color-mix(in srgb, var(--bad) 20%, var(--background));
        font-weight: 700;
      }
      .chapter.is-stopped[aria-current] {
        box-shadow: 0 0 0 3px color-mix(in srgb, var(--bad) 30%, transparent);
      }
      .chapter:focus-visible {
        border-radius: 50%;
        outline-offset: 3px;
      }
      .crowded .chapter {
        width: 14px;
        height: 24px;
        margin-inline-start: -7px;
        border-radius: 7px;
        font-size: 9px;
      }
      .mark {
        z-index: 1;
        top: 11px;
        width: 3px;
        height: 18px;
        margin-inline-start: -1.5px;
        border-radius: 2px;
        background: var(--bad);
        pointer-events: none;
      }
      .mark.cursor {
        top: 2px;
        width: 6px;
        height: 6px;
        margin-inline-start: -3px;
        border-radius: 50%;
        background: var(--text);
      }
      .playhead {
        position: absolute;
        z-index: 3;
        inset-inline-start: calc(var(--at) * 100%);
        top: 30px;
        width: 0;
        height: 0;
        margin-inline-start: -6px;
        border: 6px solid transparent;
        border-top: 0;
        border-bottom: 9px solid var(--text);
        pointer-events: none;
      }
      input[type='range'] {
        position: absolute;
        inset-inline-start: -8px;
        z-index: 1;
        top: 0;
        width: calc(100% + 16px);
        height: 40px;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      .track:has(input:focus-visible) {
        outline: 1px solid var(--focus);
        outline-offset: 4px;
        border-radius: 4px;
      }
      @container (max-width: 620px) {
        :host {
          grid-template-columns: auto 1fr;
        }
        .track {
          grid-row: 2;
          grid-column: 1 / -1;
        }
        .end {
          justify-content: end;
        }
      }
    `,
  ];
}

function text(id: string, args: Message['args'] = {}): string {
  return words({ id, args });
}
