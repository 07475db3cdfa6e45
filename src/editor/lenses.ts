/** One lens above each manifest: *Simulate creation*. */
import {
  CodeLens,
  type CodeLensProvider,
  type Disposable,
  EventEmitter,
  languages,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import { type Manifests, languages as manifestLanguages } from './manifests.ts';
import { isOn } from './settings.ts';

/** Shows the lenses. */
export function showLenses(manifests: Manifests): Disposable[] {
  const changed = new EventEmitter<void>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => lensesOf(document, manifests),
  };
  return [
    changed,
    languages.registerCodeLensProvider(manifestLanguages, provider),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('podflight.codeLens')) changed.fire();
    }),
  ];
}

async function lensesOf(document: TextDocument, manifests: Manifests): Promise<CodeLens[]> {
  const file = isOn('codeLens', document) ? await manifests.read(document) : undefined;
  if (file === undefined) return [];
  return file.manifests().map(({ index, start }) => {
    const position = document.positionAt(start);
    return new CodeLens(new Range(position, position), {
      title: 'Simulate creation',
      tooltip: 'Play how Kubernetes creates this object, from kubectl apply on',
      command: 'podflight.simulateCreation',
      arguments: [document.uri, index],
    });
  });
}
