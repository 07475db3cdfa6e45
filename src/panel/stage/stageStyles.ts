/** How the stage looks: calm lines, one colour a kind of message, borders that high contrast keeps. */
import { css } from 'lit';

export const stageStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  svg {
    display: block;
    width: 100%;
    user-select: none;
  }
  text {
    fill: var(--text);
    font-family: var(--vscode-font-family, sans-serif);
  }
  text.mono {
    font-family: var(--mono);
  }
  .muted {
    fill: var(--muted);
  }
  .heading {
    fill: var(--muted);
    letter-spacing: 0.09em;
  }
  .plane {
    fill: color-mix(in srgb, var(--surface) 55%, var(--background));
    stroke: var(--edge);
    stroke-opacity: 0.75;
  }
  .wire {
    fill: none;
    stroke: var(--edge);
    stroke-width: 1.25;
  }
  .wire.pull {
    stroke-dasharray: 1 6;
    stroke-linecap: round;
  }
  .wire.flowing {
    stroke: var(--vscode-terminal-ansiCyan);
    stroke-width: 2.5;
    stroke-dasharray: 3 7;
    animation: flow 0.9s linear infinite;
  }
  @keyframes flow {
    to {
      stroke-dashoffset: -10;
    }
  }
  .box {
    fill: var(--surface);
    stroke: var(--edge);
    stroke-width: 1;
    transition:
      stroke 0.15s,
      fill 0.15s;
  }
  .title {
    font-weight: 600;
  }
  .part-sends > .box,
  .part-receives > .box,
  .part-acts > .box {
    stroke: var(--kind);
    stroke-width: 2;
    fill: color-mix(in srgb, var(--kind) 13%, var(--surface));
  }
  .part-receives > .box {
    stroke-dasharray: none;
    fill: color-mix(in srgb, var(--kind) 22%, var(--surface));
  }
  .part-caused > .box {
    stroke: var(--muted);
    stroke-dasharray: 4 3;
  }
  .part-busy > .box {
    stroke: var(--vscode-terminal-ansiCyan);
    stroke-width: 1.5;
  }
  .failing > .box {
    stroke: var(--bad);
    stroke-width: 2.5;
    stroke-dasharray: none;
    fill: color-mix(in srgb, var(--bad) 14%, var(--surface));
  }
  .chip .box {
    fill: none;
    stroke: var(--edge);
    stroke-opacity: 0.8;
  }
  .chip text {
    fill: var(--muted);
  }
  .chip.is-passed .box {
    fill: color-mix(in srgb, var(--good) 16%, transparent);
    stroke: var(--good);
    stroke-opacity: 0.7;
  }
  .chip.is-passed text,
  .chip.is-now text {
    fill: var(--text);
  }
  .chip.is-now .box {
    fill: color-mix(in srgb, var(--accent) 30%, transparent);
    stroke: var(--accent);
    stroke-width: 1.5;
  }
  .chip.is-refused .box {
    fill: color-mix(in srgb, var(--bad) 26%, transparent);
    stroke: var(--bad);
    stroke-width: 2;
  }
  .chip.is-refused text {
    fill: var(--text);
    font-weight: 600;
  }
  .etcd .value {
    fill: var(--text);
  }
  .card .box {
    stroke-opacity: 0.9;
  }
  .card > .box {
    fill: color-mix(in srgb, var(--surface) 55%, var(--background));
  }
  .card.verdict-refused > .box {
    stroke-dasharray: 5 4;
  }
  .card.verdict-refused .name {
    fill: var(--muted);
  }
  .card.verdict-chosen > .box {
    stroke: var(--good);
    stroke-width: 1.75;
    fill: color-mix(in srgb, var(--good) 7%, var(--surface));
  }
  .card.stopped > .box {
    stroke: var(--bad);
    stroke-width: 2.5;
    fill: color-mix(in srgb, var(--bad) 9%, var(--surface));
  }
  .stop {
    font-weight: 600;
  }
  .work {
    fill: var(--vscode-terminal-ansiCyan);
  }
  .name {
    font-weight: 600;
  }
  .refused {
    fill: var(--muted);
  }
  .chosen {
    font-weight: 600;
  }
  .mark {
    fill: none;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke: var(--bad);
  }
  .mark.good {
    stroke: var(--good);
  }
  .track {
    fill: color-mix(in srgb, var(--text) 9%, transparent);
    stroke: var(--vscode-contrastBorder, transparent);
  }
  .used.even {
    fill: color-mix(in srgb, var(--text) 38%, var(--background));
  }
  .used.odd {
    fill: color-mix(in srgb, var(--text) 26%, var(--background));
  }
  .used.mine {
    fill: var(--accent);
    stroke: var(--background);
    stroke-width: 0.5;
  }
  .agents {
    stroke: var(--edge);
    fill: none;
  }
  .agent .box {
    fill: var(--surface);
  }
  .agent text {
    fill: var(--muted);
  }
  .agent.part-sends text,
  .agent.part-receives text,
  .agent.part-acts text,
  .agent.part-busy text {
    fill: var(--text);
  }
  .pod .box {
    fill: none;
    stroke: var(--accent);
    stroke-width: 1.5;
  }
  .pod.sandbox-ghost .box,
  .pod.sandbox-bound .box {
    stroke-dasharray: 3 3;
    stroke-width: 1.25;
  }
  .pod.sandbox-making > .box {
    stroke-dasharray: 6 3;
    animation: march 1s linear infinite;
  }
  @keyframes march {
    to {
      stroke-dashoffset: -9;
    }
  }
  .pod.sandbox-ready > .box {
    fill: color-mix(in srgb, var(--accent) 12%, transparent);
  }
  .pod.sandbox-failed > .box,
  .pod.sandbox-stopped > .box {
    stroke: var(--bad);
  }
  .container .box {
    stroke: var(--muted);
    stroke-width: 1;
  }
  .container.is-absent .box {
    stroke: var(--edge);
    stroke-dasharray: 2 3;
  }
  .container.is-pulling .box {
    stroke: var(--vscode-terminal-ansiCyan);
    stroke-dasharray: 4 3;
    animation: march 1s linear infinite;
  }
  .container.is-making .box,
  .container.is-made .box {
    stroke: var(--vscode-terminal-ansiCyan);
    fill: color-mix(in srgb, var(--vscode-terminal-ansiCyan) 14%, transparent);
  }
  .container.is-running .box {
    stroke: var(--good);
    fill: color-mix(in srgb, var(--good) 14%, transparent);
  }
  .container.is-ready .box {
    stroke: var(--good);
    stroke-width: 1.5;
    fill: color-mix(in srgb, var(--good) 30%, transparent);
  }
  .container.is-failed .box {
    stroke: var(--bad);
    stroke-width: 1.5;
    fill: color-mix(in srgb, var(--bad) 18%, transparent);
  }
  .container.is-ended .box {
    stroke: var(--muted);
  }
  .cell.unknown {
    fill: color-mix(in srgb, var(--text) 24%, var(--background));
  }
  .cell.fits {
    fill: var(--good);
  }
  .cell.refused {
    fill: color-mix(in srgb, var(--bad) 70%, var(--background));
  }
  .path {
    fill: none;
    stroke: var(--kind);
    stroke-width: 2.5;
  }
  .path.s-watch {
    stroke-dasharray: 7 5;
  }
  .path.s-answer,
  .path.s-refusal {
    stroke-dasharray: 12 4;
  }
  .path.s-write {
    stroke-width: 4;
  }
  .head {
    fill: var(--kind);
  }
  .cause {
    fill: none;
    stroke: var(--kind);
    stroke-width: 1.5;
    stroke-dasharray: 2 4;
    stroke-opacity: 0.8;
  }
  .token {
    fill: color-mix(in srgb, var(--kind) 26%, var(--background));
    stroke: var(--kind);
    stroke-width: 1.75;
  }
  .word {
    font-weight: 600;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    padding: 0 16px 8px;
    color: var(--muted);
    font-size: 11.5px;
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .legend svg {
    width: 24px;
    height: 16px;
  }
  .caption {
    display: grid;
    grid-template-columns: auto 1fr auto;
    align-items: center;
    gap: 0 10px;
    height: 46px;
    padding: 4px 16px;
    border-bottom: 1px solid var(--hair);
    border-inline-start: 3px solid transparent;
  }
  .caption.failing {
    border-inline-start-color: var(--bad);
    background: color-mix(in srgb, var(--bad) 9%, var(--background));
  }
  .caption .glyph {
    width: 30px;
    height: 22px;
  }
  .caption .lines {
    min-width: 0;
  }
  .caption p {
    margin: 0;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .caption .sentence {
    font-weight: 600;
  }
  .caption .wireline {
    color: var(--muted);
    font-family: var(--mono);
    font-size: 0.9em;
  }
  .caption .links {
    display: grid;
    justify-items: end;
    max-width: 34ch;
    font-size: 0.9em;
  }
  .caption .links button {
    max-width: 100%;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  @container (max-width: 620px) {
    .caption .links {
      max-width: 16ch;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .wire.flowing,
    .pod.sandbox-making > .box,
    .container.is-pulling .box {
      animation: none;
    }
    .box {
      transition: none;
    }
  }
`;
