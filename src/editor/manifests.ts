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
import { mayHoldManifests } from '../manifest/recognition.ts';
import { ManifestText } from '../yaml/manifestText.ts';

/** Languages that manifests are written in. */
export const languages = ['yaml', 'json', 'jsonc'];

/** Reads each open YAML or JSON file once, and after that only what an edit touches. */
export class Manifests implements Disposable {
  readonly #open = new Map<TextDocument, ManifestText>();
  readonly #changed = new EventEmitter<TextDocument>();
  readonly #closed = new EventEmitter<Uri>();
  readonly #subscriptions: Disposable[];
  /** A file was opened or edited. */
  readonly onDidChange = this.#changed.event;
  /** A file was closed, or is no longer YAML or JSON. */
  readonly onDidClose = this.#closed.event;

  constructor() {
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      workspace.onDidChangeTextDocument((event) => this.#edited(event)),
      workspace.onDidCloseTextDocument((document) => this.#forget(document)),
    ];
  }

  /** Open files that can hold manifests. */
  documents(): TextDocument[] {
    return workspace.textDocuments.filter(isReadable);
  }

  /** The file's manifests; undefined for files that hold none for certain. */
  get(document: TextDocument): ManifestText | undefined {
    if (!isReadable(document)) return undefined;
    const kept = this.#open.get(document);
    if (kept !== undefined) return kept;
    const text = document.getText();
    if (!mayHoldManifests(text)) return undefined;
    const manifest = new ManifestText(text);
    this.#open.set(document, manifest);
    return manifest;
  }

  #opened(document: TextDocument): void {
    if (isReadable(document)) this.#changed.fire(document);
  }

  #edited({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (!isReadable(document) || contentChanges.length === 0) return;
    const manifest = this.#open.get(document);
    if (manifest !== undefined) {
      // Offsets of one event all count in the text before it: later places first.
      const changes = [...contentChanges].sort((a, b) => b.rangeOffset - a.rangeOffset);
      for (const { rangeOffset, rangeLength, text } of changes) {
        manifest.edit(rangeOffset, rangeOffset + rangeLength, text);
      }
      if (manifest.text.length !== lengthOf(document)) this.#open.delete(document);
    }
    this.#changed.fire(document);
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

/** Opens a file and waits for its manifests. */
export async function readManifest(manifests: Manifests, uri: Uri): Promise<ManifestText | undefined> {
  return manifests.get(await workspace.openTextDocument(uri));
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
