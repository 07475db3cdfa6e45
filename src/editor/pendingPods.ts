/** Pods that would stay Pending in the user's own cluster, marked a moment after typing ends. */
import {
  Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  languages,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import type { Manifests } from './manifests.ts';
import type { SimulatedCluster } from './simulatedCluster.ts';

/** A file is asked about this long after its last edit, so that typing never waits for the scheduler. */
const settleMs = 200;

/** Shows them as `podflight.scheduling.diagnostics` says. */
export function showPendingPods(manifests: Manifests, cluster: SimulatedCluster): Disposable[] {
  const collection = languages.createDiagnosticCollection('podflight-scheduling');
  const waiting = new Map<TextDocument, ReturnType<typeof setTimeout>>();
  const forget = (document: TextDocument): void => {
    clearTimeout(waiting.get(document));
    waiting.delete(document);
  };
  const refresh = (document: TextDocument): void => {
    forget(document);
    const publish = (): void => {
      waiting.delete(document);
      if (!document.isClosed) collection.set(document.uri, diagnosticsOf(document, manifests, cluster));
    };
    waiting.set(document, setTimeout(publish, settleMs));
  };
  return [
    collection,
    manifests.onDidChange(refresh),
    workspace.onDidCloseTextDocument((document) => {
      forget(document);
      collection.delete(document.uri);
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('podflight')) manifests.documents().forEach(refresh);
    }),
    { dispose: () => [...waiting.keys()].forEach(forget) },
  ];
}

function diagnosticsOf(document: TextDocument, manifests: Manifests, cluster: SimulatedCluster): Diagnostic[] {
  const settings = workspace.getConfiguration('podflight', document);
  const how = severities.get(settings.get('scheduling.diagnostics'));
  const isOff = how === undefined || settings.get('diagnostics.enabled') !== true;
  if (isOff || cluster.choice.kind !== 'file' || manifests.isCluster(document)) return [];
  const pending = manifests.get(document)?.pendingPods() ?? [];
  return pending.map(({ range, message }) => {
    const place = new Range(document.positionAt(range.start), document.positionAt(range.end));
    const diagnostic = new Diagnostic(place, message, how);
    diagnostic.source = 'Podflight';
    diagnostic.code = 'FailedScheduling';
    return diagnostic;
  });
}

const severities: ReadonlyMap<unknown, DiagnosticSeverity> = new Map([
  ['hint', DiagnosticSeverity.Hint],
  ['warning', DiagnosticSeverity.Warning],
]);
