/** Styles that the views below the stage share. */
import { css } from 'lit';

export const viewStyles = css`
  :host {
    display: block;
    min-width: 0;
    padding: 12px 0 16px;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
    margin-bottom: 8px;
  }
  .empty {
    color: var(--muted);
    padding: 14px 0;
  }
  tr.future > td {
    color: var(--muted);
  }
  tr.current > td {
    background: var(--vscode-list-inactiveSelectionBackground, transparent);
  }
  tr.current > td:first-child {
    box-shadow: inset 3px 0 0 var(--accent);
  }
  tbody tr[data-step] {
    cursor: pointer;
  }
  tbody tr[data-step]:hover > td {
    background: var(--vscode-list-hoverBackground);
  }
  th:first-child,
  td:first-child {
    padding-inline-start: 10px;
  }
  .num {
    text-align: end;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .bad {
    font-weight: 600;
  }
  .bad::before {
    content: '✕ ';
    color: var(--bad);
  }
  .any {
    overflow-wrap: anywhere;
  }
  pre {
    margin: 0;
    overflow: auto;
    unicode-bidi: isolate;
    font-size: var(--vscode-editor-font-size, 12px);
    line-height: 1.5;
  }
`;
