/** The cluster that manifests are judged and simulated in: a preset, or a file of the user's that is read as it is edited. */
import {
  ConfigurationTarget,
  commands,
  type Disposable,
  EventEmitter,
  RelativePattern,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { ClusterChoice } from '../manifest/clusterChoice.ts';
import { fileName } from './files.ts';
import type { Manifests } from './manifests.ts';

const usualFile = '.podflight/cluster.yaml';

/** An edit of the cluster's file counts this long after the last keystroke: all open files are judged anew. */
const settleMs = 150;

/** Follows the setting `podflight.cluster` and the file that it names. */
export class SimulatedCluster implements Disposable {
  readonly #manifests: Manifests;
  readonly #changed = new EventEmitter<ClusterChoice>();
  readonly #subscriptions: Disposable[];
  #choice: ClusterChoice = { kind: 'preset', name: '' };
  #uri: Uri | undefined;
  #watcher: Disposable | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #lastReading = 0;
  /** Another cluster was chosen, or its file was edited. */
  readonly onDidChange = this.#changed.event;

  constructor(manifests: Manifests) {
    this.#manifests = manifests;
    this.#subscriptions = [
      this.#changed,
      commands.registerCommand('podflight.editCluster', () => this.edit()),
      commands.registerCommand('podflight.chooseCluster', () => this.pick()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('podflight.cluster')) void this.#follow();
      }),
      workspace.onDidChangeTextDocument(({ document }) => this.#edited(document)),
      workspace.onDidCloseTextDocument((document) => this.#edited(document)),
    ];
  }

  /** Reads the setting. */
  start(): void {
    if (setting() !== '') void this.#follow();
  }

  get choice(): ClusterChoice {
    return this.#choice;
  }

  /** Opens the cluster as a file, which is made from the present one if there is none, and chooses it. */
  async edit(): Promise<void> {
    const named = this.#uri === undefined ? usualFile : setting();
    const uri = resolved(named);
    if (uri === undefined) {
      void window.showInformationMessage('Open a folder first: the simulated cluster is kept in a file of it.');
      return;
    }
    if (!(await exists(uri))) {
      const { startingCluster } = await this.#manifests.engine();
      const chosen = this.#choice.kind === 'preset' ? this.#choice : { kind: 'preset' as const, name: '' };
      await workspace.fs.writeFile(uri, new TextEncoder().encode(startingCluster(chosen)));
    }
    await window.showTextDocument(await workspace.openTextDocument(uri));
    if (this.#uri === undefined) await this.choose(named);
    else await this.#follow();
  }

  /** Asks which cluster to simulate. */
  async pick(): Promise<void> {
    const { presetNames } = await this.#manifests.engine();
    const own = this.#uri === undefined ? usualFile : setting();
    const uri = resolved(own);
    const picks = presetNames().map((name) => ({ label: name, description: 'preset', edit: false }));
    if (uri !== undefined) {
      const missing = !(await exists(uri));
      const description = missing ? 'your own, made from the present one' : 'your own';
      picks.push({ label: own, description, edit: missing });
    }
    const choice = await window.showQuickPick(picks, { title: 'Choose the simulated cluster' });
    if (choice === undefined) return;
    if (choice.edit) await this.edit();
    else await this.choose(choice.label);
  }

  /** Chooses a preset or a file, as the setting does. */
  async choose(name: string): Promise<void> {
    const configuration = workspace.getConfiguration('podflight');
    const inWorkspace = configuration.inspect('cluster')?.workspaceValue !== undefined;
    const hasFolder = (workspace.workspaceFolders ?? []).length > 0;
    const target =
      inWorkspace || (hasFolder && isPath(name)) ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
    try {
      await configuration.update('cluster', name, target);
    } catch (error) {
      void window.showErrorMessage(
        `The cluster could not be chosen: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  async #follow(): Promise<void> {
    const reading = ++this.#lastReading;
    const name = setting();
    const uri = isPath(name) ? resolved(name) : undefined;
    if (uri?.toString() !== this.#uri?.toString()) this.#watch(uri);
    this.#uri = uri;
    if (uri === undefined) {
      this.#use({ kind: 'preset', name });
      return;
    }
    const text = await textOf(uri);
    if (reading !== this.#lastReading) return;
    if (text !== undefined) {
      this.#use({ kind: 'file', name, text });
      return;
    }
    this.#use({ kind: 'preset', name: '' });
    const create = 'Create it';
    const message = `There is no ${name} to read the simulated cluster from; a preset stands in for it.`;
    if ((await window.showWarningMessage(message, create)) === create) await this.edit();
  }

  /** Changes on disk count while the file is not open. */
  #watch(uri: Uri | undefined): void {
    this.#watcher?.dispose();
    this.#watcher = undefined;
    if (uri === undefined) return;
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, '..'), fileName(uri)));
    const again = (): void => this.#settle();
    watcher.onDidChange(again);
    watcher.onDidCreate(again);
    this.#watcher = watcher;
  }

  #use(choice: ClusterChoice): void {
    this.#choice = choice;
    this.#manifests.useCluster(choice, this.#uri?.toString());
    this.#changed.fire(choice);
  }

  #edited({ uri }: TextDocument): void {
    if (uri.toString() === this.#uri?.toString()) this.#settle();
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#reread(), settleMs);
  }

  async #reread(): Promise<void> {
    const uri = this.#uri;
    const before = this.#choice;
    const text = uri && (await textOf(uri));
    if (text === undefined || uri !== this.#uri) return;
    if (before.kind !== 'file' || before.text !== text) this.#use({ kind: 'file', name: setting(), text });
  }

  dispose(): void {
    clearTimeout(this.#settling);
    this.#watcher?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function setting(): string {
  const value: unknown = workspace.getConfiguration('podflight').get('cluster');
  return typeof value === 'string' ? value.trim() : '';
}

/** Presets are plain names; a path has a slash or an ending. */
function isPath(name: string): boolean {
  return /[/\\.]/.test(name);
}

/** A path in the first folder of the workspace; undefined without one. */
function resolved(path: string): Uri | undefined {
  if (/^(?:\/|[A-Za-z]:[\\/])/.test(path)) return Uri.file(path);
  const folder = workspace.workspaceFolders?.[0];
  return folder && Uri.joinPath(folder.uri, path.replaceAll('\\', '/'));
}

/** The text in the editor where the file is open, else that on disk. */
async function textOf(uri: Uri): Promise<string | undefined> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined && !open.isClosed) return open.getText();
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

async function exists(uri: Uri): Promise<boolean> {
  return (await textOf(uri)) !== undefined;
}
