/** Composition root on the desktop: builds the parts, connects them to the editor, registers them. */
import type { ExtensionContext } from 'vscode';
import { registerCommands } from './editor/commands.ts';
import { showDiagnostics } from './editor/diagnostics.ts';
import { showLenses } from './editor/lenses.ts';
import { Manifests } from './editor/manifests.ts';
import { PanelHost } from './editor/panelHost.ts';

/** Called by VS Code when the first YAML or JSON file is opened. */
export function activate(context: ExtensionContext): void {
  const manifests = new Manifests();
  const panel = new PanelHost(context, manifests);
  context.subscriptions.push(
    manifests,
    panel,
    ...showDiagnostics(manifests),
    ...showLenses(manifests),
    ...registerCommands(context, manifests, panel),
  );
  manifests.start();
}
