/** The commands of the palette, menus and lenses. */
import { commands, type Disposable, type ExtensionContext, type TextDocument, Uri, window, workspace } from 'vscode';
import { type Manifest, manifestAt, manifestsIn } from '../manifest/manifests.ts';
import { activeDocument, type Manifests } from './manifests.ts';
import type { PanelHost } from './panelHost.ts';

/** Registers every command of the contribution. */
export function registerCommands(context: ExtensionContext, manifests: Manifests, panel: PanelHost): Disposable[] {
  const simulate = async (target?: unknown, index?: unknown): Promise<void> => {
    const document = target instanceof Uri ? await workspace.openTextDocument(target) : activeDocument();
    const manifest = document && (await chosenManifest(document, manifests, target, index));
    if (document !== undefined && manifest !== undefined) await panel.show(document, manifest);
    else if (manifest === undefined) await offerExample(document);
  };
  return [
    commands.registerCommand('podflight.simulateCreation', simulate),
    commands.registerCommand('podflight.openExample', () => openExample(context.extensionUri)),
    ...trackActiveManifest(manifests),
  ];
}

/** A lens names its document, the editor's menus mean the one under the cursor, the explorer the file. */
async function chosenManifest(
  document: TextDocument,
  manifests: Manifests,
  target: unknown,
  index: unknown,
): Promise<Manifest | undefined> {
  const file = manifests.get(document);
  if (file === undefined) return undefined;
  const all = manifestsIn(file);
  if (typeof index === 'number') return all.find((manifest) => manifest.index === index);
  const editor = window.activeTextEditor;
  if (editor?.document === document) return manifestAt(file, document.offsetAt(editor.selection.active));
  if (all.length < 2 || !(target instanceof Uri)) return all[0];
  const picks = all.map((manifest) => ({ label: manifest.name || '(no name)', description: manifest.kind, manifest }));
  return (await window.showQuickPick(picks, { title: 'Simulate creation', placeHolder: 'Of which object?' }))?.manifest;
}

async function offerExample(document: TextDocument | undefined): Promise<void> {
  const where = document === undefined ? 'No manifest is open.' : 'This file holds no object of Kubernetes.';
  const open = 'Open an example';
  if ((await window.showInformationMessage(where, open)) === open) {
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
  const picked = await window.showQuickPick(examples, { title: 'Open an example', matchOnDetail: true });
  if (picked === undefined) return;
  const document = await workspace.openTextDocument({ language: 'yaml', content: picked.content });
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
    const file = document && manifests.get(document);
    const has = file !== undefined && manifestsIn(file).length > 0;
    if (has !== known) void commands.executeCommand('setContext', 'podflight.editorHasManifest', has);
    known = has;
  };
  update();
  return [window.onDidChangeActiveTextEditor(update), manifests.onDidChange(update)];
}
