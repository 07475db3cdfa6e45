/** What kubectl prints at this instant, command by command, ready to be copied. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { words } from '../../trace/message.ts';
import { send } from '../events.ts';
import { commandName, describeText, eventsText, getText, watchText } from '../kubectlText.ts';
import type { Scene } from '../scene.ts';
import { shared } from '../styles.ts';
import { viewStyles } from './viewStyles.ts';

export class KubectlView extends LitElement {
  static override properties = { scene: { attribute: false } };

  declare scene: Scene;

  protected override render(): TemplateResult {
    const { scene } = this;
    const name = commandName(scene);
    const printed = scene.picture.output.map((step) => step.text).join('');
    const outputs: readonly (readonly [string, string | undefined])[] = [
      [`kubectl apply -f ${scene.run.document.file}`, printed],
      [`kubectl get ${name} -w`, watchText(scene)],
      [`kubectl get ${name} -o wide`, getText(scene, true)],
      [`kubectl describe ${name}`, describeText(scene)],
      ['kubectl get events', eventsText(scene)],
    ];
    return html`${outputs.map(([command, text]) => (text === undefined || text === '' ? '' : this.#output(command, text)))}`;
  }

  #output(command: string, text: string): TemplateResult {
    const copy = words({ id: 'ui.copyOutput', args: { command } });
    return html`<section>
      <header>
        <code class="mono">$ ${command}</code>
        <vscode-toolbar-button icon="copy" label=${copy} title=${copy} @click=${() => send(this, 'podflight-copy', text)}></vscode-toolbar-button>
      </header>
      <pre class="mono" tabindex="0">${text}</pre>
    </section>`;
  }

  static override styles = [
    shared,
    viewStyles,
    css`
      section {
        margin-bottom: 14px;
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-height: 26px;
      }
      header code {
        padding: 0;
        background: none;
        color: var(--muted);
      }
      pre {
        max-height: 420px;
        padding: 8px 12px;
        border: 1px solid var(--hair);
        border-radius: 4px;
        background: var(--vscode-terminal-background, var(--vscode-panel-background, var(--background)));
      }
    `,
  ];
}
