/** The commands of the palette, menus and lenses. */
import { commands, type Disposable, type ExtensionContext, type TextDocument, Uri, window, workspace } from 'vscode';
import type { ManifestFile } from '../manifest/manifestFile.ts';
import type { Manifest } from '../manifest/manifests.ts';
import { activeDocument, type Manifests } from './manifests.ts';
import type { PanelHost } from './panelHost.ts';

/** Registers every command of the contribution. */
export function registerCommands(context: ExtensionContext, manifests: Manifests, panel: PanelHost): Disposable[] {
  const simulate = async (target?: unknown, index?: unknown): Promise<void> => {
    const document = target instanceof Uri ? await workspace.openTextDocument(target) : activeDocument();
    const file = document && (await manifests.read(document));
    const all = file?.manifests() ?? [];
    if (document === undefined || file === undefined || all.length === 0) {
      await offerExample(document === undefined ? 'No manifest is open.' : 'This file holds no object of Kubernetes.');
      return;
    }
    const manifest =
      typeof index === 'number'
        ? all.find((each) => each.index === index)
        : (underCursor(file, document) ?? (await picked(all)));
    if (manifest !== undefined) await panel.show(document, manifest);
  };
  return [
    commands.registerCommand('podflight.simulateCreation', simulate),
    commands.registerCommand('podflight.openExample', () => openExample(context.extensionUri)),
    ...trackActiveManifest(manifests),
  ];
}

/** The editor's menus mean the manifest under the cursor; the explorer's a file that may not be in front. */
function underCursor(file: ManifestFile, document: TextDocument): Manifest | undefined {
  const editor = window.activeTextEditor;
  return editor?.document === document ? file.manifestAt(document.offsetAt(editor.selection.active)) : undefined;
}

async function picked(manifests: readonly Manifest[]): Promise<Manifest | undefined> {
  if (manifests.length === 1) return manifests[0];
  const picks = manifests.map((manifest) => ({
    label: manifest.name || '(no name)',
    description: manifest.kind,
    manifest,
  }));
  return (await window.showQuickPick(picks, { title: 'Simulate creation', placeHolder: 'Of which object?' }))?.manifest;
}

async function offerExample(why: string): Promise<void> {
  const open = 'Open an example';
  if ((await window.showInformationMessage(why, open)) === open) {
    await commands.executeCommand('podflight.openExample');
  }
}

/** Opens a copy of an example, so that it can be changed at will. */
async function openExample(extension: Uri): Promise<void> {
  const folder = Uri.joinPath(extension, 'media', 'examples');
  const names = (await workspace.fs.readDirectory(folder)).map(([name]) => name);
  const first = 'nginx.yaml';
  const sorted = [first, ...names.filter((name) => name !== first).sort()];
  const examples = await Promise.all(sorted.map((name) => example(folder, name)));
  const choice = await window.showQuickPick(examples, { title: 'Open an example', matchOnDetail: true });
  if (choice === undefined) return;
  const document = await workspace.openTextDocument({ language: 'yaml', content: choice.content });
  await window.showTextDocument(document);
}

interface Example {
  readonly label: string;
  /** The comment that the example begins with. */
  readonly detail: string;
  readonly content: string;
}

async function example(folder: Uri, name: string): Promise<Example> {
  const content = new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, name)));
  const comment = /^# (.*)/.exec(content)?.[1];
  return { label: name, detail: comment ?? 'One Pod with one container, from kubectl apply to Running.', content };
}

/** Menus offer the simulation where there is something to simulate. */
function trackActiveManifest(manifests: Manifests): Disposable[] {
  let known: boolean | undefined;
  const update = (): void => {
    const document = activeDocument();
    const has = document !== undefined && (manifests.get(document)?.manifests().length ?? 0) > 0;
    if (has !== known) void commands.executeCommand('setContext', 'podflight.editorHasManifest', has);
    known = has;
  };
  update();
  return [window.onDidChangeActiveTextEditor(update), manifests.onDidChange(update)];
}
