/** The panel on a page of its own: built, served on loopback under the policy it has in VS Code, with a host that plays VS Code's part. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Run } from '../../../src/protocol/messages.ts';
import { panelPage } from '../../../src/protocol/page.ts';
import type { Theme } from './themes.ts';

export interface Site {
  /** URL of the page. */
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the panel and serves it with one run. */
export async function servePanel(run: Run, theme: Theme, state?: unknown): Promise<Site> {
  const script = await panelScript();
  const stub = hostStub(run, theme, state);
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    const send = (type: string, body: string | Buffer): void => {
      response.writeHead(200, { 'content-type': type });
      response.end(body);
    };
    switch (path) {
      case '/':
        send('text/html', pageWithStub(originOf(server)));
        return;
      case '/panel.js':
        send('text/javascript', script);
        return;
      case '/host.js':
        send('text/javascript', stub);
        return;
      case '/codicon.css':
        send('text/css', await readFile('node_modules/@vscode/codicons/dist/codicon.css'));
        return;
      case '/codicon.ttf':
        send('font/ttf', await readFile('node_modules/@vscode/codicons/dist/codicon.ttf'));
        return;
      default:
        response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${originOf(server)}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

let built: Promise<string> | undefined;

/** The panel's bundle, built once a process. */
export function panelScript(): Promise<string> {
  built ??= build({
    entryPoints: ['src/panel/main.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'chrome138',
    legalComments: 'none',
    logLevel: 'warning',
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  return built;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function pageWithStub(origin: string): string {
  const page = panelPage({
    source: origin,
    script: `${origin}/panel.js`,
    icons: `${origin}/codicon.css`,
    title: 'Podflight',
  });
  return page.replace('<body>', `<body><script src="${origin}/host.js"></script>`);
}

/** Plays VS Code: theme variables, `acquireVsCodeApi`, and a run for the panel that says it is ready. */
function hostStub(run: Run, theme: Theme, state: unknown): string {
  return `
    const theme = ${JSON.stringify(theme)};
    for (const [name, value] of Object.entries(theme.colours)) document.documentElement.style.setProperty('--vscode-' + name, value);
    document.body.className = theme.kind;
    document.body.dataset.vscodeThemeKind = theme.kind;
    document.documentElement.style.background = theme.colours['editor-background'];
    document.documentElement.style.scrollbarColor = 'var(--vscode-scrollbarSlider-background) transparent';
    let state = ${JSON.stringify(state ?? null)} ?? undefined;
    globalThis.posted = [];
    globalThis.acquireVsCodeApi = () => ({
      getState: () => state,
      setState: (next) => { state = next; globalThis.keptState = next; },
      postMessage: (message) => {
        globalThis.posted.push(message);
        if (message.type === 'panel/ready') window.postMessage({ type: 'run', run: ${JSON.stringify(run)} }, '*');
      },
    });
  `;
}
