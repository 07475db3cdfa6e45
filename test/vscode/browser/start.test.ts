/** `npm start` where there is no desktop: VS Code in the browser at a printed address. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { root } from '../../support/paths.ts';

describe('npm start', () => {
  let child: ChildProcess | undefined;

  after(() => child?.kill('SIGTERM'));

  it('prints the address of a VS Code that opens nginx.yaml', async () => {
    child = spawn(process.execPath, ['test/start.ts', '--browser'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const address = await printedAddress(child);
    assert.match(decodeURIComponent(address), /openFile.*nginx\.yaml/);
    const page = await fetch(address);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /vscode/i);
  });
});

function printedAddress({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let printed = '';
    stdout?.on('data', (text: Buffer) => {
      printed += text.toString();
      const address = /http:\/\/127\.0\.0\.1\S+/.exec(printed)?.[0];
      if (address !== undefined && printed.includes('Ctrl+C')) resolve(address);
    });
  });
}
