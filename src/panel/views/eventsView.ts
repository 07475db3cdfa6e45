/** The Events written so far, as people read them. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { eventsAt, revisionAt } from '../../trace/history.ts';
import { keyOfObject, numberOf, recordOf, textOf } from '../../trace/keys.ts';
import { words } from '../../trace/message.ts';
import { send } from '../events.ts';
import type { Scene } from '../scene.ts';
import { shared } from '../styles.ts';
import { clockText } from '../timeText.ts';
import { viewStyles } from './viewStyles.ts';

export class EventsView extends LitElement {
  static override properties = { scene: { attribute: false } };

  declare scene: Scene;

  protected override render(): TemplateResult {
    const { timeline, picture } = this.scene;
    const events = eventsAt(timeline.history, picture.taken);
    if (events.length === 0) return html`<p class="empty">${words({ id: 'ui.events.none' })}</p>`;
    return html`<div class="scroll" tabindex="0">
      <table>
        <thead>
          <tr>
            <th class="num">${words({ id: 'ui.events.time' })}</th>
            <th>${words({ id: 'ui.events.type' })}</th>
            <th>${words({ id: 'ui.events.reason' })}</th>
            <th>${words({ id: 'ui.events.from' })}</th>
            <th>${words({ id: 'ui.events.message' })}</th>
          </tr>
        </thead>
        <tbody>
          ${events.map((event) => {
            const revision = revisionAt(timeline.history, keyOfObject(event), picture.taken);
            const step = revision?.step ?? -1;
            const count = numberOf(event.count, 1);
            const type = textOf(event.type);
            const from =
              textOf(recordOf(event.source).component) ||
              textOf(event.reportingComponent) ||
              textOf(event.reportingController);
            return html`<tr class=${step === picture.taken - 1 ? 'current' : ''} data-step=${step} @click=${() => send(this, 'podflight-seek', step + 1)}>
              <td class="num mono">${clockText(revision?.at ?? 0)}</td>
              <td class="type ${type === 'Warning' ? 'bad' : ''}">${type}</td>
              <td><button class="link plain">${textOf(event.reason)}</button>${count > 1 ? ` ×${count}` : ''}</td>
              <td>${from}</td>
              <td class="any">${textOf(event.message) || textOf(event.note)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  static override styles = [
    shared,
    viewStyles,
    css`
      button.plain {
        color: inherit;
      }
      td {
        white-space: nowrap;
      }
      td.any {
        white-space: normal;
        min-width: 30ch;
        unicode-bidi: isolate;
      }
    `,
  ];
}
