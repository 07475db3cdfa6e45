/** The open files as manifests, kept in step with every edit. */
import {
  type Disposable,
  EventEmitter,
  type TextDocument,
  type TextDocumentChangeEvent,
  type Uri,
  window,
  workspace,
} from 'vscode';
import type { CheckOptions } from '../manifest/checker.ts';
import type { ClusterChoice } from '../manifest/clusterChoice.ts';
import type { Finding } from '../manifest/findings.ts';
import type { ManifestFile } from '../manifest/manifestFile.ts';
import { mayHoldManifests } from '../manifest/mayHold.ts';

/** Languages that manifests are written in. */
export const languages = ['yaml', 'json', 'jsonc'];

type Engine = typeof import('../manifest/manifestFile.ts');

/** Reads each open YAML or JSON file once, and after that only what an edit touches. */
export class Manifests implements Disposable {
  readonly #open = new Map<TextDocument, ManifestFile>();
  readonly #changed = new EventEmitter<TextDocument>();
  readonly #closed = new EventEmitter<Uri>();
  readonly #subscriptions: Disposable[];
  /** Loaded with the first file that can hold manifests. */
  #engine: Engine | undefined;
  /** The cluster that files are judged in, where it is not the engine's own default, and the file that describes it. */
  #cluster: { readonly choice: ClusterChoice; readonly uri: string | undefined } | undefined;
  /** A file that can hold manifests was opened or edited, or no longer can. */
  readonly onDidChange = this.#changed.event;
  readonly onDidClose = this.#closed.event;

  constructor() {
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      workspace.onDidChangeTextDocument((event) => this.#edited(event)),
      workspace.onDidCloseTextDocument((document) => this.#forget(document)),
    ];
  }

  /** Reads the files that are open already. */
  start(): void {
    for (const document of this.documents()) this.#opened(document);
  }

  /** Open files in a language that manifests are written in. */
  documents(): TextDocument[] {
    return workspace.textDocuments.filter(isReadable);
  }

  /** The file's manifests as it stands now; undefined for files that hold none for certain. */
  async read(document: TextDocument): Promise<ManifestFile | undefined> {
    if (!isReadable(document) || document.isClosed) return undefined;
    if (!this.#open.has(document) && !mayHoldManifests(document.getText())) return undefined;
    await this.engine();
    return this.get(document);
  }

  /** The part that knows Kubernetes. */
  async engine(): Promise<Engine> {
    if (this.#engine === undefined) {
      const engine = await import('../manifest/manifestFile.ts');
      if (this.#engine === undefined && this.#cluster !== undefined) engine.chooseCluster(this.#cluster.choice);
      this.#engine ??= engine;
    }
    return this.#engine;
  }

  /** Judges all files in another cluster from now on; `uri` is the file that describes it. */
  useCluster(choice: ClusterChoice, uri?: string): void {
    this.#cluster = { choice, uri };
    this.#engine?.chooseCluster(choice);
    for (const document of this.#open.keys()) this.#changed.fire(document);
  }

  /** What there is to say about a file that has been read. */
  findings(document: TextDocument, options: CheckOptions): Finding[] {
    const file = this.get(document);
    if (file === undefined) return [];
    return this.isCluster(document) ? file.clusterFindings(options) : file.findings(options);
  }

  /** Whether a file describes the cluster that the others are judged in. */
  isCluster({ uri }: TextDocument): boolean {
    return this.#cluster?.uri === uri.toString();
  }

  /** The same at once, where the file has been read before. */
  get(document: TextDocument): ManifestFile | undefined {
    const kept = this.#open.get(document);
    if (kept !== undefined || this.#engine === undefined || !isReadable(document)) return kept;
    const text = document.getText();
    if (!mayHoldManifests(text)) return undefined;
    const file = new this.#engine.ManifestFile(text);
    this.#open.set(document, file);
    return file;
  }

  #opened(document: TextDocument): void {
    if (isReadable(document)) void this.#announce(document);
  }

  #edited({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (!isReadable(document) || contentChanges.length === 0) return;
    const file = this.#open.get(document);
    if (file === undefined) {
      void this.#announce(document);
      return;
    }
    // Offsets of one event all count in the text before it: later places first.
    const changes = [...contentChanges].sort((a, b) => b.rangeOffset - a.rangeOffset);
    for (const { rangeOffset, rangeLength, text } of changes) file.edit(rangeOffset, rangeOffset + rangeLength, text);
    if (file.text.length !== lengthOf(document)) this.#open.delete(document);
    this.#changed.fire(document);
  }

  async #announce(document: TextDocument): Promise<void> {
    if ((await this.read(document)) !== undefined) this.#changed.fire(document);
  }

  #forget(document: TextDocument): void {
    this.#open.delete(document);
    this.#closed.fire(document.uri);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#closed.dispose();
  }
}

/** The file in front of the user, if it can hold manifests. */
export function activeDocument(): TextDocument | undefined {
  const document = window.activeTextEditor?.document;
  return document !== undefined && isReadable(document) ? document : undefined;
}

function isReadable({ languageId }: TextDocument): boolean {
  return languages.includes(languageId);
}

function lengthOf(document: TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).rangeIncludingLineBreak.end);
}
