/** Diagnostics and lenses as VS Code has them, beside what a person sees. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const broken = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: yes
  containers:
    - name: web
      imagee: nginx
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: 80
`;

describe('diagnostics', () => {
  let document: vscode.TextDocument;

  beforeEach(async () => {
    document = await vscode.workspace.openTextDocument({ language: 'yaml', content: broken });
    await vscode.window.showTextDocument(document);
    await until(() => diagnosticsOf(document).length === 2);
  });
  afterEach(async () => {
    for (const name of ['diagnostics', 'readings', 'codeLens']) await set(name, undefined);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('name their source, the rule and its documentation', () => {
    const error = diagnosticsOf(document).find(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.equal(error?.message, 'unknown field "spec.containers[0].imagee"');
    assert.equal(error?.source, 'Podflight');
    assert.ok(typeof error?.code === 'object');
    assert.equal(error.code.value, 'UnknownField');
    assert.equal(document.getText(error.range), 'imagee');
  });

  it('say what Kubernetes reads otherwise than it looks, until that is switched off', async () => {
    const isReading = ({ severity }: vscode.Diagnostic) => severity === vscode.DiagnosticSeverity.Information;
    assert.equal(diagnosticsOf(document).filter(isReading).length, 1);
    await set('readings', false);
    await until(() => diagnosticsOf(document).every((diagnostic) => !isReading(diagnostic)));
  });

  it('go when they are switched off', async () => {
    await set('diagnostics', false);
    await until(() => diagnosticsOf(document).length === 0);
  });

  it('follow edits of several places at once', async () => {
    const edit = new vscode.WorkspaceEdit();
    for (const word of ['imagee', 'yes']) {
      const at = broken.indexOf(word);
      const range = new vscode.Range(document.positionAt(at), document.positionAt(at + word.length));
      edit.replace(document.uri, range, word === 'yes' ? 'true' : 'image');
    }
    await vscode.workspace.applyEdit(edit);
    await until(() => diagnosticsOf(document).length === 0);
  });

  it("show the API server's whole answer in a hover", async () => {
    const position = document.positionAt(broken.indexOf('imagee') + 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      position,
    );
    const text = hovers.flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value));
    assert.match(text.join('\n'), /Pod in version "v1" cannot be handled as a Pod: strict decoding error/);
  });

  it('come with one lens a manifest, until those are switched off', async () => {
    assert.deepEqual(await lensLines(document), [0, 10]);
    await set('codeLens', false);
    assert.deepEqual(await lensLines(document), []);
  });
});

describe('other files', () => {
  it('get neither diagnostics nor lenses', async () => {
    const content = 'apiVersion: example.com/v1\nkind: Widget\nspec: yes\n';
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
    await vscode.window.showTextDocument(document);
    assert.deepEqual(await lensLines(document), []);
    assert.deepEqual(diagnosticsOf(document), []);
  });
});

describe('the simulation', () => {
  it('opens beside the editor, and leaves the focus to it', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: broken });
    const editor = await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('podflight.simulateCreation');
    const groups = () =>
      vscode.window.tabGroups.all.filter(({ tabs }) =>
        tabs.some(({ input }) => input instanceof vscode.TabInputWebview),
      );
    await until(() => groups().length === 1);
    assert.notEqual(groups()[0]?.viewColumn, editor.viewColumn);
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });
});

function diagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Podflight');
}

async function lensLines(document: vscode.TextDocument): Promise<number[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  return lenses
    .filter(({ command }) => command?.command === 'podflight.simulateCreation')
    .map(({ range }) => range.start.line);
}

async function set(name: string, value: boolean | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('podflight');
  await settings.update(`${name}.enabled`, value, vscode.ConfigurationTarget.Global);
}

async function until(holds: () => boolean): Promise<void> {
  for (const start = Date.now(); !holds(); ) {
    if (Date.now() - start > 10_000) throw new Error('It did not come about within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
