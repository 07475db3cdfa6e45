/** Composition root on the desktop: builds the parts, connects them to the editor, registers them. */
import type { ExtensionContext } from 'vscode';
import { registerCommands } from './editor/commands.ts';
import { showDiagnostics } from './editor/diagnostics.ts';
import { showLenses } from './editor/lenses.ts';
import { Manifests } from './editor/manifests.ts';
import { PanelHost } from './editor/panelHost.ts';
import { defaultWorld } from './kubernetes/worlds/presets.ts';
import { Checker } from './manifest/findings.ts';

/** Called by VS Code when the first YAML or JSON file is opened. */
export function activate(context: ExtensionContext): void {
  const manifests = new Manifests();
  const panel = new PanelHost(context, manifests);
  context.subscriptions.push(
    manifests,
    panel,
    ...showDiagnostics(manifests, new Checker(defaultWorld)),
    ...showLenses(manifests),
    ...registerCommands(context, manifests, panel),
  );
}
