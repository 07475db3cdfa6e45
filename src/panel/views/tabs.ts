/** The evidence below the stage, in tabs, each at the instant shown. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { words } from '../../trace/message.ts';
import { send } from '../events.ts';
import type { Scene } from '../scene.ts';
import { shared } from '../styles.ts';

export const tabs = ['kubectl', 'object', 'messages', 'scheduler', 'containers', 'events', 'etcd'] as const;

export type Tab = (typeof tabs)[number];

export class Tabs extends LitElement {
  static override properties = { scene: { attribute: false }, tab: {} };

  declare scene: Scene;
  declare tab: string;

  protected override render(): TemplateResult {
    const selected = Math.max(0, tabs.indexOf(this.tab as Tab));
    return html`
      <vscode-tabs
        selected-index=${selected}
        @vsc-tabs-select=${(event: CustomEvent<{ selectedIndex: number }>) =>
          send(this, 'podflight-tab', tabs[event.detail.selectedIndex] ?? 'kubectl')}
      >
        ${tabs.map(
          (tab) => html`<vscode-tab-header slot="header">${words({ id: `ui.tab.${tab}` })}</vscode-tab-header>
            <vscode-tab-panel>${tab === tabs[selected] ? this.#view(tab) : ''}</vscode-tab-panel>`,
        )}
      </vscode-tabs>
    `;
  }

  #view(tab: Tab): TemplateResult {
    const { scene } = this;
    switch (tab) {
      case 'kubectl':
        return html`<podflight-kubectl .scene=${scene}></podflight-kubectl>`;
      case 'object':
        return html`<podflight-object .scene=${scene}></podflight-object>`;
      case 'messages':
        return html`<podflight-messages .scene=${scene}></podflight-messages>`;
      case 'scheduler':
        return html`<podflight-scheduler .scene=${scene}></podflight-scheduler>`;
      case 'containers':
        return html`<podflight-containers .scene=${scene}></podflight-containers>`;
      case 'events':
        return html`<podflight-events .scene=${scene}></podflight-events>`;
      case 'etcd':
        return html`<podflight-etcd .scene=${scene}></podflight-etcd>`;
      default:
        return tab satisfies never;
    }
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        min-width: 0;
        min-height: 360px;
      }
      vscode-tabs {
        overflow-x: clip;
      }
    `,
  ];
}
