/** How the panel's parts share the page: stacked where it is narrow, the story beside the stage where it is wide. */
import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    min-height: 100vh;
    background: var(--background);
  }
  .waiting {
    padding: 24px;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 8px 16px;
    border-bottom: 1px solid var(--hair);
  }
  h1 {
    margin: 0;
    font-size: 1.23em;
    line-height: 1.3;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  .space {
    flex: 1;
  }
  .status {
    min-width: 9ch;
    padding: 1px 10px;
    border: 1px solid var(--mood);
    border-radius: 11px;
    background: color-mix(in srgb, var(--mood) 14%, transparent);
    text-align: center;
    overflow-wrap: anywhere;
  }
  .is-waiting {
    --mood: var(--vscode-charts-yellow);
  }
  .is-good {
    --mood: var(--vscode-charts-green);
  }
  .is-bad {
    --mood: var(--vscode-charts-red);
  }
  .is-none {
    --mood: var(--edge);
  }
  .choice {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .choice vscode-single-select {
    width: 168px;
  }
  .stale {
    margin: 0;
    padding: 6px 16px;
    border-inline-start: 3px solid var(--vscode-charts-yellow);
    background: color-mix(in srgb, var(--vscode-charts-yellow) 12%, transparent);
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  podflight-transport {
    position: sticky;
    z-index: 5;
    top: 0;
  }
  .aside {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(300px, 400px);
    gap: 12px 24px;
    padding: 14px 16px 10px;
  }
  .contents {
    display: none;
  }
  .evidence {
    padding: 0 16px;
    min-width: 0;
  }
  @container (max-width: 760px) {
    .aside {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @container (min-width: 1240px) {
    .contents {
      display: block;
    }
    main {
      grid-template-columns: minmax(0, 1fr) clamp(420px, 33%, 640px);
      grid-template-rows: auto auto auto 1fr;
    }
    .stage,
    podflight-transport,
    .evidence {
      grid-column: 1;
    }
    .aside {
      grid-column: 2;
      grid-row: 1 / span 4;
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
      gap: 18px;
      padding: 18px 20px;
      border-inline-start: 1px solid var(--hair);
    }
  }
`;
