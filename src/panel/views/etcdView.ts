/** What stands in etcd: keys, revisions, and who had them written. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { revisionAt } from '../../trace/history.ts';
import { words } from '../../trace/message.ts';
import { send } from '../events.ts';
import type { Scene } from '../scene.ts';
import { shared } from '../styles.ts';
import { clockText } from '../timeText.ts';
import { actorText } from './messageRows.ts';
import { viewStyles } from './viewStyles.ts';

const mostRows = 200;

export class EtcdView extends LitElement {
  static override properties = { scene: { attribute: false } };

  declare scene: Scene;

  protected override render(): TemplateResult {
    const { timeline, picture } = this.scene;
    const { history } = timeline;
    const written = history.written
      .map((key) => revisionAt(history, key, picture.taken))
      .filter((revision) => revision?.write !== undefined)
      .sort((one, other) => (other?.revision ?? 0) - (one?.revision ?? 0));
    const untouched = history.objects.size - history.written.length;
    return html`
      <div class="bar">
        <strong>${words({ id: 'ui.etcd.revision', args: { revision: picture.revision } })}</strong>
        <span class="muted">${words({ id: 'ui.etcd.untouched', args: { count: untouched } })}</span>
      </div>
      ${
        written.length === 0
          ? html`<p class="empty">${words({ id: 'ui.etcd.none' })}</p>`
          : html`<div class="scroll" tabindex="0">
              <table>
                <thead>
                  <tr>
                    <th>${words({ id: 'ui.etcd.key' })}</th>
                    <th class="num">${words({ id: 'ui.etcd.rev' })}</th>
                    <th class="num">${words({ id: 'ui.etcd.previous' })}</th>
                    <th>${words({ id: 'ui.etcd.by' })}</th>
                    <th class="num">${words({ id: 'ui.etcd.at' })}</th>
                  </tr>
                </thead>
                <tbody>
                  ${written.slice(0, mostRows).map((revision) => {
                    const write = revision?.write;
                    if (revision === undefined || write === undefined) return '';
                    const current = write.id === picture.taken - 1;
                    return html`<tr class=${current ? 'current' : ''} data-step=${write.id} @click=${() => send(this, 'podflight-seek', write.id + 1)}>
                      <td class="mono any ${revision.object === undefined ? 'gone' : ''}">
                        <button class="link plain">${write.key}</button>
                      </td>
                      <td class="num">${revision.revision}</td>
                      <td class="num muted">${write.previousRevision === 0 ? '–' : write.previousRevision}</td>
                      <td>${actorText(write.by)}</td>
                      <td class="num mono">${clockText(revision.at)}</td>
                    </tr>`;
                  })}
                </tbody>
              </table>
            </div>`
      }
    `;
  }

  static override styles = [
    shared,
    viewStyles,
    css`
      .gone {
        text-decoration: line-through;
      }
      button.plain {
        color: inherit;
        font: inherit;
        overflow-wrap: anywhere;
      }
    `,
  ];
}
