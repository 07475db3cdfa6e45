/** Styles that all parts share: VS Code's own colours and type, and one colour a kind of message. */
import { css, unsafeCSS } from 'lit';
import type { Shape } from '../trace/wire.ts';

/** The theme colour of each kind of message. The shape tells them apart as well. */
export const shapeColours: Readonly<Record<Shape, string>> = {
  request: '--vscode-charts-blue',
  answer: '--vscode-charts-green',
  refusal: '--vscode-charts-red',
  watch: '--vscode-charts-yellow',
  write: '--vscode-charts-purple',
  runtime: '--vscode-terminal-ansiCyan',
  work: '--vscode-charts-blue',
};

const shapeRules = Object.entries(shapeColours)
  .map(([shape, colour]) => `.k-${shape} { --kind: var(${colour}); }`)
  .join('\n');

export const shared = css`
  :host {
    box-sizing: border-box;
    --background: var(--vscode-editor-background);
    --surface: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    --edge: var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 32%, var(--vscode-editor-background)));
    --hair: var(--vscode-contrastBorder, var(--vscode-panel-border, currentColor));
    --text: var(--vscode-foreground);
    --muted: var(--vscode-descriptionForeground);
    --mono: var(--vscode-editor-font-family, monospace);
    --focus: var(--vscode-focusBorder);
    --good: var(--vscode-charts-green);
    --bad: var(--vscode-charts-red);
    --accent: var(--vscode-charts-blue);
    color: var(--text);
    font-family: var(--vscode-font-family, sans-serif);
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.45;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  code,
  pre,
  .mono {
    font-family: var(--mono);
  }
  code {
    font-size: 0.95em;
    padding: 0.05em 0.3em;
    border-radius: 3px;
    color: var(--vscode-textPreformat-foreground, inherit);
    background: var(--vscode-textPreformat-background, transparent);
    overflow-wrap: anywhere;
  }
  button {
    font: inherit;
    color: inherit;
  }
  a,
  button.link {
    color: var(--vscode-textLink-foreground);
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
    text-align: start;
    text-decoration: none;
  }
  a:hover,
  button.link:hover {
    text-decoration: underline;
  }
  :focus-visible {
    outline: 1px solid var(--focus);
    outline-offset: 1px;
    border-radius: 2px;
  }
  .muted {
    color: var(--muted);
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th {
    font-weight: 600;
    text-align: start;
    color: var(--muted);
    white-space: nowrap;
  }
  th,
  td {
    padding: 4px 10px 4px 0;
    vertical-align: top;
  }
  tbody tr {
    border-top: 1px solid var(--hair);
  }
  .scroll {
    overflow: auto;
  }
  ${unsafeCSS(shapeRules)}
`;
