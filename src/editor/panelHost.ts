/** The panel beside the editor: plays one manifest, and follows it while it is edited. */
import {
  type Disposable,
  type ExtensionContext,
  env,
  Range,
  type TextDocument,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { Manifest } from '../manifest/manifests.ts';
import type { Run, ToHost, ToPanel } from '../protocol/messages.ts';
import { panelPage } from '../protocol/page.ts';
import { parseToHost } from '../protocol/parse.ts';
import { fileName } from './files.ts';
import type { Manifests } from './manifests.ts';
import type { SimulatedCluster } from './simulatedCluster.ts';

/** The panel's type, by which VS Code restores it after a reload. */
export const viewType = 'podflight.panel';

/** Where a panel's subject is kept across reloads. */
const stateKey = 'podflight.panel';

/** An edit re-runs the simulation this long after the last keystroke: the panel is looked at after typing. */
const rerunAfterMs = 150;

/** Which manifest the panel plays, and in what. */
interface Subject {
  readonly uri: string;
  readonly index: number;
  readonly kind: string;
  readonly name: string;
  /** Name of the scenario that the user chose, if he did. */
  readonly scenario?: string;
}

/** The one panel of a window. */
export class PanelHost implements Disposable {
  readonly #context: ExtensionContext;
  readonly #manifests: Manifests;
  readonly #cluster: SimulatedCluster;
  readonly #subscriptions: Disposable[];
  #panel: WebviewPanel | undefined;
  #subject: Subject | undefined;
  #run: Run | undefined;
  #lastRun = 0;
  /** The page has said that it listens. */
  #ready = false;
  #rerun: ReturnType<typeof setTimeout> | undefined;

  constructor(context: ExtensionContext, manifests: Manifests, cluster: SimulatedCluster) {
    this.#context = context;
    this.#manifests = manifests;
    this.#cluster = cluster;
    this.#subscriptions = [
      window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel) => this.#restore(panel),
      }),
      manifests.onDidChange((document) => this.#edited(document)),
      cluster.onDidChange(() => this.#rerunSoon()),
      manifests.onDidClose((uri) => this.#closed(uri)),
      window.onDidChangeTextEditorSelection(({ textEditor }) =>
        this.#cursorAt(textEditor.document, textEditor.document.offsetAt(textEditor.selection.active)),
      ),
    ];
  }

  /** Plays the creation of a manifest; the panel opens beside the editor and leaves the focus to it. */
  async show(document: TextDocument, manifest: Manifest): Promise<void> {
    this.#follow({ ...this.#subject, uri: document.uri.toString(), ...identity(manifest) });
    if (this.#panel === undefined) {
      const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
      this.#adopt(window.createWebviewPanel(viewType, 'Podflight', place, this.#webviewOptions()));
    } else this.#panel.reveal(undefined, true);
    await this.#play();
  }

  #webviewOptions(): { enableScripts: true; localResourceRoots: Uri[] } {
    return { enableScripts: true, localResourceRoots: [this.#dist()] };
  }

  #dist(): Uri {
    return Uri.joinPath(this.#context.extensionUri, 'dist');
  }

  #follow(subject: Subject): void {
    this.#subject = subject;
    void this.#context.workspaceState.update(stateKey, subject);
  }

  async #restore(panel: WebviewPanel): Promise<void> {
    this.#subject = this.#context.workspaceState.get<Subject>(stateKey);
    panel.webview.options = this.#webviewOptions();
    this.#adopt(panel);
    await this.#play();
  }

  #adopt(panel: WebviewPanel): void {
    const { webview } = panel;
    const asset = (name: string) => webview.asWebviewUri(Uri.joinPath(this.#dist(), name)).toString();
    this.#panel?.dispose();
    this.#panel = panel;
    this.#ready = false;
    panel.iconPath = Uri.joinPath(this.#context.extensionUri, 'media', 'icon.png');
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    webview.onDidReceiveMessage((message: unknown) => {
      const known = parseToHost(message);
      if (known !== undefined) void this.#answer(known);
    });
    webview.html = panelPage({
      source: webview.cspSource,
      script: asset('panel.js'),
      icons: asset('codicon.css'),
      title: 'Podflight',
      language: env.language,
    });
  }

  /** Runs the subject anew and sends it. */
  async #play(): Promise<void> {
    const subject = this.#subject;
    const panel = this.#panel;
    if (subject === undefined || panel === undefined) return;
    const document = await openDocument(subject.uri);
    const file = document && (await this.#manifests.read(document));
    const { runOf } = await import('../worker/simulation.ts');
    if (subject !== this.#subject || panel !== this.#panel) return;
    const manifest = file && sameManifest(file.manifests(), subject);
    const name = fileName(Uri.parse(subject.uri));
    const current = manifest && { ...subject, ...identity(manifest) };
    const run =
      current && runOf({ ...current, id: ++this.#lastRun, file: name, text: file.text, cluster: this.#cluster.choice });
    if (current === undefined || run === undefined) {
      this.#send({ type: 'stale', reason: `${name} no longer holds this manifest.` });
      return;
    }
    this.#follow(current);
    this.#run = run;
    panel.title = `${current.name || current.kind} · Podflight`;
    this.#sendRun();
  }

  #sendRun(): void {
    if (this.#run !== undefined) this.#send({ type: 'run', run: this.#run });
  }

  #send(message: ToPanel): void {
    if (this.#ready) void this.#panel?.webview.postMessage(message);
  }

  async #answer(message: ToHost): Promise<void> {
    switch (message.type) {
      case 'panel/ready':
        this.#ready = true;
        this.#sendRun();
        return;
      case 'reveal':
        if (message.run === this.#run?.id) await this.#reveal(message.path);
        return;
      case 'choose': {
        const subject = this.#subject;
        if (subject === undefined || message.run !== this.#run?.id) return;
        const { world, scenario } = message;
        // The panel is played again once the choice has arrived in the settings.
        if (world !== undefined) await this.#cluster.choose(world);
        if (scenario === undefined) return;
        this.#follow({ ...subject, scenario });
        await this.#play();
        return;
      }
      case 'copy':
        await env.clipboard.writeText(message.text);
        return;
      case 'at':
        return;
    }
  }

  /** Shows the line of a field in the editor. */
  async #reveal(path: string): Promise<void> {
    const subject = this.#subject;
    if (subject === undefined) return;
    const document = await openDocument(subject.uri);
    const file = document && (await this.#manifests.read(document));
    const place = file?.placeOf(subject.index, path);
    if (document === undefined || place === undefined) return;
    const range = new Range(document.positionAt(place.start), document.positionAt(place.end));
    const open = window.visibleTextEditors.find((editor) => editor.document === document);
    const viewColumn = open?.viewColumn ?? ViewColumn.One;
    const editor = await window.showTextDocument(document, { viewColumn, selection: range });
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  }

  #edited(document: TextDocument): void {
    if (document.uri.toString() === this.#subject?.uri) this.#rerunSoon();
  }

  #rerunSoon(): void {
    if (this.#panel === undefined) return;
    clearTimeout(this.#rerun);
    this.#rerun = setTimeout(() => void this.#play(), rerunAfterMs);
  }

  #closed(uri: Uri): void {
    if (uri.toString() === this.#subject?.uri) this.#send({ type: 'stale', reason: `${fileName(uri)} was closed.` });
  }

  #cursorAt(document: TextDocument, offset: number): void {
    if (!this.#ready || document.uri.toString() !== this.#subject?.uri) return;
    const path = this.#manifests.get(document)?.fieldAt(this.#subject.index, offset);
    if (path !== undefined) this.#send({ type: 'cursor', path });
  }

  dispose(): void {
    clearTimeout(this.#rerun);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function identity({ index, kind, name }: Manifest): Pick<Subject, 'index' | 'kind' | 'name'> {
  return { index, kind, name };
}

/** The manifest that the panel plays, also after documents were added or taken away before it, or it got another name. */
function sameManifest(manifests: readonly Manifest[], { index, kind, name }: Subject): Manifest | undefined {
  const namesake = manifests.find((manifest) => manifest.kind === kind && manifest.name === name);
  const there = manifests.find((manifest) => manifest.index === index);
  if (there?.kind === kind && there.name === name) return there;
  return namesake ?? there;
}

async function openDocument(uri: string): Promise<TextDocument | undefined> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri);
  if (open !== undefined) return open;
  try {
    return await workspace.openTextDocument(Uri.parse(uri));
  } catch {
    return undefined;
  }
}
