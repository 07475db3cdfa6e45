/** The extension as VS Code sees it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';

const id = 'podflight.podflight';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('activation', () => {
  it('comes with the first YAML file', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not installed`);
    await vscode.workspace.openTextDocument({ language: 'yaml', content: 'a: 1' });
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('takes little time', () => {
    const main = join(vscode.extensions.getExtension(id)?.extensionPath ?? '', 'dist', 'extension.cjs');
    const start = performance.now();
    // A copy of the bundle beside the one that VS Code has loaded: the cost of loading alone, warm as on a second start.
    delete require.cache[main];
    require(main);
    const ms = performance.now() - start;
    console.log(`loading dist/extension.cjs takes ${ms.toFixed(1)} ms`);
    assert.ok(ms < 50, `${ms} ms`);
  });

  it('registers every command that it offers', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const manifest = vscode.extensions.getExtension(id)?.packageJSON as Manifest | undefined;
    const offered = manifest?.contributes.commands ?? [];
    const missing = offered.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
    assert.ok(registered.has('podflight.simulateCreation'));
  });
});
