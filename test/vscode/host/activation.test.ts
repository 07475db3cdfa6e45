/** The extension as VS Code sees it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'podflight.podflight';

describe('activation', () => {
  it('comes with the first YAML file', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not installed`);
    await vscode.workspace.openTextDocument({ language: 'yaml', content: 'a: 1' });
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('offers its commands', async () => {
    const commands = await vscode.commands.getCommands(true);
    assert.deepEqual(commands.filter((name) => name.startsWith('podflight.')).sort(), [
      'podflight.openExample',
      'podflight.simulateCreation',
    ]);
  });
});
