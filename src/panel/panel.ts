/** The panel: one run, one instant of it, and the parts that draw it. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Choice, Run, ToPanel } from '../protocol/messages.ts';
import { words } from '../trace/message.ts';
import {
  atStart,
  neighbour,
  type Player,
  paused,
  play,
  seek,
  seekTaken,
  speeds,
  tick,
  withSpeed,
} from '../trace/player.ts';
import { arrivalOf, type Moment, momentAt, positionOf } from '../trace/reel.ts';
import { stepSentence } from '../trace/stepSentence.ts';
import { type Chapter, reached } from '../trace/story.ts';
import { type Command, type PanelEvents, send } from './events.ts';
import { connect, type Host, type Kept, nothingKept } from './host.ts';
import { actionOf, isTaken } from './keys.ts';
import { panelStyles } from './panelStyles.ts';
import { placeOf, positionOfPlace } from './place.ts';
import { type Scene, type Showing, sceneAt, showingOf, subjectAt } from './scene.ts';
import type { Stage } from './stage/stage.ts';
import { statusText } from './statusText.ts';
import { shared } from './styles.ts';
import type { Transport } from './transport.ts';

export class Panel extends LitElement {
  static override properties = {
    scene: { state: true },
    stale: { state: true },
    said: { state: true },
    tab: { state: true },
    detail: { state: true },
    cursor: { state: true },
  };

  declare scene: Scene | undefined;
  /** Why the last run no longer belongs to the text. */
  declare stale: string | undefined;
  /** What the live region says. */
  declare said: string;
  declare tab: string;
  declare detail: boolean;
  /** The field under the editor's cursor. */
  declare cursor: string;

  readonly #host: Host = connect();
  #showing: Showing | undefined;
  #player: Player = atStart;
  #moment: Moment | undefined;
  /** Where the reader wants to be, while re-runs of a half-written manifest do not come that far. */
  #wanted: Pick<Kept, 'taken' | 'chapter' | 'into'> | undefined;
  #frame = 0;
  #saving = 0;

  constructor() {
    super();
    const kept = this.#host.kept();
    this.tab = kept.tab;
    this.detail = kept.detail;
    this.said = '';
    this.cursor = '';
    this.#player = withSpeed(atStart, kept.speed);
    this.#host.listen((message) => this.#receive(message));
    const on = <K extends keyof PanelEvents>(type: K, act: (detail: PanelEvents[K]) => void): void =>
      this.addEventListener(type, (event) => act((event as CustomEvent<PanelEvents[K]>).detail));
    on('podflight-seek', (taken) => this.#go(taken));
    on('podflight-scrub', (position) => this.#move((player, { reel }) => seek(player, reel, position)));
    on('podflight-chapter', (number) => this.#chapter(number));
    on('podflight-command', (command) => this.#command(command));
    on('podflight-speed', (speed) => this.#speed(speed));
    on('podflight-tab', (tab) => {
      this.tab = tab;
      this.#keep();
    });
    on('podflight-detail', (detail) => {
      this.detail = detail;
      this.#refresh(true);
      this.#keep();
    });
    on('podflight-reveal', (path) => this.#reveal(path));
    on('podflight-copy', (text) => this.#host.post({ type: 'copy', text }));
    window.addEventListener('keydown', (event) => this.#key(event));
    document.addEventListener('visibilitychange', () => {
      if (document.hidden && this.#player.playing) this.#move((player) => paused(player));
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#host.post({ type: 'panel/ready' });
  }

  #receive(message: ToPanel): void {
    switch (message.type) {
      case 'run':
        this.#show(message.run);
        return;
      case 'stale':
        this.stale = message.reason;
        return;
      case 'cursor':
        this.cursor = message.path;
        return;
      default:
        message satisfies never;
    }
  }

  /** A new run: a first one plays from its beginning, a re-run of the same document keeps the place. */
  #show(run: Run): void {
    const kept = this.#host.kept();
    const before = this.#showing;
    const same =
      before === undefined
        ? kept.document?.uri === run.document.uri && kept.document.index === run.document.index
        : before.run.document.uri === run.document.uri && before.run.document.index === run.document.index;
    const place = before === undefined ? kept : (this.#wanted ?? placeOf(before, this.#player.position));
    const playing = this.#player.playing;
    this.stale = undefined;
    this.#showing = showingOf(run);
    const position = same ? positionOfPlace(this.#showing, place) : 0;
    this.#player = seek(this.#player, this.#showing.reel, position);
    this.#wanted = same ? place : undefined;
    if (same ? playing : !stillness()) this.#player = play(this.#player, this.#showing.reel);
    this.#refresh(true);
    if (before !== undefined && same) this.#announceRerun(before, this.#showing);
    this.#run();
  }

  /** Says whether the story has come to end elsewhere. */
  #announceRerun(before: Showing, after: Showing): void {
    const [one, other] = [before, after].map(({ story }) => reached(story).at(-1));
    if (other === undefined) return;
    const id = one?.number === other.number && one.state === other.state ? 'ui.rerun' : `ui.rerun.${other.state}`;
    this.said = words({ id, args: { number: other.number, title: words(other.title) } });
  }

  #run(): void {
    if (this.#frame !== 0 || !this.#player.playing) return;
    const step = (clock: number): void => {
      this.#frame = 0;
      if (this.#showing === undefined) return;
      this.#player = tick(this.#player, this.#showing.reel, clock);
      this.#wanted = undefined;
      this.#refresh(false);
      if (this.#player.playing) this.#frame = requestAnimationFrame(step);
      else this.#rest();
    };
    this.#frame = requestAnimationFrame(step);
  }

  /** Takes the player somewhere else. */
  #move(change: (player: Player, showing: Showing) => Player): void {
    if (this.#showing === undefined) return;
    const wasPlaying = this.#player.playing;
    this.#player = change(this.#player, this.#showing);
    this.#wanted = undefined;
    this.#refresh(wasPlaying !== this.#player.playing);
    if (this.#player.playing) this.#run();
    else this.#rest();
  }

  /** Draws the instant. The parts are drawn anew only when a step, a second or a way of reading has changed. */
  #refresh(always: boolean): void {
    const showing = this.#showing;
    if (showing === undefined) return;
    const moment = momentAt(showing.reel, this.#player.position);
    const before = this.#moment;
    this.#moment = moment;
    const changed =
      always ||
      before === undefined ||
      this.scene?.run !== showing.run ||
      before.taken !== moment.taken ||
      (before.quiet === undefined) !== (moment.quiet === undefined) ||
      Math.floor(before.at / 1000) !== Math.floor(moment.at / 1000);
    if (changed) {
      const chapter = this.scene?.chapter;
      this.scene = sceneAt(showing, moment, this.detail);
      if (this.#player.playing && this.scene.chapter !== chapter) this.#say(this.scene.chapter);
    }
    this.#follow(moment);
  }

  /** Moves what moves: the message, the playhead and the clock. */
  #follow(moment: Moment): void {
    const moving = this.#player.playing && !stillness();
    this.renderRoot.querySelector<Stage>('podflight-stage')?.progress(moving ? moment.progress : 'resting');
    this.renderRoot.querySelector<Transport>('podflight-transport')?.follow(this.#player.position, moment);
  }

  /** Playback stands still: say where, and remember it. */
  #rest(): void {
    const { scene } = this;
    if (scene !== undefined) {
      const chapter = scene.chapter === undefined ? '' : `${scene.chapter.number}. ${words(scene.chapter.title)}. `;
      this.said = `${chapter}${words(stepSentence(scene.picture.step))}`;
    }
    this.#keep();
  }

  #say(chapter: Chapter | undefined): void {
    if (chapter === undefined) return;
    const callout = chapter.callout === undefined ? '' : ` ${words(chapter.callout)}`;
    this.said = `${chapter.number}. ${words(chapter.title)}.${callout}`;
    this.#keep();
  }

  #keep(): void {
    window.clearTimeout(this.#saving);
    this.#saving = window.setTimeout(() => {
      const showing = this.#showing;
      if (showing === undefined) return;
      const { uri, index } = showing.run.document;
      const place = placeOf(showing, this.#player.position);
      const { speed } = this.#player;
      this.#host.keep({
        ...nothingKept,
        document: { uri, index },
        ...place,
        speed,
        tab: this.tab,
        detail: this.detail,
      });
      this.#host.post({ type: 'at', run: showing.run.id, step: place.taken });
    }, 150);
  }

  /** To a step; from wherever one was, it is shown on its way. */
  #go(taken: number): void {
    this.#move((player, { reel }) => seekTaken(player, reel, taken));
  }

  #chapter(number: number): void {
    const chapter = this.#showing?.story.chapters[number - 1];
    if (chapter === undefined || chapter.to <= chapter.from) return;
    this.#move((player, { reel }) => {
      // A chapter begins with the step that gives it its name, not with what is left of the one before.
      const at = seek(player, reel, positionOf(reel, this.#opening(chapter)));
      return player.playing ? play(at, reel) : at;
    });
  }

  /** The first step of a chapter that is worth a look. */
  #opening(chapter: Chapter): number {
    const evidence = chapter.evidence.find((step) => step >= chapter.from && step < chapter.to);
    return (evidence ?? chapter.from) + 1;
  }

  #command(command: Command): void {
    switch (command) {
      case 'toggle':
        this.#move((player, { reel }) => (player.playing ? paused(player) : play(player, reel)));
        return;
      case 'step':
      case 'back':
        this.#move((player, { reel }) => {
          const direction = command === 'step' ? 1 : -1;
          return seekTaken(player, reel, neighbour(reel, player.position, direction, this.detail));
        });
        return;
      case 'next chapter':
      case 'previous chapter': {
        const here = this.scene?.chapter?.number ?? 1;
        const chapters = this.#showing === undefined ? [] : reached(this.#showing.story);
        const wanted =
          command === 'next chapter'
            ? chapters.find((chapter) => chapter.number > here)
            : (chapters.findLast((chapter) => chapter.number < here) ?? chapters[0]);
        if (wanted === undefined) this.#command('end');
        else this.#chapter(wanted.number);
        return;
      }
      case 'start':
        this.#move((player, { reel }) => seek(player, reel, 0));
        return;
      case 'end':
        this.#move((player, { reel }) =>
          seek(player, reel, Math.max(reel.length, arrivalOf(reel, reel.frames.length))),
        );
        return;
      default:
        command satisfies never;
    }
  }

  #speed(speed: number): void {
    if (!Number.isFinite(speed) || speed <= 0) return;
    this.#player = withSpeed(this.#player, speed);
    this.said = words({ id: 'ui.speedIs', args: { speed } });
    this.requestUpdate();
    this.#keep();
  }

  #key(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const path = event.composedPath().flatMap((target) => (target instanceof Element ? [target.tagName] : []));
    if (isTaken(event, path)) return;
    const action = actionOf(event);
    if (action === undefined) return;
    event.preventDefault();
    switch (action.do) {
      case 'command':
        this.#command(action.command);
        return;
      case 'chapter':
        this.#chapter(action.number);
        return;
      case 'speed': {
        const index = (speeds as readonly number[]).indexOf(this.#player.speed) + action.change;
        this.#speed(speeds[Math.max(0, Math.min(index, speeds.length - 1))] ?? 1);
        return;
      }
      default:
        action satisfies never;
    }
  }

  #reveal(path: string): void {
    const run = this.#showing?.run.id;
    if (run !== undefined) this.#host.post({ type: 'reveal', run, path });
  }

  protected override updated(_changed: PropertyValues): void {
    if (this.#moment !== undefined) this.#follow(this.#moment);
  }

  protected override render(): TemplateResult {
    const { scene } = this;
    return html`
      <div class="sr" role="status" aria-live="polite">${this.said}</div>
      ${scene === undefined ? html`<p class="waiting">${words({ id: 'ui.waiting' })}</p>` : this.#all(scene)}
    `;
  }

  #all(scene: Scene): TemplateResult {
    return html`
      ${this.#header(scene)}
      ${this.stale === undefined ? nothing : html`<p class="stale" role="status">${words({ id: 'ui.stale', args: { reason: this.stale } })}</p>`}
      <main>
        <section class="stage" aria-label=${words({ id: 'ui.stage' })}>
          <podflight-stage .scene=${scene}></podflight-stage>
        </section>
        <podflight-transport .scene=${scene} .cursor=${this.cursor} .playing=${this.#player.playing} .speed=${this.#player.speed}></podflight-transport>
        <section class="aside" aria-label=${words({ id: 'ui.story' })}>
          <podflight-story class="story" .scene=${scene}></podflight-story>
          <podflight-terminal class="terminal" .scene=${scene}></podflight-terminal>
          <podflight-contents class="contents" .scene=${scene}></podflight-contents>
        </section>
        <section class="evidence" aria-label=${words({ id: 'ui.evidenceTabs' })}>
          <podflight-tabs .scene=${scene} .tab=${this.tab}></podflight-tabs>
        </section>
      </main>
    `;
  }

  #header(scene: Scene): TemplateResult {
    const { document, worlds, world, scenarios, scenario } = scene.run;
    const status = statusText(subjectAt(scene), document.kind);
    return html`<header>
      <h1>${document.name}</h1>
      <span class="muted">${[document.kind, document.namespace].filter((part) => part !== '').join(' · ')}</span>
      <span class="status is-${status.mood}">${status.text}</span>
      <span class="space"></span>
      ${this.#choice('ui.world', worlds, world, (id) => ({ world: id }))}
      ${this.#choice('ui.scenario', scenarios, scenario, (id) => ({ scenario: id }))}
      <vscode-toolbar-button
        toggleable
        icon="list-tree"
        label=${words({ id: 'ui.detail' })}
        title=${words({ id: 'ui.detail.title' })}
        ?checked=${this.detail}
        @change=${(event: Event) => send(this, 'podflight-detail', (event.target as HTMLInputElement).checked)}
        >${words({ id: 'ui.detail' })}</vscode-toolbar-button
      >
    </header>`;
  }

  #choice(
    label: string,
    choices: readonly Choice[],
    chosen: string,
    message: (id: string) => { world: string } | { scenario: string },
  ): TemplateResult | typeof nothing {
    if (choices.length === 0) return nothing;
    const run = this.#showing?.run.id ?? 0;
    return html`<label class="choice">
      <span class="muted">${words({ id: label })}</span>
      <vscode-single-select
        label=${words({ id: label })}
        .value=${chosen}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLInputElement;
          if (value !== chosen) this.#host.post({ type: 'choose', run, ...message(value) });
        }}
      >
        ${choices.map(({ id, title }) => html`<vscode-option value=${id} ?selected=${id === chosen}>${title}</vscode-option>`)}
      </vscode-single-select>
    </label>`;
  }

  static override styles = [shared, panelStyles];
}

/** True for people who asked their system for less motion: messages then stand still on their wires. */
function stillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
