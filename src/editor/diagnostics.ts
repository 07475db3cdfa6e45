/** Findings as VS Code's diagnostics, up to date with every edit. */
import {
  Diagnostic,
  type DiagnosticCollection,
  DiagnosticSeverity,
  type Disposable,
  Hover,
  languages,
  MarkdownString,
  type Position,
  Range,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import { documentationOf } from '../manifest/documentation.ts';
import type { Finding } from '../manifest/findings.ts';
import { fileName } from './files.ts';
import { type Manifests, languages as manifestLanguages } from './manifests.ts';
import { isOn } from './settings.ts';

const severities: Readonly<Record<Finding['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Shows what is found in the open files; nothing is shown for files that are not Kubernetes'. */
export function showDiagnostics(manifests: Manifests): Disposable[] {
  const collection = languages.createDiagnosticCollection('podflight');
  const findings = new Map<TextDocument, readonly Finding[]>();
  const waiting = new Set<TextDocument>();

  const refresh = (document: TextDocument): void => {
    if (waiting.size === 0) queueMicrotask(checkWaiting);
    waiting.add(document);
  };
  const checkWaiting = (): void => {
    for (const document of waiting) {
      const found = document.isClosed ? [] : findingsIn(document, manifests);
      findings.set(document, found);
      publish(collection, document, found);
    }
    waiting.clear();
  };
  return [
    collection,
    manifests.onDidChange(refresh),
    workspace.onDidCloseTextDocument((document) => {
      findings.delete(document);
      collection.delete(document.uri);
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('podflight')) manifests.documents().forEach(refresh);
    }),
    languages.registerHoverProvider(manifestLanguages, {
      provideHover: (document, position) => wholeAnswer(document, position, findings.get(document) ?? []),
    }),
  ];
}

function findingsIn(document: TextDocument, manifests: Manifests): readonly Finding[] {
  if (!isOn('diagnostics', document)) return [];
  const options = {
    file: fileName(document.uri),
    readings: isOn('readings', document),
    assumptions: isOn('assumptions', document),
  };
  return manifests.findings(document, options);
}

function publish(collection: DiagnosticCollection, document: TextDocument, findings: readonly Finding[]): void {
  if (findings.length === 0) collection.delete(document.uri);
  else
    collection.set(
      document.uri,
      findings.map((finding) => diagnosticOf(document, finding)),
    );
}

function diagnosticOf(document: TextDocument, finding: Finding): Diagnostic {
  const diagnostic = new Diagnostic(rangeOf(document, finding), finding.message, severities[finding.severity]);
  diagnostic.source = 'Podflight';
  const page = documentationOf(finding);
  diagnostic.code = page === undefined ? finding.code : { value: finding.code, target: Uri.parse(page) };
  return diagnostic;
}

function rangeOf(document: TextDocument, { range }: Finding): Range {
  return new Range(document.positionAt(range.start), document.positionAt(range.end));
}

/** The server's whole answer, where a finding shows a part of it. */
function wholeAnswer(document: TextDocument, position: Position, findings: readonly Finding[]): Hover | undefined {
  const here = findings.filter(
    (finding) => finding.fullMessage !== finding.message && rangeOf(document, finding).contains(position),
  );
  const answers = [...new Set(here.map(({ fullMessage }) => fullMessage))];
  if (answers.length === 0) return undefined;
  const text = new MarkdownString('The whole answer:');
  for (const answer of answers) text.appendCodeblock(answer, 'text');
  return new Hover(text);
}
