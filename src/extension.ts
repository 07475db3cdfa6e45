/** Composition root on the desktop: builds the parts, connects them to the editor, registers them. */
import type { ExtensionContext } from 'vscode';
import { registerCommands } from './editor/commands.ts';
import { showDiagnostics } from './editor/diagnostics.ts';
import { showLenses } from './editor/lenses.ts';
import { Manifests } from './editor/manifests.ts';
import { PanelHost } from './editor/panelHost.ts';
import { showPendingPods } from './editor/pendingPods.ts';
import { SimulatedCluster } from './editor/simulatedCluster.ts';

/** Called by VS Code when the first YAML or JSON file is opened. */
export function activate(context: ExtensionContext): void {
  const manifests = new Manifests();
  const cluster = new SimulatedCluster(manifests);
  const panel = new PanelHost(context, manifests, cluster);
  context.subscriptions.push(
    manifests,
    cluster,
    panel,
    ...showDiagnostics(manifests),
    ...showPendingPods(manifests, cluster),
    ...showLenses(manifests),
    ...registerCommands(context, manifests, panel),
  );
  cluster.start();
  manifests.start();
}
